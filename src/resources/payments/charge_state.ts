// What a charge is: one attempt to move money, and which news its changes are. (https://docs.stripe.com/api/charges/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'

export interface ChargeState {
  /** The row of the test card that was charged: what follows from it later, such as a dispute, stands there. */
  readonly card?: string
  /** The name of the test account that was debited, for the same reason. */
  readonly account?: string
  /** Captured, and booked a moment later (`automatic_async`). */
  readonly unbooked?: true
  /** 1 once an authorisation ran out uncaptured, or was let go. */
  readonly expired?: number
  /** How often it was refunded, failed refunds included. */
  readonly refunds?: number
  /** A failure of the debit takes the customer's mandate with it. */
  readonly endsMandate?: true
}

export const charge = object<Stripe.Charge, ChargeState>('charge', {
  prefix: 'ch',
  events: [
    { on: 'insert', where: (row) => row.status === 'succeeded', types: ['charge.succeeded'] },
    { on: 'insert', where: (row) => row.status === 'pending', types: ['charge.pending'] },
    { on: 'insert', types: ['charge.failed'] },
    { became: ['status', 'succeeded'], types: ['charge.succeeded'] },
    { became: ['status', 'failed'], types: ['charge.failed'] },
    { became: ['captured', true], types: ['charge.captured'] },
    { grew: 'hidden.expired', types: ['charge.expired'] },
    { grew: 'amount_refunded', types: ['charge.refunded'] },
    { on: 'update', types: ['charge.updated'] },
  ],
})
export type Charge = Row<Stripe.Charge, ChargeState>
