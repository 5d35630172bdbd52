// The address of a charge's receipt: there once money has come in, and then for good. What stands on it: billing/receipt_document.ts.
// (https://docs.stripe.com/api/charges/object#charge_object-receipt_url)
import type { Tx } from '../../kernel/tx.ts'
import { pathOf } from './authorization.ts'
import type { Charge } from './charge_state.ts'

/** What a charge has from the moment in which money came in: the address, and the word in it that nobody guesses. That a hold has none is [K]. */
export function withReceipt<T extends Pick<Charge, 'id' | 'receipt_url' | 'hidden'>>(
  tx: Tx,
  self: T,
): Pick<Charge, 'receipt_url' | 'hidden'> {
  if (self.receipt_url !== null) return { receipt_url: self.receipt_url, hidden: self.hidden }
  const word = tx.random(24)
  return {
    receipt_url: `${tx.situation.publicUrl}/receipts/payment/test_${pathOf(tx.place)}.${self.id}.${word}`,
    hidden: { ...self.hidden, receipt: word },
  }
}
