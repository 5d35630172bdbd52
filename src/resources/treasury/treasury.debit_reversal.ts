// Debit reversals: what somebody took out of a financial account is fetched back from their bank.
// (https://docs.stripe.com/api/treasury/debit_reversals, docs.stripe.com/treasury/moving-money/financial-accounts/out-of/debit-reversals)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { financialAccount, openAccount } from './financial_account_state.ts'
import { begin } from './ledger.ts'
import { SETTLES_AFTER_SECONDS } from './money.ts'
import { receivedDebit } from './received_debit_state.ts'
import { checkReversible } from './reversible.ts'

const PATH = '/v1/treasury/debit_reversals'

/**
 * By the list's filters a reversal is `completed` and was won, where it has `succeeded` by its own status. An initial credit
 * is granted on disputes of cards only.
 */
const debitReversal = object<Stripe.Treasury.DebitReversal>('treasury.debit_reversal', {
  prefix: 'debrev',
  noun: 'debit_reversal',
  events: [
    { on: 'insert', types: ['treasury.debit_reversal.created'] },
    { became: ['status', 'succeeded'], types: ['treasury.debit_reversal.completed'] },
  ],
  terms: ({ status }) => (status === 'succeeded' ? ['status=completed', 'resolution=won'] : []),
  filters: ['resolution'],
})
type DebitReversal = Row<Stripe.Treasury.DebitReversal>
type Create = Params<Stripe.Treasury.DebitReversalCreateParams>

export const debitReversals = resource(debitReversal)
  .on<Stripe.Treasury.DebitReversalCreateParams>(`POST ${PATH}`, create, {
    reads: ['received_debit.financial_account'],
  })
  .on<Stripe.Treasury.DebitReversalRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.DebitReversalListParams>(`GET ${PATH}`, (tx, params) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    return list(tx, debitReversal, params as never, PATH)
  })
  .job<{ id: string }>('complete', (tx, { id }) => complete(tx, tx.get(debitReversal, id)), {
    reads: ['id.financial_account', 'id.received_debit'],
  })

function create(tx: Tx, params: Create): DebitReversal {
  const received = tx.get(receivedDebit, params.received_debit, 'received_debit')
  checkReversible(received)
  const account = openAccount(tx, received.financial_account!)
  const id = tx.id(debitReversal)
  tx.update(receivedDebit, received, {
    linked_flows: { ...received.linked_flows, debit_reversal: id },
    reversal_details: { ...received.reversal_details!, restricted_reason: 'already_reversed' },
  })
  tx.schedule(tx.now + SETTLES_AFTER_SECONDS, 'treasury.debit_reversal.complete', { id })
  return tx.insert(debitReversal, {
    id,
    amount: received.amount,
    created: tx.now,
    currency: 'usd',
    financial_account: account.id,
    hosted_regulatory_receipt_url: null,
    linked_flows: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    network: 'ach',
    received_debit: received.id,
    status: 'processing',
    status_transitions: { completed_at: null },
    // The reference: "A crediting Transaction is created" with success. Its samples have one before. [K]
    transaction: null,
  } as never)
}

/** The bank gives the money back: in test mode nothing makes it refuse. */
function complete(tx: Tx, self: DebitReversal): void {
  const { description } = tx.get(receivedDebit, self.received_debit)
  const { id } = begin(tx, self.financial_account!, {
    flow: self.id,
    flow_type: 'debit_reversal',
    type: 'debit_reversal',
    amount: self.amount,
    description,
  })
  tx.update(debitReversal, self, {
    status: 'succeeded',
    status_transitions: { completed_at: tx.now },
    transaction: id,
  })
}
