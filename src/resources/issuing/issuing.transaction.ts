// Issuing transactions: what merchants took from cards, and gave back. (https://docs.stripe.com/api/issuing/transactions;
// https://docs.stripe.com/issuing/purchases/transactions)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Authorization, authorization, cardIn } from './authorization_state.ts'
import { card, current as currentCards, wireOf } from './card_state.ts'
import { paid } from './authorization_attempt.ts'
import { amountsOf, converted, merchantOf, purchaseDetails } from './purchase.ts'
import { spend, spendingId } from './spent.ts'
import type * as Helpers from './test_params.ts'
import { insertTransaction, type Transaction, transaction } from './transaction_state.ts'

const PATH = '/v1/issuing/transactions'
const HELPER = '/v1/test_helpers/issuing/transactions'

export const transactions = resource(transaction)
  .on<Stripe.Issuing.TransactionRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Issuing.TransactionListParams>(`GET ${PATH}`, (tx, params) => list(tx, transaction, params as never, PATH))
  .on<Stripe.Issuing.TransactionUpdateParams>(`POST ${PATH}/{id}`, (tx, { metadata }, self) =>
    metadata === undefined ? self : tx.update(transaction, self, { metadata: mergeMetadata(self.metadata, metadata) }),
  )
  .on<Helpers.TransactionForceCaptureParams>(`POST ${HELPER}/create_force_capture`, (tx, params) =>
    unasked(tx, params, 'capture'),
  )
  .on<Helpers.TransactionUnlinkedRefundParams>(`POST ${HELPER}/create_unlinked_refund`, (tx, params) =>
    unasked(tx, params, 'refund'),
  )
  .on<Helpers.TransactionRefundParams>(`POST ${HELPER}/{id}/refund`, (tx, params, _self, [id]) =>
    refund(tx, params, tx.get(transaction, id!)),
  )

/** A merchant takes or gives money that nobody was asked about: neither the card's status nor a control nor the balance matters. */
function unasked(
  tx: Tx,
  params: Params<Helpers.TransactionForceCaptureParams>,
  type: 'capture' | 'refund',
): Transaction {
  const used = tx.get(card, params.card, 'card')
  const { currency } = used
  const owners = [used.hidden.root ?? used.id, used.cardholder.id]
  tx.any(owners.map((owner) => spendingId(owner, currency)))
  const amounts = amountsOf(params, currency, 1)
  const merchant_data = merchantOf(params.merchant_data)
  // What is given back does not make room within a limit. [K]
  if (type === 'capture') {
    spend(tx, { owners, currency, amount: amounts.amount, category: merchant_data.category, at: tx.now })
    paid(tx, used, amounts.amount)
  }
  return insertTransaction(tx, {
    ...amounts,
    amount_details: null,
    authorization: null,
    card: used,
    code: null,
    details: purchaseDetails(params.purchase_details),
    merchant_data,
    type,
    wallet: null,
  })
}

/** The merchant gives back what it took, or a part; no more than that in all. */
function refund(tx: Tx, { refund_amount }: Params<Helpers.TransactionRefundParams>, self: Transaction): Transaction {
  tx.any([self.card, self.authorization, self.cardholder].filter((id) => id !== null) as string[])
  // [M]
  if (self.type !== 'capture') throw invalid(`The transaction ${self.id} is a refund, and cannot be refunded.`)
  const { refunded = 0 } = self.hidden
  const left = -self.amount - refunded
  const amount = refund_amount ?? left
  if (left === 0) throw invalid(`The transaction ${self.id} has already been refunded.`) // [M]
  if (amount < 1) throw tooSmall(1, 'refund_amount')
  if (amount > left) throw tooLarge(left, amount, 'refund_amount')
  const { currency, merchant_currency } = self
  const made = insertTransaction(tx, {
    amount,
    amount_details: self.amount_details,
    authorization: self.authorization as string | null,
    card: tx.get(card, self.card as string),
    code: self.network_data?.authorization_code ?? null,
    details: undefined,
    merchant_amount: converted(amount, currency, merchant_currency),
    merchant_currency,
    merchant_data: self.merchant_data,
    type: 'refund',
    wallet: self.wallet,
  })
  // How much was given back is on no object: it is no news of this one.
  tx.update(transaction, self, { hidden: { ...self.hidden, refunded: refunded + amount } })
  if (self.authorization !== null) remember(tx, self.authorization as string, made)
  return made
}

/** The authorization has one more transaction. */
function remember(tx: Tx, id: string, made: Transaction): void {
  const known = tx.get(authorization, id)
  const [used] = currentCards(tx, [tx.get(card, known.card.id)])
  const transactions = [...known.transactions, wireOf(made)] as Authorization['transactions']
  tx.update(authorization, known, { card: cardIn(used!), transactions })
}
