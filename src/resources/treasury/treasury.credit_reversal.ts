// Credit reversals: a received credit is sent back to where it came from.
// (https://docs.stripe.com/api/treasury/credit_reversals, docs.stripe.com/treasury/moving-money/financial-accounts/into/credit-reversals)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { meet } from '../payments/neighbour.ts'
import { financialAccount, openAccount } from './financial_account_state.ts'
import { begin, checkFunds, enter, transaction } from './ledger.ts'
import { SETTLES_AFTER_SECONDS } from './money.ts'
import { outboundPayment } from './outbound_state.ts'
import { credit, type ReceivedCredit, receivedCredit } from './received_credit_state.ts'
import { checkReversible } from './reversible.ts'

const PATH = '/v1/treasury/credit_reversals'

const creditReversal = object<Stripe.Treasury.CreditReversal>('treasury.credit_reversal', {
  prefix: 'credrev',
  noun: 'credit_reversal',
  events: [
    { on: 'insert', types: ['treasury.credit_reversal.created'] },
    { became: ['status', 'posted'], types: ['treasury.credit_reversal.posted'] },
  ],
})
type CreditReversal = Row<Stripe.Treasury.CreditReversal>
type Create = Params<Stripe.Treasury.CreditReversalCreateParams>

export const creditReversals = resource(creditReversal)
  .on<Stripe.Treasury.CreditReversalCreateParams>(`POST ${PATH}`, create, {
    reads: ['received_credit.financial_account'],
  })
  .on<Stripe.Treasury.CreditReversalRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.CreditReversalListParams>(`GET ${PATH}`, (tx, params) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    return list(tx, creditReversal, params as never, PATH)
  })
  .job<{ id: string }>('post', (tx, { id }) => post(tx, tx.get(creditReversal, id)), {
    reads: ['id.transaction', 'id.financial_account', 'id.received_credit'],
  })

function create(tx: Tx, params: Create): CreditReversal {
  const received = tx.get(receivedCredit, params.received_credit, 'received_credit')
  checkReversible(received)
  const account = openAccount(tx, received.financial_account!)
  checkFunds(account, received.amount)
  const id = tx.id(creditReversal)
  const { amount, network, description } = received
  const { id: held } = begin(tx, account.id, {
    flow: id,
    flow_type: 'credit_reversal',
    type: 'credit_reversal',
    amount,
    description,
  })
  tx.update(receivedCredit, received, {
    linked_flows: { ...received.linked_flows, credit_reversal: id },
    reversal_details: { ...received.reversal_details!, restricted_reason: 'already_reversed' },
  })
  tx.schedule(tx.now + SETTLES_AFTER_SECONDS, 'treasury.credit_reversal.post', { id })
  return tx.insert(creditReversal, {
    id,
    amount,
    created: tx.now,
    currency: 'usd',
    financial_account: account.id,
    hosted_regulatory_receipt_url: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    network: network as CreditReversal['network'],
    received_credit: received.id,
    status: 'processing',
    status_transitions: { posted_at: null },
    transaction: held,
  } as never)
}

/** The money leaves; what another financial account had sent is back there. */
function post(tx: Tx, self: CreditReversal): void {
  enter(tx, tx.get(transaction, self.transaction!), 'credit_reversal_posting')
  const posted = tx.update(creditReversal, self, { status: 'posted', status_transitions: { posted_at: tx.now } })
  const received = tx.get(receivedCredit, self.received_credit)
  const { sender } = received.hidden
  if (sender !== undefined) giveBack(tx, posted, received, sender)
}

/** The payment that had been sent is returned, by a credit of its sender's. */
function giveBack(tx: Tx, self: CreditReversal, received: ReceivedCredit, sender: string): void {
  const flow = received.linked_flows.source_flow!
  const { id } = received.initiating_payment_method_details.financial_account!
  const there = meet(tx, sender, [flow, id])
  const payment = there.get(outboundPayment, flow)
  const back = credit(there, there.get(financialAccount, id), {
    amount: self.amount,
    description: received.description,
    network: 'stripe',
    from: {
      financial_account: self.financial_account,
      flow: self.id,
      flowType: 'credit_reversal',
      home: tx.place.account,
    },
  })
  if (back.transaction === null) return
  there.update(outboundPayment, payment, {
    returned_details: { code: 'declined', transaction: back.transaction as string },
    status: 'returned',
    status_transitions: { ...payment.status_transitions, returned_at: tx.now },
  })
}
