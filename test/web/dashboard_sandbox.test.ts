// The Dashboard's pages of the account itself: keys, time, states that are kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Stripe from 'stripe'
import { dashboard, look } from './dashboard.ts'

const at = dashboard()

const clientOf = (key: string) => new Stripe(key, { host: '127.0.0.1', port: at.brindle.port, protocol: 'http' })

test('the keys of the sandbox are shown when they are asked for, and work', async () => {
  const { page, world } = await look('/keys')
  assert.equal(await page.getByText(world.key).count(), 0)
  await page.getByRole('button', { name: 'Reveal test key' }).click()
  assert.equal(await page.getByText(world.key).count(), 1)
  assert.equal(await page.getByText(world.publishable).count(), 1)
})

test('a restricted key is made, shown once, rolled and revoked', async () => {
  const { page, world } = await look('/keys')
  await page.getByRole('button', { name: 'Make a restricted key' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('CI')
  await page.getByLabel('One object more').selectOption('customer')
  await page.getByLabel('What it may do with Customer').selectOption('write')
  await page.getByRole('dialog').getByRole('button', { name: 'Make a restricted key' }).click()
  const shown = page.getByRole('dialog').getByRole('button', { name: /Copy: rk_test_/ })
  const first = (await shown.locator('code').textContent())!
  await page.keyboard.press('Escape')
  assert.equal((await clientOf(first).customers.create({ name: 'Ada' })).name, 'Ada')
  await assert.rejects(clientOf(first).products.create({ name: 'Tea' }), /permission/)
  await page.getByRole('button', { name: 'Roll' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Roll' }).click()
  const second = (await shown.locator('code').textContent())!
  assert.notEqual(second, first)
  await page.keyboard.press('Escape')
  await assert.rejects(clientOf(first).customers.list(), /Invalid API Key/)
  assert.equal((await clientOf(second).customers.list()).data.length, 1)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('There is nothing here yet.').waitFor()
  await assert.rejects(clientOf(second).customers.list(), /Invalid API Key/)
  assert.equal((await world.stripe.customers.list()).data.length, 1)
})

test('a state is kept and put back; the sandbox begins anew', async () => {
  const { page, world } = await look('/sandbox')
  await world.stripe.customers.create({ name: 'Ada' })
  await page.getByRole('button', { name: 'Keep this state' }).click()
  await page.getByRole('status').getByText('The state was kept.').waitFor()
  await world.stripe.customers.create({ name: 'Grace' })
  await page.getByRole('button', { name: 'Put back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Put back' }).click()
  await page.getByRole('status').getByText('The state was put back.').waitFor()
  assert.deepEqual(
    (await world.stripe.customers.list()).data.map(({ name }) => name),
    ['Ada'],
  )
  await page.getByRole('button', { name: 'Begin anew' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Begin anew' }).click()
  await page.getByRole('status').getByText('The sandbox is empty.').waitFor()
  assert.deepEqual((await world.stripe.customers.list()).data, [])
})

test('a sandbox is filled by a scenario, with every step told', async () => {
  const { page, world } = await look('/sandbox')
  await page.getByRole('button', { name: 'Fill: Shop' }).click()
  await page
    .getByRole('status')
    .getByText(/^\d+ of \d+ · /)
    .waitFor()
  await page.getByRole('status').getByText('It is filled.').waitFor()
  const statuses = new Set((await world.stripe.paymentIntents.list({ limit: 100 })).data.map(({ status }) => status))
  for (const status of ['succeeded', 'canceled', 'requires_payment_method', 'requires_capture'] as const)
    assert.ok(statuses.has(status), status)
  assert.ok((await world.stripe.disputes.list()).data.length > 0)
})

test('a test clock is made and moved, and its customers’ subscriptions with it', async () => {
  const { page, world } = await look('/clocks', 'de-DE')
  await page.getByRole('button', { name: 'Neue Testuhr' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Jahresende')
  await page.getByLabel('Beginnt am').fill('2026-01-10')
  await page.getByRole('dialog').getByRole('button', { name: 'Neue Testuhr' }).click()
  await page.getByRole('heading', { name: 'Jahresende' }).waitFor()
  const [clock] = (await world.stripe.testHelpers.testClocks.list()).data
  const customer = await world.stripe.customers.create({
    test_clock: clock!.id,
    name: 'Ada',
    payment_method: 'pm_card_visa',
  })
  const [method] = (await world.stripe.customers.listPaymentMethods(customer.id)).data
  const product = await world.stripe.products.create({ name: 'Tee' })
  const { id } = await world.stripe.subscriptions.create({
    customer: customer.id,
    default_payment_method: method!.id,
    items: [
      { price_data: { product: product.id, currency: 'eur', unit_amount: 900, recurring: { interval: 'month' } } },
    ],
  })
  await page.getByRole('button', { name: '1 Monat vor' }).click()
  await page.getByText('Bereit').waitFor()
  await page
    .getByText(/^10\.( Feb\.|02\.2026)/)
    .first()
    .waitFor()
  assert.equal(
    (await world.stripe.testHelpers.testClocks.retrieve(clock!.id)).frozen_time,
    clock!.frozen_time + 31 * 86_400,
  )
  const invoices = await world.stripe.invoices.list({ subscription: id })
  assert.equal(invoices.data.length, 2)
})
