// Payment method configurations: which types an intent offers when it names none.
// (https://docs.stripe.com/api/payment_method_configurations; docs.stripe.com/payments/multiple-payment-method-configs)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const off = { display_preference: { preference: 'off' } } as const
const on = { display_preference: { preference: 'on' } } as const
const shown = (preference: string, value: 'on' | 'off') => ({
  available: value === 'on',
  display_preference: { overridable: null, preference, value },
})

const dollars = { amount: 2000, currency: 'usd' } as const

behaves('GET /v1/payment_method_configurations', 'has the default one of every account', async (world) => {
  const { stripe, news } = world
  const { data, has_more } = await stripe.paymentMethodConfigurations.list()
  assert.deepEqual([data.length, has_more], [1, false])
  const { id, object, active, application, is_default, livemode, name, parent, card, amazon_pay } = data[0]!
  assert.match(id, /^pmc_1[A-Za-z0-9]{23}$/)
  assert.deepEqual(
    { object, active, application, is_default, livemode, name, parent },
    {
      object: 'payment_method_configuration',
      active: true,
      application: null,
      is_default: true,
      livemode: false,
      name: 'Default',
      parent: null,
    },
  )
  assert.deepEqual([card, amazon_pay], [shown('none', 'on'), shown('none', 'on')])
  assert.deepEqual((await stripe.paymentMethodConfigurations.list({ active: false })).data, [])
  assert.deepEqual((await stripe.paymentMethodConfigurations.list({ active: true })).data.length, 1)
  assert.deepEqual((await stripe.paymentMethodConfigurations.list({ application: '' })).data.length, 1)
  assert.deepEqual((await stripe.paymentMethodConfigurations.list({ application: 'ca_1' })).data, [])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_method_configurations/{id}', 'is the configuration, or not there', async (world) => {
  const { stripe, call, news } = world
  const [standard] = (await stripe.paymentMethodConfigurations.list()).data
  assert.deepEqual({ ...(await stripe.paymentMethodConfigurations.retrieve(standard!.id)) }, { ...standard })
  refused(await call('GET', '/v1/payment_method_configurations/pmc_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such payment_method_configuration: 'pmc_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_method_configurations', 'is another choice of types', async ({ stripe, call, news }) => {
  const made = await stripe.paymentMethodConfigurations.create({ name: 'Cards', amazon_pay: off })
  assert.deepEqual([made.name, made.is_default, made.active], ['Cards', false, true])
  assert.deepEqual([made.card, made.amazon_pay], [shown('none', 'on'), shown('off', 'off')])
  // The default stays, and is the older one.
  const { data } = await stripe.paymentMethodConfigurations.list()
  assert.deepEqual(
    data.map(({ name }) => name),
    ['Cards', 'Default'],
  )
  const one = await stripe.paymentMethodConfigurations.list({ limit: 1 })
  assert.deepEqual([one.data[0]?.id, one.has_more], [made.id, true])
  refused(await call('POST', '/v1/payment_method_configurations', 'parent=pmc_1'), 400, {
    code: 'not_built',
    param: 'parent',
    message: 'Brindle does not take parent for a payment method configuration yet.',
  })
  const form = 'apple_pay_later[display_preference][preference]=on'
  refused(await call('POST', '/v1/payment_method_configurations', form), 400, {
    code: 'not_built',
    param: 'apple_pay_later',
    message: 'Brindle does not take payments by apple_pay_later yet.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_method_configurations/{id}', 'changes what every intent offers', async (world) => {
  const { stripe, call, news } = world
  const [standard] = (await stripe.paymentMethodConfigurations.list()).data
  const types = async () => (await stripe.paymentIntents.create(dollars)).payment_method_types
  assert.ok((await types()).includes('amazon_pay'))
  const changed = await stripe.paymentMethodConfigurations.update(standard!.id, { amazon_pay: off })
  assert.deepEqual({ ...changed }, { ...standard, amazon_pay: shown('off', 'off') })
  assert.ok(!(await types()).includes('amazon_pay'))
  assert.ok((await types()).includes('card'))
  assert.ok(!(await stripe.setupIntents.create()).payment_method_types.includes('amazon_pay'))
  // Whoever names the types is asked for nothing.
  const asked = await stripe.paymentIntents.create({ ...dollars, allowed_payment_method_types: ['amazon_pay'] })
  assert.deepEqual(asked.payment_method_types, ['amazon_pay'])
  await stripe.paymentMethodConfigurations.update(standard!.id, { amazon_pay: on, name: 'Ours' })
  assert.ok((await types()).includes('amazon_pay'))
  assert.equal((await stripe.paymentMethodConfigurations.retrieve(standard!.id)).name, 'Ours')
  refused(await call('POST', `/v1/payment_method_configurations/${standard!.id}`, 'active=false'), 400, {
    param: 'active',
    message: 'You cannot deactivate the default payment method configuration.',
  })
  assert.deepEqual(new Set(await news()), new Set(['payment_intent.created', 'setup_intent.created']))
})

behaves('POST /v1/payment_intents', 'offers what its configuration has on', async ({ stripe, call, news }) => {
  const { id } = await stripe.paymentMethodConfigurations.create({ card: off })
  const intent = await stripe.paymentIntents.create({ ...dollars, payment_method_configuration: id })
  assert.ok(intent.payment_method_types.includes('amazon_pay') && !intent.payment_method_types.includes('card'))
  assert.deepEqual(intent.payment_method_configuration_details, { id, parent: null })
  const setup = await stripe.setupIntents.create({ payment_method_configuration: id })
  assert.ok(!setup.payment_method_types.includes('card'))
  assert.deepEqual(setup.payment_method_configuration_details, { id, parent: null })
  // The others go by the default.
  const other = await stripe.paymentIntents.create(dollars)
  assert.ok(other.payment_method_types.includes('card'))
  const [, standard] = (await stripe.paymentMethodConfigurations.list()).data
  const byDefault = await stripe.paymentIntents.create({ ...dollars, payment_method_configuration: standard!.id })
  assert.deepEqual(byDefault.payment_method_types, other.payment_method_types)
  await news()
  const param = 'payment_method_configuration'
  const ask = (more: string) => call('POST', '/v1/payment_intents', `amount=2000&currency=usd&${more}`)
  refused(await ask(`${param}=pmc_none`), 400, {
    code: 'resource_missing',
    param,
    message: "No such payment_method_configuration: 'pmc_none'",
  })
  refused(await ask(`${param}=${id}&payment_method_types[0]=card`), 400, {
    code: 'parameters_exclusive',
    param: 'payment_method_types',
    message: 'You may only specify one of these parameters: payment_method_configuration, payment_method_types.',
  })
  await stripe.paymentMethodConfigurations.update(id, { active: false })
  refused(await ask(`${param}=${id}`), 400, {
    param,
    message: `The payment method configuration ${id} is not active.`,
  })
  for (const path of [`/v1/payment_intents/${intent.id}`, `/v1/setup_intents/${setup.id}`]) {
    const { status, body } = await call('POST', path, `${param}=${id}`)
    assert.deepEqual([status, body.error?.code, body.error?.param], [400, 'not_built', param])
  }
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents', 'is not made where nothing is on that takes the currency', async (world) => {
  const { stripe, call, news } = world
  const types = ((await stripe.paymentIntents.create(dollars)) as Stripe.PaymentIntent).payment_method_types
  const nothing = Object.fromEntries(types.map((type) => [type, off]))
  const { id } = await stripe.paymentMethodConfigurations.create(nothing)
  const form = `amount=2000&currency=usd&payment_method_configuration=${id}`
  refused(await call('POST', '/v1/payment_intents', form), 400, {
    param: 'payment_method_types',
    message: 'The currency provided (usd) is invalid for one or more payment method types on this PaymentIntent.',
  })
  assert.deepEqual(await news(), ['payment_intent.created'])
})
