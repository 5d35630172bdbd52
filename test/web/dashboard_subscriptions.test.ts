// Subscriptions in the Dashboard, in a real browser: created, changed after what that costs was shown, paused, resumed, cancelled.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advanceClock } from '../clock.ts'
import { SETTLED } from '../resources/billing/invoicing.ts'
import type { Sandbox } from '../world.ts'
import { accessible, dashboard, facts, look, rows, stands } from './dashboard.ts'

dashboard()

const DAY = 86_400
/** 2026-04-01T00:00:00Z: a month of thirty days. */
const APRIL = 1_775_001_600

/** On a clock that shows the first of April: a customer with a card, and prices of $10.00 and $20.00 a month. */
async function april({ stripe }: Sandbox, card = 'pm_card_visa') {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen', test_clock: clock })
  const { id: method } = await stripe.paymentMethods.attach(card, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } })
  const price = async (unit_amount: number, name: string) => {
    const recurring = { interval: 'month' as const }
    return (await stripe.prices.create({ currency: 'usd', unit_amount, recurring, product_data: { name } })).id
  }
  return { clock, customer, basic: await price(1000, 'Basic'), pro: await price(2000, 'Pro') }
}

test('a subscription is created, and its first invoice shown before', async () => {
  let customer = ''
  const { page, world } = await look(async (world) => {
    customer = (await april(world)).customer
    await world.stripe.coupons.create({ id: 'TENTH', percent_off: 10, duration: 'forever' })
    return '/subscriptions'
  }, 'de-DE')
  const { stripe, news } = world
  await page.getByRole('link', { name: 'Abonnement anlegen' }).click()
  const choose = async (label: string, typed: string, choice: string) => {
    await page.getByLabel(label, { exact: true }).fill(typed)
    await page.getByRole('option', { name: choice }).click()
  }
  await choose('Kunde', 'jenny', 'Jenny Rosen')
  await choose('Preis 1', 'pro', 'Pro · 20,00 $ pro Monat')
  await page.getByLabel('Menge 1').fill('3')
  await choose('Rabatt', 'tenth', 'TENTH')
  await page.getByText('54,00 $').first().waitFor()
  // Three times $20.00, a tenth less.
  assert.deepEqual(await facts(page), {
    Zwischensumme: '60,00 $',
    Rabatt: '-6,00 $',
    Summe: '54,00 $',
    'Fälliger Betrag': '54,00 $',
  })
  assert.deepEqual(await news(), [])
  await accessible(page)
  await page.getByRole('button', { name: 'Abonnement anlegen' }).click()
  await page.getByRole('heading', { name: 'Pro · 3 × 20,00 $ pro Monat' }).waitFor()
  await stands(page, 'Aktiv')
  const [made] = (await stripe.subscriptions.list({ customer, expand: ['data.latest_invoice'] })).data
  assert.deepEqual([made?.customer, made?.status, made?.items.data[0]?.quantity], [customer, 'active', 3])
  const invoice = made!.latest_invoice as { total: number; status: string }
  assert.deepEqual([invoice.total, invoice.status], [5400, 'paid'])
  assert.deepEqual(await news(), [
    'customer.subscription.created',
    'invoice.created',
    'customer.updated',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.subscription.updated',
  ])
})

test('a change costs what was shown before, to the cent, however long one looks at it', async () => {
  let clock = ''
  let id = ''
  const { page, world } = await look(async (world) => {
    const { customer, basic, ...rest } = await april(world)
    clock = rest.clock
    id = (await world.stripe.subscriptions.create({ customer, items: [{ price: basic }] })).id
    await advanceClock(world.stripe, clock, APRIL + 10 * DAY)
    return `/subscriptions/${id}`
  })
  const { stripe, news } = world
  await page.getByRole('link', { name: 'Change plan' }).click()
  await page.getByLabel('Price 1').fill('pro')
  await page.getByRole('option', { name: 'Pro · $20.00 per month' }).click()
  await page.getByLabel('Quantity 1').fill('3')
  await page.getByLabel('What is left of the current period').selectOption('always_invoice')
  await page.getByText('$33.33').first().waitFor()
  // Twenty of thirty days are left: two thirds of $10.00 are given back, and two thirds of $60.00 are due.
  const lines = (await rows(page, 'Lines')).map(([what, amount]) => [what?.split(' after')[0], amount])
  assert.deepEqual(lines, [
    ['Unused time on Basic', '-$6.67'],
    ['Remaining time on 3 × Pro', '$40.00'],
  ])
  assert.deepEqual(await news(), [])
  // Four days later somebody else has moved the clock, and what was shown still holds.
  await advanceClock(stripe, clock, APRIL + 14 * DAY)
  await news()
  await page.getByRole('button', { name: 'Change subscription' }).click()
  await page.getByRole('heading', { name: 'Pro · 3 × $20.00 per month' }).waitFor()
  const changed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
  const invoice = changed.latest_invoice as { total: number; status: string }
  assert.deepEqual([invoice.total, invoice.status], [3333, 'paid'])
  assert.deepEqual(await news(), [
    'invoiceitem.created',
    'invoiceitem.created',
    'customer.subscription.updated',
    'invoice.created',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
    'invoice.payment_succeeded',
  ])
  await page.getByRole('heading', { name: 'Upcoming invoice' }).waitFor()
  await accessible(page)
})

test('an item is added to a subscription, and another taken away', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    const { customer, basic } = await april(world)
    id = (await world.stripe.subscriptions.create({ customer, items: [{ price: basic, quantity: 2 }] })).id
    return `/subscriptions/${id}/change`
  })
  await page.getByRole('button', { name: 'Add another price' }).click()
  // By the keyboard alone: both prices fit, the newest first.
  await page.getByLabel('Price 2').fill('per month')
  await page.getByRole('option', { name: 'Basic' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  assert.equal(await page.getByLabel('Price 2').inputValue(), 'Pro · $20.00 per month')
  await page.getByRole('button', { name: 'Remove line 1' }).click()
  await page.getByLabel('What is left of the current period').selectOption('none')
  await page.getByText('1 × Pro (at $20.00 / month)').waitFor()
  await page.getByRole('button', { name: 'Change subscription' }).click()
  await page.getByRole('heading', { name: 'Pro · $20.00 per month' }).waitFor()
  const { items } = await world.stripe.subscriptions.retrieve(id)
  assert.deepEqual(
    items.data.map(({ price, quantity }) => [price.unit_amount, quantity]),
    [[2000, 1]],
  )
  assert.deepEqual(await world.news(), ['customer.subscription.updated'])
})

test('collection is paused and resumed; cancelling is taken back, and then gives back what is left', async () => {
  let id = ''
  let clock = ''
  const { page, world } = await look(async (world) => {
    const { customer, basic, ...rest } = await april(world)
    clock = rest.clock
    id = (await world.stripe.subscriptions.create({ customer, items: [{ price: basic }] })).id
    await advanceClock(world.stripe, clock, APRIL + 15 * DAY)
    return `/subscriptions/${id}`
  })
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Pause collection' }).click()
  await dialog.getByLabel('Invoices in the meantime').selectOption('void')
  await dialog.getByRole('button', { name: 'Pause collection' }).click()
  await page.getByText('Nothing is collected: invoices are voided.').waitFor()
  assert.equal((await stripe.subscriptions.retrieve(id)).pause_collection?.behavior, 'void')
  await page.getByRole('button', { name: 'Resume collection' }).click()
  await page.getByRole('button', { name: 'Pause collection' }).waitFor()
  assert.equal((await stripe.subscriptions.retrieve(id)).pause_collection, null)

  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await dialog.getByLabel('What the customer said').fill('Too dear')
  await dialog.getByRole('button', { name: 'Cancel subscription' }).click()
  await page.getByText('It ends on').waitFor()
  const ending = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([ending.cancel_at, ending.cancellation_details?.comment], [APRIL + 30 * DAY, 'Too dear'])
  await page.getByRole('button', { name: 'Do not cancel' }).click()
  await page.getByText('It ends on').waitFor({ state: 'detached' })
  assert.equal((await stripe.subscriptions.retrieve(id)).cancel_at, null)
  assert.deepEqual(await news(), Array(4).fill('customer.subscription.updated'))

  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await dialog.getByLabel('When').selectOption('now')
  await dialog.getByLabel('Give back what is left of the period').check()
  // Half of April is left, and so half of $10.00.
  await dialog.getByRole('cell', { name: '-$5.00' }).waitFor()
  assert.deepEqual(await news(), [])
  await dialog.getByLabel('Invoice it now').check()
  await dialog.getByRole('button', { name: 'Cancel subscription' }).click()
  await stands(page, 'Canceled')
  const ended = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
  assert.equal(ended.status, 'canceled')
  assert.equal((ended.latest_invoice as { total: number }).total, -500)
  assert.deepEqual(await news(), ['invoiceitem.created', 'customer.subscription.deleted', 'invoice.created'])
  assert.equal(await page.getByRole('link', { name: 'Change plan' }).count(), 0)
})

test('one that is not paid says so; its settings are changed; the tabs and the address filter', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    const { customer, basic, pro } = await april(world)
    const items = [{ price: basic }]
    await world.stripe.subscriptions.create({ customer, items, trial_period_days: 7 })
    const waits = { payment_behavior: 'default_incomplete' as const }
    id = (await world.stripe.subscriptions.create({ customer, items: [{ price: pro }], ...waits })).id
    return '/subscriptions?status=trialing'
  })
  const { stripe, news } = world
  // Without their clock, lists leave them out.
  await page.getByText('No subscription fits.').waitFor()
  const clocks = page.getByLabel('Test clock')
  await clocks.selectOption({ index: 1 })
  await page.getByRole('link', { name: '$10.00 per month' }).waitFor()
  assert.equal((await rows(page, 'Subscriptions')).length, 1)
  await page.getByRole('button', { name: 'Incomplete' }).click()
  await page.getByRole('link', { name: '$20.00 per month' }).click()
  await page.getByText('The latest invoice is not paid: $20.00.').waitFor()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Edit settings' }).click()
  const dialog = page.getByRole('dialog')
  // Escape closes what was found first, and not the dialog around it.
  await dialog.getByLabel('Discount').click()
  await dialog.getByText('Nothing was found.').waitFor()
  await page.keyboard.press('Escape')
  await dialog.getByText('Nothing was found.').waitFor({ state: 'hidden' })
  await dialog.getByLabel('Payment method').selectOption({ label: 'Visa •••• 4242' })
  await dialog.getByLabel('Description').fill('Team plan')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Team plan').waitFor()
  const changed = await stripe.subscriptions.retrieve(id)
  assert.equal(changed.description, 'Team plan')
  assert.match(String(changed.default_payment_method), /^pm_/)
  assert.deepEqual(await news(), ['customer.subscription.updated'])
  const open = await stripe.invoices.retrieve(changed.latest_invoice as string)
  await stripe.invoices.pay(open.id!)
  await page.reload()
  await stands(page, 'Active')
  assert.deepEqual(await news(), [...SETTLED, 'customer.subscription.updated'])
})

test('the phases of a schedule are shown, and let go of', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    const { stripe } = world
    const { customer, basic, pro } = await april(world)
    id = (await stripe.subscriptions.create({ customer, items: [{ price: basic }] })).id
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id })
    const [first] = schedule.phases
    await stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        { items: [{ price: basic, quantity: 1 }], start_date: first!.start_date, end_date: first!.end_date },
        { items: [{ price: pro, quantity: 2 }], duration: { interval: 'month', interval_count: 3 } },
      ],
    })
    return `/subscriptions/${id}`
  })
  await page.getByRole('heading', { name: 'Schedule' }).waitFor()
  await page.getByRole('cell', { name: '2 × price_' }).waitFor()
  const phases = await rows(page, 'Schedule')
  assert.deepEqual(
    phases.map(([, , prices, status]) => [prices?.startsWith('2 × price_'), status]),
    [
      [false, 'Active'],
      [true, '–'],
    ],
  )
  await page.getByRole('button', { name: 'Release' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click()
  await page.getByRole('heading', { name: 'Schedule' }).waitFor({ state: 'detached' })
  assert.equal((await world.stripe.subscriptions.retrieve(id)).schedule, null)
  assert.deepEqual(await world.news(), [
    'subscription_schedule.updated',
    'customer.subscription.updated',
    'subscription_schedule.released',
  ])
})
