// What an attempt to pay an intent leads to, read before it: its invoice, its Checkout Session, and the account that its money
// goes on to, which would otherwise each be a round of reads of their own.
import { prefetch } from '../../kernel/ahead.ts'
import type { Tx } from '../../kernel/tx.ts'
import { foldingNow } from './balance_transaction.ts'
import { meetParty } from './neighbour.ts'
import { HEARING } from './payment_record_state.ts'
import type { Intent } from './payment_intent_state.ts'

const PAYING = [
  'self.payment_method',
  'self.customer.invoice_settings.default_payment_method',
  'self.latest_charge',
  'self.hidden.authorization',
  'self.hidden.checkout.session',
  'self.hidden.checkout.beside',
  'self.hidden.invoice.hidden.payment',
  'self.hidden.invoice.test_clock',
  'self.hidden.invoice.parent.subscription_details.subscription',
  ...HEARING,
]

/** Reads it level by level: each is one round. */
export function lookAhead(tx: Tx, self: Intent): void {
  const destination = self.transfer_data?.destination as string | undefined
  tx.work.together<unknown>([
    () => prefetch(tx, PAYING, { self }),
    () => meetParty(tx, { destination, hasFee: self.application_fee_amount !== null }),
    () => foldingNow(tx),
  ])
}
