// The refunds that a credit note tells of: those that were made before, of charges or of payments made elsewhere, and those that
// it makes. (https://docs.stripe.com/api/credit_notes/create#create_credit_note-refunds; wording of the refusals [M])
import type Stripe from 'stripe'
import { invalid, missingParameter, noSuch, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { paymentRecord } from '../payments/payment_record.ts'
import { refund } from '../payments/refund.ts'
import type { NoteGiven } from './credit_note_choose.ts'
import type { Payers } from './invoice_credit.ts'
import type { Invoice } from './invoice_state.ts'

/** What of one refund a note tells of, minor units; `of` names the record and the refund of a payment made elsewhere. */
export interface Linked {
  readonly refund: string | null
  readonly of?: { readonly payment_record: string; readonly refund_group: string }
  readonly amount: number
}

type Given = NonNullable<NoteGiven['refunds']>

/** By what name an invoice remembers a refund that a note has told of. */
export const nameOf = ({ refund: id, of }: Pick<Linked, 'refund' | 'of'>): string =>
  id ?? `${of!.payment_record}/${of!.refund_group}`

/** Refunds of what has paid the invoice, each with what of it no other note tells of. */
export function linkedRefunds(tx: Tx, of: Invoice, paid: Payers, given: Given): readonly Linked[] {
  const ids = given.map((one, i) => {
    const at = `refunds[${i}]`
    const isElsewhere = one.type === 'payment_record_refund'
    const [wanted, other] = isElsewhere ? (['payment_record_refund', 'refund'] as const) : (['refund', RECORD] as const)
    if (one[other] !== undefined)
      throw invalid(`\`${other}\` cannot be given when \`type\` is \`${isElsewhere ? RECORD : 'refund'}\`.`, {
        param: `${at}[${other}]`,
      })
    if (one[wanted] === undefined) throw missingParameter(`${at}[${wanted}]`)
    return isElsewhere ? one.payment_record_refund!.payment_record : one.refund!
  })
  tx.any(ids)
  const known = given.map((one, i) =>
    one.type === 'payment_record_refund'
      ? ofRecord(tx, paid, one.payment_record_refund!, `refunds[${i}][${RECORD}]`)
      : ofCharge(tx, paid, one.refund!, `refunds[${i}][refund]`),
  )
  const names = known.map(nameOf)
  return known.map((one, i) => {
    const left = names.indexOf(names[i]!) === i ? one.amount - (of.hidden.refunded?.[names[i]!] ?? 0) : 0
    return { ...one, amount: partOf(of, names[i]!, left, given[i]!, i) }
  })
}

const RECORD = 'payment_record_refund'

function ofCharge(tx: Tx, { charges }: Payers, id: string, param: string): Linked {
  const row = tx.get(refund, id, param)
  if (!charges.some((one) => one.id === row.charge)) throw noSuch('refund', id, param)
  return { refund: id, amount: row.amount }
}

type RecordRefund = Stripe.CreditNoteCreateParams.Refund.PaymentRecordRefund

function ofRecord(tx: Tx, { records }: Payers, named: RecordRefund, at: string): Linked {
  const { payment_record: id, refund_group } = named
  const row = tx.get(paymentRecord, id, `${at}[payment_record]`)
  if (!records.some((one) => one.id === row.id)) throw noSuch(paymentRecord.noun, id, `${at}[payment_record]`)
  const amount = row.hidden.refunded?.[refund_group]
  if (amount === undefined)
    throw invalid(`The payment record ${id} has no refund with the reference \`${refund_group}\`.`, {
      code: 'resource_missing',
      param: `${at}[refund_group]`,
    })
  return { refund: null, of: { payment_record: id, refund_group }, amount }
}

function partOf(of: Invoice, name: string, left: number, { amount_refunded: asked }: Given[number], i: number): number {
  const amount = asked ?? left
  if (amount < 1 || amount > left)
    throw invalid(
      `The refund ${name} has ${formatAmount(left, of.currency)} that no credit note tells of yet, so that it cannot be ` +
        `linked with ${formatAmount(amount, of.currency)}.`,
      { param: `refunds[${i}][amount_refunded]` },
    )
  return amount
}

/** As the note shows it. */
export const toldOf = ({ refund: id, of, amount }: Linked) => ({
  amount_refunded: amount,
  payment_record_refund: of ?? null,
  refund: id,
  type: of ? (RECORD as typeof RECORD) : ('refund' as const),
})

/**
 * Refunds what was charged: of several charges the last one first, as far as each goes [K]. Money moves at the time of the
 * wall.
 */
export function makeRefunds(tx: Tx, { charges }: Payers, amount: number): readonly Linked[] {
  const made: Linked[] = []
  let left = amount
  for (const [i, paid] of charges.toReversed().entries()) {
    const isLast = i === charges.length - 1
    const part = isLast ? left : Math.min(left, paid.amount_captured - paid.amount_refunded)
    if (part === 0) continue
    made.push({ refund: refunded(tx, paid.id, part), amount: part })
    left -= part
  }
  return made
}

function refunded(tx: Tx, paid: string, amount: number): string {
  const made = tx.attempt(() => tx.untimed.request('POST', '/v1/refunds', { charge: paid, amount: String(amount) }))
  if (!(made instanceof StripeError)) return made.id
  const { message, code, param } = made.body
  throw invalid(message, { ...(code && { code }), ...(param && { param: 'refund_amount' }) })
}
