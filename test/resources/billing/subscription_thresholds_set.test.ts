// What thresholds may be, and how schedules set them. (https://docs.stripe.com/billing/subscriptions/usage-based/thresholds)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { TIERS, used } from './measuring.ts'
import { billed, buyer, FEB, HOUR, JAN, latest, newsOf, RENEWED } from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'

behaves(CREATE, 'refuses thresholds that are too low, or have nothing to measure', async (world) => {
  const { call } = world
  const who = await buyer(world)
  const desk = await who.price('Desk', 2000)
  const calls = await used(world, who, 'Calls', { unit_amount: 10 })
  const last = await used(world, who, 'Seats', { unit_amount: 10 }, 'last')
  const flat = await used(world, who, 'Mails', {
    ...TIERS,
    tiers: [{ up_to: 'inf', unit_amount: 1, flat_amount: 900 }],
  })
  await world.news()
  const make = (price: string, form: string) =>
    call('POST', '/v1/subscriptions', `customer=${who.customer}&items[0][price]=${price}&${form}`)
  refused(await make(calls.price, 'billing_thresholds[amount_gte]=49'), 400, {
    code: 'parameter_invalid_integer',
    param: 'billing_thresholds[amount_gte]',
    message: 'This value must be greater than or equal to 50.',
  })
  refused(await make(calls.price, 'items[0][billing_thresholds][usage_gte]=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'items[0][billing_thresholds][usage_gte]',
    message: 'This value must be greater than or equal to 1.',
  })
  refused(await make(desk, 'items[0][billing_thresholds][usage_gte]=5'), 400, {
    param: 'items[0][billing_thresholds]',
    message: 'You can only set `billing_thresholds` on an item whose price has `usage_type=metered`.',
  })
  refused(await make(flat.price, 'billing_thresholds[amount_gte]=900'), 400, {
    param: 'billing_thresholds[amount_gte]',
    message: 'The `amount_gte` must be greater than the sum of the flat fees of the metered items.',
  })
  const resets = 'billing_thresholds[amount_gte]=100&billing_thresholds[reset_billing_cycle_anchor]=true'
  refused(await make(last.price, resets), 400, {
    param: 'billing_thresholds[reset_billing_cycle_anchor]',
    message: 'You cannot set `reset_billing_cycle_anchor` when the subscription has a meter that takes the last value.',
  })
  assert.deepEqual(await newsOf(world), [])
})

behaves('POST /v1/subscription_schedules', 'sets thresholds by phases', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const { price, use } = await used(world, who, 'Calls', { unit_amount: 50 })
  await world.news()
  const made = await stripe.subscriptionSchedules.create({
    customer: who.customer,
    start_date: 'now',
    default_settings: { billing_thresholds: { amount_gte: 10_000 } },
    phases: [
      { items: [{ price, billing_thresholds: { usage_gte: 20 } }], end_date: FEB },
      {
        items: [{ price }],
        billing_thresholds: { amount_gte: 20_000 },
        duration: { interval: 'month' },
      },
    ],
  })
  const limits = made.phases.map((phase) => [phase.billing_thresholds, phase.items[0]!.billing_thresholds])
  const amount = (amount_gte: number) => ({ amount_gte, reset_billing_cycle_anchor: null })
  assert.deepEqual(limits, [
    [null, { usage_gte: 20 }],
    [amount(20_000), null],
  ])
  const id = made.subscription as string
  const shown = async () => {
    const { billing_thresholds, items } = await stripe.subscriptions.retrieve(id)
    return [billing_thresholds, items.data[0]!.billing_thresholds]
  }
  assert.deepEqual(await shown(), [amount(10_000), { usage_gte: 20 }])
  await use(20)
  await world.news()
  await who.go(JAN + 2 * HOUR)
  assert.equal((await latest(world, id)).total, 1000)
  assert.deepEqual(billed(await newsOf(world)), RENEWED)
  await who.go(FEB + 2 * HOUR)
  assert.deepEqual(await shown(), [amount(20_000), null])
  assert.ok((await newsOf(world)).includes('subscription_schedule.updated'))
})
