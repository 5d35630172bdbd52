// Payments by bank transfer: what the customer has sent ahead pays at once, and what they send later pays in the order of the
// intents that wait. (https://docs.stripe.com/payments/customer-balance)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooSmall } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import { WAKE_ID } from '../../kernel/job.ts'
import type { Tx } from '../../kernel/tx.ts'
import { replaceAuthorization } from './authorization.ts'
import { applyCash, availableCash, reconcilesItself, unapplyCash } from './cash_balance.ts'
import { unexpectedState } from './intent.ts'
import { optionsFor, succeed } from './payment_intent_outcome.ts'
import { type Intent, paymentIntent, WAITS_FOR_FUNDS } from './payment_intent_state.ts'
import { methodAt, type Method } from './payment_method.ts'

/** What is still to come, in minor units. */
const remaining = ({ amount, hidden }: Intent): number => amount - (hidden.funded ?? 0)

/** Whether the customer's cash pays all of it now; a transfer is only waited for with the words that say how. */
export function fund(tx: Tx, self: Intent, method: Method, sendAway: () => Intent): Intent {
  if (self.customer === null)
    throw invalid('A PaymentIntent that is paid by bank transfer needs a `customer`.', {
      code: 'parameter_missing',
      param: 'customer',
    }) // [K]
  if (availableCash(tx, self.customer, self.currency) >= remaining(self)) return take(tx, self, method, remaining(self))
  if (optionsFor(self, method.type).funding_type !== 'bank_transfer')
    throw missingParameter('payment_method_options[customer_balance][funding_type]')
  const waiting = sendAway()
  return reconcilesItself(tx, self.customer) ? takeWhatThereIs(tx, waiting, method) : waiting
}

function takeWhatThereIs(tx: Tx, self: Intent, method: Method): Intent {
  const amount = Math.min(availableCash(tx, self.customer as string, self.currency), remaining(self))
  return amount > 0 ? take(tx, self, method, amount) : self
}

/** Takes cash of the customer for the payment: all that was missing, or a part. */
function take(tx: Tx, self: Intent, method: Method, amount: number): Intent {
  applyCash(tx, self.customer as string, self, amount)
  if (amount === remaining(self)) {
    replaceAuthorization(tx, self.hidden.authorization)
    return succeed(tx, self, method)
  }
  const funded = (self.hidden.funded ?? 0) + amount
  const { display_bank_transfer_instructions: shown } = self.next_action as Stripe.PaymentIntent.NextAction
  return tx.update(paymentIntent, self, {
    next_action: {
      ...self.next_action,
      display_bank_transfer_instructions: { ...shown, amount_remaining: self.amount - funded },
    } as never,
    hidden: { ...self.hidden, funded },
  })
}

/** Why 100: more intents that wait for one customer's transfer than anybody looks through. */
const WAITING_MAX = 100

/** Money has come: the intents that wait for it have their turn, the one that its reference names first, then the oldest. */
export function shareOut(tx: Tx, cash: Row<Stripe.CustomerCashBalanceTransaction>): void {
  const who = cash.customer as string
  if (cash.type !== 'funded' || !reconcilesItself(tx, who)) return
  const waiting = tx
    .list(paymentIntent, [`${WAITS_FOR_FUNDS}=${who}`], { limit: WAITING_MAX })
    .filter(({ currency }) => currency === cash.currency)
    .reverse()
  const ids = waiting.flatMap((intent) => [intent.payment_method as string, intent.hidden.authorization ?? ''])
  // Paying puts work off, and where the clock is ahead that is known at the platform.
  tx.work.foresee([...ids.map((id) => ({ place: tx.place, id })), { place: tx.platform.place, id: WAKE_ID }])
  const named = waiting.filter((intent) => referenceOf(intent) === cash.funded?.bank_transfer.reference)
  for (const { id } of [...named, ...waiting.filter((intent) => !named.includes(intent))]) {
    const self = tx.get(paymentIntent, id)
    if (self.status === 'requires_action') takeWhatThereIs(tx, self, methodAt(tx, self.payment_method as string))
  }
}

const referenceOf = ({ next_action }: Intent): string | null | undefined =>
  (next_action as Stripe.PaymentIntent.NextAction | null)?.display_bank_transfer_instructions?.reference

/** `apply_customer_balance`: the server says itself how much of the customer's cash is for this payment. */
export function applyCustomerBalance(
  tx: Tx,
  self: Intent,
  { amount, currency }: Params<Stripe.PaymentIntentApplyCustomerBalanceParams>,
): Intent {
  const isWaiting = self.next_action?.type === 'display_bank_transfer_instructions'
  if (self.status !== 'requires_action' || !isWaiting)
    throw unexpectedState(
      self,
      `You cannot apply the customer balance to this PaymentIntent because it has a status of ${self.status}, or does not wait for a bank transfer.`,
    ) // [K]
  if (currency !== undefined && currency !== self.currency)
    throw invalid(`The currency must be that of the PaymentIntent, ${self.currency}.`, { param: 'currency' })
  const there = availableCash(tx, self.customer as string, self.currency)
  const wanted = amount ?? Math.min(there, remaining(self))
  if (wanted < 1) throw tooSmall(1, 'amount')
  if (wanted > remaining(self))
    throw invalid(`The amount must be no more than what remains to be paid, ${remaining(self)}.`, { param: 'amount' })
  return take(tx, self, methodAt(tx, self.payment_method as string), wanted)
}

/** What a payment that comes to nothing had taken goes back to the customer's cash. */
export function giveBack(tx: Tx, self: Intent): void {
  const { funded = 0 } = self.hidden
  if (funded > 0) unapplyCash(tx, self.customer as string, self, funded)
}
