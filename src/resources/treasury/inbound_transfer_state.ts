// An inbound transfer: its object, and which way leads where.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/into/inbound-transfers#inboundtransfer-states)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { object, type Row } from '../../kernel/resource.ts'

export interface InboundTransferState {
  /** The name of the test account. */
  readonly bank: string
}

/** That it was returned is told by the received debit. */
export const inboundTransfer = object<Stripe.Treasury.InboundTransfer, InboundTransferState>(
  'treasury.inbound_transfer',
  {
    prefix: 'ibt',
    noun: 'inbound_transfer',
    events: [
      { on: 'insert', types: ['treasury.inbound_transfer.created'] },
      { became: ['status', 'succeeded'], types: ['treasury.inbound_transfer.succeeded'] },
      { became: ['status', 'failed'], types: ['treasury.inbound_transfer.failed'] },
      { became: ['status', 'canceled'], types: ['treasury.inbound_transfer.canceled'] },
    ],
  },
)
export type InboundTransfer = Row<Stripe.Treasury.InboundTransfer, InboundTransferState>
export type FailureCode = NonNullable<InboundTransfer['failure_details']>['code']

/** From which status a verb leads; a transfer is returned once. */
const FROM = { cancel: 'processing', fail: 'processing', succeed: 'processing', return: 'succeeded' } as const
export type Verb = keyof typeof FROM
const PAST: Readonly<Record<Verb, string>> = {
  cancel: 'canceled',
  fail: 'failed',
  succeed: 'succeeded',
  return: 'returned',
}

/** Wording [M]. */
export function checkVerb(self: InboundTransfer, verb: Verb): void {
  if (self.status === FROM[verb] && !self.returned) return
  throw invalid(
    `This InboundTransfer cannot be ${PAST[verb]}: it must be \`${FROM[verb]}\`, and is ` +
      `${self.returned ? 'already returned' : `\`${self.status}\``}.`,
  )
}
