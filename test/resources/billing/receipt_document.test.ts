// Receipts: what their page asks for. What it makes of it: test/web/receipt.test.ts.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const OF = 'GET /brindle/receipt_documents/{id}'
const CARDS = { allowed_payment_method_types: ['card' as const], payment_method: 'pm_card_visa', confirm: true }
/** What the address of a receipt names. */
const nameIn = (url: string | null | undefined): string =>
  /(test_).+?\.((?:ch|py)_\w+\.\w+)$/.exec(url!)!.slice(1).join('')

behaves(OF, 'tells what was paid, with what, and what was given back', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create({
    name: 'Jenny Rosen',
    email: 'jenny@example.com',
    preferred_locales: ['fr'],
  })
  const { latest_charge } = await stripe.paymentIntents.create({
    ...CARDS,
    ...{ amount: 2000, currency: 'usd', customer, description: 'Order 7' },
  })
  const charge = await stripe.charges.retrieve(latest_charge as string)
  const { id: account } = await stripe.accounts.retrieveCurrent()
  assert.match(charge.receipt_url!, new RegExp(`/receipts/payment/test_${account}\\.${charge.id}\\.[A-Za-z0-9]{24}$`))
  const one = await stripe.refunds.create({ charge: charge.id, amount: 500 })
  await news()
  const name = nameIn(charge.receipt_url)
  const { body } = await call('GET', `/brindle/receipt_documents/${name}`)
  assert.deepEqual(body, {
    id: name,
    object: 'brindle.receipt_document',
    account_name: 'Brindle sandbox',
    amount: 2000,
    amount_refunded: 500,
    charge: charge.id,
    currency: 'usd',
    customer: { name: 'Jenny Rosen', email: 'jenny@example.com', locales: ['fr'] },
    description: 'Order 7',
    invoice: null,
    invoice_url: null,
    method: { type: 'card', brand: 'visa', last4: '4242' },
    number: null,
    paid_at: charge.created,
    refunds: [{ amount: 500, created: one.created }],
  })
  assert.deepEqual(await news(), [])
})

behaves(OF, 'is there once money has come in', async ({ stripe, call, news }) => {
  const held = await stripe.paymentIntents.create({
    ...CARDS,
    ...{ amount: 2000, currency: 'usd', capture_method: 'manual', expand: ['latest_charge'] },
  })
  const of = async () => (await stripe.charges.retrieve((held.latest_charge as { id: string }).id)).receipt_url
  assert.equal(await of(), null)
  await news()
  await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 })
  assert.deepEqual(await news(), ['charge.captured', 'payment_intent.succeeded'])
  const { body } = await call('GET', `/brindle/receipt_documents/${nameIn(await of())}`)
  assert.equal(body.amount, 1500)
  const failed = await stripe.charges
    .create({ amount: 2000, currency: 'usd', source: 'tok_chargeDeclined' })
    .catch((error) => stripe.charges.retrieve(error.raw.charge))
  assert.equal(failed.receipt_url, null)
})

behaves(OF, 'knows nothing of other words, other charges and other accounts', async ({ stripe, call, news }) => {
  const { id, receipt_url } = await stripe.charges.create({ amount: 2000, currency: 'usd', source: 'tok_visa' })
  const other = await stripe.charges.create({ amount: 2000, currency: 'usd', source: 'tok_visa' })
  await news()
  const name = nameIn(receipt_url)
  for (const wrong of [
    id,
    `test_${id}`,
    `test_${id}.undefined`,
    name.slice(0, -1),
    `${name}x`,
    name.replace(id, other.id),
  ])
    refused(await call('GET', `/brindle/receipt_documents/${wrong}`), 404, {
      code: 'resource_missing',
      param: 'id',
      message: `No such receipt: '${wrong}'`,
    })
  assert.deepEqual(await news(), [])
})
