// The first page of the Dashboard: figures worked out by hand, a plot with its table, and whether a program is connected.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dashboard, look, rows } from './dashboard.ts'

dashboard()

test('it says how the account does, by day, and what is still to be connected', async () => {
  const { page } = await look(async ({ stripe }) => {
    const product = await stripe.products.create({
      name: 'Tea',
      default_price_data: { currency: 'usd', unit_amount: 1200, recurring: { interval: 'year' } },
    })
    const customer = await stripe.customers.create({ name: 'Ada' })
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await stripe.subscriptions.create({
      customer: customer.id,
      default_payment_method: method.id,
      items: [{ price: String(product.default_price) }],
    })
    const pay = (payment_method: string) =>
      stripe.paymentIntents.create({
        amount: 800,
        currency: 'usd',
        confirm: true,
        capture_method: 'automatic',
        payment_method,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      })
    await pay('pm_card_visa')
    await assert.rejects(pay('pm_card_chargeDeclined'))
    return '/'
  })
  const figure = (title: string) => page.locator('.card', { hasText: title }).first().locator('.figure')
  await figure('Gross volume').getByText('$20.00').waitFor()
  // 2.9 % of $12.00 are 34.8 cents, of $8.00 23.2, and 30 cents for each: 65 and 53.
  await figure('Net volume').getByText('$18.82').waitFor()
  await figure('Recurring each month').getByText('$1.00').waitFor()
  await figure('Active subscriptions').getByText('1', { exact: true }).waitFor()
  await figure('New customers').getByText('1', { exact: true }).waitFor()
  await figure('Failed payments').getByText('1', { exact: true }).waitFor()
  await page.getByRole('img', { name: 'Volume by day, in USD' }).waitFor()
  await page.getByText('As a table').click()
  const days = await rows(page, 'Volume by day, in USD')
  assert.equal(days.length, 30)
  assert.equal(days[0]![1], '$20.00')
  assert.ok(days.slice(1).every(([, amount]) => amount === '$0.00'))
  const steps = await page.locator('.steps li').allTextContents()
  assert.deepEqual(
    steps.map((text) => text.slice(0, 7)),
    ['Done A ', 'Not yet', 'Not yet'],
  )
  await page.getByRole('button', { name: '7 days' }).click()
  await page.getByText('As a table').click()
  await page.waitForFunction("document.querySelectorAll('.plot tbody tr').length === 7")
})
