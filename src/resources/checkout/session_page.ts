// What the page of a session looks like and asks its customer for; links say the same of theirs.
// (https://docs.stripe.com/payments/checkout/customization; docs.stripe.com/payments/checkout/custom-fields)
import type Stripe from 'stripe'
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { own } from '../core/account.ts'
import type { Create, Session } from './session_state.ts'

/** Why 3, 200 options, 200 characters of a key: Stripe's own limits. (docs: create_checkout_session-custom_fields) */
const FIELDS = { most: 3, options: 200, key: 200 } as const

type FieldsGiven = NonNullable<Create['custom_fields']>
type Fields = Session['custom_fields']

/** The custom fields as they are shown: a session's have a `value`, a link's have none. Wordings [M]. */
export function customFields(given: FieldsGiven | '' | undefined, asked: { readonly values: boolean }): Fields {
  const fields = given || []
  if (fields.length > FIELDS.most)
    throw invalid(`You may only specify up to ${FIELDS.most} custom fields.`, { param: 'custom_fields' })
  const value = asked.values ? { value: null } : {}
  return fields.map((field, i) => {
    const at = `custom_fields[${i}]`
    if (!/^[A-Za-z0-9]+$/.test(field.key) || field.key.length > FIELDS.key)
      throw invalid(`The \`key\` of a custom field must be alphanumeric, with up to ${FIELDS.key} characters.`, {
        param: `${at}[key]`,
      })
    if (fields.findIndex(({ key }) => key === field.key) !== i)
      throw invalid(`The \`key\` of each custom field must be unique: ${field.key}`, { param: `${at}[key]` })
    const type = field.type as 'dropdown' | 'numeric' | 'text'
    for (const other of ['dropdown', 'numeric', 'text'] as const)
      if (other !== type && field[other])
        throw invalid(`You cannot pass \`${other}\` for a custom field of type \`${type}\`.`, {
          param: `${at}[${other}]`,
        })
    const common = { key: field.key, label: { custom: field.label.custom, type: 'custom' as const } }
    const end = { optional: field.optional ?? false, type }
    if (type !== 'dropdown') {
      const { default_value = null, maximum_length = null, minimum_length = null } = field[type] ?? {}
      return { ...common, ...end, [type]: { default_value, maximum_length, minimum_length, ...value } }
    }
    if (!field.dropdown) throw missingParameter(`${at}[dropdown]`)
    const { default_value = null, options } = field.dropdown
    if (options.length > FIELDS.options)
      throw invalid(`A dropdown may have up to ${FIELDS.options} options.`, { param: `${at}[dropdown][options]` })
    return { ...common, ...end, dropdown: { default_value, options, ...value } }
  }) as Fields
}

const TEXTS = ['after_submit', 'shipping_address', 'submit', 'terms_of_service_acceptance'] as const

/** Texts beside what the page shows anyway; what is sent empty is none. */
export function customText(given: Create['custom_text'], old?: Session['custom_text']): Session['custom_text'] {
  return Object.fromEntries(
    TEXTS.map((name) => {
      const said = given?.[name]
      return [name, said === undefined ? (old?.[name] ?? null) : said ? { message: said.message } : null]
    }),
  ) as unknown as Session['custom_text']
}

/** What the customer has to agree to. Recorded: what is not said is `none`. */
export function consentCollection(given: Create['consent_collection']): Session['consent_collection'] {
  if (!given) return null
  return {
    payment_method_reuse_agreement: given.payment_method_reuse_agreement ?? null,
    promotions: given.promotions ?? 'none',
    terms_of_service: given.terms_of_service ?? 'none',
  } as Session['consent_collection']
}

/** Recorded, of an account that has chosen nothing. */
const BRANDING = {
  background_color: '#ffffff',
  border_style: 'rounded',
  button_color: '#0074d4',
  font_family: 'default',
  icon: null,
  logo: null,
} as const

/** How the page looks. What is sent empty is as the account has it. */
export function branding(tx: Tx, given: Create['branding_settings'] = {}): NonNullable<Session['branding_settings']> {
  const { settings } = own(tx)
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  return {
    ...BRANDING,
    display_name: settings?.dashboard.display_name ?? '',
    ...said,
  } as NonNullable<Session['branding_settings']>
}

/** Which names the page asks for; that each has to be there is said where it is not. */
function nameCollection(given: NonNullable<Create['name_collection']>): NonNullable<Session['name_collection']> {
  const shown = (one: { enabled: boolean; optional?: boolean }) => ({
    enabled: one.enabled,
    optional: one.optional ?? false,
  })
  return {
    ...(given.business && { business: shown(given.business) }),
    ...(given.individual && { individual: shown(given.individual) }),
  }
}

/** What is kept for the page and has no other effect. */
export function pageOf(tx: Tx, params: Create): Partial<Session> {
  const taxIds = params.tax_id_collection
  return {
    billing_address_collection: params.billing_address_collection ?? null,
    branding_settings: branding(tx, params.branding_settings),
    consent_collection: consentCollection(params.consent_collection),
    custom_fields: customFields(params.custom_fields, { values: true }),
    custom_text: customText(params.custom_text),
    locale: params.locale ?? null,
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    shipping_address_collection: (params.shipping_address_collection ?? null) as Session['shipping_address_collection'],
    submit_type: params.submit_type ?? null,
    ...(params.name_collection && { name_collection: nameCollection(params.name_collection) }),
    ...(taxIds && { tax_id_collection: { enabled: taxIds.enabled, required: taxIds.required ?? 'never' } }),
    wallet_options: (params.wallet_options ?? null) as Session['wallet_options'],
  }
}

/** Recorded, of sessions and of links. */
export const NO_INVOICE: Stripe.Checkout.Session.InvoiceCreation = {
  enabled: false,
  invoice_data: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: null,
    metadata: {},
    rendering_options: null,
  },
}
