// Quotes whose subscription begins on a date: accepted before it, they become schedules.
// (https://docs.stripe.com/api/quotes/create#create_quote-subscription_data-effective_date)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { connect } from '../connect/platform.ts'
import { shop } from './quoting.ts'

const DAY = 86_400

/** The first second of the tenth day of a month, so many months after a moment; epoch seconds. */
function tenth(at: number, months: number): number {
  const date = new Date(at * 1000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 10) / 1000
}

behaves('POST /v1/quotes/{id}/accept', 'makes a schedule that begins on the date', async (world) => {
  const { stripe, news, advance } = world
  const { customer, photos, setup } = await shop(world)
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
  const now = (await stripe.quotes.create({ customer, line_items: [{ price: photos }] })).created
  // The tenth of the month after next: every month has that day.
  const [from, end] = [tenth(now, 2), tenth(now, 3)]
  const { id } = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos, quantity: 2, tax_rates: [rate] }, { price: setup }],
    discounts: [{ coupon }],
    invoice_settings: { footer: 'Bye' },
    subscription_data: { effective_date: from, description: 'Photos', metadata: { order: '7' } },
  })
  const open = await stripe.quotes.finalizeQuote(id)
  assert.equal(open.subscription_data.effective_date, from)
  // What was offered is sold, even if nobody else can buy it any more.
  await stripe.prices.update(photos, { active: false })
  await news()
  const accepted = await stripe.quotes.accept(id)
  assert.deepEqual([accepted.status, accepted.subscription, accepted.invoice], ['accepted', null, null])
  assert.deepEqual(await news(), ['subscription_schedule.created', 'quote.accepted'])
  const schedule = await stripe.subscriptionSchedules.retrieve(accepted.subscription_schedule as string)
  assert.deepEqual(
    [schedule.status, schedule.end_behavior, schedule.subscription, schedule.billing_mode.type],
    ['not_started', 'release', null, 'flexible'],
  )
  assert.equal(schedule.default_settings.invoice_settings.footer, 'Bye')
  const [phase, ...others] = schedule.phases
  assert.deepEqual(others, [])
  // One period: a calendar month from the date.
  assert.deepEqual(
    [phase!.start_date, phase!.end_date, phase!.trial_end, phase!.description, phase!.metadata],
    [from, end, null, 'Photos', { order: '7' }],
  )
  assert.deepEqual(
    phase!.items.map(({ price, quantity, tax_rates }) => [price, quantity, tax_rates!.map((one) => one.id)]),
    [[photos, 2, [rate]]],
  )
  assert.deepEqual(
    phase!.add_invoice_items.map(({ price, quantity }) => [price, quantity]),
    [[setup, 1]],
  )
  assert.deepEqual(
    phase!.discounts.map((one) => one.coupon),
    [coupon],
  )
  await advance(from - now + 60)
  const begun = await stripe.subscriptionSchedules.retrieve(schedule.id)
  const running = await stripe.subscriptions.retrieve(begun.subscription as string)
  assert.deepEqual([begun.status, running.status, running.metadata], ['active', 'active', { order: '7' }])
  const first = await stripe.invoices.retrieve(running.latest_invoice as string)
  // Half of 30.00 with a fifth of it, and 9.99 less half, which is 5.00 when it is rounded: 15.00 + 3.00 + 4.99.
  assert.deepEqual([first.footer, first.total, accepted.amount_total], ['Bye', 2299, 2299])
  await news()
})

behaves('POST /v1/quotes/{id}/accept', 'has the schedule keep what a platform keeps', async (world) => {
  const { stripe, news } = world
  const account = await connect(world)
  const { customer, photos } = await shop(world)
  const now = (await stripe.quotes.create({ customer, line_items: [{ price: photos }] })).created
  const { id } = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos }],
    application_fee_percent: 10,
    transfer_data: { destination: account },
    subscription_data: { effective_date: tenth(now, 2) },
  })
  await stripe.quotes.finalizeQuote(id)
  await news()
  const { subscription_schedule } = await stripe.quotes.accept(id)
  const { phases } = await stripe.subscriptionSchedules.retrieve(subscription_schedule as string)
  const [{ application_fee_percent, transfer_data }] = phases as [(typeof phases)[0]]
  assert.deepEqual([application_fee_percent, transfer_data], [10, { amount_percent: null, destination: account }])
  assert.deepEqual(await news(), ['subscription_schedule.created', 'quote.accepted'])
})

behaves(
  'POST /v1/quotes/{id}/accept',
  'has its trial from the date on, and ignores a date that is over',
  async (world) => {
    const { stripe, news, advance } = world
    const { customer, photos } = await shop(world)
    const quoted = async (days: number) => {
      const now = (await stripe.customers.create()).created
      const { id } = await stripe.quotes.create({
        customer,
        line_items: [{ price: photos }],
        collection_method: 'send_invoice',
        invoice_settings: { days_until_due: 7 },
        subscription_data: { effective_date: now + days * DAY, trial_period_days: 60 },
      })
      await stripe.quotes.finalizeQuote(id)
      await news()
      return { id, from: now + days * DAY }
    }
    const one = await quoted(5)
    const accepted = await stripe.quotes.accept(one.id, { expand: ['subscription_schedule'] })
    const { phases, default_settings } = accepted.subscription_schedule as Exclude<
      typeof accepted.subscription_schedule,
      string | null
    >
    const trial_end = one.from + 60 * DAY
    assert.deepEqual([phases[0]!.start_date, phases[0]!.trial_end], [one.from, trial_end])
    // A month after the trial: 28 to 31 days.
    const length = (phases[0]!.end_date - trial_end) / DAY
    assert.ok(length >= 28 && length <= 31, String(length))
    assert.deepEqual(
      [default_settings.collection_method, default_settings.invoice_settings.days_until_due],
      ['send_invoice', 7],
    )
    assert.deepEqual(await news(), ['subscription_schedule.created', 'quote.accepted'])
    const late = await quoted(2)
    await advance(3 * DAY)
    await news()
    const at = await stripe.quotes.accept(late.id)
    assert.equal(at.subscription_schedule, null)
    assert.ok(at.subscription)
    assert.ok((await news()).includes('customer.subscription.created'))
  },
)
