// When a draft is finalised, charged or sent by itself. (docs.stripe.com/invoicing/integration/workflow-transitions; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { customer, DAY, HOUR, refuses, SETTLED } from './invoicing.ts'

const CREATE = 'POST /v1/invoices'
const PATH = '/v1/invoices'

behaves(CREATE, 'says when it will be finalised and charged, and is', async (world) => {
  const { stripe, advance, news } = world
  const who = await customer(world)
  const { id, created, ...draft } = await stripe.invoices.create({ customer: who, auto_advance: true })
  // Recorded: a second apart.
  assert.deepEqual([draft.automatically_finalizes_at, draft.next_payment_attempt], [created + HOUR + 1, created + HOUR])
  await stripe.invoices.addLines(id, { lines: [{ amount: 1000 }] })
  await news()
  await advance(HOUR - 60)
  assert.deepEqual([(await stripe.invoices.retrieve(id)).status, await news()], ['draft', []])
  await advance(120)
  const paid = await stripe.invoices.retrieve(id)
  assert.deepEqual([paid.status, paid.amount_paid, paid.attempt_count, paid.attempted], ['paid', 1000, 1, true])
  assert.deepEqual([paid.automatically_finalizes_at, paid.next_payment_attempt], [null, null])
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...SETTLED,
  ])
})

behaves(CREATE, 'is finalised at a time of one’s own', async (world) => {
  // docs.stripe.com/invoicing/scheduled-finalization
  const { stripe, advance, news } = world
  const who = await customer(world)
  const now = await advance(1)
  const at = now + 3 * DAY
  const { id, ...draft } = await stripe.invoices.create({
    customer: who,
    auto_advance: true,
    automatically_finalizes_at: at,
  })
  assert.deepEqual([draft.automatically_finalizes_at, draft.next_payment_attempt], [at, at])
  await stripe.invoices.addLines(id, { lines: [{ amount: 1000 }] })
  await advance(2 * DAY)
  assert.equal((await stripe.invoices.retrieve(id)).status, 'draft')
  await advance(DAY)
  assert.equal((await stripe.invoices.retrieve(id)).status, 'paid')
  assert.ok((await news()).includes('invoice.paid'))
  const refuse = (form: string, message: string) =>
    refuses(world, PATH, `customer=${who}&${form}`, { param: 'automatically_finalizes_at', message })
  await refuse(
    `automatically_finalizes_at=${at + 9 * DAY}`,
    'You can only specify `automatically_finalizes_at` if `auto_advance` is true.',
  )
  await refuse(
    'auto_advance=true&automatically_finalizes_at=1',
    'Invalid timestamp: must be an integer Unix timestamp in the future.',
  )
  await refuse(
    `auto_advance=true&automatically_finalizes_at=${now + 6 * 366 * DAY}`,
    'Invalid timestamp: can be no more than five years in the future',
  )
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'is sent, and falls due', async (world) => {
  const { stripe, advance, news } = world
  const who = await customer(world, { card: null })
  const { id, created, ...draft } = await stripe.invoices.create({
    customer: who,
    collection_method: 'send_invoice',
    days_until_due: 30,
    auto_advance: true,
  })
  // Recorded.
  assert.deepEqual([draft.due_date, draft.next_payment_attempt], [created + 30 * DAY, null])
  assert.equal(draft.automatically_finalizes_at, created + HOUR + 1)
  await stripe.invoices.addLines(id, { lines: [{ amount: 1000 }] })
  await news()
  await advance(HOUR + 60)
  const open = await stripe.invoices.retrieve(id)
  assert.deepEqual([open.status, open.amount_due, open.attempted, open.due_date], ['open', 1000, false, draft.due_date])
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    'invoice.sent',
  ])
  const on = created + 20 * DAY
  const dated = await stripe.invoices.create({ customer: who, collection_method: 'send_invoice', due_date: on })
  assert.deepEqual([dated.due_date, dated.auto_advance], [on, false])
  assert.deepEqual(await news(), ['invoice.created'])
})
