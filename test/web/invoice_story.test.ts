// A customer pays their invoice, in a real browser without JavaScript: from the page that was mailed to them, over the challenge of their
// bank, to the receipt.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { openBrowser } from './chromium.ts'
import { invoiced } from './invoicing.ts'

let brindle: Brindle
let browser: Browser
before(async () => {
  brindle = await startBrindle()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await brindle?.close()
})

test('an invoice is paid on its page, the bank asks, and the receipt is there', async () => {
  const world = sandbox(brindle)
  const { id } = await invoiced(world)
  await world.stripe.invoices.sendInvoice(id)
  const [mail] = (await world.call('GET', '/brindle/outgoing_messages')).body.data
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
  context.setDefaultTimeout(10_000)
  const tab = await context.newPage()
  await tab.goto(mail.url)
  assert.match((await tab.getByRole('heading', { level: 1 }).textContent())!, /^\$20\.00 due by /)
  // A card that is declined: told on the page, and nothing has changed.
  await tab.getByLabel('Card number').fill('4000 0000 0000 0002')
  await tab.getByLabel('Expiry date').fill('12 / 34')
  await tab.getByLabel('CVC').fill('123')
  await tab.getByRole('button', { name: 'Pay $20.00' }).click()
  assert.equal(await tab.getByRole('alert').textContent(), 'Your card was declined.')
  assert.equal(await tab.getByLabel('Card number').inputValue(), '')
  // Another, whose bank asks.
  await tab.getByLabel('Card number').fill('4000 0027 6000 3184')
  await tab.getByLabel('Expiry date').fill('12 / 34')
  await tab.getByLabel('CVC').fill('123')
  await tab.getByRole('button', { name: 'Pay $20.00' }).click()
  await tab.getByRole('button', { name: 'Authorize Test Payment' }).click()
  assert.equal(await tab.getByRole('heading', { level: 1 }).textContent(), 'Invoice paid')
  assert.equal(tab.url(), mail.url)
  await tab.getByRole('link', { name: 'Receipt' }).click()
  assert.match((await tab.getByRole('heading', { level: 1 }).textContent())!, /^\$20\.00 paid on /)
  assert.ok((await tab.locator('main').textContent())!.includes('Visa - 3184'))
  await tab.getByRole('link', { name: 'See the invoice' }).click()
  assert.equal(tab.url(), mail.url)
  assert.equal((await world.stripe.invoices.retrieve(id)).status, 'paid')
  await context.close()
})

test('what a way to pay asks for is there when it is chosen, and the page fits a small screen', async () => {
  const world = sandbox(brindle)
  const { url } = await invoiced(world, {
    payment_settings: { payment_method_types: ['card', 'us_bank_account', 'amazon_pay'] },
  })
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
  const tab = await context.newPage()
  await tab.goto(url)
  const shown = async () => [
    await tab.getByLabel('Card number').isVisible(),
    await tab.getByLabel('Routing number').isVisible(),
  ]
  assert.deepEqual(await shown(), [true, false])
  await tab.getByLabel('ACH Direct Debit').check()
  assert.deepEqual(await shown(), [false, true])
  await tab.getByLabel('Amazon Pay').check()
  assert.deepEqual(await shown(), [false, false])
  const box = await tab.locator('main').boundingBox()
  assert.ok(box!.x >= 0 && box!.x + box!.width <= 320)
  await context.close()
})
