// What a new connected account looks like: who controls it, what it may do, and what nobody has told yet.
// (https://docs.stripe.com/api/accounts/object)
import type Stripe from 'stripe'
import { UNTOLD_BUSINESS, UNTOLD_SETTINGS } from '../core/account.ts'
import { NO_FUTURE } from './account_dossier.ts'

type Controller = Stripe.Account.Controller
export type AccountType = 'custom' | 'express' | 'standard'

/** Who pays, who bears losses, who collects and which dashboard there is, by type. (https://docs.stripe.com/connect/migrate-to-controller-properties) */
const CONTROLLED: Readonly<Record<AccountType, Controller>> = {
  custom: controlled('application_custom', 'application', 'application', 'none'),
  express: controlled('application_express', 'application', 'stripe', 'express'),
  standard: controlled('account', 'stripe', 'stripe', 'full'),
}

function controlled(payer: string, losses: string, collection: string, dashboard: string): Controller {
  return {
    fees: { payer },
    is_controller: true,
    losses: { payments: losses },
    requirement_collection: collection,
    stripe_dashboard: { type: dashboard },
    type: 'application',
  } as Controller
}

/** The controller of a type, or as it was described, where Stripe's defaults fill the rest. */
export function controllerOf(type: AccountType | undefined, given: Partial<Controller> | undefined): Controller {
  if (!given) return CONTROLLED[type ?? 'standard']
  return controlled(
    given.fees?.payer ?? 'account',
    given.losses?.payments ?? 'stripe',
    given.requirement_collection ?? 'stripe',
    given.stripe_dashboard?.type ?? 'full',
  )
}

/** The capabilities that an account is asked for which says nothing of them; a custom one for none. [K] */
export const capabilitiesOf = (controller: Controller): Readonly<Record<string, boolean>> =>
  controller.requirement_collection === 'application' ? {} : { card_payments: true, transfers: true }

/** What there is of an account before anything is told of it. */
export const untold = (id: string) => ({
  business_profile: UNTOLD_BUSINESS,
  business_type: null,
  details_submitted: false,
  email: null,
  external_accounts: { object: 'list', data: [], has_more: false, url: `/v1/accounts/${id}/external_accounts` },
  future_requirements: NO_FUTURE,
  metadata: {},
  settings: {
    bacs_debit_payments: { display_name: null, service_user_number: null },
    ...UNTOLD_SETTINGS,
    card_issuing: { tos_acceptance: { date: null, ip: null } },
    dashboard: { display_name: null, timezone: 'Etc/UTC' },
    invoices: { default_account_tax_ids: null, hosted_payment_method_save: 'never' },
    // Nothing is paid out by itself before balance_settings say so.
    payouts: {
      debit_negative_balances: false,
      schedule: { delay_days: 2, interval: 'manual' },
      statement_descriptor: null,
    },
    sepa_debit_payments: {},
  },
  tos_acceptance: { date: null, ip: null, user_agent: null },
})
