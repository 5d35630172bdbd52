// What the page of an invoice shows, and to whom: languages, names that are only text, and addresses that are not quite one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'
import { CARD, DECLINED, invoiced } from './invoicing.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const alertOn = (html: string) => /role="alert">([^<]*)</.exec(html)?.[1]

test('a draft has no page; that of a finalised invoice says what it is for, and what is due until when', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, name: 'Summer', duration: 'once' })
  const { id: account } = await stripe.accounts.retrieveCurrent()
  const draft = await stripe.invoices.create({ currency: 'usd', customer: (await stripe.customers.create()).id })
  assert.equal(draft.hosted_invoice_url, null)
  const due_date = Date.UTC(2040, 4, 31) / 1000
  const { id, url } = await invoiced(
    world,
    {
      due_date,
      effective_at: Date.UTC(2026, 4, 1) / 1000,
      description: 'Work on the roof',
      footer: 'Thank you',
      custom_fields: [{ name: 'PO number', value: '4711' }],
      default_tax_rates: [vat.id],
      discounts: [{ coupon }],
    },
    { quantity: 3, unit_amount_decimal: '1000.5' as never, description: 'Hours' },
  )
  assert.match(url, new RegExp(`^${brindle.url}/i/${account}/test_${id}\\.[A-Za-z0-9]{24}$`))
  const { status, words, html } = await visit(url)
  assert.equal(status, 200)
  // 3 times $10.005 are $30.015, rounded up; a tenth of it off are $27.02, and the fifth of that $5.40.
  for (const said of [
    '$32.42 due by May 31, 2040',
    'Invoice JENNY-0001 from Brindle sandbox',
    'Invoice number JENNY-0001 Status Open Date of issue May 1, 2026 Date due May 31, 2040 PO number 4711',
    'Bill to Jenny Rosen jenny@example.com',
    'Work on the roof Hours 3 × $10.005 $30.02',
    'Subtotal $30.02 Summer (10% off) -$3.00 Total excluding tax $27.02 VAT (20% on $27.02) $5.40 Total $32.42',
    'Amount due $32.42 Thank you',
    'Pay $32.42',
  ])
    assert.ok(words.includes(said), `${said} is missing: ${words}`)
  const pdf = /<a [^>]*href="([^"]+)">Download the invoice/.exec(html)![1]!
  assert.equal((await fetch(pdf)).headers.get('content-type'), 'application/pdf')
})

/** What the customer is asked to do, by language. */
const ASKED = {
  en: 'Pay this invoice',
  de: 'Diese Rechnung bezahlen',
  fr: 'Payer cette facture',
  ja: 'この請求書を支払う',
  ko: '이 청구서 결제하기',
  zh: '支付此账单',
  'zh-TW': '支付此帳單',
}

test('it speaks the customer’s language, then the browser’s', async () => {
  const world = sandbox(brindle)
  const { url } = await invoiced(world)
  for (const [language, said] of Object.entries(ASKED)) {
    const { html, words } = await visit(url, undefined, { 'accept-language': language })
    assert.ok(html.includes(`<html lang="${language}">`) && words.includes(said), language)
  }
  const german = await invoiced(world, {}, {}, { preferred_locales: ['de-AT'], invoice_prefix: 'HANS' })
  assert.match((await visit(german.url, undefined, { 'accept-language': 'fr' })).words, /20,00\s\$ fällig/)
  const wrong = await visit(german.url, DECLINED)
  assert.match(alertOn(wrong.html)!, /^Ihre Karte wurde abgelehnt/)
})

test('an address that is not quite one leads nowhere, and nothing is charged there', async () => {
  const [world, other] = [sandbox(brindle), sandbox(brindle)]
  const mine = await invoiced(world)
  const theirs = await invoiced(other)
  const { id: account } = await other.stripe.accounts.retrieveCurrent()
  const name = mine.url.split('/').at(-1)!
  await world.news()
  for (const address of [
    mine.url.slice(0, -1),
    `${mine.url}x`,
    mine.url.replace(/\.\w+$/, ''),
    `${world.url}/i/${account}/${name}`,
    mine.url.replace(mine.id, theirs.id),
    `${world.url}/i/none/none`,
  ]) {
    const { status, words } = await visit(address)
    assert.deepEqual([status, words.includes('There is no invoice here')], [404, true], address)
    assert.equal((await visit(address, CARD)).status, 404)
  }
  assert.deepEqual(await world.news(), [])
})

test('names are text, and the page can load and run nothing', async () => {
  const world = sandbox(brindle)
  const { url } = await invoiced(
    world,
    { description: '<script>memo()</script>' },
    { description: '<img src=x>' },
    { name: '<b>"Jenny' },
  )
  const response = await fetch(url)
  const html = await response.text()
  assert.ok(!/<script|<img|<b>/.test(html))
  assert.match(response.headers.get('content-security-policy')!, /^default-src 'none'; style-src 'sha256-/)
  assert.deepEqual(
    [response.headers.get('cache-control'), response.headers.get('referrer-policy')],
    ['no-store', 'no-referrer'],
  )
})
