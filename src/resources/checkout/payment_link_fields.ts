// What a payment link says of its sessions, as the link shows it and as each session is made with it.
// (https://docs.stripe.com/api/payment-link/object)
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { liabilityOf } from '../billing/invoice_automatic_tax.ts'
import { partyNamed } from '../billing/issuer.ts'
import { checkSettings, type SettingsGiven } from '../billing/subscription_settings.ts'
import type { Create, PaymentLink, Update } from './payment_link.ts'
import { nameCollection } from './name_collection.ts'
import { optionalShown, optionalWishes } from './optional_items.ts'
import { invoiceCreation } from './session_invoice.ts'
import { consentCollection, customFields, customText } from './session_page.ts'
import { shippingOptions } from './session_shipping.ts'
import type { Create as SessionCreate } from './session_state.ts'

interface Of {
  readonly mode: 'payment' | 'subscription'
  readonly currency: string
  /** How many line items it sells. */
  readonly beside: number
  readonly shipping?: NonNullable<Create['shipping_options']>
  /** The link as it is, where it changes: only what is said anew is given back. */
  readonly before?: PaymentLink
}

/** Parameters that a link shows as they are given, and what it shows where nothing is said. Recorded, of 2024 (docs' own example). */
const AS_GIVEN = {
  allow_promotion_codes: false,
  billing_address_collection: 'auto',
  customer_creation: 'if_required',
  payment_method_types: null,
  phone_number_collection: { enabled: false },
  shipping_address_collection: null,
  submit_type: 'auto',
} as const

type Shown = Partial<PaymentLink>

export function fieldsOf(
  tx: Tx,
  params: Create | Update,
  { mode, currency, beside, shipping, before }: Of,
): { readonly shown: Shown; readonly given: Partial<SessionCreate> } {
  const said = params as Create
  const isNew = before === undefined
  const names = Object.keys(AS_GIVEN) as (keyof typeof AS_GIVEN)[]
  const plain = names.filter((name) => said[name] !== undefined)
  const options = shipping ? shippingOptions(tx, shipping, currency) : undefined
  const subscription = said.subscription_data
  if (subscription) checkSettings(subscription as SettingsGiven)
  const payment = said.payment_intent_data
  const shown: Record<string, unknown> = {
    ...(isNew && {
      ...AS_GIVEN,
      // In subscription mode a customer is always made. [K]
      customer_creation: mode === 'subscription' ? 'always' : 'if_required',
      payment_method_collection: mode === 'payment' ? 'if_required' : 'always',
    }),
    ...Object.fromEntries(plain.map((name) => [name, (said[name] as unknown) || null])),
    ...(said.payment_method_collection && { payment_method_collection: said.payment_method_collection }),
    ...((isNew || said.after_completion) && { after_completion: afterCompletion(said) }),
    ...((isNew || said.automatic_tax) && {
      automatic_tax: {
        enabled: said.automatic_tax?.enabled ?? false,
        liability: said.automatic_tax?.enabled
          ? liabilityOf(tx, said.automatic_tax, { before: before?.automatic_tax ?? null })
          : null,
      },
    }),
    ...((isNew || said.consent_collection) && {
      consent_collection: consentCollection(said.consent_collection as never),
    }),
    ...((isNew || said.custom_fields !== undefined) && {
      custom_fields: customFields(said.custom_fields as never, { values: false }),
    }),
    ...((isNew || said.custom_text) && {
      custom_text: customText(said.custom_text as never, before?.custom_text as never),
    }),
    ...((isNew || said.invoice_creation) && {
      invoice_creation: mode === 'payment' ? invoiceCreation(tx, said.invoice_creation as never) : null,
    }),
    ...((isNew || said.inactive_message !== undefined) && { inactive_message: said.inactive_message || null }),
    ...(said.name_collection !== undefined && { name_collection: nameCollection(said.name_collection) }),
    ...((isNew || said.optional_items !== undefined) && {
      optional_items: optionalShown(optionalWishes(tx, said.optional_items || [], { mode, currency, beside })),
    }),
    ...((isNew || said.payment_method_options !== undefined) && {
      payment_method_options: said.payment_method_options || null,
    }),
    ...((isNew || payment) && { payment_intent_data: payment ? paymentData(payment, before) : null }),
    ...((isNew || said.restrictions !== undefined) && { restrictions: restrictions(said, before) }),
    ...((isNew || options) && { shipping_options: options ?? [] }),
    ...((isNew || subscription) && {
      subscription_data: subscriptionData(tx, subscription ?? {}, mode, before),
    }),
    ...((isNew || said.tax_id_collection) && {
      tax_id_collection: {
        enabled: said.tax_id_collection?.enabled ?? false,
        required: said.tax_id_collection?.required ?? 'never',
      },
    }),
  }
  return { shown: shown as Shown, given: givenOf(params, mode) }
}

function afterCompletion({ after_completion: after }: Create): PaymentLink['after_completion'] {
  if (after?.type === 'redirect') return { redirect: { url: after.redirect!.url }, type: 'redirect' }
  return {
    hosted_confirmation: { custom_message: after?.hosted_confirmation?.custom_message ?? null },
    type: 'hosted_confirmation',
  }
}

function restrictions({ restrictions: given }: Create, before: PaymentLink | undefined): PaymentLink['restrictions'] {
  if (!given) return null
  const count = before?.restrictions?.completed_sessions.count ?? 0
  return { completed_sessions: { count, limit: given.completed_sessions.limit } }
}

type PaymentData = NonNullable<PaymentLink['payment_intent_data']>

function paymentData(given: NonNullable<Create['payment_intent_data']>, before: PaymentLink | undefined): PaymentData {
  const old = before?.payment_intent_data
  const { metadata, ...more } = given
  return {
    capture_method: null,
    description: null,
    setup_future_usage: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_group: null,
    ...old,
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, value || null])),
    metadata: mergeMetadata(old?.metadata ?? {}, metadata),
  } as PaymentData
}

/** What the invoices of a link's subscriptions show, where nothing is said of it. */
const UNPRINTED = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: { type: 'self' },
}

function subscriptionData(
  tx: Tx,
  given: NonNullable<Create['subscription_data']>,
  mode: string,
  before: PaymentLink | undefined,
): PaymentLink['subscription_data'] {
  if (mode === 'payment') return null
  const old = before?.subscription_data
  const { issuer } = given.invoice_settings ?? {}
  const at = 'subscription_data[invoice_settings]'
  if (issuer) partyNamed(tx, issuer, { at, names: ['issuer'] })
  return {
    description: given.description ?? old?.description ?? null,
    invoice_settings: { ...UNPRINTED, ...old?.invoice_settings, ...given.invoice_settings } as never,
    metadata: mergeMetadata(old?.metadata ?? {}, given.metadata),
    trial_period_days: given.trial_period_days ?? old?.trial_period_days ?? null,
    trial_settings: (given.trial_settings ?? old?.trial_settings ?? null) as never,
  }
}

const PASSED = [
  'allow_promotion_codes',
  'automatic_tax',
  'billing_address_collection',
  'consent_collection',
  'custom_fields',
  'custom_text',
  'customer_creation',
  'invoice_creation',
  'name_collection',
  'optional_items',
  'payment_intent_data',
  'payment_method_collection',
  'payment_method_options',
  'payment_method_types',
  'phone_number_collection',
  'shipping_address_collection',
  'shipping_options',
  'submit_type',
  'subscription_data',
  'tax_id_collection',
] as const

/** What each session is made with. What a link clears is not said any more. */
function givenOf(params: object, mode: string): Partial<SessionCreate> {
  const said = params as Readonly<Record<string, unknown>>
  const passed = PASSED.filter((name) => said[name] !== undefined).map((name) => [name, said[name] || undefined])
  const given = Object.fromEntries(passed) as Record<string, unknown>
  // `payment_method_collection` is for subscriptions only; of a payment it says what holds anyway.
  if (mode === 'payment') delete given.payment_method_collection
  return given as Partial<SessionCreate>
}
