// Every page for customers in every state that looks different, as the server draws it: for tests that go through all of them.
import { HOSTED } from '../../src/hosted.ts'
import type { Around, Json, Step } from '../../src/http/hosted.ts'
import { qrSvg } from '../../src/lib/qr.ts'
import { checkouts, type Draw, LATE, WRONG } from './hosted_checkouts.ts'
import { INVOICES, RECEIPTS, UPDATES } from './hosted_invoices.ts'
import { LOGINS, OVERS, PORTALS } from './hosted_portals.ts'

/** By page, by state. */
export type Pages = Readonly<Record<string, Readonly<Record<string, Draw>>>>

function step(more: Partial<Step> = {}, around: Partial<Around> = {}): Draw {
  const self: Step = {
    amount: 1500,
    currency: 'eur',
    expires_at: LATE,
    merchant: 'Rocket Rides',
    next_action: null,
    outcome: 'pending',
    payment_method_type: 'amazon_pay',
    redirect_url: 'https://example.com/back',
    ...more,
  }
  return (acceptLanguage) => HOSTED.authorize(self, { id: 'pa_1', acceptLanguage, ...around })
}

const action = (type: string, hash: Json) => ({
  payment_method_type: type.split('_')[0]!,
  next_action: { type, [type]: hash },
})
const deposits = (microdeposit_type: string) => ({
  ...action('verify_with_microdeposits', { arrival_date: LATE, microdeposit_type }),
  payment_method_type: 'us_bank_account',
})
const IBAN = {
  account_holder_name: 'Rocket Rides',
  bank_name: 'Deutsche Bundesbank',
  bic: 'MARKDEF1100',
  iban: 'DE89370400440532013000',
}
const STORES = { payment_code: '243219', confirmation_number: '22336921859' }

const authorize = {
  payment: step(),
  setup: step({ amount: null, currency: null }, { id: 'sa_1' }),
  code: step(action('pix_display_qr_code', {}), { code: qrSvg('https://example.com/authorize') }),
  boleto: step(
    action('boleto_display_details', { number: '34191790010104351004791020150008', pdf: 'https://example.com/1.pdf' }),
  ),
  konbini: step({
    ...action('konbini_display_details', {
      stores: { familymart: STORES, lawson: STORES, ministop: STORES, seicomart: STORES },
    }),
    amount: 5000,
    currency: 'jpy',
  }),
  multibanco: step(action('multibanco_display_details', { entity: '11249', reference: '123456789' })),
  amounts: step(deposits('amounts'), { problem: WRONG }),
  descriptor: step(deposits('descriptor_code')),
  transfer: step({
    ...action('display_bank_transfer_instructions', {
      amount_remaining: 3000,
      reference: 'DHUZ4YRQ2RZ7',
      financial_addresses: [{ type: 'iban', iban: IBAN }],
    }),
    payment_method_type: 'customer_balance',
  }),
  spent: step({ outcome: 'succeeded' }),
  authorized: step({ outcome: 'succeeded', redirect_url: null }),
  failed: step({ outcome: 'failed', redirect_url: null }),
  verified: step({}, { done: 'verified' }),
  expired: step({ outcome: 'replaced' }),
  unknown: (acceptLanguage: string) => HOSTED.authorize(undefined, { id: 'pa_1', acceptLanguage }),
}

function mandate(more: Json = {}): Draw {
  const self = {
    id: 'mandate_1Ug8S7vduMJqbtehGSUP2kve',
    status: 'active',
    type: 'multi_use',
    customer_acceptance: { accepted_at: LATE, type: 'online' },
    payment_method: { billing_details: { name: 'Jenny Rosen' }, sepa_debit: { last4: '3000' } },
    payment_method_details: { type: 'sepa_debit', sepa_debit: { reference: 'FRFCTCZ5LWALMYDL' } },
    ...more,
  }
  const account = { settings: { dashboard: { display_name: 'Rocket Rides' } } }
  return (acceptLanguage) => HOSTED.mandate({ mandate: self, account }, acceptLanguage)
}

const mandates = {
  active: mandate(),
  inactive: mandate({ status: 'inactive' }),
  once: mandate({ status: 'pending', type: 'single_use', single_use: { amount: 5000, currency: 'eur' } }),
  unknown: (acceptLanguage: string) => HOSTED.mandate(undefined, acceptLanguage),
}

const HOLDER = { account: 'acct_1Nv0FGQ9RKHgCVdK', name: 'Rocket Rides' }
const DUE = ['business_type', 'external_account', 'tos_acceptance.date', 'representative.verification.document']

const onboarding =
  (more: Json): Draw =>
  (acceptLanguage) =>
    HOSTED.onboarding({ ...HOLDER, due: DUE, type: 'account_onboarding', ...more }, acceptLanguage)

const express =
  (more: Json): Draw =>
  (acceptLanguage) =>
    HOSTED.express({ ...HOLDER, due: DUE, charges_enabled: true, payouts_enabled: false, ...more }, acceptLanguage)

export const PAGES: Pages = {
  authorize,
  checkout: checkouts,
  express: {
    due: express({}),
    done: express({ due: [], payouts_enabled: true }),
    unknown: (acceptLanguage) => HOSTED.express(undefined, acceptLanguage),
  },
  invoice_page: INVOICES,
  mandate: mandates,
  onboarding: {
    due: onboarding({}),
    nothing: onboarding({ due: [], name: null, type: 'account_update' }),
    unknown: (acceptLanguage) => HOSTED.onboarding(undefined, acceptLanguage),
  },
  payment_update: UPDATES,
  portal: PORTALS,
  portal_login: LOGINS,
  portal_over: OVERS,
  receipt_page: RECEIPTS,
}
