// What the SDK's types do not say about Stripe's API, kept by hand: routes that no SDK calls, parameters
// that are taken though no SDK has them, and fields that are absent until they are asked for. Data only.
// One file because all that is kept by hand about the contract is to be found in one place.
import { ACCOUNT_SOURCE, CARD_SOURCE, SOURCE_PARAMS } from './source_params.ts'
import type { Node } from './table.ts'

/**
 * A route of Stripe's published description that the SDK has no method for. Ids that `aliasOf` names too
 * take their place in it; of the others, those that the modern operation takes as a parameter become that
 * parameter.
 */
export interface LegacyRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** The key of the modern operation. Without one, nothing today does the same by the same ids. */
  readonly aliasOf?: string
  /** Parameters that the alias stands for. */
  readonly with?: Readonly<Record<string, string>>
  /** The object that it answers with, where that is not the modern operation's. */
  readonly returns?: string
  /** The field of the modern operation's answer that leads to it. */
  readonly by?: string
}

type Row = readonly [
  method: LegacyRoute['method'],
  path: string,
  aliasOf?: string,
  more?: Pick<LegacyRoute, 'with' | 'returns' | 'by'>,
]

const CARD = { with: { object: 'card' }, returns: 'card' } as const
const BANK_ACCOUNT = { with: { object: 'bank_account' }, returns: 'bank_account' } as const

/** The 54 that Stripe's descriptions of 2024-04-10 and 2025-07-30.basil have and their SDKs have not. */
const LEGACY: readonly Row[] = [
  ['POST', '/v1/accounts/{id}/bank_accounts', 'POST /v1/accounts/{id}/external_accounts'],
  ['GET', '/v1/accounts/{account}/bank_accounts/{id}', 'GET /v1/accounts/{account}/external_accounts/{id}'],
  ['POST', '/v1/accounts/{account}/bank_accounts/{id}', 'POST /v1/accounts/{account}/external_accounts/{id}'],
  ['DELETE', '/v1/accounts/{account}/bank_accounts/{id}', 'DELETE /v1/accounts/{account}/external_accounts/{id}'],
  ['GET', '/v1/accounts/{id}/people', 'GET /v1/accounts/{id}/persons'],
  ['POST', '/v1/accounts/{id}/people', 'POST /v1/accounts/{id}/persons'],
  ['GET', '/v1/accounts/{account}/people/{id}', 'GET /v1/accounts/{account}/persons/{id}'],
  ['POST', '/v1/accounts/{account}/people/{id}', 'POST /v1/accounts/{account}/persons/{id}'],
  ['DELETE', '/v1/accounts/{account}/people/{id}', 'DELETE /v1/accounts/{account}/persons/{id}'],
  ['GET', '/v1/customers/{id}/bank_accounts', 'GET /v1/customers/{id}/sources', BANK_ACCOUNT],
  ['POST', '/v1/customers/{id}/bank_accounts', 'POST /v1/customers/{id}/sources'],
  ['GET', '/v1/customers/{customer}/bank_accounts/{id}', 'GET /v1/customers/{customer}/sources/{id}'],
  ['POST', '/v1/customers/{customer}/bank_accounts/{id}', 'POST /v1/customers/{customer}/sources/{id}'],
  ['DELETE', '/v1/customers/{customer}/bank_accounts/{id}', 'DELETE /v1/customers/{customer}/sources/{id}'],
  ['POST', '/v1/customers/{customer}/bank_accounts/{id}/verify', 'POST /v1/customers/{customer}/sources/{id}/verify'],
  ['GET', '/v1/customers/{id}/cards', 'GET /v1/customers/{id}/sources', CARD],
  ['POST', '/v1/customers/{id}/cards', 'POST /v1/customers/{id}/sources'],
  ['GET', '/v1/customers/{customer}/cards/{id}', 'GET /v1/customers/{customer}/sources/{id}'],
  ['POST', '/v1/customers/{customer}/cards/{id}', 'POST /v1/customers/{customer}/sources/{id}'],
  ['DELETE', '/v1/customers/{customer}/cards/{id}', 'DELETE /v1/customers/{customer}/sources/{id}'],
  ['GET', '/v1/customers/{id}/discount'],
  ['GET', '/v1/customers/{customer}/subscriptions', 'GET /v1/subscriptions'],
  ['POST', '/v1/customers/{customer}/subscriptions', 'POST /v1/subscriptions'],
  ['GET', '/v1/customers/{customer}/subscriptions/{id}', 'GET /v1/subscriptions/{id}'],
  ['POST', '/v1/customers/{customer}/subscriptions/{id}', 'POST /v1/subscriptions/{id}'],
  ['DELETE', '/v1/customers/{customer}/subscriptions/{id}', 'DELETE /v1/subscriptions/{id}'],
  ['GET', '/v1/customers/{customer}/subscriptions/{id}/discount'],
  ['DELETE', '/v1/customers/{customer}/subscriptions/{id}/discount', 'DELETE /v1/subscriptions/{id}/discount'],
  ['GET', '/v1/charges/{charge}/dispute'],
  ['POST', '/v1/charges/{charge}/dispute'],
  ['POST', '/v1/charges/{charge}/dispute/close'],
  ['POST', '/v1/charges/{charge}/refund', 'POST /v1/refunds', { returns: 'charge', by: 'charge' }],
  ['GET', '/v1/charges/{charge}/refunds', 'GET /v1/refunds'],
  ['POST', '/v1/charges/{charge}/refunds', 'POST /v1/refunds'],
  ['GET', '/v1/charges/{charge}/refunds/{id}', 'GET /v1/refunds/{id}'],
  ['POST', '/v1/charges/{charge}/refunds/{id}', 'POST /v1/refunds/{id}'],
  [
    'POST',
    '/v1/application_fees/{id}/refund',
    'POST /v1/application_fees/{id}/refunds',
    { returns: 'application_fee', by: 'fee' },
  ],
  ['GET', '/v1/balance/history', 'GET /v1/balance_transactions'],
  ['GET', '/v1/balance/history/{id}', 'GET /v1/balance_transactions/{id}'],
  ['POST', '/v1/external_accounts/{id}'],
  ['GET', '/v1/linked_accounts', 'GET /v1/financial_connections/accounts'],
  ['GET', '/v1/linked_accounts/{id}', 'GET /v1/financial_connections/accounts/{id}'],
  ['GET', '/v1/linked_accounts/{id}/owners', 'GET /v1/financial_connections/accounts/{id}/owners'],
  ['POST', '/v1/linked_accounts/{id}/disconnect', 'POST /v1/financial_connections/accounts/{id}/disconnect'],
  ['POST', '/v1/linked_accounts/{id}/refresh', 'POST /v1/financial_connections/accounts/{id}/refresh'],
  ['POST', '/v1/link_account_sessions', 'POST /v1/financial_connections/sessions'],
  ['GET', '/v1/link_account_sessions/{id}', 'GET /v1/financial_connections/sessions/{id}'],
  ['GET', '/v1/issuing/settlements/{id}'],
  ['POST', '/v1/issuing/settlements/{id}'],
  ['POST', '/v1/test_helpers/issuing/settlements'],
  ['POST', '/v1/test_helpers/issuing/settlements/{id}/complete'],
  ['GET', '/v1/sources/{source}/mandate_notifications/{id}'],
  ['GET', '/v1/sources/{source}/source_transactions/{id}'],
  ['POST', '/v1/sigma/saved_queries/{id}'],
]

/** See LEGACY. */
export const legacyRoutes: readonly LegacyRoute[] = LEGACY.map(([method, path, aliasOf, more]) => ({
  method,
  path,
  ...(aliasOf !== undefined && { aliasOf }),
  ...more,
}))

/** Routes that neither the SDK nor a description has, but Stripe's own CLI calls when it triggers, hears or resends events. */
export const hiddenRoutes: readonly {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly about: string
}[] = [
  {
    method: 'GET',
    path: '/v1/payment_pages/{id}',
    about: 'The page of a Checkout Session, as its customer sees it.',
  },
  { method: 'POST', path: '/v1/payment_pages/{id}/confirm', about: 'Pays the page.' },
  {
    method: 'POST',
    path: '/v1/issuing/cards/{id}/test/authorizations',
    about: 'A test purchase with an issued card.',
  },
  { method: 'POST', path: '/v1/stripecli/sessions', about: 'Opens a session of the CLI, which listens.' },
  { method: 'POST', path: '/v1/events/{id}/retry', about: 'Sends an event again.' },
]

const TEXT: Node = { k: 'string' }
const AGGREGATE: Node = { k: 'enum', v: ['last_during_period', 'last_ever', 'max', 'sum'] }
const ANY: Node = { k: 'any' }
const ID_OR_NONE: Node = { k: 'empty', of: TEXT }
/** Card details, which Stripe.js sends for a card field. */
const CARD_DATA: Node = {
  k: 'object',
  p: { cvc: TEXT, exp_month: { k: 'integer' }, exp_year: { k: 'integer' }, number: TEXT, token: TEXT },
}

/** The words of an enum are added to those that it has. */
const CARD_METHOD = {
  'payment_method_data.card': CARD_DATA,
  'payment_method_data.type': { k: 'enum', v: ['card'] },
} as const satisfies Record<string, Node>

/**
 * Parameters that Stripe takes though the SDK's types do not have them, by operation and path: those of its
 * description of 2024-04-10 that the SDK of that version lacks (`client_secret` is how a browser proves
 * itself, the others are of the time before PaymentMethods), and those that recorded traffic was answered
 * 200 for. `any` is an id or a hash.
 */
export const undocumentedParams: Readonly<Record<string, Readonly<Record<string, Node>>>> = {
  'POST /v1/accounts': {
    bank_account: ANY,
    'individual.nationality': TEXT,
    requested_capabilities: { k: 'array', of: TEXT },
  },
  'POST /v1/accounts/{id}': {
    bank_account: ANY,
    'individual.nationality': TEXT,
    requested_capabilities: { k: 'array', of: TEXT },
  },
  'POST /v1/accounts/{id}/external_accounts': { bank_account: ANY },
  'POST /v1/charges': { card: ANY },
  // Until 2025-03-31.basil: a coupon or a promotion code.
  'POST /v1/customers': { card: CARD_SOURCE, coupon: ID_OR_NONE, promotion_code: ID_OR_NONE },
  'POST /v1/customers/{id}': {
    coupon: ID_OR_NONE,
    promotion_code: ID_OR_NONE,
    bank_account: ACCOUNT_SOURCE,
    card: CARD_SOURCE,
    default_alipay_account: TEXT,
    default_bank_account: TEXT,
    default_card: TEXT,
  },
  'POST /v1/customers/{id}/sources': {
    alipay_account: TEXT,
    bank_account: ACCOUNT_SOURCE,
    card: CARD_SOURCE,
  },
  // Until 2025-03-31.basil, of prices without a meter: whether there may be any, the price itself says.
  'POST /v1/plans': { aggregate_usage: AGGREGATE },
  'POST /v1/prices': { 'recurring.aggregate_usage': AGGREGATE },
  // The purpose that a logo on a card has. (https://docs.stripe.com/api/issuing/personalization_designs/create)
  'POST /v1/files': { purpose: { k: 'enum', v: ['issuing_logo'] } },
  'POST /v1/payment_intents/{id}/confirm': {
    client_secret: TEXT,
    ...CARD_METHOD,
    expected_payment_method_type: TEXT,
    'mandate_data.customer_acceptance.online.infer_from_client': { k: 'boolean' },
  },
  'POST /v1/payment_intents': CARD_METHOD,
  'POST /v1/payment_intents/{id}': CARD_METHOD,
  'POST /v1/payment_intents/{id}/verify_microdeposits': { client_secret: TEXT },
  'POST /v1/setup_intents/{id}/confirm': {
    client_secret: TEXT,
    ...CARD_METHOD,
    expected_payment_method_type: TEXT,
    'mandate_data.customer_acceptance.online.infer_from_client': { k: 'boolean' },
  },
  'POST /v1/setup_intents': CARD_METHOD,
  'POST /v1/setup_intents/{id}': CARD_METHOD,
  'POST /v1/setup_intents/{id}/verify_microdeposits': { client_secret: TEXT },
  'POST /v1/sources': SOURCE_PARAMS,
  // Until 2025-09-30.clover. How long one lasts, only its price says: so it is read here, and not brought up before.
  'POST /v1/subscription_schedules': { 'phases.iterations': { k: 'integer' } },
  'POST /v1/subscription_schedules/{id}': { 'phases.iterations': { k: 'integer' } },
  // Of the time before a subscription had items.
  'POST /v1/subscriptions': { plan: TEXT, quantity: { k: 'integer' } },
  'POST /v1/test_helpers/confirmation_tokens': CARD_METHOD,
  'POST /v1/subscriptions/{id}': { plan: TEXT, quantity: { k: 'integer' } },
  // (https://docs.stripe.com/issuing/funding/balance)
  'POST /v1/topups': { destination_balance: { k: 'enum', v: ['issuing'] } },
}

/**
 * Hashes of which a part may be sent: what the SDK's types require of them is required when there was none
 * before, and that is for the object to say.
 */
export const partial: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/customers/{id}': ['shipping'],
}

/** The words of an enum in the order in which Stripe names them, where that is known. */
export const wordOrder: readonly (readonly string[])[] = [
  [
    'active',
    'past_due',
    'unpaid',
    'canceled',
    'incomplete',
    'incomplete_expired',
    'trialing',
    'paused',
    'all',
    'ended',
  ],
  ['draft', 'open', 'void', 'paid', 'uncollectible'],
  ['include', 'exclude'],
]

/**
 * Parameters that `''` clears though the SDK's types do not say so, by operation: what an object has null for
 * without them.
 */
export const clearable: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/customers': ['description', 'email', 'name', 'phone'],
  'POST /v1/customers/{id}': ['description', 'email', 'name', 'phone'],
  'POST /v1/plans/{id}': ['nickname'],
  'POST /v1/prices/{id}': ['lookup_key', 'nickname'],
  'POST /v1/products/{id}': ['default_price'],
  'POST /v1/subscriptions/{id}': ['default_payment_method'],
  // "Pass null to clear the description": said in a comment of the SDK's types.
  'POST /v2/money_management/transactions/{id}': ['description'],
}

/** What every list of the second version of the API takes, from the `next_page_url` of the page before. */
export const pageOfV2: Node = TEXT

/**
 * What Stripe.js says of the browser and of itself along with its calls: accepted of a publishable key only,
 * and dropped.
 */
export const browserParams: readonly string[] = [
  'client_attribution_metadata',
  'guid',
  'muid',
  'pasted_fields',
  'payment_user_agent',
  'referrer',
  'sid',
  'time_on_page',
]

/**
 * Fields that are absent until a request expands them, by object: lists, and values that are costly or
 * secret.
 */
export const includable: Readonly<Record<string, readonly string[]>> = {
  'apps.secret': ['payload'],
  'billing_portal.configuration': ['features.subscription_update.products'],
  charge: ['refunds'],
  'checkout.session': ['line_items'],
  coupon: ['applies_to', 'currency_options'],
  customer: ['cash_balance', 'sources', 'subscriptions', 'tax', 'tax_ids'],
  file: ['links'],
  'identity.verification_report': [
    'document.dob',
    'document.expiration_date',
    'document.number',
    'id_number.dob',
    'id_number.id_number',
  ],
  'identity.verification_session': ['verified_outputs', 'verified_outputs.dob', 'verified_outputs.id_number'],
  invoice: ['amount_paid_off_stripe', 'confirmation_secret', 'payments'],
  'issuing.card': ['cvc', 'number'],
  'issuing.dispute': ['balance_transactions'],
  'issuing.transaction': ['purchase_details'],
  payment_link: ['line_items'],
  plan: ['tiers'],
  price: ['currency_options', 'tiers'],
  quote: ['computed.upfront.line_items', 'line_items'],
  shipping_rate: ['fixed_amount.currency_options'],
  'tax.calculation': ['line_items'],
  'tax.transaction': ['line_items'],
}

/** Fields of lists themselves that are absent until they are expanded. */
export const includableOfLists: Readonly<Record<'list' | 'search_result', readonly string[]>> = {
  list: [],
  search_result: ['total_count'],
}
