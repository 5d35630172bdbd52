// What a dispute is: a customer's objection to a charge, and which news its changes are.
// (https://docs.stripe.com/api/disputes/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'

export const dispute = object<Stripe.Dispute>('dispute', {
  prefix: 'du',
  events: [
    {
      on: 'insert',
      where: (row) => row.status === 'needs_response',
      types: ['charge.dispute.created', 'charge.dispute.funds_withdrawn'],
    },
    // That a final one is also closed at once is [K].
    {
      on: 'insert',
      where: (row) => row.status === 'lost',
      types: ['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.closed'],
    },
    { on: 'insert', types: ['charge.dispute.created'] },
    { became: ['status', 'won'], types: ['charge.dispute.closed', 'charge.dispute.funds_reinstated'] },
    { became: ['status', 'lost'], types: ['charge.dispute.closed'] },
    { became: ['status', 'warning_closed'], types: ['charge.dispute.closed'] },
    { on: 'update', types: ['charge.dispute.updated'] },
  ],
})
export type Dispute = Row<Stripe.Dispute>

/** The bank only asks: nothing was withdrawn, and the payment can still be refunded. */
export const isInquiry = ({ status }: Dispute): boolean => status.startsWith('warning_')

export const isOver = ({ status }: Dispute): boolean => ['won', 'lost', 'warning_closed'].includes(status)

/** Nobody has answered it yet. */
export const isUnanswered = ({ status }: Dispute): boolean =>
  status === 'needs_response' || status === 'warning_needs_response'
