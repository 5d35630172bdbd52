// The Dashboard's page of what goes wrong on purpose, and of what will happen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandbox } from '../world.ts'
import { dashboard, look } from './dashboard.ts'

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
