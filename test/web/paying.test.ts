// What the customer of each kind of method goes through, in a real browser: from the shop's page, by the SDK, over the page
// that the server hands out, to the payment and its events.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Brindle } from '../../src/main.ts'
import { type Merchant, openMerchant } from '../stories/merchant.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { openBrowser } from './chromium.ts'

let brindle: Brindle
let browser: Browser
let merchant: Merchant
before(async () => {
  brindle = await startBrindle()
  browser = await openBrowser()
  merchant = await openMerchant()
  merchant.html = `<!doctype html><title>Shop</title><script src="${brindle.url}/v3/"></script>`
})
after(async () => {
  await browser?.close()
  await merchant?.close()
  await brindle?.close()
})

const BACK = 'https://example.com/back'
const JENNY = `billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' }`

interface Shopping extends Sandbox {
  readonly context: BrowserContext
  readonly tab: Page
  /** Evaluates an expression in the shop's page, where `stripe` is of this sandbox. */
  inPage(expression: string): Promise<any>
  /** Runs an expression that leaves the shop for a page of ours. */
  leaves(expression: string): Promise<void>
  /** Presses a button that leads back to the shop. Nobody is at home at example.com; that the browser goes there counts. */
  back(button: string): Promise<URL>
}

/** A test with a sandbox and a browser of its own, on the shop's page. */
function shopping(name: string, run: (world: Shopping) => Promise<void>, locale = 'en-US'): void {
  test(name, async () => {
    const world = sandbox(brindle)
    const context = await browser.newContext({ locale })
    context.setDefaultTimeout(10_000)
    const shop = async () => {
      const page = await context.newPage()
      await page.goto(`${merchant.url}/checkout.html`)
      return page
    }
    const tab = await shop()
    let current = tab
    const inPage = (expression: string) =>
      current.evaluate(`(async () => { const stripe = Stripe('${world.publishable}'); return (${expression}) })()`)
    await run({
      ...world,
      context,
      tab,
      inPage,
      leaves: async (expression) => {
        await Promise.all([tab.waitForURL(`${brindle.url}/authorize/**`), inPage(`void ${expression}`)])
      },
      back: async (button) => {
        const gone = tab.waitForRequest(`${BACK}**`)
        await tab.getByRole('button', { name: button, exact: true }).click()
        const returned = new URL((await gone).url())
        current = await shop()
        return returned
      },
    })
    await context.close()
  })
}

async function intentOf({ call, news }: Shopping, type: string, currency: string) {
  const form = `amount=6000&currency=${currency}&payment_method_types[]=${type}`
  const { body, status, text } = await call('POST', '/v1/payment_intents', form)
  assert.equal(status, 200, text)
  assert.deepEqual(await news(), ['payment_intent.created'])
  return { id: body.id as string, secret: body.client_secret as string }
}

const statusOf = async ({ stripe }: Sandbox, id: string) => (await stripe.paymentIntents.retrieve(id)).status
const textOf = async (tab: Page) => ((await tab.textContent('main')) ?? '').replace(/\s+/g, ' ')

async function shows(tab: Page, ...all: string[]): Promise<void> {
  const text = await textOf(tab)
  for (const one of all) assert.ok(text.includes(one), `${one} is missing: ${text}`)
}

shopping('OXXO: the voucher has its number, and is paid', async (world) => {
  const { tab, inPage, news } = world
  const { id, secret } = await intentOf(world, 'oxxo', 'mxn')
  const { paymentIntent, error } = await inPage(
    `await stripe.confirmOxxoPayment('${secret}', { payment_method: { ${JENNY} } }, { handleActions: false })`,
  )
  assert.equal(error, undefined)
  const { number, hosted_voucher_url } = paymentIntent.next_action.oxxo_display_details
  assert.match(number, /^\d{32}$/)
  assert.deepEqual(await news(), ['payment_intent.requires_action'])
  await tab.goto(hosted_voucher_url)
  await shows(tab, 'Pay MX$60.00 with OXXO?', number, 'Open until', 'Brindle sandbox')
  await tab.getByRole('button', { name: 'Pay Test Voucher', exact: true }).click()
  await tab.getByRole('heading', { name: 'Payment authorized', exact: true }).waitFor()
  await shows(tab, 'You may close this window')
  assert.equal(await tab.locator('button').count(), 0)
  assert.equal(await statusOf(world, id), 'succeeded')
  assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

shopping('OXXO: a voucher that expires says so', async (world) => {
  const { tab, inPage, news, stripe } = world
  const { id, secret } = await intentOf(world, 'oxxo', 'mxn')
  const { paymentIntent } = await inPage(
    `await stripe.confirmOxxoPayment('${secret}', { payment_method: { ${JENNY} } }, { handleActions: false })`,
  )
  await news()
  await tab.goto(paymentIntent.next_action.oxxo_display_details.hosted_voucher_url)
  await tab.locator('#test-source-fail-3ds').click()
  await tab.getByRole('heading', { name: 'Payment failed', exact: true }).waitFor()
  const { status, last_payment_error } = await stripe.paymentIntents.retrieve(id)
  assert.deepEqual(
    [status, last_payment_error?.code],
    ['requires_payment_method', 'payment_intent_payment_attempt_expired'],
  )
  assert.deepEqual(await news(), ['payment_intent.payment_failed'])
})

shopping('Pix: the page shows the code, and the shop can show it too', async (world) => {
  const { tab, inPage, news } = world
  const { id, secret } = await intentOf(world, 'pix', 'brl')
  const { paymentIntent } = await inPage(
    `await stripe.confirmPixPayment('${secret}', { payment_method: { ${JENNY} } }, { handleActions: false })`,
  )
  const { image_url_png, image_url_svg, hosted_instructions_url } = paymentIntent.next_action.pix_display_qr_code
  // In the version of the address, 41 modules and 8 of white: 49 across, 8 pixels each.
  const width = (url: string) =>
    inPage(`await new Promise((resolve, reject) => {
      const image = new Image()
      image.onload = () => resolve(image.naturalWidth)
      image.onerror = () => reject(new Error('${url} is no picture'))
      image.src = '${url}'
    })`)
  assert.equal(await width(image_url_png), 392)
  assert.ok((await width(image_url_svg)) > 0)
  await news()
  await tab.goto(hosted_instructions_url)
  await shows(tab, 'Pay R$60.00 with Pix?', 'Scan the code', 'Open until')
  const box = await tab.getByRole('img', { name: 'QR code' }).boundingBox()
  assert.ok(box && box.width >= 150 && Math.abs(box.width - box.height) < 2)
  await tab.getByRole('button', { name: 'Authorize Test Payment', exact: true }).click()
  await tab.getByRole('heading', { name: 'Payment authorized', exact: true }).waitFor()
  assert.equal(await statusOf(world, id), 'succeeded')
  assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

shopping('iDEAL: to the bank’s page and back', async (world) => {
  const { leaves, back, inPage, news } = world
  const { id, secret } = await intentOf(world, 'ideal', 'eur')
  await leaves(
    `stripe.confirmIdealPayment('${secret}', { payment_method: { ideal: {}, ${JENNY} }, return_url: '${BACK}' })`,
  )
  const returned = await back('Authorize Test Payment')
  assert.deepEqual(Object.fromEntries(returned.searchParams), {
    payment_intent: id,
    payment_intent_client_secret: secret,
    redirect_status: 'succeeded',
  })
  const { paymentIntent } = await inPage(`await stripe.retrievePaymentIntent('${secret}')`)
  assert.equal(paymentIntent.status, 'succeeded')
  assert.deepEqual(await news(), ['payment_intent.requires_action', 'charge.succeeded', 'payment_intent.succeeded'])
})

shopping('Klarna: what is to be done is told instead, where the shop wants to do it', async (world) => {
  const { tab, back, inPage, news } = world
  const { secret } = await intentOf(world, 'klarna', 'eur')
  const address = `address: { country: 'DE' }`
  const data = `{ payment_method: { billing_details: { email: 'jenny@example.com', ${address} } }, return_url: '${BACK}' }`
  const { paymentIntent } = await inPage(
    `await stripe.confirmKlarnaPayment('${secret}', ${data}, { handleActions: false })`,
  )
  const { type, redirect_to_url } = paymentIntent.next_action
  assert.deepEqual([type, redirect_to_url.return_url], ['redirect_to_url', BACK])
  await tab.goto(redirect_to_url.url)
  const returned = await back('Fail Test Payment')
  assert.equal(returned.searchParams.get('redirect_status'), 'failed')
  assert.deepEqual(await news(), ['payment_intent.requires_action', 'payment_intent.payment_failed'])
})

shopping('SEPA: a debit is confirmed with the number alone, and its mandate can be read', async (world) => {
  const { tab, inPage, news, stripe } = world
  const { id, secret } = await intentOf(world, 'sepa_debit', 'eur')
  const { paymentIntent, error } = await inPage(
    `await stripe.confirmSepaDebitPayment('${secret}', {
      payment_method: { sepa_debit: { iban: 'DE89370400440532013000' }, ${JENNY} },
    })`,
  )
  assert.equal(error, undefined)
  assert.deepEqual([paymentIntent.id, paymentIntent.status], [id, 'processing'])
  assert.deepEqual(await news(), ['charge.pending', 'payment_intent.processing'])
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
  const { payment_method_details } = latest_charge as { payment_method_details: any }
  const mandate = await stripe.mandates.retrieve(payment_method_details.sepa_debit.mandate)
  assert.equal(mandate.customer_acceptance.online?.ip_address, '127.0.0.1')
  const { url, reference } = mandate.payment_method_details.sepa_debit!
  await tab.goto(url)
  await shows(tab, 'Mandate for SEPA Direct Debit', 'Jenny Rosen', '3000', 'online', 'active', reference)
  const radius = await tab.evaluate(`getComputedStyle(document.querySelector('main')).borderRadius`)
  assert.equal(radius, '18px', 'the policy lets the style sheet in')
})

const ACCOUNT = `us_bank_account: { account_number: '000123456789', routing_number: '110000000', account_holder_type: 'individual' }`

shopping('ACH: two deposits are told on the page, wrongly at first', async (world) => {
  const { tab, inPage, news } = world
  const { id, secret } = await intentOf(world, 'us_bank_account', 'usd')
  const { paymentIntent } = await inPage(
    `await stripe.confirmUsBankAccountPayment('${secret}', { payment_method: { ${ACCOUNT}, ${JENNY} } })`,
  )
  const { hosted_verification_url } = paymentIntent.next_action.verify_with_microdeposits
  await news()
  await tab.goto(hosted_verification_url)
  await shows(tab, 'Deposits arrive', 'SM11AA')
  const field = tab.getByLabel('Code beside the deposit')
  await field.fill('SM22BB')
  await tab.getByRole('button', { name: 'Verify bank account', exact: true }).click()
  await tab.getByRole('alert').waitFor()
  await shows(tab, 'You have 2 verification attempts remaining.')
  await field.fill('SM11AA')
  await tab.getByRole('button', { name: 'Verify bank account', exact: true }).click()
  await tab.getByRole('heading', { name: 'Bank account verified', exact: true }).waitFor()
  assert.equal(await statusOf(world, id), 'processing')
  assert.deepEqual((await news()).slice(0, 2), ['charge.pending', 'payment_intent.processing'])
})

shopping('ACH: two deposits are told by the shop', async (world) => {
  const { inPage, news } = world
  const { secret } = await intentOf(world, 'us_bank_account', 'usd')
  const data = `{ payment_method: { ${ACCOUNT}, ${JENNY} } }`
  await inPage(`await stripe.confirmUsBankAccountPayment('${secret}', ${data})`)
  await news()
  const wrong = await inPage(`await stripe.verifyMicrodepositsForPayment('${secret}', { amounts: [1, 2] })`)
  assert.equal(wrong.error.code, 'payment_method_microdeposit_verification_amounts_mismatch')
  const { paymentIntent } = await inPage(
    `await stripe.verifyMicrodepositsForPayment('${secret}', { amounts: [32, 45] })`,
  )
  assert.equal(paymentIntent.status, 'processing')
  assert.equal('customer' in paymentIntent, false, 'a page sees little of an intent')
  assert.deepEqual((await news()).slice(0, 2), ['charge.pending', 'payment_intent.processing'])
})

shopping('a redirect source is made, authorized, and retrieved', async ({ tab, inPage, back, news }) => {
  const { source } = await inPage(
    `await stripe.createSource({
      type: 'ideal', amount: 1099, currency: 'eur', owner: { name: 'Jenny Rosen' }, redirect: { return_url: '${BACK}?order=7' },
    })`,
  )
  assert.deepEqual([source.status, source.flow], ['pending', 'redirect'])
  await tab.goto(source.redirect.url)
  await shows(tab, 'Pay €10.99 with iDEAL')
  const returned = await back('Authorize Test Payment')
  assert.deepEqual(Object.fromEntries(returned.searchParams), {
    client_secret: source.client_secret,
    livemode: 'false',
    order: '7',
    source: source.id,
  })
  const named = `{ id: '${source.id}', client_secret: '${source.client_secret}' }`
  assert.equal((await inPage(`await stripe.retrieveSource(${named})`)).source.status, 'chargeable')
  const wrong = await inPage(`await stripe.retrieveSource({ id: '${source.id}', client_secret: 'x' })`)
  assert.equal(wrong.error.param, 'client_secret')
  assert.deepEqual(await news(), ['source.chargeable'])
})

shopping('tokens of a bank account and of a secret are made in the page', async ({ inPage, news }) => {
  const data = `{ country: 'US', currency: 'usd', account_number: '000123456789', routing_number: '110000000' }`
  const { token } = await inPage(`await stripe.createToken('bank_account', ${data})`)
  assert.deepEqual([token.type, token.bank_account.last4], ['bank_account', '6789'])
  const pii = await inPage(`await stripe.createToken('pii', { personal_id_number: '000000000' })`)
  assert.equal(pii.token?.type, 'pii', JSON.stringify(pii))
  assert.deepEqual(await news(), [])
})

shopping(
  'a German browser is spoken to in German',
  async (world) => {
    const { tab, inPage } = world
    const { secret } = await intentOf(world, 'oxxo', 'mxn')
    const { paymentIntent } = await inPage(
      `await stripe.confirmOxxoPayment('${secret}', { payment_method: { ${JENNY} } }, { handleActions: false })`,
    )
    await tab.goto(paymentIntent.next_action.oxxo_display_details.hosted_voucher_url)
    await shows(tab, '60,00 MX$ mit OXXO bezahlen?', 'Offen bis')
    await tab.getByRole('button', { name: 'Test-Zahlschein bezahlen', exact: true }).click()
    await tab.getByRole('heading', { name: 'Zahlung autorisiert', exact: true }).waitFor()
    await shows(tab, 'Sie können dieses Fenster schließen')
  },
  'de-DE',
)
