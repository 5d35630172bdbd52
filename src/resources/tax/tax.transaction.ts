// Tax transactions: what was collected by a calculation that came true, and what of it was given back. None ever changes.
// (https://docs.stripe.com/api/tax/transactions; https://docs.stripe.com/tax/custom#tax-transaction)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Calculation, calculation } from './tax.calculation.ts'
import { linesOf } from './tax.calculation_line_item.ts'
import { listTransactionLines, transactionLine } from './tax.transaction_line_item.ts'
import { isTaken, NOTHING, type Transaction, transaction } from './tax_transaction_state.ts'
import { checkReversal, readReversed, reverse } from './transaction_reversal.ts'

const PATH = '/v1/tax/transactions'

export const transactions = resource(transaction)
  .on<Stripe.Tax.TransactionCreateFromCalculationParams>(
    `POST ${PATH}/create_from_calculation`,
    (tx, { calculation: id, metadata, posted_at, reference }) => {
      const from = tx.get(calculation, id, 'calculation')
      if (from.hidden.transaction) throw alreadyCommitted()
      checkReference(isTaken(tx, reference), reference)
      return commit(tx, from, { metadata, posted_at: postedAt(tx, from, posted_at), reference })
    },
  )
  .on<Stripe.Tax.TransactionCreateReversalParams>(`POST ${PATH}/create_reversal`, (tx, params) => {
    const original = tx.get(transaction, params.original_transaction, 'original_transaction')
    checkReference(readReversed(tx, original, params.reference), params.reference)
    checkReversal(original, params)
    return reverse(tx, original, params)
  })
  .on<Stripe.Tax.TransactionRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Tax.TransactionListLineItemsParams>(`GET ${PATH}/{id}/line_items`, (tx, params, self) =>
    listTransactionLines(tx, self.id, params as never),
  )

interface Committing {
  readonly metadata?: unknown
  readonly posted_at: number
  readonly reference: string
}

/** Records a calculation as a sale that has happened. */
export function commit(tx: Tx, from: Calculation, { metadata, posted_at, reference }: Committing): Transaction {
  const { amount_total: _, expires_at: __, tax_amount_exclusive: ___, tax_amount_inclusive: ____, ...rest } = from
  const { tax_breakdown: _____, hidden: ______, line_items: _______, ...sale } = rest
  const id = tx.id(transaction)
  const row = tx.insert(transaction, {
    ...sale,
    id,
    created: tx.now,
    // Recorded: nothing where nothing was said.
    metadata: metadata ? mergeMetadata({}, metadata) : null,
    posted_at,
    reference,
    reversal: null,
    type: 'transaction',
    hidden: { shipping: NOTHING, partial: 0, full: false },
  } as never)
  for (const line of linesOf(tx, from.id!).toReversed()) {
    const { performance_location: _, hidden: __, id: ___, object: ____, ...sold } = line
    tx.insert(transactionLine, {
      ...sold,
      reversal: null,
      type: 'transaction',
      hidden: { of: id, sale: reference, reversed: NOTHING },
    } as never)
  }
  tx.update(calculation, from, { hidden: { ...from.hidden, transaction: id } })
  return row
}

/** Between the calculation's date and now, unless that date is to come. Wording [M]. */
function postedAt(tx: Tx, { tax_date }: Calculation, given: number = tx.now): number {
  if (given > tx.now || (tax_date <= tx.now && given < tax_date))
    throw invalid('`posted_at` must be between the `tax_date` of the calculation and the current time.', {
      param: 'posted_at',
    })
  return given
}

/** "Must be unique across all transactions, including reversals." Wordings here and below [M]. */
function checkReference(isUsed: boolean, reference: string): void {
  if (isUsed)
    throw invalid(`A tax transaction with the reference '${reference}' already exists.`, {
      code: 'resource_already_exists',
      param: 'reference',
    })
}

const alreadyCommitted = () =>
  invalid('This tax calculation has already been used to create a tax transaction.', { param: 'calculation' })
