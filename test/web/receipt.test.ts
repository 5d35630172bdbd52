// The page of a receipt as its customer meets it, and its PDF: what was paid for what, what was given back, and that there is nothing at any
// other address.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { wordsOf } from '../lib/pdf_reading.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'
import { CARD, invoiced } from './invoicing.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** What stands on the PDF: each page in one line. */
async function printed(url: string, language = 'en'): Promise<string> {
  const answer = await fetch(`${url}/pdf`, { headers: { 'accept-language': language } })
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  return wordsOf(Buffer.from(await answer.arrayBuffer())).join('\n')
}

/** A charge of $20.00, and the address of its receipt. */
async function charged({ stripe }: Sandbox) {
  const { id, receipt_url } = await stripe.charges.create({
    ...{
      amount: 2000,
      currency: 'usd',
      source: 'tok_visa',
      description: 'Order 7',
      receipt_email: 'jenny@example.com',
    },
  })
  return { id, url: receipt_url! }
}

test('it says what was paid and with what, on its page and printed', async () => {
  const world = sandbox(brindle)
  const { id, url } = await charged(world)
  const { status, words, html } = await visit(url)
  assert.equal(status, 200)
  assert.match(words, /\$20\.00 paid on .* Receipt from Brindle sandbox/)
  assert.match(words, /Payment method Visa - 4242 Bill to jenny@example\.com/)
  assert.match(words, /Order 7 \$20\.00 Total \$20\.00 Amount paid \$20\.00/)
  assert.ok(html.includes(`href="${url}/pdf"`))
  const paper = await printed(url)
  for (const said of [
    'Receipt | Brindle sandbox | PAID',
    'Payment method | Visa - 4242',
    'Order 7',
    `${id} · Made by a test server`,
  ])
    assert.ok(paper.includes(said), `${said} is missing: ${paper}`)
  const file = await fetch(`${url}/pdf`)
  assert.equal(file.headers.get('content-disposition'), `inline; filename="receipt-${id}.pdf"`)
})

test('what is given back stands on it from then on', async () => {
  const world = sandbox(brindle)
  const { id, url } = await charged(world)
  await world.stripe.refunds.create({ charge: id, amount: 500 })
  const partly = await visit(url)
  assert.match(
    partly.words,
    /PARTLY REFUNDED .*Amount paid \$20\.00 Refunded on .* -\$5\.00 Paid after refunds \$15\.00/,
  )
  await world.stripe.refunds.create({ charge: id })
  const { words } = await visit(url)
  assert.match(words, /(?<!PARTLY) REFUNDED .*-\$5\.00 Refunded on .* -\$15\.00 Paid after refunds \$0\.00/)
  assert.match(
    await printed(url),
    /Brindle sandbox \| REFUNDED .*-\$5\.00 \| Refunded on .*\$0\.00 \| Paid after refunds/,
  )
})

test('a refund that did not arrive gave nothing back', async () => {
  const world = sandbox(brindle)
  // Refunds to this card begin, and fail after a while. (docs.stripe.com/testing#refunds)
  const { id, receipt_url } = await world.stripe.charges.create({
    ...{ amount: 2000, currency: 'usd', source: 'tok_refundFail' },
  })
  await world.stripe.refunds.create({ charge: id })
  assert.match((await visit(receipt_url!)).words, /REFUNDED/)
  await world.advance(86_400)
  const { words } = await visit(receipt_url!)
  assert.ok(!words.includes('REFUNDED') && words.includes('Amount paid $20.00'), words)
})

test('that of an invoice says what was on it, and leads back to it', async () => {
  const world = sandbox(brindle)
  const { url } = await invoiced(world, { footer: 'Thank you' })
  await visit(url, CARD)
  const receipt = /<a href="([^"]+)">Receipt<\/a>/.exec((await visit(url)).html)![1]!
  const { words, html } = await visit(receipt)
  assert.match(words, /Invoice number JENNY-0001 .*Bill to Jenny Rosen jenny@example\.com/)
  assert.match(words, /Tiles \$20\.00 Subtotal \$20\.00 Total \$20\.00 Amount paid \$20\.00 Thank you/)
  assert.ok(html.includes(`href="${url}">See the invoice`))
})

test('it speaks the customer’s language', async () => {
  const world = sandbox(brindle)
  const { url } = await charged(world)
  const titles = { de: 'Beleg', fr: 'Reçu', ja: '領収書', ko: '영수증', zh: '收据', 'zh-TW': '收據' }
  for (const [language, title] of Object.entries(titles))
    assert.ok((await visit(url, undefined, { 'accept-language': language })).words.includes(title), language)
  assert.match(await printed(url, 'de'), /^Beleg \|/)
})

test('an address that is not quite one leads nowhere', async () => {
  const [world, other] = [sandbox(brindle), sandbox(brindle)]
  const mine = await charged(world)
  const { id: account } = await world.stripe.accounts.retrieveCurrent()
  const { id: foreign } = await other.stripe.accounts.retrieveCurrent()
  for (const address of [
    mine.url.slice(0, -1),
    `${mine.url}x`,
    mine.url.replace(account, foreign),
    mine.url.replace(mine.id, (await charged(world)).id),
    `${world.url}/receipts/payment/none`,
  ]) {
    const { status, words } = await visit(address)
    assert.deepEqual([status, words.includes('There is no receipt here')], [404, true], address)
    assert.equal((await fetch(`${address}/pdf`)).status, 404)
  }
})
