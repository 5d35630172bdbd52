// Credit notes as they are printed: what the page of the PDF asks for, and what then stands on it.
// (https://docs.stripe.com/api/credit_notes/object#credit_note_object-pdf)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { wordsOf } from '../../lib/pdf_reading.ts'
import { invoiced } from './crediting.ts'

behaves('GET /brindle/credit_note_documents/{id}', 'tells all that stands on a credit note', async (world, brindle) => {
  const { stripe, call, news } = world
  const { invoice, lines, customer } = await invoiced(world, {
    lines: [[1000, 3]],
    tax: 20,
    percent_off: 10,
    isPaid: true,
    customer: { name: 'Jenny Rosen', preferred_locales: ['de'], address: { city: 'Berlin', country: 'DE' } },
    invoice: { rendering: { pdf: { page_size: 'a4' } } },
  })
  const issued = Date.UTC(2026, 4, 1) / 1000
  // Two of three: 20.00, less 2.00, and a fifth of 18.00 is 3.60.
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: lines[0]!.id, quantity: 2 }],
    effective_at: issued,
    memo: 'Two came back',
    reason: 'order_change',
    refund_amount: 1000,
    credit_amount: 660,
    out_of_band_amount: 500,
  })
  await news()
  const [, name] = /\/credit_note\/[^/]+\/(test_cn_\w+\.\w{24})\/pdf$/.exec(note.pdf) ?? []
  const { body } = await call('GET', `/brindle/credit_note_documents/${name}`)
  assert.deepEqual(body, {
    id: name,
    object: 'brindle.credit_note_document',
    account_name: 'Brindle sandbox',
    credit_note: note.id,
    credited: 660,
    currency: 'usd',
    customer: {
      id: invoice.customer,
      name: 'Jenny Rosen',
      email: null,
      phone: null,
      address: { city: 'Berlin', country: 'DE', line1: null, line2: null, postal_code: null, state: null },
      shipping: null,
      tax_ids: [],
      locales: ['de'],
      is_reverse_charged: false,
    },
    credit_grants: 0,
    discounts: [{ name: null, percent_off: '10', amount: 200 }],
    invoice: invoice.id,
    invoice_number: 'JENNY-0001',
    issued_at: issued,
    lines: [
      {
        amount: 2000,
        description: 'Thing of 1000',
        period: { start: 0, end: 0 },
        quantity: 2,
        unit_amount_decimal: '1000',
      },
    ],
    memo: 'Two came back',
    number: 'JENNY-0001-CN-01',
    out_of_band: 500,
    page_size: 'a4',
    pre_payment: 0,
    reason: 'order_change',
    refunded: 1000,
    shipping: 0,
    status: 'issued',
    subtotal: 2000,
    taxes: [{ name: 'VAT', percentage: '20', inclusive: false, amount: 360, taxable_amount: 1800 }],
    total: 2160,
    total_excluding_tax: 1800,
  })
  // Whoever has the address sees it, in the customer's language, or their own.
  const read = async (language: string) => {
    const answer = await fetch(note.pdf, { headers: { 'accept-language': language } })
    assert.deepEqual(
      [answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')],
      [200, 'application/pdf', 'inline; filename="credit-note-JENNY-0001-CN-01.pdf"'],
    )
    const file = Buffer.from(await answer.arrayBuffer())
    assert.ok(file.includes('/MediaBox [0 0 595 842]'), 'it is A4')
    return wordsOf(file).join('\n')
  }
  const says = (words: string, all: readonly string[]) => {
    for (const one of all) assert.ok(words.includes(one), `${one} is missing: ${words}`)
  }
  says(await read('en'), [
    'Gutschrift | Brindle sandbox',
    'Bestellung geändert',
    '$21.60 gutgeschrieben',
    'Seite 1 von 1',
  ])
  await stripe.customers.update(customer, { preferred_locales: ['en'] })
  says(await read('en'), [
    'Credit note | Brindle sandbox | Credit note number | JENNY-0001-CN-01 | Invoice number | JENNY-0001',
    'Date of issue | May 1, 2026 | Reason | Order change',
    'Bill to | Jenny Rosen | Berlin | Germany',
    '$21.60 credited | Two came back',
    '2 | $10.00 | $20.00 | Thing of 1000',
    '$20.00 | Subtotal | -$2.00 | Discount (10% off) | $18.00 | Total excluding tax | $3.60 | VAT (20% on $18.00)',
    '$21.60 | Total | $10.00 | Refunded | $6.60 | Credited to your balance | $5.00 | Given back otherwise',
    'JENNY-0001-CN-01 · Made by a test server: no money moves. | Page 1 of 1',
  ])
  // What is taken back says so, and there is nothing at any other address.
  const open = await invoiced(world, { lines: [[500, 1]], customer: { invoice_prefix: 'OPEN' } })
  const { id } = await stripe.creditNotes.create({ invoice: open.invoice.id, amount: 200 })
  const { pdf } = await stripe.creditNotes.voidCreditNote(id)
  const voided = wordsOf(Buffer.from(await (await fetch(pdf)).arrayBuffer())).join('\n')
  assert.match(voided, /VOID/)
  assert.doesNotMatch(voided, /credited/)
  says(voided, ['$2.00 | Total | $2.00 | Taken off the invoice'])
  const other = `${name!.slice(0, -1)}${name!.endsWith('a') ? 'b' : 'a'}`
  const missing = await fetch(note.pdf.replace(name!, other))
  assert.deepEqual([missing.status, await missing.text()], [404, 'There is no credit note here.\n'])
  assert.equal((await fetch(`${brindle.url}/credit_note/acct_none/${name}/pdf`)).status, 404)
  refused(await call('GET', `/brindle/credit_note_documents/${other}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such credit note document: '${other}'`,
  })
  const preview = await stripe.creditNotes.preview({ invoice: open.invoice.id, amount: 200 })
  assert.equal(preview.pdf, null)
  await news()
})
