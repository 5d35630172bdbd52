// A received credit: money that comes into a financial account from somebody else, and until when it can be sent back.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/into/received-credits, .../into/credit-reversals)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { NOBODY, told } from './bank.ts'
import { carries, type FinancialAccount } from './financial_account_state.ts'
import { begin } from './ledger.ts'
import { type Other, returnDeadline } from './received_debit_state.ts'

export interface ReceivedCreditState {
  /** The account of the tenant that sent it, where it came from another financial account. */
  readonly sender?: string
}

/** `succeeded` and `failed` are told of deposited checks only, as the SDK says of these events: none is received here. */
export const receivedCredit = object<Stripe.Treasury.ReceivedCredit, ReceivedCreditState>('treasury.received_credit', {
  prefix: 'rc',
  noun: 'received_credit',
  events: [{ on: 'insert', types: ['treasury.received_credit.created'] }],
  terms: ({ linked_flows: { source_flow_type } }) =>
    source_flow_type === null ? [] : [`source_flow_type=${source_flow_type}`],
  includes: {
    'linked_flows.source_flow_details': (tx, row) => sourceFlow(tx, row),
  },
})
export type ReceivedCredit = Row<Stripe.Treasury.ReceivedCredit, ReceivedCreditState>
type ReversalDetails = NonNullable<ReceivedCredit['reversal_details']>

/** The flow that sent it, where it is in the same account: what another account did is not for this one to see. */
function sourceFlow(tx: Tx, { linked_flows: { source_flow, source_flow_type } }: ReceivedCredit): object | null {
  const [flow] = source_flow === null ? [] : tx.any([source_flow])
  if (!flow) return null
  const { hidden: _, ...wire } = flow
  return { type: source_flow_type, [source_flow_type!]: wire }
}

type Network = 'ach' | 'rtp' | 'us_domestic_wire' | 'stripe'
interface Credit {
  readonly amount: number
  readonly description: string
  readonly network: Network
  /** The bank that sent it, or the financial account with the flow there. */
  readonly from:
    | Other
    | {
        readonly financial_account: string
        readonly flow: string
        readonly flowType: SourceFlow
        readonly home: string
      }
}
type SourceFlow = 'outbound_payment' | 'outbound_transfer' | 'credit_reversal'

/** When it can be sent back: the table of Stripe's page on credit reversals. */
function reversalOf(tx: Tx, { network, from }: Credit): ReversalDetails {
  if (network === 'ach') return { deadline: returnDeadline(tx.now), restricted_reason: null }
  if (network !== 'stripe') return { deadline: null, restricted_reason: 'network_restricted' }
  const isPayment = 'flowType' in from && from.flowType === 'outbound_payment'
  return { deadline: null, restricted_reason: isPayment ? null : 'source_flow_restricted' }
}

/** Takes the money in, unless the account is closed or kept from receiving it: then the credit fails. */
export function credit(tx: Tx, account: FinancialAccount, given: Credit): ReceivedCredit {
  const { amount, description, network, from } = given
  const id = tx.id(receivedCredit)
  const failure_code = failureOf(tx, account, network)
  const isOver = failure_code !== null
  const made = tx.insert(receivedCredit, {
    id,
    amount,
    created: tx.now,
    currency: 'usd',
    description,
    failure_code,
    financial_account: account.id,
    hosted_regulatory_receipt_url: null,
    initiating_payment_method_details:
      'flow' in from
        ? {
            billing_details: NOBODY,
            financial_account: { id: from.financial_account, network: 'stripe' },
            type: 'financial_account',
          }
        : { billing_details: from.billing_details, type: 'us_bank_account', us_bank_account: from.us_bank_account },
    linked_flows: {
      credit_reversal: null,
      issuing_authorization: null,
      issuing_transaction: null,
      source_flow: 'flow' in from ? from.flow : null,
      source_flow_type: 'flow' in from ? from.flowType : null,
    },
    livemode: false,
    network,
    reversal_details: isOver ? null : reversalOf(tx, given),
    status: isOver ? 'failed' : 'succeeded',
    transaction: null,
    hidden: 'flow' in from ? { sender: from.home } : {},
  } as never)
  if (isOver) return made
  const { id: transaction } = begin(tx, account.id, {
    flow: id,
    flow_type: 'received_credit',
    type: 'received_credit',
    amount,
    description: told('flow' in from ? null : nameOf(from), description),
  })
  const deadline = made.reversal_details?.deadline
  if (deadline != null) tx.schedule(deadline, 'treasury.received_credit.close', { id })
  return tx.amend(receivedCredit, made, { transaction })
}

const nameOf = ({ billing_details: { name }, us_bank_account: { last4 } }: Other): string =>
  [name, last4 && `(${last4})`].filter(Boolean).join(' ')

/** A restriction of what comes in does not keep wires out. Which code it has is [K]. */
function failureOf(tx: Tx, account: FinancialAccount, network: Network): ReceivedCredit['failure_code'] {
  if (account.status === 'closed') return 'account_closed'
  if (network === 'us_domestic_wire') return null
  const path = network === 'stripe' ? 'intra_stripe_flows' : 'financial_addresses.aba'
  return carries(tx, account, path, 'inbound_flows') ? null : 'account_frozen'
}
