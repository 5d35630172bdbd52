// Inbound transfers: money that a financial account draws from its owner's own bank account, by an ACH debit.
// (https://docs.stripe.com/api/treasury/inbound_transfers)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { inboundOf } from '../../network/treasury_banks.ts'
import { descriptorOf, holder, ownBank, told } from './bank.ts'
import { checkFeature, financialAccount, openAccount } from './financial_account_state.ts'
import { checkVerb, type FailureCode, type InboundTransfer, inboundTransfer } from './inbound_transfer_state.ts'
import { begin } from './ledger.ts'
import { checkMoney, SETTLES_AFTER_SECONDS } from './money.ts'
import { debit } from './received_debit_state.ts'
import type { InboundFail } from './test_params.ts'

const PATH = '/v1/treasury/inbound_transfers'
const TEST_PATH = '/v1/test_helpers/treasury/inbound_transfers'
const SETTLE = 'treasury.inbound_transfer.settle'

type Create = Params<Stripe.Treasury.InboundTransferCreateParams>

export const inboundTransfers = resource(inboundTransfer)
  .on<Stripe.Treasury.InboundTransferCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.Treasury.InboundTransferRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.InboundTransferListParams>(`GET ${PATH}`, (tx, params) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    return list(tx, inboundTransfer, params as never, PATH)
  })
  .on<Stripe.Treasury.InboundTransferCancelParams>(`POST ${PATH}/{id}/cancel`, (tx, _params, self) => {
    checkVerb(self, 'cancel')
    return end(tx, self, 'canceled')
  })
  .on<object>(`POST ${TEST_PATH}/{id}/succeed`, (tx, _params, _self, ids) =>
    succeed(tx, transferAt(tx, ids, 'succeed')),
  )
  .on<InboundFail>(`POST ${TEST_PATH}/{id}/fail`, (tx, params, _self, ids) =>
    fail(tx, transferAt(tx, ids, 'fail'), params.failure_details?.code),
  )
  .on<object>(`POST ${TEST_PATH}/{id}/return`, (tx, _params, _self, ids) => takeBack(tx, transferAt(tx, ids, 'return')))
  .job<{ id: string }>('settle', (tx, { id }) => settle(tx, tx.get(inboundTransfer, id)), {
    reads: ['id.financial_account'],
  })

/** The transfer that a test helper's path names, which may take the verb; its account is read with what it will need. */
function transferAt(tx: Tx, [id = '']: readonly string[], verb: 'succeed' | 'fail' | 'return'): InboundTransfer {
  const self = tx.get(inboundTransfer, id)
  checkVerb(self, verb)
  return self
}

function create(tx: Tx, params: Create): InboundTransfer {
  checkMoney(params)
  const account = openAccount(tx, params.financial_account)
  checkFeature(tx, account, 'inbound_transfers.ach', 'inbound_flows')
  const statement_descriptor = descriptorOf(params.statement_descriptor, 'ach', 'transfer')
  const bank = ownBank(tx, params.origin_payment_method, 'inbound', 'origin_payment_method')
  const made = tx.insert(inboundTransfer, {
    amount: params.amount,
    cancelable: true,
    created: tx.now,
    currency: 'usd',
    description: params.description ?? null,
    failure_details: null,
    financial_account: account.id,
    // Receipts are pages of Stripe's: here is none.
    hosted_regulatory_receipt_url: null,
    linked_flows: { received_debit: null },
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    origin_payment_method: bank.id,
    origin_payment_method_details: {
      billing_details: bank.billing_details,
      type: 'us_bank_account',
      us_bank_account: { ...bank.us_bank_account, network: 'ach' },
    },
    returned: false,
    statement_descriptor,
    status: 'processing',
    status_transitions: { canceled_at: null, failed_at: null, succeeded_at: null },
    // It is made with success; a transfer that fails never has one.
    transaction: null,
    hidden: { bank: bank.name },
  } as never)
  if (inboundOf(bank.name) !== 'never') tx.schedule(tx.now + SETTLES_AFTER_SECONDS, SETTLE, { id: made.id })
  return made
}

/** The bank has answered; or, of money that came, has taken it back. */
function settle(tx: Tx, self: InboundTransfer): void {
  const outcome = inboundOf(self.hidden.bank)
  if (self.status === 'succeeded') {
    if (outcome === 'returned' && !self.returned) takeBack(tx, self)
  } else if (self.status === 'processing') {
    if (typeof outcome === 'object') fail(tx, self, outcome.fails)
    else succeed(tx, self)
    if (outcome === 'returned') tx.schedule(tx.now + SETTLES_AFTER_SECONDS, SETTLE, { id: self.id })
  }
}

function succeed(tx: Tx, self: InboundTransfer): InboundTransfer {
  const { id } = begin(tx, self.financial_account, {
    flow: self.id,
    flow_type: 'inbound_transfer',
    type: 'inbound_transfer',
    amount: self.amount,
    description: told(
      holder(self.origin_payment_method_details as never),
      'Inbound transfer',
      self.statement_descriptor,
    ),
  })
  return end(tx, self, 'succeeded', { transaction: id })
}

/** Without a code it is `other`: Stripe's page says `could_not_process`, which the contract does not have. */
const fail = (tx: Tx, self: InboundTransfer, code: FailureCode = 'other'): InboundTransfer =>
  end(tx, self, 'failed', { failure_details: { code } })

function end(
  tx: Tx,
  self: InboundTransfer,
  status: 'canceled' | 'failed' | 'succeeded',
  more: Partial<InboundTransfer> = {},
): InboundTransfer {
  return tx.update(inboundTransfer, self, {
    cancelable: false,
    status,
    status_transitions: { ...self.status_transitions, [`${status}_at`]: tx.now },
    ...more,
  })
}

/** Why a transfer that succeeded is returned: its owner told their bank that they never allowed it. [K] */
const RETURNED_FOR = 'debit_not_authorized'

/** The other bank pulls its money back: a received debit, which fails on no account of what is left. */
function takeBack(tx: Tx, self: InboundTransfer): InboundTransfer {
  const { billing_details, us_bank_account } = self.origin_payment_method_details!
  const { bank_name, last4, routing_number } = us_bank_account!
  const { id } = debit(tx, {
    financial_account: self.financial_account,
    amount: self.amount,
    description: told('Inbound transfer return', self.statement_descriptor),
    from: { billing_details, us_bank_account: { bank_name, last4, routing_number } },
    failure_code: null,
    inbound_transfer: self.id,
    type: 'inbound_transfer_return',
  })
  return tx.update(inboundTransfer, self, {
    failure_details: { code: RETURNED_FOR },
    linked_flows: { received_debit: id },
    returned: true,
  })
}
