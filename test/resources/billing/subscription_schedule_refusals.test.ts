// What cannot be scheduled. Words that are not Stripe's own are like them.
// (https://docs.stripe.com/api/subscription_schedules/create)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { form, JULY, JUNE, MAY, scheduled } from './schedule_world.ts'

const CREATE = 'POST /v1/subscription_schedules'

behaves(CREATE, 'refuses what cannot be scheduled', async (world) => {
  const { stripe, call } = world
  const { customer, product, basic, news } = await scheduled(world)
  const euro = (
    await stripe.prices.create({ product, currency: 'eur', unit_amount: 1, recurring: { interval: 'month' } })
  ).id
  const once = (await stripe.prices.create({ product, currency: 'usd', unit_amount: 500 })).id
  const old = (await stripe.prices.create({ product, currency: 'usd', unit_amount: 1, recurring: { interval: 'day' } }))
    .id
  await stripe.prices.update(old, { active: false })
  await news()
  const make = (params: object) => call('POST', '/v1/subscription_schedules', form({ start_date: 'now', ...params }))
  const phase = { items: [{ price: basic }] }
  const first = (more: object) => make({ customer, phases: [{ ...phase, ...more }] })
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  refused(await make({ phases: [phase] }), 400, missing('customer'))
  refused(await make({ customer }), 400, missing('phases'))
  refused(await make({ customer: 'cus_none', phases: [phase] }), 404, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_none'",
  })
  const priced = (price: string) => make({ customer, phases: [{ items: [{ price }] }] })
  const param = 'phases[0][items][0][price]'
  refused(await priced('price_none'), 400, { code: 'resource_missing', param, message: "No such price: 'price_none'" })
  refused(await priced(old), 400, {
    param,
    message: 'The price specified is inactive. This field only accepts active prices.',
  })
  refused(await priced(once), 400, {
    param,
    message: 'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
  })
  refused(await first({ items: [{ price: basic }, { price: basic }] }), 400, {
    param: 'plan',
    message: `Cannot create a Subscription with multiple Subscription Items with the same Price: ${basic}`,
  })
  // A subscription has one currency for all its life.
  refused(await make({ customer, phases: [phase, { items: [{ price: euro }] }] }), 400, {
    param: 'phases[1][items][0][price]',
    message: /^This `price` has `currency=eur`, but other items use `currency=usd`\./,
  })
  refused(await first({ end_date: JUNE, duration: { interval: 'month' } }), 400, {
    code: 'parameters_exclusive',
    param: 'phases[0][duration]',
    message: 'You may only specify one of these parameters: phases[0][end_date], phases[0][duration].',
  })
  refused(await first({ end_date: MAY }), 400, {
    param: 'phases[0][end_date]',
    message: 'The `end_date` of a phase must be after its `start_date`.',
  })
  refused(await make({ customer, start_date: MAY - 90 * 86400, phases: [{ ...phase, end_date: MAY }] }), 400, {
    param: 'phases[0][end_date]',
    message: 'The first phase of a subscription schedule must end in the future.',
  })
  refused(await first({ trial_end: JULY }), 400, {
    param: 'phases[0][trial_end]',
    message: 'The `trial_end` of a phase must be within the phase.',
  })
  refused(await first({ trial: true, trial_end: MAY + 86400 }), 400, {
    param: 'phases[0][trial_end]',
    message: 'The `trial_end` of a phase must match its `end_date` when `trial=true`.',
  })
  refused(await first({ trial: true, billing_cycle_anchor: 'phase_start' }), 400, {
    param: 'phases[0][billing_cycle_anchor]',
    message: 'You cannot set `billing_cycle_anchor` to `phase_start` in a phase that has a trial.',
  })
  refused(await first({ collection_method: 'send_invoice' }), 400, {
    message: "If invoice collection method is 'send_invoice', you must specify 'days_until_due'.",
  })
  refused(await first({ discounts: [{ coupon: 'none' }] }), 400, {
    code: 'resource_missing',
    param: 'phases[0][discounts][0][coupon]',
    message: "No such coupon: 'none'",
  })
  refused(await first({ discounts: [{ discount: 'di_none' }] }), 400, {
    code: 'resource_missing',
    param: 'phases[0][discounts][0][discount]',
    message: "No such discount: 'di_none'",
  })
  refused(await first({ add_invoice_items: [{ price: basic }] }), 400, {
    param: 'phases[0][add_invoice_items][0][price]',
    message: 'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
  })
  refused(await first({ default_tax_rates: ['txr_none'] }), 400, {
    code: 'resource_missing',
    param: 'phases[0][default_tax_rates][0]',
    message: "No such tax rate: 'txr_none'",
  })
  refused(await make({ customer, phases: Array.from({ length: 11 }, () => phase) }), 400, {
    param: 'phases',
    message: 'A subscription schedule can have at most 10 current and future phases.',
  })
  const unbuilt = async (params: object, param: string, message: string | RegExp) =>
    refused(await make({ customer, phases: [phase], ...params }), 400, { code: 'not_built', param, message })
  await unbuilt({ end_behavior: 'none' }, 'end_behavior', 'Brindle does not take end_behavior=none yet.')
  const other = { type: 'account' as const, account: 'acct_1' }
  refused(await first({ automatic_tax: { enabled: true, liability: other } }), 400, {
    code: 'resource_missing',
    param: 'phases[0][automatic_tax][liability][account]',
    message: "No such account: 'acct_1'",
  })
  assert.deepEqual(await news(), [])
})
