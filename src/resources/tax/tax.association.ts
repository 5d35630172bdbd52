// Tax associations: what becomes of a calculation that a payment is by. The payment records it as collected, its refunds as given
// back. (https://docs.stripe.com/api/tax/associations; https://docs.stripe.com/tax/payment-intent/simplified)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { paidFor } from '../../rules/tax_calculation.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { type Refund, refund } from '../payments/refund.ts'
import { type Calculation, calculation } from './tax.calculation.ts'
import { linesOf } from './tax.calculation_line_item.ts'
import { commit } from './tax.transaction.ts'
import { linesOfSale } from './tax.transaction_line_item.ts'
import { isTaken, type Transaction, transaction } from './tax_transaction_state.ts'
import { leftOfSale, readReversed, reverse } from './transaction_reversal.ts'

/** Stripe tells of associations in no event. */
export const taxAssociation = object<Stripe.Tax.Association>('tax.association', {
  prefix: 'taxa',
  noun: 'tax association',
  terms: ({ payment_intent }) => [`payment_intent=${payment_intent}`],
})
type Association = Row<Stripe.Tax.Association>
type Attempt = NonNullable<Association['tax_transaction_attempts']>[number]

export const taxAssociations = resource(taxAssociation)
  .on<Stripe.Tax.AssociationFindParams>('GET /v1/tax/associations/find', (tx, { payment_intent: id }) => {
    tx.get(paymentIntent, id, 'payment_intent')
    const found = associationOf(tx, id)
    // Wording [M].
    if (!found) throw noSuch(taxAssociation.noun, id, 'payment_intent')
    return found
  })
  .when('payment_intent.created', paymentIntent, associate)
  .when('brindle.payment_intent.hooked', paymentIntent, associate)
  .when('payment_intent.succeeded', paymentIntent, (tx, intent) => {
    if (calculationOf(intent)) onPaid(tx, intent)
  })
  .when('refund.created', refund, (tx, back) => {
    const intent = back.payment_intent ? tx.find(paymentIntent, back.payment_intent as string) : undefined
    if (intent && calculationOf(intent)) onRefund(tx, intent.id, back)
  })
  .when('refund.failed', refund, (tx, back) => {
    const intent = back.payment_intent ? tx.find(paymentIntent, back.payment_intent as string) : undefined
    // In a unit of its own, as it reads much.
    if (intent && calculationOf(intent)) tx.schedule(tx.now, 'tax.association.undo', { id: back.id })
  })
  .job<{ id: string }>('undo', (tx, { id }) => {
    const back = tx.get(refund, id)
    onRefundFailed(tx, back.payment_intent as string, back)
  })

const calculationOf = ({ hooks }: Intent): string | undefined => hooks?.inputs?.tax?.calculation || undefined

const associationOf = (tx: Tx, intent: string): Association | undefined =>
  tx.list(taxAssociation, [`payment_intent=${intent}`], { limit: 1 })[0]

const saleOf = (tx: Tx, intent: string): Transaction | undefined =>
  tx.list(transaction, [`reference=${intent}`], { limit: 1 })[0]

/** A payment is by a calculation from now on, or by another one. One that is by none any more keeps what it was by. [K] */
function associate(tx: Tx, intent: Intent, before?: Intent): void {
  const id = calculationOf(intent)
  if (!id) return
  const known = before && associationOf(tx, intent.id)
  if (known) tx.update(taxAssociation, known, { calculation: id })
  else tx.insert(taxAssociation, { calculation: id, payment_intent: intent.id, tax_transaction_attempts: null })
}

function attempted(tx: Tx, self: Association, attempt: Attempt): void {
  tx.update(taxAssociation, self, { tax_transaction_attempts: [...(self.tax_transaction_attempts ?? []), attempt] })
}

const committed = (source: string, made: Transaction): Attempt => ({
  committed: { transaction: made.id },
  source,
  status: 'committed',
})

const errored = (source: string, reason: NonNullable<Attempt['errored']>['reason']): Attempt => ({
  errored: { reason },
  source,
  status: 'errored',
})

/** The sale is recorded under the payment's id; what keeps it from that is noted. */
function onPaid(tx: Tx, intent: Intent): void {
  const id = calculationOf(intent)!
  const [self, sold, isUsed] = tx.work.together<unknown>([
    () => associationOf(tx, intent.id),
    () => tx.find(calculation, id),
    () => isTaken(tx, intent.id),
    () => linesOf(tx, id),
  ]) as [Association, Calculation | undefined, boolean, unknown]
  const reason = !sold
    ? 'calculation_expired'
    : sold.hidden.transaction
      ? 'another_payment_associated_with_calculation'
      : sold.currency !== intent.currency
        ? 'currency_mismatch'
        : isUsed
          ? 'unique_reference_violation'
          : undefined
  if (reason) {
    attempted(tx, self, errored(intent.id, reason))
    return
  }
  const made = commit(tx, sold!, { posted_at: tx.now, reference: intent.id })
  attempted(tx, self, committed(intent.id, made))
}

/** A refund gives back as much of the sale, taxes included; of one that was given back otherwise, no more than is left. [K] */
function onRefund(tx: Tx, intent: string, back: Refund): void {
  const [self, sale, lines, isUsed] = tx.work.together<unknown>([
    () => associationOf(tx, intent),
    () => saleOf(tx, intent),
    () => linesOfSale(tx, intent),
    () => isTaken(tx, back.id),
  ]) as [Association | undefined, Transaction | undefined, ReturnType<typeof linesOfSale>, boolean]
  const own = self?.tax_transaction_attempts?.some(({ source, status }) => source === intent && status === 'committed')
  if (!self || !own || !sale) return
  const left = leftOfSale(sale, lines).reduce((sum, one) => sum + paidFor(one), 0)
  if (sale.hidden.full || left === 0) {
    attempted(tx, self, errored(back.id, 'original_transaction_voided'))
    return
  }
  if (isUsed) {
    attempted(tx, self, errored(back.id, 'unique_reference_violation'))
    return
  }
  const given = {
    mode: 'partial',
    original_transaction: sale.id,
    reference: back.id,
    flat_amount: -Math.min(back.amount, left),
  } as const
  attempted(tx, self, committed(back.id, reverse(tx, sale, given, lines)))
}

/** What did not get back to the customer stays collected. What such a reversal is called is [K]. */
function onRefundFailed(tx: Tx, intent: string, back: Refund): void {
  const [self, given] = tx.work.together<unknown>([() => associationOf(tx, intent), () => saleOf(tx, back.id)]) as [
    Association | undefined,
    Transaction | undefined,
  ]
  if (!self || !given || given.type !== 'reversal' || given.hidden.full) return
  const reference = `${back.id}_failed`
  if (readReversed(tx, given, reference)) {
    attempted(tx, self, errored(back.id, 'unique_reference_violation'))
    return
  }
  const undone = reverse(tx, given, { mode: 'full', original_transaction: given.id, reference })
  attempted(tx, self, committed(back.id, undone))
}
