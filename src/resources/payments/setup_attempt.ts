// Setup attempts: each confirmation of a SetupIntent, and how it went. (https://docs.stripe.com/api/setup_attempts)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { checked, type PaymentMethodState } from './payment_method.ts'

export const setupAttempt = object<Stripe.SetupAttempt>('setup_attempt', { prefix: 'setatt' })
export type SetupAttempt = Row<Stripe.SetupAttempt>

export const setupAttempts = resource(setupAttempt).on<Stripe.SetupAttemptListParams>(
  'GET /v1/setup_attempts',
  (tx, params) => list(tx, setupAttempt, params as never, '/v1/setup_attempts'),
)

/** Banks that will name an account for later debits: what is known of it stands here once they have. */
const ACCOUNT = {
  generated_sepa_debit: null,
  generated_sepa_debit_mandate: null,
  iban_last4: null,
  verified_name: null,
}
const BANK = { bank_code: null, bank_name: null, bic: null, preferred_language: null, ...ACCOUNT }

/** What an attempt shows of the method that was tried. (https://docs.stripe.com/api/setup_attempts/object#setup_attempt_object-payment_method_details) */
export function setupDetails(
  method: Row<Stripe.PaymentMethod, PaymentMethodState>,
): SetupAttempt['payment_method_details'] {
  const { type, card, ideal } = method
  const hash: Readonly<Record<string, object>> = {
    bancontact: BANK,
    blik: { buyer_id: null },
    card_present: { generated_card: null, offline: null },
    ideal: { bank: ideal?.bank ?? null, bic: ideal?.bic ?? null, ...ACCOUNT },
    sofort: BANK,
    ...(card && {
      card: {
        brand: card.brand,
        checks: checked(method),
        country: card.country,
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        fingerprint: card.fingerprint,
        funding: card.funding,
        last4: card.last4,
        network: card.brand,
        three_d_secure: null,
        wallet: null,
      },
    }),
  }
  return { [type]: hash[type] ?? {}, type } as SetupAttempt['payment_method_details']
}
