// Making a Checkout Session: what it sells, in which mode, to whom, and where its page stands.
// One file because what a session is made of is checked against what else it is made of.
// (https://docs.stripe.com/api/checkout/sessions/create)
import { exclusive, invalid, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { checkCurrency } from '../catalog/price.ts'
import { type Customer, customer } from '../payments/customer_state.ts'
import { configurationDetails } from '../payments/payment_method_configuration.ts'
import { setupIntent } from '../payments/setup_intent_state.ts'
import { insertItems, type ItemWish } from './item_wish.ts'
import { nameCollection } from './name_collection.ts'
import { insertOptional, optionalShown, optionalWishes } from './optional_items.ts'
import { optionsShown, typesFor } from './session_methods.ts'
import { invoiceCreation } from './session_invoice.ts'
import { pageOf } from './session_page.ts'
import { insertIntent } from './session_pay.ts'
import { sell, type Sold } from './session_sell.ts'
import { checkMode, checkUi, clientSecret, pageUrl } from './session_rules.ts'
import { type Create, type Session, session } from './session_state.ts'
import { checkTaxable } from './session_tax.ts'

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['customer_account', 'managed_payments']

/** What a session comes from, beside a request. */
export interface Origin {
  readonly link?: string
  readonly recoveredFrom?: string
  /** The pricing table from which it was chosen. */
  readonly table?: string
}

type Who = Customer | undefined

export function createSession(tx: Tx, params: Create, origin: Origin = {}): Session {
  refuse(params)
  const mode = checkMode(params)
  const ui = checkUi(tx, params, origin)
  const expires_at = expiry(tx, params.expires_at)
  if (params.customer !== undefined && params.customer_email !== undefined)
    throw exclusive(['customer', 'customer_email'])
  const who: Who = params.customer === undefined ? undefined : tx.get(customer, params.customer, 'customer')
  checkEmail(params.customer_email)
  const id = `${session.prefix}_a1${tx.random(56)}`
  const sold = mode === 'setup' ? undefined : sell(tx, params, { mode, who, ofLink: origin.link !== undefined })
  const currency =
    sold?.currency ?? (params.currency === undefined ? undefined : checkCurrency(params.currency, 'currency'))
  const types = typesFor(tx, params, currency)
  const optional = optionalOf(tx, params, sold, origin)
  const named = params.payment_method_types ?? params.allowed_payment_method_types
  const recovery = params.after_expiration?.recovery
  const row = tx.insert(session, {
    ...BLANK,
    ...pageOf(tx, params),
    ...sold?.fields,
    ...ui,
    id,
    url: pageUrl(tx, id, ui),
    after_expiration: recovery
      ? {
          recovery: {
            allow_promotion_codes: recovery.allow_promotion_codes ?? false,
            enabled: recovery.enabled,
            expires_at: null,
            url: null,
          },
        }
      : null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: (params.allowed_payment_method_types ??
      null) as Session['allowed_payment_method_types'],
    client_reference_id: params.client_reference_id ?? null,
    client_secret: clientSecret(tx, id, ui),
    created: tx.now,
    currency: currency ?? null,
    customer: who?.id ?? null,
    customer_creation: creation(tx, params, mode, who),
    customer_details: detailsBefore(params, mode, who),
    customer_email: params.customer_email ?? null,
    ...(params.excluded_payment_method_types && {
      excluded_payment_method_types: params.excluded_payment_method_types,
    }),
    expires_at,
    integration_identifier: params.integration_identifier ?? null,
    invoice_creation:
      mode === 'payment' ? invoiceCreation(tx, params.invoice_creation, origin.link !== undefined) : null,
    metadata: mergeMetadata({}, params.metadata),
    mode,
    ...(params.name_collection && { name_collection: nameCollection(params.name_collection) }),
    ...(optional.length > 0 && { optional_items: optionalShown(optional) }),
    origin_context: params.origin_context ?? null,
    payment_link: origin.link ?? null,
    payment_method_collection: params.payment_method_collection ?? (mode === 'payment' ? 'if_required' : 'always'),
    payment_method_configuration_details: configurationDetails(params.payment_method_configuration),
    payment_method_options: optionsShown(mode, types, params.payment_method_options),
    payment_method_types: types,
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: permissionsOf(params, ui),
    recovered_from: origin.recoveredFrom ?? null,
    saved_payment_method_options: savedMethods(params, mode, who),
    setup_intent: mode === 'setup' ? setUp(tx, id, params, types) : null,
    status: 'open',
    hidden: {
      ...(params.payment_intent_data && { payment: params.payment_intent_data }),
      ...(params.subscription_data && { subscription: params.subscription_data }),
      ...(params.customer_update && { update: params.customer_update }),
      ...(named && { namesTypes: true as const }),
      ...(params.payment_method_options && { options: params.payment_method_options }),
      ...(params.payment_method_data && { method: params.payment_method_data }),
      ...(recovery?.enabled && { given: params }),
      ...(sold && { shippingTaxes: sold.shippingTaxes }),
    },
  } as never)
  // What is written later is listed first.
  if (sold) insertOptional(tx, id, sold.currency, optional)
  if (sold) insertItems(tx, id, sold.currency, sold.wishes, sold.items, sold.taxes)
  tx.schedule(expires_at, 'checkout.session.expire', { id })
  if (mode !== 'payment' || row.amount_total === 0 || tx.speaks(DEFERRED_SINCE)) return row
  return tx.amend(session, row, { payment_intent: insertIntent(tx, row).id })
}

function optionalOf(tx: Tx, params: Create, sold: Sold | undefined, { link }: Origin): readonly ItemWish[] {
  if (!sold) return []
  const { currency, wishes } = sold
  const mode = params.mode as 'payment'
  const optional = optionalWishes(tx, params.optional_items ?? [], {
    mode,
    currency,
    ofLink: link !== undefined,
    beside: wishes.length,
  })
  if (params.automatic_tax?.enabled) checkTaxable(tx, { wishes: optional, currency }, [])
  return optional
}

/** Whose it is to change the delivery details of a page within the seller's own. Wording [M]. */
function permissionsOf({ permissions: given }: Create, { ui_mode }: Pick<Session, 'ui_mode'>): Session['permissions'] {
  if (!given) return null
  if (ui_mode === 'hosted_page')
    throw invalid('You can not pass `permissions` with `ui_mode: hosted_page`.', { param: 'permissions' })
  return { update_shipping_details: (given.update_shipping_details ?? 'client_only') as 'client_only' }
}

/** https://docs.stripe.com/changelog/2022-08-01: a payment's intent, and its customer, are made when somebody pays. */
const DEFERRED_SINCE = '2022-08-01'

function refuse(params: Create): void {
  refuseUnbuilt(params, UNBUILT, ' for a Checkout Session')
  if (params.adaptive_pricing?.enabled)
    throw unbuilt('Brindle does not show prices in other currencies yet.', 'adaptive_pricing[enabled]')
  if (params.allow_promotion_codes && params.discounts) throw exclusive(['allow_promotion_codes', 'discounts'])
  // [M]
  if (params.customer_update && params.customer === undefined)
    throw invalid('`customer_update` can only be used with `customer`.', { param: 'customer_update' })
}

/** The words of both refusals are Stripe's, as several projects quote them. */
const EXPIRY = { least: 30 * 60, most: DAY } as const

function expiry(tx: Tx, given: number | undefined): number {
  if (given === undefined) return tx.now + EXPIRY.most
  const param = 'expires_at'
  if (given < tx.now + EXPIRY.least)
    throw invalid('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', { param })
  if (given > tx.now + EXPIRY.most)
    throw invalid('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', { param })
  return given
}

export function checkEmail(email: string | undefined, param = 'customer_email'): void {
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email))
    throw invalid(`Invalid email address: ${email}`, { code: 'email_invalid', param })
}

/** Recorded: `if_required` for a payment, nothing where the customer is known. `always` for subscriptions is [K]. */
function creation(tx: Tx, params: Create, mode: string, who: Who): Session['customer_creation'] {
  if (who || mode === 'setup') return null
  const standard = mode === 'payment' && tx.speaks(DEFERRED_SINCE) ? 'if_required' : 'always'
  return (params.customer_creation ?? standard) as Session['customer_creation']
}

/** Recorded: nothing of a guest, the address of who is known. */
function detailsBefore({ customer_email }: Create, mode: string, who: Who): Session['customer_details'] {
  const email = who?.email ?? customer_email ?? null
  if (!who && email === null) return null
  return { ...NOBODY, email, tax_exempt: mode === 'setup' ? null : ((who?.tax_exempt ?? 'none') as 'none') }
}

export const NOBODY: NonNullable<Session['customer_details']> = {
  address: null,
  business_name: null,
  email: null,
  individual_name: null,
  name: null,
  phone: null,
  tax_exempt: null,
  tax_ids: null,
}

/** Recorded, of a subscription of a known customer; of a payment [K]. */
function savedMethods(params: Create, mode: string, who: Who): Session['saved_payment_method_options'] {
  const given = params.saved_payment_method_options
  if (!given && (mode === 'setup' || !who)) return null
  return {
    allow_redisplay_filters: ['always'],
    payment_method_remove: 'disabled',
    payment_method_save: null,
    ...given,
  } as Session['saved_payment_method_options']
}

/** Recorded: a session in setup mode has its intent from the start. */
function setUp(tx: Tx, id: string, params: Create, types: readonly string[]): string {
  refuseUnbuilt(params.setup_intent_data ?? {}, ['on_behalf_of'], ' for the setup of a Checkout Session')
  const { description, metadata } = params.setup_intent_data ?? {}
  const made = tx.request('POST', '/v1/setup_intents', {
    allowed_payment_method_types: types,
    ...(params.customer !== undefined && { customer: params.customer }),
    ...(description !== undefined && { description }),
    ...(metadata && { metadata }),
    ...(params.payment_method_options && { payment_method_options: params.payment_method_options }),
    usage: 'off_session',
  })
  const row = tx.get(setupIntent, made.id)
  tx.amend(setupIntent, row, {
    allowed_payment_method_types: null,
    automatic_payment_methods: null,
    hidden: { ...row.hidden, checkout: { session: id, open: true } },
  })
  return made.id
}

/** What a session is where nothing is said. Recorded. */
const BLANK: Partial<Session> = {
  adaptive_pricing: { enabled: false },
  amount_subtotal: null,
  amount_total: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  collected_information: { business_name: null, individual_name: null, shipping_details: null },
  consent: null,
  currency_conversion: null,
  customer_account: null,
  discounts: null,
  invoice: null,
  livemode: false,
  managed_payments: null,
  payment_intent: null,
  shipping_cost: null,
  shipping_options: [],
  subscription: null,
  total_details: null,
}
