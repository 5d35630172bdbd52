// Received debits: what others take out of a financial account by its address. Only a test helper makes them here.
// (https://docs.stripe.com/api/treasury/received_debits)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { carries, checkAddress, type FinancialAccount, financialAccount } from './financial_account_state.ts'
import { covers } from './ledger.ts'
import { checkMoney } from './money.ts'
import { otherSide, SAMPLE } from './other_side.ts'
import { debit, type ReceivedDebit, receivedDebit } from './received_debit_state.ts'
import type { DebitCreate } from './test_params.ts'

const PATH = '/v1/treasury/received_debits'

type Create = Params<DebitCreate>

export const receivedDebits = resource(receivedDebit)
  .on<DebitCreate>('POST /v1/test_helpers/treasury/received_debits', create)
  .on<Stripe.Treasury.ReceivedDebitRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.ReceivedDebitListParams>(`GET ${PATH}`, (tx, params) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    return list(tx, receivedDebit, params as never, PATH)
  })
  .job<{ id: string }>('close', (tx, { id }) => {
    const self = tx.get(receivedDebit, id)
    const { deadline, restricted_reason } = self.reversal_details!
    if (restricted_reason === null)
      tx.update(receivedDebit, self, { reversal_details: { deadline, restricted_reason: 'deadline_passed' } })
  })

function create(tx: Tx, params: Create): ReceivedDebit {
  checkMoney(params)
  const account = tx.get(financialAccount, params.financial_account, 'financial_account')
  checkAddress(account)
  return debit(tx, {
    financial_account: account.id,
    amount: params.amount,
    description: params.description ?? SAMPLE.description,
    from: otherSide(params.initiating_payment_method_details?.us_bank_account),
    failure_code: failureOf(tx, account, params.amount),
    type: 'received_debit',
  })
}

/** Which code a platform's restriction has is [K]. */
function failureOf(tx: Tx, account: FinancialAccount, amount: number): ReceivedDebit['failure_code'] {
  if (account.status === 'closed') return 'account_closed'
  if (!carries(tx, account, 'financial_addresses.aba', 'outbound_flows')) return 'account_frozen'
  return covers(account, amount) ? null : 'insufficient_funds'
}
