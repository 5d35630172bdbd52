// Received credits: money that came into a financial account without its owner's doing.
// (https://docs.stripe.com/api/v2/money-management/received-credits)
import type Stripe from 'stripe'
import type { Nullable } from '../../contract/wire.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import type { Money } from './money.ts'
import { openTransaction } from './v2.money_management.transaction.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.ReceivedCredit>
export type ReceivedCredit = Row<Fields>
export type BankTransfer = NonNullable<ReceivedCredit['bank_transfer']>
export type CreditFailure = 'currency_unsupported_on_financial_address' | 'financial_address_inactive'

export const receivedCredit = object<Fields>('v2.money_management.received_credit', {
  prefix: 'rc_test',
  events: [
    { where: ({ status }) => status === 'failed', types: ['v2.money_management.received_credit.failed'] },
    {
      on: 'insert',
      types: ['v2.money_management.received_credit.succeeded', 'v2.money_management.received_credit.available'],
    },
  ],
})

const URL = '/v2/money_management/received_credits'

export const receivedCredits = resource(receivedCredit)
  .on<Stripe.V2.MoneyManagement.ReceivedCreditRetrieveParams>(
    'GET /v2/money_management/received_credits/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.ReceivedCreditListParams>('GET /v2/money_management/received_credits', (tx, params) =>
    listV2(tx, [{ type: receivedCredit, several: [[]] }], params as never, URL),
  )

/** Money from outside, at once; where `failure` says why it cannot be taken, nothing moves. */
export function receive(
  tx: Tx,
  financialAccount: string,
  amount: Money,
  bankTransfer: BankTransfer,
  failure?: CreditFailure,
): ReceivedCredit {
  const at = toRfc3339(tx.now)
  const made = tx.insert(receivedCredit, {
    amount,
    amount_received: amount,
    balance_transfer: null,
    bank_transfer: bankTransfer,
    created: at,
    description: null,
    financial_account: financialAccount,
    livemode: false,
    status: failure ? 'failed' : 'succeeded',
    status_details: failure ? { failed: { reason: failure } } : null,
    status_transitions: failure ? { failed_at: at } : { succeeded_at: at },
    type: 'bank_transfer',
  })
  if (failure) return made
  const { aba, iban, sort_code } = bankTransfer.originating_bank_account
  const sender = (aba ?? iban ?? sort_code)?.account_holder_name
  openTransaction(tx, {
    financialAccount,
    category: 'received_credit',
    flow: { type: 'received_credit', id: made.id },
    movement: 'arrive',
    amount: amount.value,
    currency: amount.currency,
    isDebit: false,
    ...(sender !== undefined && { counterparty: sender }),
  })
  return made
}
