// How a charge shows what it was paid with: the method that it was, frozen as it was then.
// (https://docs.stripe.com/api/charges/object#charge_object-payment_method_details)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { chargeDetails } from '../../network/method_details.ts'
import type { Instrument } from './charging.ts'
import { checked, type Method } from './payment_method.ts'

/** How a charge shows that it was paid with a PaymentMethod; `isAuthenticated` says that its bank has just heard from the customer. */
export function instrumentOf(tx: Tx, method: Method, isAuthenticated = false): Instrument {
  const shown = (method as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[method.type] ?? {}
  return {
    id: method.id,
    type: method.type,
    billing_details: method.billing_details,
    details:
      method.type === 'card'
        ? {
            ...cardDetails({ ...method.card!, checks: checked(method) }),
            three_d_secure: threeDSecure(tx, method, isAuthenticated),
          }
        : withMandate(method, {
            ...chargeDetails(method.type, shown, (count) => tx.random(count)),
            ...method.hidden.presented,
          }),
    ...(method.hidden.account !== undefined && { account: method.hidden.account }),
    ...(method.hidden.card !== undefined && { card: method.hidden.card }),
    source: null,
  }
}

/** (https://docs.stripe.com/api/charges/object#charge_object-payment_method_details-card-three_d_secure) */
function threeDSecure(tx: Tx, { hidden }: Method, isAuthenticated: boolean): object | null {
  const isSilent = TEST_CARDS[hidden.card ?? '']?.authentication === 'frictionless'
  if (!isAuthenticated && !isSilent) return null
  return {
    authentication_flow: isSilent ? 'frictionless' : 'challenge',
    electronic_commerce_indicator: '05',
    exemption_indicator: null,
    result: 'authenticated',
    result_reason: null,
    transaction_id: tx.random(24),
    version: '2.2.0',
  }
}

/** Only debits show by whose word they were made. */
const withMandate = ({ type, hidden }: Method, details: Instrument['details']): Instrument['details'] =>
  hidden.mandate !== undefined && MANDATED.includes(type) ? { ...details, mandate: hidden.mandate } : details

/** Types whose charges have a field for it, in the contract. */
const MANDATED = ['acss_debit', 'au_becs_debit', 'bacs_debit', 'payto', 'pix', 'sepa_debit', 'twint', 'us_bank_account']

/** (https://docs.stripe.com/api/charges/object#charge_object-payment_method_details-card) */
export function cardDetails(card: NonNullable<Row<Stripe.PaymentMethod>['card']>): Readonly<Record<string, unknown>> {
  return {
    amount_authorized: null,
    authorization_code: null,
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    extended_authorization: { status: 'disabled' },
    fingerprint: card.fingerprint,
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: card.last4,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    // No network gave it an id.
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  }
}
