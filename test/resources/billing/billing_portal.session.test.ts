// Portal sessions. (https://docs.stripe.com/api/customer_portal/sessions; docs.stripe.com/customer-management/portal-deep-links)
// One file because the words of each refusal stand beside what is allowed.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { plans, subscribed, updating } from './portals.ts'

const PATH = '/v1/billing_portal/sessions'
const OPERATION = `POST ${PATH}`
const CREATED = 'billing_portal.session.created'
const HISTORY = { invoice_history: { enabled: true } }
const CANCEL = { subscription_cancel: { enabled: true } }

behaves(OPERATION, 'is what was recorded', async (world) => {
  const { stripe, call, news, url } = world
  const { id: customer } = await stripe.customers.create()
  const { id: configuration } = await stripe.billingPortal.configurations.create({ features: HISTORY })
  await news()
  const form = `customer=${customer}&return_url=https://shop.example/billing/`
  const { id, created, url: at, ...rest } = (await call('POST', PATH, form)).body
  assert.match(id, /^bps_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  assert.ok(at.startsWith(`${url}/p/session/test_`), at)
  // zulip/zulip, corporate/tests/stripe_fixtures/stripe_billing_portal_urls--billing_portal.Session.create.1.json; the account
  // is newer.
  assert.deepEqual(rest, {
    object: 'billing_portal.session',
    configuration,
    customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: 'https://shop.example/billing/',
  })
  const other = await stripe.billingPortal.sessions.create({ customer, expand: ['configuration'] })
  assert.notEqual(other.url, at)
  assert.equal((other.configuration as Stripe.BillingPortal.Configuration).id, configuration)
  assert.equal(other.return_url, null)
  assert.deepEqual(await news(), [CREATED, CREATED])
})

behaves(OPERATION, 'goes by a configuration, the default unless told', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  // As several projects quote it.
  refused(await call('POST', PATH, `customer=${customer}`), 400, {
    message:
      'No configuration provided and your test mode default configuration has not been created. Provide a configuration or ' +
      'create your default by saving your customer portal settings in test mode at ' +
      'https://dashboard.stripe.com/test/settings/billing/portal.',
  })
  const first = await stripe.billingPortal.configurations.create({ features: HISTORY })
  const second = await stripe.billingPortal.configurations.create({
    features: HISTORY,
    default_return_url: 'https://shop.example/account',
  })
  const by = async (more: Stripe.BillingPortal.SessionCreateParams = {}) => {
    const { configuration, return_url, locale } = await stripe.billingPortal.sessions.create({ customer, ...more })
    return [configuration, return_url, locale]
  }
  assert.deepEqual(await by(), [first.id, null, null])
  assert.deepEqual(await by({ configuration: second.id, locale: 'de' }), [
    second.id,
    'https://shop.example/account',
    'de',
  ])
  assert.deepEqual(await by({ configuration: second.id, return_url: 'myapp://back' }), [
    second.id,
    'myapp://back',
    null,
  ])
  await stripe.billingPortal.configurations.update(second.id, { active: false })
  refused(await call('POST', PATH, `customer=${customer}&configuration=${second.id}`), 400, {
    param: 'configuration',
    message: `The configuration \`${second.id}\` is not active.`,
  })
  assert.deepEqual(await news(), [
    'customer.created',
    'billing_portal.configuration.created',
    'billing_portal.configuration.created',
    ...[CREATED, CREATED, CREATED],
    'billing_portal.configuration.updated',
  ])
})

behaves(OPERATION, 'refuses what it cannot open', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id: gone } = await stripe.customers.create()
  await stripe.customers.del(gone)
  await stripe.billingPortal.configurations.create({ features: HISTORY })
  await news()
  const refusals: readonly (readonly [form: string, code: string | undefined, param: string, message: string])[] = [
    ['', 'parameter_missing', 'customer', 'Missing required param: customer.'],
    ['customer=cus_no', 'resource_missing', 'customer', "No such customer: 'cus_no'"],
    [`customer=${gone}`, 'resource_missing', 'customer', `No such customer: '${gone}'`],
    // As several projects quote it.
    [
      `customer=${customer}&configuration=bpc_no`,
      'resource_missing',
      'configuration',
      "No such configuration: 'bpc_no'",
    ],
    [`customer=${customer}&return_url=back`, 'url_invalid', 'return_url', 'Not a valid URL'],
    [`customer=${customer}&return_url=javascript:1`, 'url_invalid', 'return_url', 'Not a valid URL'],
    ...['after_expiration[type]=customer_login', 'customer_account=acct_1', 'on_behalf_of=acct_1'].map((more) => {
      const name = more.split(/[[=]/)[0]!
      return [
        `customer=${customer}&${more}`,
        'not_built',
        name,
        `Brindle does not take ${name} for a portal session yet.`,
      ] as const
    }),
  ]
  // The newest version, which takes all of these.
  const newest = { 'stripe-version': '2026-09-30.endive' }
  for (const [form, code, param, message] of refusals)
    refused(await call('POST', PATH, form, newest), 400, { ...(code && { code }), param, message })
  refused(await call('POST', PATH, `customer=${customer}&locale=tlh`), 400, {
    param: 'locale',
    message: /^Invalid locale: must be one of auto, bg, cs, /,
  })
  assert.deepEqual(await news(), [])
})

/** A flow without what it is not about. */
const flow = (type: string, more: object = {}, after: object = {}) => ({
  after_completion: { hosted_confirmation: null, redirect: null, type: 'portal_homepage', ...after },
  customer_update: null,
  subscription_cancel: null,
  subscription_pause: null,
  subscription_update: null,
  subscription_update_confirm: null,
  type,
  ...more,
})

behaves(OPERATION, 'leads right to one thing, and from it to where it is told', async (world) => {
  const { stripe, news } = world
  const { product, monthly, yearly } = await plans(world)
  const { customer, subscription, item } = await subscribed(world, monthly)
  await stripe.billingPortal.configurations.create({
    features: {
      ...updating(product, [monthly, yearly]),
      ...CANCEL,
      customer_update: { enabled: true, allowed_updates: ['name'] },
      subscription_pause: { enabled: true },
    },
  })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20 })
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon } })
  await news()
  const about = { subscription: subscription.id }
  const leads = async (flow_data: Stripe.BillingPortal.SessionCreateParams.FlowData) =>
    ({ ...(await stripe.billingPortal.sessions.create({ customer, flow_data })).flow }) as object
  assert.deepEqual(await leads({ type: 'payment_method_update' }), flow('payment_method_update'))
  assert.deepEqual(await leads({ type: 'customer_update' }), flow('customer_update', { customer_update: {} }))
  for (const type of ['subscription_pause', 'subscription_update'] as const)
    assert.deepEqual(await leads({ type, [type]: about }), flow(type, { [type]: about }))
  assert.deepEqual(
    await leads({
      type: 'subscription_cancel',
      subscription_cancel: about,
      after_completion: { type: 'redirect', redirect: { return_url: 'https://shop.example/bye' } },
    }),
    flow(
      'subscription_cancel',
      { subscription_cancel: { ...about, retention: null } },
      { type: 'redirect', redirect: { return_url: 'https://shop.example/bye' } },
    ),
  )
  const retention = { type: 'coupon_offer' as const, coupon_offer: { coupon } }
  assert.deepEqual(
    await leads({
      type: 'subscription_cancel',
      subscription_cancel: { ...about, retention },
      after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'Bye!' } },
    }),
    flow(
      'subscription_cancel',
      { subscription_cancel: { ...about, retention } },
      { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'Bye!' } },
    ),
  )
  assert.deepEqual(
    await leads({
      type: 'subscription_update_confirm',
      subscription_update_confirm: {
        ...about,
        items: [{ id: item, price: yearly, quantity: 2 }],
        discounts: [{ promotion_code: code.id }],
      },
    }),
    flow('subscription_update_confirm', {
      subscription_update_confirm: {
        ...about,
        items: [{ id: item, price: yearly, quantity: 2 }],
        discounts: [{ coupon: null, promotion_code: code.id }],
      },
    }),
  )
  assert.deepEqual(await news(), Array(7).fill(CREATED))
})

behaves(OPERATION, 'leads to nothing that the configuration does not offer', async (world) => {
  const { stripe, call, news } = world
  const { monthly } = await plans(world)
  const { customer, subscription, item } = await subscribed(world, monthly)
  await stripe.billingPortal.configurations.create({ features: HISTORY })
  await news()
  const id = subscription.id
  // That of updates is quoted by many; the others are worded like it.
  for (const [type, more, message] of [
    [
      'subscription_update',
      `[subscription]=${id}`,
      'This subscription cannot be updated because the subscription update feature in the portal configuration is disabled.',
    ],
    [
      'subscription_update_confirm',
      `[subscription]=${id}&flow_data[subscription_update_confirm][items][0][id]=${item}`,
      'This subscription cannot be updated because the subscription update feature in the portal configuration is disabled.',
    ],
    [
      'subscription_cancel',
      `[subscription]=${id}`,
      'This subscription cannot be canceled because the subscription cancel feature in the portal configuration is disabled.',
    ],
    [
      'subscription_pause',
      `[subscription]=${id}`,
      'This subscription cannot be paused because the subscription pause feature in the portal configuration is disabled.',
    ],
    [
      'payment_method_update',
      '',
      'This payment method cannot be updated because the payment method update feature in the portal configuration is ' +
        'disabled.',
    ],
    [
      'customer_update',
      '',
      'This customer cannot be updated because the customer update feature in the portal configuration is disabled.',
    ],
  ] as const) {
    const form = `customer=${customer}&flow_data[type]=${type}${more && `&flow_data[${type}]${more}`}`
    refused(await call('POST', PATH, form, { 'stripe-version': '2026-09-30.endive' }), 400, { message })
  }
  assert.deepEqual(await news(), [])
})

behaves(OPERATION, 'leads to nothing that the subscription does not allow', async (world) => {
  const { stripe, call, news } = world
  const { product, monthly, yearly } = await plans(world)
  const { product: other, monthly: unlisted } = await plans(world)
  const { customer, subscription, item } = await subscribed(world, monthly)
  const stranger = await subscribed(world, monthly)
  const several = await stripe.subscriptions.create({ customer, items: [{ price: monthly }, { price: unlisted }] })
  const ending = await stripe.subscriptions.create({
    customer,
    items: [{ price: monthly }],
    cancel_at_period_end: true,
  })
  const ended = await stripe.subscriptions.create({ customer, items: [{ price: monthly }] })
  await stripe.subscriptions.cancel(ended.id)
  const features = { ...updating(product, [monthly, yearly]), ...CANCEL }
  const { id: configuration } = await stripe.billingPortal.configurations.create({ features })
  await news()
  assert.ok(other)
  const at = (type: string, more = '') => `flow_data[type]=${type}${more.replaceAll('&@', `&flow_data[${type}]`)}`
  const confirm = (id: string, more = `&@[items][0][id]=${item}`) =>
    at('subscription_update_confirm', `&@[subscription]=${id}${more}`)
  const root = 'flow_data[subscription_update_confirm]'
  const refusals: readonly (readonly [
    form: string,
    code: string | undefined,
    param: string | undefined,
    message: string,
  ])[] = [
    ['flow_data[locale]=de', 'parameter_unknown', 'flow_data[locale]', 'Received unknown parameter: flow_data[locale]'],
    [
      'flow_data[subscription_cancel][subscription]=x',
      'parameter_missing',
      'flow_data[type]',
      'Missing required param: flow_data[type].',
    ],
    [
      at('subscription_cancel'),
      'parameter_missing',
      'flow_data[subscription_cancel]',
      'Missing required param: flow_data[subscription_cancel].',
    ],
    [
      `${at('payment_method_update')}&flow_data[subscription_cancel][subscription]=${subscription.id}`,
      undefined,
      'flow_data[subscription_cancel]',
      'You can only specify `subscription_cancel` when `type` is `subscription_cancel`.',
    ],
    ...[stranger.subscription.id, ended.id, 'sub_no'].map(
      (id) =>
        [
          at('subscription_update', `&@[subscription]=${id}`),
          'resource_missing',
          'flow_data[subscription_update][subscription]',
          `No such subscription: '${id}'`,
        ] as const,
    ),
    [
      at('subscription_cancel', `&@[subscription]=${ending.id}`),
      undefined,
      'flow_data[subscription_cancel][subscription]',
      'The subscription is already set to be canceled at period end.',
    ],
    [
      at(
        'subscription_cancel',
        `&@[subscription]=${subscription.id}&@[retention][type]=coupon_offer&@[retention][coupon_offer][coupon]=NONE`,
      ),
      'resource_missing',
      'flow_data[subscription_cancel][retention][coupon_offer][coupon]',
      "No such coupon: 'NONE'",
    ],
    [
      `${at('payment_method_update')}&flow_data[after_completion][type]=redirect`,
      'parameter_missing',
      'flow_data[after_completion][redirect]',
      'Missing required param: flow_data[after_completion][redirect].',
    ],
    [
      `${at('payment_method_update')}&flow_data[after_completion][type]=redirect` +
        '&flow_data[after_completion][redirect][return_url]=home',
      'url_invalid',
      'flow_data[after_completion][redirect][return_url]',
      'Not a valid URL',
    ],
    [
      `${at('payment_method_update')}&flow_data[after_completion][type]=portal_homepage` +
        '&flow_data[after_completion][hosted_confirmation][custom_message]=Hi',
      undefined,
      'flow_data[after_completion][hosted_confirmation]',
      'You can only specify `hosted_confirmation` when `type` is `hosted_confirmation`.',
    ],
    [confirm(subscription.id, '&@[items]='), undefined, `${root}[items]`, 'You must specify exactly one item.'],
    [
      confirm(several.id, `&@[items][0][id]=${several.items.data[0]!.id}`),
      undefined,
      `${root}[subscription]`,
      'Subscriptions with multiple items cannot be updated in the portal.',
    ],
    [
      confirm(subscription.id, `&@[items][0][id]=${stranger.item}`),
      'resource_missing',
      `${root}[items][0][id]`,
      `No such subscription item: '${stranger.item}'`,
    ],
    [
      confirm(subscription.id, `&@[items][0][id]=${item}&@[items][0][price]=price_no`),
      'resource_missing',
      `${root}[items][0][price]`,
      "No such price: 'price_no'",
    ],
    [
      confirm(subscription.id, `&@[items][0][id]=${item}&@[items][0][quantity]=-1`),
      'parameter_invalid_integer',
      `${root}[items][0][quantity]`,
      'This value must be greater than or equal to 0.',
    ],
    // As tests of several projects quote these two.
    [
      confirm(subscription.id, `&@[items][0][id]=${item}&@[items][0][price]=${unlisted}`),
      undefined,
      undefined,
      `The item \`${item}\` cannot be updated to price \`${unlisted}\` because the configuration \`${configuration}\` does ` +
        'not include the price in its `features[subscription_update][products]`.',
    ],
    ...['', `&@[items][0][price]=${monthly}`, '&@[items][0][quantity]=1'].map(
      (more) =>
        [
          confirm(subscription.id, `&@[items][0][id]=${item}${more}`),
          undefined,
          undefined,
          'Cannot update the subscription because there are no changes to confirm.',
        ] as const,
    ),
    [
      confirm(subscription.id, `&@[items][0][id]=${item}&@[discounts][0][coupon]=NONE`),
      'resource_missing',
      `${root}[discounts][0][coupon]`,
      "No such coupon: 'NONE'",
    ],
    [
      confirm(subscription.id, `&@[items][0][id]=${item}&@[discounts][0][coupon]=A&@[discounts][0][promotion_code]=B`),
      'parameters_exclusive',
      `${root}[discounts][0]`,
      'You may only specify one of these parameters: coupon, promotion_code.',
    ],
    [
      confirm(subscription.id, `&@[items][0][id]=${item}&@[discounts][0][coupon]=A&@[discounts][1][coupon]=B`),
      undefined,
      `${root}[discounts]`,
      'You may specify at most one discount.',
    ],
  ]
  for (const [form, code, param, message] of refusals)
    refused(await call('POST', PATH, `customer=${customer}&${form}`), 400, {
      ...(code && { code }),
      ...(param && { param }),
      message,
    })
  assert.deepEqual(await news(), [])
})

const VISIT = 'POST /brindle/portal_sessions/{id}/visit'

async function visited({ stripe, call }: Pick<Sandbox, 'stripe' | 'call'>) {
  const { id: customer } = await stripe.customers.create()
  const { id: configuration } = await stripe.billingPortal.configurations.create({ features: HISTORY })
  const { id, url } = await stripe.billingPortal.sessions.create({ customer, configuration })
  const token = url.split('/').at(-1)!
  const visit = (said = `token=${token}`) => call('POST', `/brindle/portal_sessions/${id}/visit`, said)
  return { id, customer, configuration, token, visit }
}

behaves(VISIT, 'is there for whoever has its address', async (world) => {
  const { id, customer, configuration, token, visit } = await visited(world)
  await world.news()
  const { status, body } = await visit()
  assert.deepEqual([status, body.id, body.status], [200, id, 'open'])
  assert.deepEqual([body.customer, body.configuration], [customer, configuration])
  refused(await visit(`token=${token}x`), 404, { code: 'resource_missing', param: 'id', message: /./ })
  refused(await visit(''), 400, { code: 'parameter_missing', param: 'token', message: /./ })
  assert.deepEqual(await world.news(), [])
})

behaves(VISIT, 'tells in which ways its customer may pay from now on', async (world) => {
  const { stripe, call } = world
  const { id: customer } = await stripe.customers.create()
  const { id: chosen } = await stripe.paymentMethodConfigurations.create({
    amazon_pay: { display_preference: { preference: 'off' } },
    us_bank_account: { display_preference: { preference: 'on' } },
  })
  const typesOf = async (features: Stripe.BillingPortal.ConfigurationCreateParams.Features) => {
    const { id: configuration } = await stripe.billingPortal.configurations.create({ features })
    const { id, url } = await stripe.billingPortal.sessions.create({ customer, configuration })
    await world.news()
    const { body } = await call('POST', `/brindle/portal_sessions/${id}/visit`, `token=${url.split('/').at(-1)}`)
    assert.deepEqual(await world.news(), [])
    return body.types
  }
  assert.deepEqual(await typesOf(HISTORY), [])
  assert.deepEqual(await typesOf({ payment_method_update: { enabled: true } }), ['card', 'amazon_pay'])
  assert.deepEqual(await typesOf({ payment_method_update: { enabled: true, payment_method_configuration: chosen } }), [
    'card',
    'us_bank_account',
  ])
})

behaves(VISIT, 'waits five minutes for its customer, and an hour for them to come again', async (world) => {
  const [unused, used] = [await visited(world), await visited(world)]
  const statusOf = async ({ visit }: typeof used) => (await visit()).body.status
  await world.news()
  await world.advance(299)
  assert.equal(await statusOf(used), 'open')
  await world.advance(1)
  assert.deepEqual([await statusOf(unused), await statusOf(used)], ['expired', 'open'])
  // Seen a second ago, which counts as the same time; an hour after the first it is over.
  await world.advance(3598)
  assert.equal(await statusOf(used), 'open')
  await world.advance(3599)
  assert.equal(await statusOf(used), 'open')
  await world.advance(3600)
  assert.deepEqual([await statusOf(unused), await statusOf(used)], ['expired', 'expired'])
  assert.deepEqual(await world.news(), [])
})
