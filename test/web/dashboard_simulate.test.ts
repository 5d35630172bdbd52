// The Dashboard's page of what goes wrong on purpose, and of what will happen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandbox } from '../world.ts'
import { accessible, dashboard, look } from './dashboard.ts'

const at = dashboard()

test('the next charge is declined, once', async () => {
  const { page, world } = await look('/simulate')
  await page.getByRole('button', { name: 'Decline the next charge' }).click()
  await page.getByLabel('Decline code').selectOption('insufficient_funds')
  await page.getByRole('button', { name: 'Ask for it' }).click()
  await page.getByRole('row', { name: /Payments decline_code=insufficient_funds 0 1/ }).waitFor()
  const pay = () =>
    world.stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.test',
    })
  await assert.rejects(pay(), { code: 'card_declined', decline_code: 'insufficient_funds' })
  await page.getByRole('row', { name: /Payments decline_code=insufficient_funds 1 0/ }).waitFor()
  assert.equal((await pay()).status, 'succeeded')
})

test('answers are errors until that is taken back', async () => {
  const { page, world } = await look('/simulate')
  await page.getByRole('button', { name: 'Answer with an error' }).click()
  await page.getByLabel('Status').selectOption('503')
  await page.getByLabel('Only of this path').fill('/v1/products')
  await page.getByLabel('How often').fill('')
  await page.getByRole('button', { name: 'Ask for it' }).click()
  const row = page.getByRole('row', { name: /status=503/ })
  await row.waitFor()
  for (let n = 0; n < 2; n++) assert.equal((await world.call('GET', '/v1/products')).status, 503)
  await row.getByRole('button', { name: 'Take back' }).click()
  await page.getByText('Nothing goes wrong.').waitFor()
  assert.equal((await world.call('GET', '/v1/products')).status, 200)
})

test('a clock goes to what comes next', async () => {
  const world = sandbox(at.brindle)
  const { stripe } = world
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: Date.UTC(2026, 0, 10, 12) / 1000 })
  const customer = await stripe.customers.create({ test_clock: clock.id, payment_method: 'pm_card_visa' })
  const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const product = await stripe.products.create({ name: 'Tea' })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    default_payment_method: method!.id,
    trial_period_days: 10,
    items: [
      { price_data: { product: product.id, currency: 'eur', unit_amount: 900, recurring: { interval: 'month' } } },
    ],
  })
  const { page } = await look(`/clocks/${clock.id}`, undefined, world)
  const next = () => page.getByRole('button', { name: 'To what comes next' }).click()
  // Three days before its end a trial is told of, and so is the renewal, seven days before.
  await page.getByRole('row', { name: /Jan 20,.*in 10 days Subscription renew/ }).waitFor()
  for (const day of ['Jan 13', 'Jan 17', 'Jan 20']) {
    await next()
    await page.locator('.facts').getByText(day).waitFor()
    await page.getByText('Ready').waitFor()
  }
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active')
})

test('what may happen to a payment happens from its page', async () => {
  const { page, world } = await look(async (world) => {
    const { id } = await world.stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.test',
    })
    return `/payments/${id}`
  })
  const { stripe, news } = world
  const more = () => page.getByRole('button', { name: 'More' }).click()
  await more()
  await accessible(page)
  await page.getByRole('button', { name: 'Simulate a fraud warning' }).click()
  await page.getByText('The card’s bank has warned.').waitFor()
  assert.deepEqual(await news(), ['radar.early_fraud_warning.created'])
  await more()
  await page.getByRole('button', { name: 'Simulate a dispute …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount').fill('30')
  await dialog.getByRole('button', { name: 'Simulate a dispute' }).click()
  await dialog.getByText('This value must be less than or equal to 2000').first().waitFor()
  assert.deepEqual(await news(), [])
  await dialog.getByLabel('Amount').fill('5')
  await dialog.getByLabel('Reason').selectOption('product_not_received')
  await accessible(page)
  await dialog.getByRole('button', { name: 'Simulate a dispute' }).click()
  await page.getByText('The customer has disputed the payment.').waitFor()
  const told = (await news()).filter((type) => type.startsWith('charge.dispute'))
  assert.deepEqual(told, ['charge.dispute.created', 'charge.dispute.funds_withdrawn'])
  const [dispute] = (await stripe.disputes.list()).data
  assert.deepEqual([dispute!.amount, dispute!.reason], [500, 'product_not_received'])
  await page.getByRole('link', { name: '$5.00' }).waitFor()
  // Once is enough.
  await more()
  assert.equal(await page.getByRole('button', { name: 'Simulate a dispute …' }).count(), 0)
})

test('and to a refund, a card, and the next charge of a customer', async () => {
  let [customer, intent] = ['', '']
  const { page, world } = await look(async ({ stripe }) => {
    ;({ id: customer } = await stripe.customers.create({
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    }))
    const [card] = (await stripe.customers.listPaymentMethods(customer)).data
    const paid = { amount: 2000, currency: 'usd', confirm: true, customer, payment_method: card!.id, off_session: true }
    ;({ id: intent } = await stripe.paymentIntents.create(paid))
    await stripe.refunds.create({ payment_intent: intent, amount: 500 })
    return `/payments/${intent}`
  })
  const { stripe, news } = world
  await page.getByRole('button', { name: 'Simulate a failure' }).click()
  await page.getByText('The money has come back.').waitFor()
  assert.ok((await news()).includes('refund.failed'))
  await page.goto(`${world.url}/dashboard/customers/${customer}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Decline the next charge' }).click()
  await page.getByText('The next charge of this customer will be declined.').waitFor()
  const [card] = (await stripe.customers.listPaymentMethods(customer)).data
  const pay = () =>
    stripe.paymentIntents.create({
      ...{ amount: 2000, currency: 'usd', confirm: true, customer, payment_method: card!.id, off_session: true },
    })
  await assert.rejects(pay(), { code: 'card_declined', decline_code: 'generic_decline' })
  assert.equal((await pay()).status, 'succeeded')
  await page.getByRole('button', { name: 'Expire it' }).click()
  await page.getByText('The card has expired.').waitFor()
  await assert.rejects(pay(), { code: 'expired_card' })
})
