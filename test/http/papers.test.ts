// The PDF of an invoice, fetched without a key by whoever has its address: what stands on it in each state and language, and that
// there is nothing at any other address.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { wordsOf } from '../lib/pdf_reading.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const open = (url: string, language = 'en') => fetch(url, { headers: { 'accept-language': language } })

/** What stands on the PDF: each page in one line. */
async function read(url: string | null | undefined, language?: string): Promise<string> {
  const answer = await open(url!, language)
  assert.equal(answer.status, 200)
  return wordsOf(Buffer.from(await answer.arrayBuffer())).join('\n')
}

function says(words: string, ...all: string[]): void {
  for (const one of all) assert.ok(words.includes(one), `${one} is missing: ${words}`)
}

const DAY = 86_400
/** 1 January and 1 February 2026. */
const [START, END] = [1_767_225_600, 1_769_904_000]

/** A draft of two lines, $30.00 and three times $10.005, with a discount of ten percent and two taxes. */
async function drafted({ stripe }: Pick<Sandbox, 'stripe'>, said: Stripe.CustomerCreateParams = {}) {
  const { id: customer } = await stripe.customers.create({
    name: 'Jenny Rosen',
    email: 'jenny@example.com',
    invoice_prefix: 'JENNY',
    ...said,
  })
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, name: 'Summer', duration: 'once' })
  const invoice = await stripe.invoices.create({
    customer,
    currency: 'usd',
    collection_method: 'send_invoice',
    days_until_due: 30,
    description: 'Work on the roof',
    footer: 'Thank you',
    custom_fields: [{ name: 'PO number', value: '4711' }],
    default_tax_rates: [vat.id],
    discounts: [{ coupon }],
  })
  const at = { customer, invoice: invoice.id!, currency: 'usd' }
  await stripe.invoiceItems.create({ ...at, amount: 3000, description: 'Tiles', period: { start: START, end: END } })
  await stripe.invoiceItems.create({ ...at, quantity: 3, unit_amount_decimal: '1000.5' as never, description: 'Hours' })
  return { customer, id: invoice.id! }
}

test('a draft has no address, and a finalised invoice has one that nobody guesses', async () => {
  const world = sandbox(brindle)
  const { id } = await drafted(world)
  assert.equal((await world.stripe.invoices.retrieve(id)).invoice_pdf, null)
  const { invoice_pdf, hosted_invoice_url } = await world.stripe.invoices.finalizeInvoice(id)
  const { id: account } = await world.stripe.accounts.retrieveCurrent()
  assert.match(invoice_pdf!, new RegExp(`^${brindle.url}/invoice/${account}/test_${id}\\.[A-Za-z0-9]{24}/pdf$`))
  const name = `${account}/test_${id}\\.[A-Za-z0-9]{24}`
  assert.match(hosted_invoice_url!, new RegExp(`^${brindle.url}/i/${name}$`))
  const answer = await open(invoice_pdf!)
  assert.deepEqual(
    ['content-type', 'content-disposition', 'cache-control', 'content-security-policy', 'x-content-type-options'].map(
      (name) => answer.headers.get(name),
    ),
    ['application/pdf', 'inline; filename="invoice-JENNY-0001.pdf"', 'no-store', "default-src 'none'", 'nosniff'],
  )
  assert.ok((await answer.text()).startsWith('%PDF-1.4\n'))
})

test('an open invoice says what it is for and what is due, in three languages', async () => {
  const world = sandbox(brindle)
  const { id } = await drafted(world, {
    balance: -500,
    phone: '+1 555 0100',
    address: { line1: '1 Main Street', city: 'Springfield', state: 'IL', postal_code: '62701', country: 'US' },
    tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
  })
  const issued = Date.UTC(2026, 4, 1) / 1000
  await world.stripe.invoices.update(id, { effective_at: issued, due_date: issued + 30 * DAY } as never)
  const { invoice_pdf } = await world.stripe.invoices.finalizeInvoice(id)
  // 60.02 (3 x 10.005 are 30.015, and so 30.02) less a tenth (3.00 of each line) is 54.02, and its fifth 10.80; 5.00 are there.
  const english = await read(invoice_pdf)
  says(
    english,
    'Invoice | Brindle sandbox | Invoice number | JENNY-0001 | Date of issue | May 1, 2026 | Date due | May 31, 2026',
    'PO number | 4711',
    'Bill to | Jenny Rosen | 1 Main Street | Springfield, IL 62701 | United States | +1 555 0100 | jenny@example.com',
    'EU VAT DE123456789',
    '$59.82 due by May 31, 2026 | Work on the roof',
    'Description | Quantity | Unit price | Amount',
    '3 | $10.005 | $30.02 | Hours',
    '$30.00 | $30.00 | Tiles | January 1, 2026 – February 1, 2026',
    '$60.02 | Subtotal | -$6.00 | Summer (10% off) | $54.02 | Total excluding tax',
    '$10.80 | VAT (20% on $54.02) | $64.82 | Total | -$5.00 | Applied balance | $59.82 | Amount due | Thank you',
    'JENNY-0001 · Made by a test server: no money moves. | Page 1 of 1',
  )
  assert.doesNotMatch(english, /PAID|VOID|Reverse charge|Amount paid/)
  says(
    await read(invoice_pdf, 'de-AT,en;q=0.5'),
    'Rechnung | Brindle sandbox | Rechnungsnummer | JENNY-0001 | Rechnungsdatum | 1. Mai 2026 | Fällig am | 31. Mai 2026',
    'Vereinigte Staaten',
    '$59.82 fällig am 31. Mai 2026',
    'Summer (10\xa0% Rabatt) | $54.02 | Summe ohne Steuern | $10.80 | VAT (20\xa0% auf $54.02)',
    'Verrechnetes Guthaben | $59.82 | Fälliger Betrag',
    'Seite 1 von 1',
  )
  says(
    await read(invoice_pdf, 'fr'),
    'Facture | Brindle sandbox | Numéro de facture | JENNY-0001 | Date d’émission | 1 mai 2026',
    '$59.82 à payer avant le 31 mai 2026',
    'Prix unitaire',
    'Solde appliqué | $59.82 | Montant dû',
    'Page 1 sur 1',
  )
})

test("the customer's own language goes before the browser's, if it is one of ours", async () => {
  const world = sandbox(brindle)
  const titles: [locales: string[], accept: string, title: string][] = [
    [['fr-CA'], 'de', 'Facture | '],
    [['es', 'de'], 'fr', 'Rechnung | '],
    [['es'], 'fr', 'Facture | '],
    [['es'], 'it', 'Invoice | '],
    [['ja', 'de'], 'fr', '請求書 | '],
    [[], 'zh-TW', '帳單 | '],
    [['en'], 'de', 'Invoice | '],
  ]
  for (const [preferred_locales, accept, title] of titles) {
    const { id } = await drafted(world, {
      preferred_locales,
      invoice_prefix:
        `P${titles.findIndex(([, , one]) => one === title)}${accept.slice(0, 2)}${preferred_locales.length}`.toUpperCase(),
    })
    const { invoice_pdf } = await world.stripe.invoices.finalizeInvoice(id)
    assert.ok((await read(invoice_pdf, accept)).startsWith(title), `${preferred_locales} ${accept}`)
  }
})

test('a paid invoice says so at the same address, and a void one that nothing is due', async () => {
  const world = sandbox(brindle)
  const { id } = await drafted(world)
  const { invoice_pdf } = await world.stripe.invoices.finalizeInvoice(id)
  const paid = await world.stripe.invoices.pay(id, { paid_out_of_band: true })
  assert.equal(paid.invoice_pdf, invoice_pdf)
  const words = await read(invoice_pdf)
  says(
    words,
    'PAID',
    'Date paid',
    '$64.82 paid on ',
    '$64.82 | Amount due | -$64.82 | Amount paid | $0.00 | Amount remaining',
  )
  assert.match(await read(invoice_pdf, 'de'), /BEZAHLT.*\$64\.82 bezahlt am .*Offener Betrag/)
  assert.match(await read(invoice_pdf, 'fr'), /PAYÉE.*\$64\.82 payés le .*Reste à payer/)
  const other = await drafted(world, { invoice_prefix: 'OTHER' })
  const voided = (await world.stripe.invoices.finalizeInvoice(other.id)).invoice_pdf
  await world.stripe.invoices.voidInvoice(other.id)
  const gone = await read(voided)
  says(gone, 'VOID', 'OTHER-0001')
  assert.doesNotMatch(gone, / due by |paid on/)
})

test('the first invoice of a subscription has one, too, and a reverse charge is told', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: customer } = await stripe.customers.create({ name: 'Jenny', tax_exempt: 'reverse' })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id, quantity: 2 }],
    default_tax_rates: [vat.id],
  })
  const { invoice_pdf } = await stripe.invoices.retrieve(made.latest_invoice as string)
  says(
    await read(invoice_pdf),
    'PAID',
    '2 | $15.00 | $30.00 | 2 × Photos (at $15.00 / month)',
    '$0.00 | VAT (20% on $30.00) | $30.00 | Total',
    'Reverse charge: tax is to be paid by the recipient.',
  )
})

test('tax that is in the amounts is left out of them where that is asked for, and the page has the size that is', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: customer } = await stripe.customers.create({ name: 'Jenny' })
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: true })
  const sizes: [pdf: string | undefined, box: string][] = [
    ['a4', '595 842'],
    ['letter', '612 792'],
    ['auto', '612 792'],
  ]
  for (const [page_size, box] of sizes) {
    const { id } = await stripe.invoices.create({
      customer,
      currency: 'eur',
      default_tax_rates: [vat.id],
      rendering: { amount_tax_display: 'exclude_tax', pdf: { page_size: page_size as 'a4' } },
    })
    await stripe.invoiceItems.create({ customer, invoice: id!, currency: 'eur', amount: 1200, description: 'Tiles' })
    const { invoice_pdf } = await stripe.invoices.finalizeInvoice(id!)
    const file = Buffer.from(await (await open(invoice_pdf!)).arrayBuffer())
    assert.ok(file.includes(`/MediaBox [0 0 ${box}]`), page_size)
    says(
      wordsOf(file)[0]!,
      '1 | €10.00 | Tiles',
      '€10.00 | Subtotal | €10.00 | Total excluding tax | €2.00 | VAT (20% on €10.00), included | €12.00 | Total',
    )
  }
})

test('sixty lines go on on other pages', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.invoices.create({ customer, currency: 'usd' })
  for (let i = 0; i < 6; i++) {
    const lines = Array.from({ length: 10 }, (_, k) => ({ amount: 100, description: `Line ${10 * i + k}.` }))
    await stripe.invoices.addLines(id!, { lines })
  }
  const { invoice_pdf } = await stripe.invoices.finalizeInvoice(id!)
  const pages = (await read(invoice_pdf)).split('\n')
  assert.ok(pages.length >= 3, `${pages.length} pages`)
  for (let i = 0; i < 60; i++) says(pages.join('\n'), `| Line ${i}. |`)
  says(pages.at(-1)!, '$60.00 | Total', `Page ${pages.length} of ${pages.length}`)
})

test('there is no invoice at any other address', async () => {
  const world = sandbox(brindle)
  const { id } = await drafted(world)
  const { invoice_pdf: address } = await world.stripe.invoices.finalizeInvoice(id)
  const draft = await drafted(world, { invoice_prefix: 'DRAFT' })
  const other = await sandbox(brindle).stripe.accounts.retrieveCurrent()
  const [, account] = /invoice\/(\w+)\//.exec(address!)!
  const word = /\.(\w{24})\/pdf$/.exec(address!)![1]!
  const at = (place: string, name: string) => `${brindle.url}/invoice/${place}/${name}/pdf`
  const wrong = [
    at(account!, `test_${id}.${word.slice(1)}`),
    at(account!, `test_${id}.${word}x`),
    at(account!, `test_${id}.`),
    at(account!, `test_${id}.undefined`),
    at(account!, `test_${draft.id}.undefined`),
    at(account!, `test_${draft.id}.${word}`),
    at(account!, id),
    at(account!, word),
    at(account!, '%00'),
    at(other.id, `test_${id}.${word}`),
    at('acct_none', `test_${id}.${word}`),
    address!.replace(/\/pdf$/, ''),
  ]
  for (const url of wrong) {
    const answer = await open(url)
    assert.equal(answer.status, 404, url)
    assert.ok(!(await answer.text()).startsWith('%PDF'))
  }
  // A deleted draft never had one, and a finalised invoice keeps its own.
  assert.equal((await open(address!)).status, 200)
})

test('what the page asks is a call like any other, for secret keys only', async () => {
  const world = sandbox(brindle)
  const { id } = await drafted(world)
  const { invoice_pdf } = await world.stripe.invoices.finalizeInvoice(id)
  const name = /(test_[^/]+)\/pdf$/.exec(invoice_pdf!)![1]!
  const path = `/brindle/invoice_documents/${name}`
  const { status, body } = await world.call('GET', path)
  assert.equal(status, 200)
  assert.deepEqual(
    [body.object, body.invoice, body.number, body.total],
    ['brindle.invoice_document', id, 'JENNY-0001', 6482],
  )
  const open = await world.call('GET', path, undefined, { authorization: `Bearer ${world.publishable}` })
  assert.equal(open.status, 403)
  assert.equal((await world.call('GET', `${path}x`)).status, 404)
})
