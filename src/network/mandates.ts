// What a mandate shows of the agreement with the customer, by type of method: the hash `payment_method_details[<type>]`.
// (https://docs.stripe.com/api/mandates/object#mandate_object-payment_method_details)
import type { Random } from '../lib/ids.ts'

type Build = (chance: Random, url: string) => Readonly<Record<string, unknown>>

/** The reference that stands on the customer's statement: 16 capitals and digits. [K] */
const reference = (chance: Random): string => chance(16).toUpperCase()

/** By type; of the others nothing is shown. */
const DETAILS: Readonly<Record<string, Build>> = {
  acss_debit: () => ({ interval_description: null, payment_schedule: 'sporadic', transaction_type: 'personal' }),
  au_becs_debit: (_chance, url) => ({ url }),
  bacs_debit: (chance, url) => ({
    display_name: null,
    network_status: 'accepted',
    reference: reference(chance),
    revocation_reason: null,
    service_user_number: null,
    url,
  }),
  blik: () => ({ expires_at: null, type: 'off_session' }),
  paypal: () => ({ billing_agreement_id: null, payer_id: null }),
  payto: () => ({
    amount: null,
    amount_type: 'maximum',
    end_date: null,
    payment_schedule: 'adhoc',
    payments_per_period: null,
    purpose: null,
    start_date: null,
  }),
  sepa_debit: (chance, url) => ({ reference: reference(chance), url }),
  upi: () => ({ amount: null, amount_type: null, description: null, end_date: null }),
}

/** `url` is where the customer can read what was agreed. */
export function mandateDetails(type: string, chance: Random, url: string): Readonly<Record<string, unknown>> {
  return DETAILS[type]?.(chance, url) ?? {}
}
