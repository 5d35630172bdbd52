// Payments in the Dashboard, in a real browser: made with test methods, approved, refunded, captured, cancelled, and found again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Stripe from 'stripe'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { accessible, dashboard, facts, look, rows, stands } from './dashboard.ts'

dashboard()

/** A payment of so many cents, confirmed. */
async function paid({ stripe }: Sandbox, amount: number, more: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const { id } = await stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    capture_method: 'automatic',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...more,
  })
  return id
}

test('a test payment is declined, and succeeds with another card', async () => {
  const { page, world } = await look('/payments', 'de-DE')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Testzahlung anlegen' }).click()
  await dialog.getByLabel('Betrag').fill('20')
  await dialog.getByLabel('Testmethode').selectOption('pm_card_visa_chargeDeclinedInsufficientFunds')
  await dialog.getByRole('button', { name: 'Testzahlung anlegen' }).click()
  await page.getByText('Der letzte Versuch schlug fehl: Your card has insufficient funds.').waitFor()
  await stands(page, 'Fehlgeschlagen')
  const declined = ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']
  assert.deepEqual(await world.news(), declined)

  await page.getByRole('button', { name: 'Bestätigen' }).click()
  await dialog.getByRole('button', { name: 'Bestätigen' }).click()
  await stands(page, 'Erfolgreich')
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
  // 2.9 % of $20.00 are 58 cents, and 30 cents for each payment.
  await page.getByText('19,12 $').waitFor()
  const told = await facts(page)
  assert.deepEqual(
    [told.Betrag, told['Stripe processing fees'], told.Netto, told['Bezahlt mit']],
    ['20,00 $', '-0,88 $', '19,12 $', 'Visa •••• 4242'],
  )
  const timeline = page.locator('.timeline li > div')
  await timeline.getByText('mit Visa •••• 4242').waitFor()
  // A second later the charge has what it comes to after its fee.
  await timeline.getByText('Die Belastung wurde geändert').waitFor()
  assert.deepEqual((await timeline.allTextContents()).toSorted(), [
    'Die Belastung wurde geändert',
    'Die Zahlung schlug fehl',
    'Die Zahlung war erfolgreich',
    'Die Zahlung wurde begonnen',
    'Eine Belastung schlug fehl',
    'Eine Belastung war erfolgreich',
    'Versuch: 20,00\u00a0$ mit Visa •••• 4242',
    'Versuch: 20,00\u00a0$ mit Visa •••• 9995',
  ])
  await accessible(page)
})

test('where the customer’s bank asks, its page is opened, and leads back', async () => {
  const { page, world } = await look('/payments')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Create test payment' }).click()
  await dialog.getByLabel('Amount').fill('45')
  await dialog.getByLabel('Test method').selectOption('pm_card_authenticationRequired')
  await dialog.getByRole('button', { name: 'Create test payment' }).click()
  const popup = page.waitForEvent('popup')
  await page.getByRole('link', { name: 'Open authorise page' }).click()
  assert.deepEqual(await world.news(), ['payment_intent.created', 'payment_intent.requires_action'])
  const bank = await popup
  await bank.getByRole('button', { name: 'Authorize Test Payment' }).click()
  await bank.getByRole('heading', { name: '$45.00' }).waitFor()
  await stands(bank, 'Succeeded')
  assert.match(bank.url(), /\/dashboard\/payments\/pi_\w+\?/)
  assert.equal((await facts(bank))['3-D Secure'], 'authenticated')
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

test('a payment is refunded in part and then in whole', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    id = await paid(world, 5600)
    return `/payments/${id}`
  })
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  const refund = async (amount?: string) => {
    await page.getByRole('button', { name: 'Refund' }).click()
    if (amount) await dialog.getByLabel('Amount').fill(amount)
    await dialog.getByLabel('Reason').selectOption('requested_by_customer')
    await dialog.getByRole('button', { name: 'Refund' }).click()
  }
  await refund('60')
  await dialog.locator('.field.wrong').getByText('greater than').waitFor()
  await page.keyboard.press('Escape')
  assert.deepEqual(await news(), [])
  await refund('15')
  await stands(page, 'Partially refunded')
  await page.getByRole('link', { name: '$15.00' }).waitFor()
  assert.deepEqual((await rows(page, 'Refunds'))[0]?.slice(0, 3), ['$15.00', 'Succeeded', 'Requested by customer'])
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded'])
  await refund()
  await stands(page, 'Refunded')
  const refunds = (await stripe.refunds.list({ payment_intent: id })).data
  assert.deepEqual(
    refunds.map(({ amount, reason }) => [amount, reason]),
    [
      [4100, 'requested_by_customer'],
      [1500, 'requested_by_customer'],
    ],
  )
  assert.equal(await page.getByRole('button', { name: 'Refund' }).count(), 0)
})

test('what is held is captured in part, and another payment cancelled', async () => {
  let [held, other] = ['', '']
  const { page, world } = await look(async (world) => {
    held = await paid(world, 30_000, { capture_method: 'manual' })
    other = await paid(world, 700, { capture_method: 'manual' })
    return `/payments/${held}`
  })
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByText('$300.00 are held, and can be captured until').waitFor()
  await page.getByRole('button', { name: 'Capture' }).click()
  await dialog.getByLabel('Amount').fill('120.50')
  await dialog.getByRole('button', { name: 'Capture' }).click()
  await stands(page, 'Succeeded')
  assert.equal((await stripe.paymentIntents.retrieve(held)).amount_received, 12_050)
  assert.equal((await facts(page)).Captured, '$120.50')
  assert.deepEqual(await news(), ['charge.captured', 'payment_intent.succeeded'])
  await page.goto(page.url().replace(held, other))
  await page.getByRole('button', { name: 'Cancel payment' }).click()
  await dialog.getByLabel('Reason').selectOption('abandoned')
  await dialog.getByRole('button', { name: 'Cancel payment' }).click()
  await stands(page, 'Canceled')
  const canceled = await stripe.paymentIntents.retrieve(other)
  assert.deepEqual([canceled.status, canceled.cancellation_reason], ['canceled', 'abandoned'])
  assert.deepEqual(await news(), ['payment_intent.canceled'])
})

test('payments are found by status, currency and customer; a charge leads to its payment', async () => {
  let [charge, alone] = ['', '']
  const { page } = await look(async (world) => {
    const { id: customer } = await world.stripe.customers.create({ name: 'Ada' })
    const first = await paid(world, 1000, { customer })
    await paid(world, 2000, { currency: 'eur' })
    await paid(world, 3000, { capture_method: 'manual' })
    charge = (await world.stripe.paymentIntents.retrieve(first)).latest_charge as string
    alone = (await world.stripe.charges.create({ amount: 4000, currency: 'usd', source: 'tok_visa' })).id
    return `/payments?customer=${customer}`
  })
  const amounts = async () => (await rows(page, 'Payments')).map(([amount]) => amount)
  const shows = (amount: string) => page.getByRole('link', { name: amount, exact: true }).waitFor()
  await shows('$10.00')
  assert.deepEqual(await amounts(), ['$10.00'])
  await page.getByRole('button', { name: 'Remove the filter Customer' }).click()
  await shows('$30.00')
  assert.deepEqual(await amounts(), ['$30.00', '€20.00', '$10.00'])
  await page.getByRole('button', { name: 'Succeeded' }).click()
  await page.getByRole('link', { name: '$30.00' }).waitFor({ state: 'detached' })
  await shows('$10.00')
  assert.deepEqual(await amounts(), ['€20.00', '$10.00'])
  await page.getByLabel('Currency').selectOption('eur')
  await page.getByRole('link', { name: '$10.00' }).waitFor({ state: 'detached' })
  await shows('€20.00')
  assert.deepEqual(await amounts(), ['€20.00'])
  await page.getByLabel('Until').fill('2020-01-01')
  await page.getByText('No payment fits.').waitFor()
  assert.match(page.url(), /\?status=succeeded&currency=eur&until=2020-01-01$/)
  await accessible(page)
  const base = page.url().replace(/\/payments.*/, '')
  await page.goto(`${base}/id/${charge}`)
  await page.waitForURL(/\/payments\/pi_/)
  await page.getByRole('heading', { name: '$10.00' }).waitFor()
  await page.goto(`${base}/id/${alone}`)
  await page.getByRole('heading', { name: '$40.00' }).waitFor()
  await page.getByRole('button', { name: 'Refund' }).waitFor()
})

test('accounts of an older version are shown as all others', async () => {
  const old = await startBrindle({ defaultVersion: '2020-08-27' })
  try {
    const { page } = await look(
      async (world) => {
        const { body: customer } = await world.call('POST', '/v1/customers', 'name=Ada')
        const form = `amount=2000&currency=usd&confirm=true&payment_method=pm_card_visa&customer=${customer.id}`
        const { body: intent } = await world.call('POST', '/v1/payment_intents', form)
        assert.equal(intent.charges.data.length, 1)
        return `/payments/${intent.id}`
      },
      'en-US',
      sandbox(old),
    )
    await stands(page, 'Succeeded')
    assert.equal((await facts(page)).Net, '$19.12')
  } finally {
    await old.close()
  }
})
