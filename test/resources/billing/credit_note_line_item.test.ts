// The lines of a credit note, page by page: of one that was issued, and of one that only might be.
// (https://docs.stripe.com/api/credit_notes/lines, https://docs.stripe.com/api/credit_notes/preview_lines)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { invoiced } from './crediting.ts'

/** Twelve lines of the note's own: 1 to 12 cents. */
const TWELVE = Array.from({ length: 12 }, (_, i) => ({ type: 'custom_line_item' as const, unit_amount: i + 1 }))
const AMOUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

behaves('GET /v1/credit_notes/{id}/lines', 'are all lines, of which the note shows ten', async (world) => {
  const { stripe, news } = world
  const { invoice } = await invoiced(world, { lines: [[1000, 1]] })
  const note = await stripe.creditNotes.create({ invoice: invoice.id, lines: TWELVE })
  assert.deepEqual(
    note.lines.data.map(({ amount }) => amount),
    AMOUNTS.slice(0, 10),
  )
  assert.equal(note.lines.has_more, true)
  const first = await stripe.creditNotes.listLineItems(note.id, { limit: 5 })
  assert.deepEqual({ ...first.data[0] }, { ...note.lines.data[0] })
  const all: number[] = []
  for await (const { amount } of stripe.creditNotes.listLineItems(note.id, { limit: 5 })) all.push(amount)
  assert.deepEqual(all, AMOUNTS)
  refused(await world.call('GET', '/v1/credit_notes/cn_none/lines'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such credit note: 'cn_none'",
  })
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])
})

behaves('GET /v1/credit_notes/preview/lines', 'has pages that follow each other', async (world) => {
  const { stripe, news } = world
  const { invoice } = await invoiced(world, { lines: [[1000, 1]] })
  const params = { invoice: invoice.id, lines: TWELVE }
  const told = await stripe.creditNotes.preview(params)
  assert.deepEqual([told.lines.has_more, told.lines.url], [true, '/v1/credit_notes/preview/lines'])
  const all: number[] = []
  for await (const { amount } of stripe.creditNotes.listPreviewLineItems({ ...params, limit: 5 })) all.push(amount)
  assert.deepEqual(all, AMOUNTS)
  const { data, has_more } = await stripe.creditNotes.listPreviewLineItems({ ...params, limit: 2 })
  assert.deepEqual([data.map(({ amount }) => amount), has_more], [[1, 2], true])
  const before = { ...params, limit: 5, ending_before: told.lines.data[2]!.id }
  assert.deepEqual(
    (await stripe.creditNotes.listPreviewLineItems(before)).data.map(({ amount }) => amount),
    [1, 2],
  )
  const query = `invoice=${invoice.id}&amount=100&starting_after=cnli_none`
  refused(await world.call('GET', `/v1/credit_notes/preview/lines?${query}`), 400, {
    code: 'resource_missing',
    param: 'starting_after',
    message: "No such credit_note_line_item: 'cnli_none'",
  })
  assert.deepEqual((await stripe.creditNotes.list()).data, [])
  assert.deepEqual(await news(), [])
})
