// Received credits: what others send to a financial account. From banks only a test helper makes them here; from another
// financial account they come of an outbound payment or transfer. (https://docs.stripe.com/api/treasury/received_credits)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkAddress, financialAccount } from './financial_account_state.ts'
import { checkMoney } from './money.ts'
import { otherSide, SAMPLE } from './other_side.ts'
import { credit, type ReceivedCredit, receivedCredit } from './received_credit_state.ts'
import type { CreditCreate } from './test_params.ts'

const PATH = '/v1/treasury/received_credits'

type Create = Params<CreditCreate>

export const receivedCredits = resource(receivedCredit)
  .on<CreditCreate>('POST /v1/test_helpers/treasury/received_credits', create)
  .on<Stripe.Treasury.ReceivedCreditRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.ReceivedCreditListParams>(`GET ${PATH}`, (tx, { linked_flows, ...params }) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    const more = linked_flows ? [`source_flow_type=${linked_flows.source_flow_type}`] : []
    return list(tx, receivedCredit, params as never, PATH, more)
  })
  .job<{ id: string }>('close', (tx, { id }) => {
    const self = tx.get(receivedCredit, id)
    const { deadline, restricted_reason } = self.reversal_details!
    if (restricted_reason === null)
      tx.update(receivedCredit, self, { reversal_details: { deadline, restricted_reason: 'deadline_passed' } })
  })

function create(tx: Tx, params: Create): ReceivedCredit {
  checkMoney(params)
  const account = tx.get(financialAccount, params.financial_account, 'financial_account')
  checkAddress(account)
  return credit(tx, account, {
    amount: params.amount,
    description: params.description ?? SAMPLE.description,
    network: params.network,
    from: otherSide(params.initiating_payment_method_details?.us_bank_account),
  })
}
