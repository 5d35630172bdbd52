// Outbound payments: money that a financial account sends to somebody else, to their bank account or to a financial account
// of another account of the platform. (https://docs.stripe.com/api/treasury/outbound_payments)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, missingParameter, unbuilt } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodDetails } from '../../network/method_details.ts'
import { address, customer } from '../payments/customer.ts'
import { type Bank, customersBank, nameOfNumbers } from './bank.ts'
import { outbound } from './outbound.ts'
import { accountInside, type Destination, send } from './outbound_create.ts'

type Payment = Row<Stripe.Treasury.OutboundPayment>
type Create = Params<Stripe.Treasury.OutboundPaymentCreateParams>

export const outboundPayments = outbound('outbound_payment').on<Stripe.Treasury.OutboundPaymentCreateParams>(
  'POST /v1/treasury/outbound_payments',
  create,
)

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
