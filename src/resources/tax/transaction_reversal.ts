// Giving back: a transaction of the opposite sign, for all of a sale, for some of its lines, or for a flat amount of it.
// (https://docs.stripe.com/tax/custom#reversals; https://docs.stripe.com/api/tax/transactions/create_reversal)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, tooLarge } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { paidFor, sharesOf, type Taxed } from '../../rules/tax_calculation.ts'
import { isTaken, NOTHING, type Transaction, transaction } from './tax_transaction_state.ts'
import {
  linesOfTransaction,
  type Reversed,
  type TransactionLine,
  transactionLine,
} from './tax.transaction_line_item.ts'

export type Reversing = Params<Stripe.Tax.TransactionCreateReversalParams>
type Shipping = NonNullable<Transaction['shipping_cost']>

/** Why 30: Stripe's own limit of partial reversals of a sale. (docs.stripe.com/tax/custom#reversals) */
const PARTIAL_MAX = 30

/** One line of a reversal: of which line, and how much, minor units of the sign that it is to have. */
interface Back extends Reversed {
  readonly of: TransactionLine
  readonly reference: string
  readonly quantity: number
  readonly metadata: Readonly<Record<string, string>> | null
}

interface Backs {
  readonly lines: readonly Back[]
  readonly shipping: Reversed | undefined
}

/** Reads in one round what is reversed, and with it what it was of; and whether the reference is taken. */
export function readReversed(tx: Tx, { id, reversal, hidden }: Transaction, reference: string): boolean {
  const [isUsed] = tx.work.together<unknown>([
    () => isTaken(tx, reference),
    () => linesOfTransaction(tx, id),
    () => tx.any([reversal?.original_transaction ?? '', ...(hidden.origins ?? [])]),
  ])
  return isUsed as boolean
}

/** Gives back what is asked for, which has been checked, and gives the transaction that says so. */
export function reverse(
  tx: Tx,
  original: Transaction,
  params: Reversing,
  lines = linesOfTransaction(tx, original.id),
): Transaction {
  const backs = params.mode === 'full' ? whole(original, lines) : inPart(original, lines, params)
  const id = tx.id(transaction)
  const row = tx.insert(transaction, {
    ...original,
    id,
    created: tx.now,
    metadata: params.metadata ? mergeMetadata({}, params.metadata) : null,
    posted_at: tx.now,
    reference: params.reference,
    reversal: { original_transaction: original.id },
    shipping_cost: original.shipping_cost && backs.shipping ? { ...original.shipping_cost, ...backs.shipping } : null,
    type: 'reversal',
    hidden: {
      shipping: NOTHING,
      partial: 0,
      full: false,
      mode: params.mode as 'full' | 'partial',
      origins: backs.lines.map(({ of }) => of.id),
    },
  })
  for (const back of backs.lines.toReversed()) insertBack(tx, id, back)
  note(tx, original, params, backs)
  return row
}

function insertBack(tx: Tx, of: string, back: Back): void {
  const { id: _, hidden: __, ...line } = back.of
  tx.insert(transactionLine, {
    ...line,
    amount: back.amount,
    amount_tax: back.amount_tax,
    metadata: back.metadata,
    quantity: back.quantity,
    reference: back.reference,
    reversal: { original_line_item: back.of.id },
    type: 'reversal',
    hidden: { of, reversed: NOTHING },
  })
}

/** What may be reversed how. A partial refund is undone by reversing it in full. Wordings [M], and that nothing else is [K]. */
export function checkReversal(original: Transaction, { mode, ...given }: Reversing): void {
  const { hidden, type } = original
  if (type === 'reversal' && (mode === 'partial' || hidden.mode === 'full'))
    throw invalid('Only a partial reversal can be reversed, and only in full.', { param: 'original_transaction' })
  if (hidden.full)
    throw invalid('This tax transaction has already been fully reversed.', { param: 'original_transaction' })
  const [part] = (['flat_amount', 'line_items', 'shipping_cost'] as const).filter((name) => given[name] !== undefined)
  if (mode === 'full') {
    if (part) throw invalid(`You cannot use \`${part}\` when \`mode\` is \`full\`.`, { param: part })
    return
  }
  if (!part) throw missingParameter('line_items')
  if (part === 'flat_amount' && (given.line_items || given.shipping_cost))
    throw exclusive(['flat_amount', given.line_items ? 'line_items' : 'shipping_cost'])
  if (hidden.partial >= PARTIAL_MAX)
    throw invalid(`You can create at most ${PARTIAL_MAX} partial reversals of a tax transaction.`, {
      param: 'original_transaction',
    })
}

/** Nought has no sign. */
const opposite = (amount: number): number => (amount === 0 ? 0 : -amount)

/** Everything, whatever was given back in part. ("Fully reversing a transaction doesn't affect previous partial reversals") */
function whole({ shipping_cost: cost }: Transaction, lines: readonly TransactionLine[]): Backs {
  return {
    lines: lines.map((of) => ({
      of,
      amount: opposite(of.amount),
      amount_tax: opposite(of.amount_tax),
      metadata: null,
      quantity: of.quantity,
      reference: of.reference,
    })),
    shipping: cost ? { amount: opposite(cost.amount), amount_tax: opposite(cost.amount_tax) } : undefined,
  }
}

type Side = Pick<TransactionLine | Shipping, 'amount' | 'amount_tax' | 'tax_behavior'>

/** What is left of a line, or of delivery, to be given back. */
const leftOf = ({ amount, amount_tax, tax_behavior }: Side, reversed: Reversed): Taxed => ({
  amount: amount - reversed.amount,
  amount_tax: amount_tax - reversed.amount_tax,
  inclusive: tax_behavior === 'inclusive',
})

/** What is left of each line, and of delivery, in their order. */
export const leftOfSale = (
  { shipping_cost: cost, hidden }: Transaction,
  lines: readonly TransactionLine[],
): Taxed[] => [
  ...lines.map((line) => leftOf(line, line.hidden.reversed)),
  ...(cost ? [leftOf(cost, hidden.shipping)] : []),
]

function inPart(original: Transaction, lines: readonly TransactionLine[], params: Reversing): Backs {
  const { shipping_cost: cost, hidden } = original
  if (params.flat_amount !== undefined) return flat(original, lines, params.flat_amount)
  const given = params.line_items ?? []
  const backs = given.map((one, i): Back => {
    const at = `line_items[${i}]`
    const of = lines.find(({ id }) => id === one.original_line_item)
    if (!of) throw noSuch(transactionLine.noun, one.original_line_item, `${at}[original_line_item]`)
    // [M]
    if (given.findIndex(({ original_line_item: id }) => id === of.id) < i)
      throw invalid('Each line item can be reversed only once in a reversal.', { param: `${at}[original_line_item]` })
    checkBack(one, leftOf(of, of.hidden.reversed), at)
    const { amount, amount_tax, quantity = of.quantity, reference } = one
    const metadata = one.metadata ? mergeMetadata({}, one.metadata) : null
    return { of, amount: amount || 0, amount_tax: amount_tax || 0, metadata, quantity, reference }
  })
  const shipping = params.shipping_cost
  if (shipping) {
    if (!cost) throw invalid('This tax transaction has no shipping cost.', { param: 'shipping_cost' })
    checkBack(shipping, leftOf(cost, hidden.shipping), 'shipping_cost')
  }
  return { lines: backs, shipping: shipping && { amount: shipping.amount || 0, amount_tax: shipping.amount_tax || 0 } }
}

/** Negative amounts, of no more than is left. ("Reversing more than the amount of tax you collected returns an error") [M] */
function checkBack(back: Reversed, left: Taxed, at: string): void {
  for (const name of ['amount', 'amount_tax'] as const) {
    if (back[name] > 0) throw tooLarge(0, back[name], `${at}[${name}]`)
    if (-back[name] > left[name])
      throw invalid(`You cannot reverse more than what is left of the original \`${name}\`, which is ${left[name]}.`, {
        param: `${at}[${name}]`,
      })
  }
}

/** A flat amount, shared by all lines and delivery in proportion to what is left of each. */
function flat(original: Transaction, lines: readonly TransactionLine[], amount: number): Backs {
  if (amount >= 0) throw tooLarge(-1, amount, 'flat_amount')
  const left = leftOfSale(original, lines)
  const total = left.reduce((sum, one) => sum + paidFor(one), 0)
  if (-amount > total)
    throw invalid(`You cannot reverse more than what is left of the original transaction, which is ${total}.`, {
      param: 'flat_amount',
    })
  const shares = sharesOf(-amount, left).map((share) => ({
    amount: opposite(share.amount),
    amount_tax: opposite(share.amount_tax),
  }))
  return {
    // What its lines are called where nobody says it is [K].
    lines: lines.map((of, i) => ({
      of,
      ...shares[i]!,
      metadata: null,
      quantity: of.quantity,
      reference: of.reference,
    })),
    shipping: original.shipping_cost ? shares.at(-1)! : undefined,
  }
}

/** Keeps with the original what has been given back of it; whoever undoes a partial refund makes that much left again. */
function note(tx: Tx, original: Transaction, { mode }: Reversing, { lines, shipping }: Backs): void {
  const { hidden } = original
  if (mode === 'full') {
    tx.update(transaction, original, { hidden: { ...hidden, full: true } })
    if (original.type === 'transaction') return
  }
  const sale = original.type === 'reversal' ? tx.get(transaction, original.reversal!.original_transaction!) : original
  const origins =
    original.type === 'reversal'
      ? tx.all(
          transactionLine,
          lines.map(({ of }) => of.reversal!.original_line_item),
        )
      : lines.map(({ of }) => of)
  for (const [i, origin] of origins.entries()) {
    const reversed = minus(origin.hidden.reversed, lines[i]!)
    tx.update(transactionLine, origin, { hidden: { ...origin.hidden, reversed } })
  }
  const undone = original.type === 'reversal'
  tx.update(transaction, sale, {
    hidden: {
      ...sale.hidden,
      partial: sale.hidden.partial + (undone ? 0 : 1),
      ...(shipping && { shipping: minus(sale.hidden.shipping, shipping) }),
    },
  })
}

const minus = (a: Reversed, b: Reversed): Reversed => ({
  amount: a.amount - b.amount,
  amount_tax: a.amount_tax - b.amount_tax,
})
