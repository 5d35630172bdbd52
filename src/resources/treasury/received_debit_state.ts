// A received debit: money that somebody else takes out of a financial account.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/out-of/received-debits)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addBusinessDays, startOfDay } from '../../lib/calendar.ts'
import type { EntryType } from '../../rules/treasury_ledger.ts'
import { type BillingDetails, told } from './bank.ts'
import { begin } from './ledger.ts'

export const receivedDebit = object<Stripe.Treasury.ReceivedDebit>('treasury.received_debit', {
  prefix: 'rd',
  noun: 'received_debit',
  events: [{ on: 'insert', types: ['treasury.received_debit.created'] }],
})
export type ReceivedDebit = Row<Stripe.Treasury.ReceivedDebit>

export interface Other {
  readonly billing_details: BillingDetails
  readonly us_bank_account: { bank_name: string | null; last4: string | null; routing_number: string | null }
}

interface Debit {
  readonly financial_account: string
  readonly amount: number
  readonly description: string
  readonly from: Other
  readonly failure_code: ReceivedDebit['failure_code']
  readonly inbound_transfer?: string
  readonly type: EntryType
}

/** Two samples of Stripe's end at midnight UTC after two business days, where its page says "approximately 1 business day". */
export const returnDeadline = (at: number): number => addBusinessDays(startOfDay(at), 2)

/** Takes the money, unless the debit fails; a return of an inbound transfer may leave less than nothing. */
export function debit(
  tx: Tx,
  { financial_account, amount, description, from, failure_code, inbound_transfer, type }: Debit,
): ReceivedDebit {
  const id = tx.id(receivedDebit)
  const isOver = failure_code !== null
  const { billing_details, us_bank_account } = from
  const made = tx.insert(receivedDebit, {
    id,
    amount,
    created: tx.now,
    currency: 'usd',
    description,
    failure_code,
    financial_account,
    hosted_regulatory_receipt_url: null,
    initiating_payment_method_details: { billing_details, type: 'us_bank_account', us_bank_account },
    linked_flows: {
      debit_reversal: null,
      inbound_transfer: inbound_transfer ?? null,
      issuing_authorization: null,
      issuing_transaction: null,
      payout: null,
      topup: null,
    },
    livemode: false,
    network: 'ach',
    // What failed took nothing that could be given back. [K]
    reversal_details: isOver
      ? null
      : inbound_transfer === undefined
        ? { deadline: returnDeadline(tx.now), restricted_reason: null }
        : { deadline: null, restricted_reason: 'source_flow_restricted' },
    status: isOver ? 'failed' : 'succeeded',
    transaction: null,
  } as never)
  if (isOver) return made
  const { last4 } = us_bank_account
  const { id: transaction } = begin(tx, financial_account, {
    flow: id,
    flow_type: 'received_debit',
    type,
    amount,
    description: told(`${billing_details.name ?? ''} (${last4})`.trim(), description),
  })
  if (made.reversal_details?.deadline != null)
    tx.schedule(made.reversal_details.deadline, 'treasury.received_debit.close', { id })
  return tx.amend(receivedDebit, made, { transaction })
}
