// What is refused when a subscription begins, in Stripe's words. (https://docs.stripe.com/api/subscriptions/create)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { buyer, DAY, FEB, newsOf, START } from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'

behaves(CREATE, 'refuses what does not go together', async (world) => {
  const who = await buyer(world)
  const [price, yearly] = [
    await who.price('Photos', 3100),
    await who.price('Films', 5000, { recurring: { interval: 'year' } }),
  ]
  const make = (form: string) =>
    world.call('POST', '/v1/subscriptions', `customer=${who.customer}&items[0][price]=${price}&${form}`)
  // Recorded, without code and param.
  refused(await make(`trial_from_plan=true&trial_end=${FEB}`), 400, {
    message: 'You cannot set `trial_end` or `trial_period_days` when `trial_from_plan=true`.',
  })
  refused(await make('days_until_due=5'), 400, {
    message: "You can only specify 'days_until_due' if invoice collection method is 'send_invoice'.",
  })
  refused(await make('collection_method=send_invoice'), 400, {
    message: "If invoice collection method is 'send_invoice', you must specify 'days_until_due'.",
  })
  refused(await make(`trial_end=${START - 1}`), 400, {
    param: 'trial_end',
    message: `The parameter \`trial_end\` expects a unix timestamp representing a date and time in the future. You specified the value \`${START - 1}\` which is in the past.`,
  })
  // Several projects quote it so; the natural date is a month from now.
  refused(await make(`billing_cycle_anchor=${FEB + 1}`), 400, {
    param: 'billing_cycle_anchor',
    message: `billing_cycle_anchor cannot be later than next natural billing date (${FEB}) for plan`,
  })
  refused(await make(`items[1][price]=${yearly}&billing_mode[type]=classic`), 400, {
    message:
      'Currency and interval fields must match across all plans on this subscription. Found mismatch in interval field.',
  })
  // The words of what goes only alone: other parameters that exclude each other.
  const exclusive = (a: string, b: string) => ({
    code: 'parameters_exclusive',
    param: b,
    message: `You may only specify one of these parameters: ${a}, ${b}.`,
  })
  refused(
    await make(`billing_cycle_anchor=${FEB}&billing_cycle_anchor_config[day_of_month]=3`),
    400,
    exclusive('billing_cycle_anchor', 'billing_cycle_anchor_config'),
  )
  refused(
    await make(`backdate_start_date=${START - DAY}&billing_cycle_anchor_config[day_of_month]=3`),
    400,
    exclusive('backdate_start_date', 'billing_cycle_anchor_config'),
  )
  refused(await make(`trial_end=${FEB}&trial_period_days=3`), 400, exclusive('trial_end', 'trial_period_days'))
  refused(await make(`cancel_at=${FEB}&cancel_at_period_end=true`), 400, exclusive('cancel_at', 'cancel_at_period_end'))
  refused(await make(`backdate_start_date=${START + 1}`), 400, {
    param: 'backdate_start_date',
    message: 'The `backdate_start_date` must be in the past.',
  })
  assert.deepEqual(await newsOf(world), [])
})

behaves(CREATE, 'refuses by name what is not built', async (world) => {
  const who = await buyer(world)
  const price = await who.price('Photos', 3100)
  const make = (form: string) =>
    world.call('POST', '/v1/subscriptions', `customer=${who.customer}&items[0][price]=${price}&${form}`)
  for (const [form, param, message] of [
    [
      'billing_mode[type]=flexible&billing_mode[flexible][proration_discounts]=itemized',
      'billing_mode[flexible][proration_discounts]',
      /discounts of prorations included only/,
    ],
  ] as const)
    refused(await make(form), 400, { code: 'not_built', param, message })
  assert.deepEqual((await world.stripe.subscriptions.list({ status: 'all' })).data, [])
  assert.deepEqual(await newsOf(world), [])
})
