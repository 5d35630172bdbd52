// Outbound payments: money that a financial account sends to somebody else, to their bank account or to a financial account
// of another account of the platform. (https://docs.stripe.com/api/treasury/outbound_payments)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, missingParameter, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodDetails } from '../../network/method_details.ts'
import { address, customer } from '../payments/customer.ts'
import { type Bank, customersBank, nameOfNumbers } from './bank.ts'
import { financialAccount } from './financial_account_state.ts'
import { accountInside, type Destination, send } from './outbound_create.ts'
import { checkMove, type Outbound, outboundPayment, READS, sendBack, settle, take, track } from './outbound_state.ts'
import type { OutboundReturn, OutboundUpdate } from './test_params.ts'

const PATH = '/v1/treasury/outbound_payments'
const TEST_PATH = '/v1/test_helpers/treasury/outbound_payments'

type Payment = Row<Stripe.Treasury.OutboundPayment>
type Create = Params<Stripe.Treasury.OutboundPaymentCreateParams>

export const outboundPayments = resource(outboundPayment)
  .on<Stripe.Treasury.OutboundPaymentCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.Treasury.OutboundPaymentRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.OutboundPaymentListParams>(`GET ${PATH}`, (tx, params) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    return list(tx, outboundPayment, params as never, PATH)
  })
  .on<Stripe.Treasury.OutboundPaymentCancelParams>(
    `POST ${PATH}/{id}/cancel`,
    (tx, _params, self) => {
      checkMove(self, 'cancel')
      return take(tx, self, 'cancel')
    },
    { reads: ['self.transaction', 'self.financial_account'] },
  )
  .on<OutboundUpdate>(`POST ${TEST_PATH}/{id}`, (tx, params, _self, ids) =>
    track(tx, at(tx, ids), params.tracking_details),
  )
  .on<object>(`POST ${TEST_PATH}/{id}/fail`, (tx, _params, _self, ids) => {
    const self = at(tx, ids)
    checkMove(self, 'fail')
    return take(tx, self, 'fail')
  })
  .on<object>(`POST ${TEST_PATH}/{id}/post`, (tx, _params, _self, ids) => {
    const self = at(tx, ids)
    checkMove(self, 'post')
    return take(tx, self, 'post')
  })
  .on<OutboundReturn>(`POST ${TEST_PATH}/{id}/return`, (tx, params, _self, ids) =>
    sendBack(tx, at(tx, ids), params.returned_details?.code),
  )
  .job<{ id: string }>('settle', (tx, { id }) => settle(tx, tx.get(outboundPayment, id)), { reads: READS })

/** The payment that a test helper's path names, with what moving it will need. */
function at(tx: Tx, [id = '']: readonly string[]): Outbound {
  const self = tx.get(outboundPayment, id)
  tx.any([self.transaction as string, self.financial_account])
  return self
}

function create(tx: Tx, params: Create): Payment {
  const { end_user_details: user } = params
  if (user?.present && user.ip_address === undefined) throw missingParameter('end_user_details[ip_address]')
  return send(tx, 'outbound_payment', params, () => destinationOf(tx, params), {
    customer: params.customer ?? null,
    end_user_details: { ip_address: user?.ip_address ?? null, present: user?.present ?? false },
  })
}

const METHOD = 'destination_payment_method'
const DATA = 'destination_payment_method_data'

function destinationOf(tx: Tx, params: Create): Destination {
  const { customer: who, destination_payment_method: id, destination_payment_method_data: data } = params
  if (id !== undefined && data) throw exclusive([METHOD, DATA], DATA)
  if (who !== undefined) tx.get(customer, who, 'customer')
  if (id !== undefined) {
    if (who === undefined) throw missingParameter('customer')
    return customersBank(tx, id, who, METHOD)
  }
  if (!data) throw missingParameter(METHOD)
  if (data.type === 'us_bank_account') return bankOf(data)
  if (data.financial_account === undefined) throw missingParameter(`${DATA}[financial_account]`)
  return accountInside(tx, 'outbound_payment', data.financial_account, `${DATA}[financial_account]`)
}

/** A bank account of numbers, which becomes no payment method. */
function bankOf({ us_bank_account: given, billing_details, metadata }: NonNullable<Create[typeof DATA]>): Bank {
  if (metadata !== undefined) throw unbuilt(`Brindle does not keep ${DATA}[metadata] yet.`, `${DATA}[metadata]`)
  const param = `${DATA}[us_bank_account]`
  if (!given) throw missingParameter(param)
  if (given.financial_connections_account !== undefined)
    throw unbuilt(
      'Brindle does not send money to accounts of Financial Connections yet.',
      `${param}[financial_connections_account]`,
    )
  const name = nameOfNumbers(given, param)
  const shown = methodDetails('us_bank_account', given as never) as unknown as Bank['us_bank_account']
  const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } = shown
  return {
    id: null,
    name,
    billing_details: {
      address: address(billing_details?.address || {})!,
      email: billing_details?.email || null,
      name: billing_details?.name || null,
    },
    us_bank_account: { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number },
  }
}
