// Issuing a credit note: what it comes to, how what was paid is given back, and all that is written for it.
// (https://docs.stripe.com/api/credit_notes/create)
import { invalid, tooSmall } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { customer } from '../payments/customer.ts'
import { insertEntry } from '../payments/customer_balance_transaction.ts'
import { type Chosen, chosen, type NoteGiven, tooMuch } from './credit_note_choose.ts'
import { creditNoteLineItem, type NoteLine, noteLine, noteLines } from './credit_note_line_item.ts'
import { creditedShipping, taxesOfShipping } from './credit_note_shipping.ts'
import { notePdf } from './credit_note_document.ts'
import { type CreditNote, creditNote } from './credit_note_state.ts'
import { type Linked, linkedRefunds, makeRefunds, nameOf, toldOf } from './credit_note_refunds.ts'
import { creditInvoice, leftToCredit, type Payers, payersOf, refundedBeside } from './invoice_credit.ts'
import type { Invoice } from './invoice_state.ts'
import { lineItem } from './line_item.ts'

/** What a note comes to, minor units, before anything of it is written. */
export interface Reckoned {
  readonly id: string
  readonly lines: readonly NoteLine[]
  readonly totals: Totals
  readonly pre: number
  readonly post: number
  readonly credited: Chosen['credited']
  /** What of refunds that were made before it tells of. */
  readonly linked: readonly Linked[]
  readonly refundAmount: number
  readonly paid: Payers
  readonly shipping: CreditNote['shipping_cost']
}

/** Throws the refusal of what cannot be credited. A preview need not say how what was paid is given back. [K] */
export function reckonNote(
  tx: Tx,
  of: Invoice,
  params: NoteGiven,
  { isPreview }: { readonly isPreview: boolean },
): Reckoned {
  for (const name of ['credit_amount', 'out_of_band_amount', 'refund_amount'] as const)
    if ((params[name] ?? 0) < 0) throw tooSmall(0, name)
  const paid = payersOf(tx, of)
  const linked = linkedRefunds(tx, of, paid, params.refunds ?? [])
  const { wishes, credited, lines: known } = chosen(tx, of, params)
  const id = tx.id(creditNote)
  const lineId = (i: number) => (isPreview ? previewId(of, i) : tx.id(creditNoteLineItem))
  const lines = wishes.map((wish, i) => noteLine(lineId(i), id, wish))
  const onLines = new Map(known.map((line) => [line.id, line.discounts as string[]]))
  const shipping = creditedShipping(of, params.shipping_cost)
  const totals = totalsOf(lines, onLines, shipping)
  if (totals.total < 1) throw invalid('The total amount of a credit note must be positive.') // [M]
  const sumLinked = linked.reduce((sum, { amount }) => sum + amount, 0)
  const left = leftToCredit(of, Math.max(0, refundedBeside(paid, of) - sumLinked))
  if (totals.total > left) throw tooMuch(totals.total, of, left)
  const pre = of.status === 'open' ? Math.min(of.amount_remaining, totals.total) : 0
  const post = totals.total - pre
  const { refund_amount: refundAmount = 0, credit_amount = 0, out_of_band_amount = 0 } = params
  const given = refundAmount + sumLinked + credit_amount + out_of_band_amount
  const isSilent = isPreview && given === 0
  if (given !== post && !isSilent) throw notTheSum(given, post, of.currency)
  if (refundAmount > 0 && paid.charges.length === 0) throw invalid(NOTHING_CHARGED, { param: 'refund_amount' })
  return { id, lines, totals, pre, post, credited, linked, refundAmount, paid, shipping }
}

/** The words are recorded, for a note that is all after the payment (facts: an integration's own test against Stripe). */
const notTheSum = (given: number, post: number, currency: string) =>
  invalid(
    `The sum of credit amount, refund amount and out of band amount (${formatAmount(given, currency)}) must equal the ` +
      `credit note amount (${formatAmount(post, currency)}).`,
  )

/** [M] */
const NOTHING_CHARGED = 'No charge has paid this invoice, so there is nothing to refund.'

/** The same line has the same id in every preview, so that its pages follow each other. */
const previewId = ({ id }: Invoice, i: number): string =>
  `cnli_${id.slice(id.indexOf('_') + 1, -3)}${String(i).padStart(3, '0')}`

type Totals = Pick<
  CreditNote,
  | 'discount_amount'
  | 'discount_amounts'
  | 'pretax_credit_amounts'
  | 'subtotal'
  | 'subtotal_excluding_tax'
  | 'total'
  | 'total_excluding_tax'
  | 'total_taxes'
>

/** As on the invoice: discounts of the lines themselves are within the subtotal, those of the invoice are not. */
function totalsOf(
  lines: readonly NoteLine[],
  own: ReadonlyMap<string, readonly string[]>,
  shipping: CreditNote['shipping_cost'],
): Totals {
  const discounts = new Map<string, number>()
  const taxes = new Map<string, NonNullable<NoteLine['taxes']>[number]>()
  const credits: NoteLine['pretax_credit_amounts'] = []
  let [amount, offLines, off, within, added] = [0, 0, 0, 0, 0]
  const sumUp = (tax: NonNullable<NoteLine['taxes']>[number]) => {
    const id = (tax.tax_rate_details as { tax_rate: string }).tax_rate
    const known = taxes.get(id)
    taxes.set(id, {
      ...tax,
      amount: (known?.amount ?? 0) + tax.amount,
      taxable_amount: (known?.taxable_amount ?? 0) + (tax.taxable_amount ?? 0),
    })
    if (tax.tax_behavior === 'inclusive') within += tax.amount
    else added += tax.amount
  }
  for (const line of lines) {
    amount += line.amount
    const onLine = own.get((line.invoice_line_item as string | undefined) ?? '') ?? []
    for (const one of line.pretax_credit_amounts) {
      const id = one.discount as string | undefined
      off += one.amount
      if (id === undefined) {
        credits.push(one)
        continue
      }
      discounts.set(id, (discounts.get(id) ?? 0) + one.amount)
      if (onLine.includes(id)) offLines += one.amount
    }
    for (const tax of line.taxes ?? []) sumUp(tax)
  }
  const withinLines = within
  for (const tax of taxesOfShipping(shipping)) sumUp(tax as never)
  const delivery = shipping?.amount_subtotal ?? 0
  const discount_amounts = [...discounts].map(([id, less]) => ({ amount: less, discount: id }))
  const subtotal = amount - offLines
  return {
    discount_amount: discount_amounts.reduce((sum, one) => sum + one.amount, 0),
    discount_amounts,
    pretax_credit_amounts: [...discount_amounts.map((one) => ({ ...one, type: 'discount' as const })), ...credits],
    subtotal,
    subtotal_excluding_tax: subtotal - withinLines,
    total: amount - off + delivery + added,
    total_excluding_tax: amount - off + delivery - within,
    total_taxes: [...taxes.values()] as never,
  }
}

/** The note as it stands. */
export function rowOf(
  tx: Tx,
  of: Invoice,
  params: NoteGiven,
  { id, lines, totals, pre, post, linked, shipping }: Reckoned,
  url = `/v1/credit_notes/${id}/lines`,
): CreditNote {
  const count = String((of.hidden.notes ?? 0) + 1).padStart(2, '0')
  return {
    id,
    object: 'credit_note',
    ...totals,
    amount: totals.total,
    amount_shipping: shipping?.amount_subtotal ?? 0,
    created: tx.now,
    currency: of.currency,
    customer: of.customer,
    customer_account: null,
    customer_balance_transaction: null,
    effective_at: params.effective_at ?? tx.now,
    invoice: of.id,
    lines: noteLines(lines, url),
    livemode: false,
    memo: params.memo ?? null,
    metadata: mergeMetadata({}, params.metadata),
    number: `${of.number}-CN-${count}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    // What is only foretold has no page.
    pdf: null,
    post_payment_amount: post,
    pre_payment_amount: pre,
    reason: params.reason ?? null,
    refunds: linked.map(toldOf),
    shipping_cost: shipping,
    status: 'issued',
    type: post === 0 ? 'pre_payment' : pre === 0 ? 'post_payment' : 'mixed',
    voided_at: null,
    hidden: {},
  } as never
}

/** Writes the note, and what it does. The order of its news is recorded. `email_type` is about e-mail, and none is sent. */
export function issue(tx: Tx, of: Invoice, params: NoteGiven, reckoned: Reckoned): CreditNote {
  const { id, lines, pre, post, refundAmount } = reckoned
  const made = refundAmount > 0 ? makeRefunds(tx, reckoned.paid, refundAmount) : []
  const linked = [...made, ...reckoned.linked]
  creditInvoice(tx, of, {
    pre,
    post,
    hidden: {
      notes: (of.hidden.notes ?? 0) + 1,
      ...(linked.length > 0 && { refunded: withLinked(of, linked) }),
      ...(reckoned.shipping && { shippingCredited: true }),
    },
  })
  for (const { line, now } of reckoned.credited)
    tx.update(lineItem, line, { hidden: { ...line.hidden, credited: now } })
  const entry = params.credit_amount ? credit(tx, of, id, params.credit_amount) : null
  // Lists have the newest first: written last to first, the lines are listed as they stand.
  for (const line of lines.toReversed()) tx.insert(creditNoteLineItem, line as never)
  return tx.insert(creditNote, {
    ...rowOf(tx, of, params, { ...reckoned, linked }),
    customer_balance_transaction: entry,
    ...notePdf(tx, id),
  })
}

function withLinked({ hidden }: Invoice, linked: Reckoned['linked']): Record<string, number> {
  const known: Record<string, number> = { ...hidden.refunded }
  for (const one of linked) known[nameOf(one)] = (known[nameOf(one)] ?? 0) + one.amount
  return known
}

/** Credits the customer's balance, which the next invoice uses. */
function credit(tx: Tx, of: Invoice, note: string, amount: number): string {
  const who = tx.get(customer, of.customer as string, 'invoice')
  const ending = who.balance - amount
  tx.update(customer, who, { balance: ending })
  const entry = { customer: who.id, type: 'credit_note' as const, amount: -amount, currency: of.currency, ending }
  return insertEntry(tx, { ...entry, credit_note: note, invoice: of.id }).id
}
