// What the customer fills in on the Checkout page, and the button that sends it. Fields have the names and ids of Stripe's own page,
// by which tests of shops find them; what only our page has is named as the calls of docs/own-calls.md name it.
import { addressOrder, homeOf } from './address.ts'
import type { CheckoutSession, CustomField, Form, PageView } from './checkout.ts'
import { addressInput, box, countryOptions, input, select } from './inputs.ts'
import { methodsOf } from './checkout_methods.ts'
import type { AllWords } from './checkout_words.ts'
import { escaped } from './page.ts'

/** The content of the form that pays. */
export function fieldsOf(form: Form): string {
  const { session, words } = form
  const custom = session.page.items.find(({ custom_unit_amount: one }) => one !== null)
  const parts = [
    // What they choose to give, nobody expects.
    custom ? '' : `<input type="hidden" name="expected_amount" value="${session.amount_total ?? 0}">`,
    custom ? amountOf(custom, form) : '',
    who(form),
    business(form),
    shippingTo(form),
    ...session.custom_fields.map((one) => customField(one, form)),
    methodsOf(form),
    agreements(form),
    textOf(session, 'submit'),
    `<button id="submit" class="SubmitButton" data-testid="hosted-payment-submit-button" name="do" value="pay">${submitOf(session, words)}</button>`,
    textOf(session, 'after_submit'),
  ]
  return parts.filter(Boolean).join('\n')
}

/** What the button says: the session's `submit_type`, else what its mode comes to. (docs: create_checkout_session-submit_type) */
function submitOf({ submit_type: type, mode, page }: CheckoutSession, { submit, startTrial }: AllWords): string {
  if (type === 'book' || type === 'donate' || type === 'pay' || type === 'subscribe') return submit[type]
  if (page.recurring?.trial) return startTrial
  return submit[({ payment: 'pay', setup: 'save', subscription: 'subscribe' } as const)[mode]]
}

/** The amount of a price that leaves it to the customer, in whole units of the currency and its parts. */
function amountOf({ custom_unit_amount: custom }: PageView['items'][number], form: Form): string {
  const { session, around, said, words } = form
  const { currency, amount_subtotal: chosen } = session
  const shown = (amount: number) => around.plain(amount, currency!)
  const { minimum, maximum } = custom!
  const label = `${words.labels.amount} (${currency!.toUpperCase()})`
  const bounds = [minimum, maximum].map((bound) => (bound === null ? '' : shown(bound)))
  const placeholder = bounds.some(Boolean) ? { placeholder: bounds.join(' – ') } : {}
  const value = chosen ? shown(chosen) : ''
  return input(said, {
    name: 'customUnitAmount',
    label,
    auto: 'off',
    value,
    more: 'inputmode="decimal"',
    ...placeholder,
  })
}

function who({ session, said, words: { labels } }: Form): string {
  const { collected } = session.page
  const known = session.customer === null ? session.customer_email : session.customer_details?.email
  const email = known
    ? `<dl><div><dt>${labels.email}</dt><dd><bdi>${escaped(known)}</bdi></dd></div></dl>`
    : input(said, { name: 'email', label: labels.email, type: 'email', auto: 'email', value: collected.email })
  if (!session.phone_number_collection?.enabled) return email
  const is = { name: 'phoneNumber', type: 'tel', auto: 'tel' } as const
  return email + input(said, { ...is, label: labels.phone, value: collected.phone })
}

/** Names and tax ids, as far as the session asks for them. */
function business(form: Form): string {
  const { session, around, said, words } = form
  const { labels } = words
  const { tax_id_collection: ids, page } = session
  const individual = nameOf('individual', labels.fullName, 'name', form)
  const own = nameOf('business', labels.businessName, 'organization', form)
  if (!ids?.enabled) return individual + own
  const { business_name: value, tax_id: id } = page.collected
  const optional = { isNeeded: false }
  const name = { name: 'business_name', label: labels.businessName, auto: 'organization', value, ...optional }
  const kinds = around.taxIdTypes.map((type) => [type, escaped(kindOf(type))] as const)
  const type = { name: 'tax_id[type]', label: labels.taxIdType, value: id?.type, ...optional }
  const number = { name: 'tax_id[value]', label: labels.taxIdValue, auto: 'off', value: id?.value, ...optional }
  const title = ids.required === 'if_supported' ? words.business : `${words.business} (${labels.optional})`
  return `${individual}<fieldset><legend>${title}</legend>
${own || input(said, name)}
${select(said, type, kinds)}
${input(said, number)}</fieldset>`
}

function nameOf(kind: 'business' | 'individual', label: string, auto: string, { session, said, words }: Form): string {
  const asked = session.name_collection?.[kind]
  if (!asked?.enabled) return ''
  const text = asked.optional ? `${label} (${words.labels.optional})` : label
  const value = session.page.collected[`${kind}_name`]
  return input(said, { name: `${kind}_name`, label: text, auto, isNeeded: !asked.optional, value })
}

/** `eu_vat` is EU VAT. */
const kindOf = (type: string) => type.replaceAll('_', ' ').toUpperCase()

function shippingTo({ session, said, words, language }: Form): string {
  const { shipping_address_collection: to, page } = session
  if (!to) return ''
  const { labels } = words
  const known = page.collected.shipping
  const home = known?.address ?? null
  const value = home?.country ?? to.allowed_countries[0]
  const country = { name: 'shippingCountry', label: labels.country, auto: 'shipping country', value }
  const chosen = said[country.name] || value || homeOf(language)
  const whose = { whose: 'shipping', known: home, words: labels } as const
  const lines = addressOrder(chosen).map((part) => addressInput(said, part, whose, { isNeeded: part === 'line1' }))
  return `<fieldset><legend>${words.shipping}</legend>
${input(said, { name: 'shippingName', label: labels.name, auto: 'shipping name', value: known?.name })}
${select(said, country, countryOptions(to.allowed_countries, language))}
${lines.join('')}
${textOf(session, 'shipping_address')}</fieldset>`
}

function customField({ key, label, optional, type, ...own }: CustomField, { said, words }: Form): string {
  const text = escaped(label.custom ?? key) + (optional ? ` (${words.labels.optional})` : '')
  const { default_value: value, minimum_length: min, maximum_length: max } = own[type] ?? {}
  const more = [min && `minlength="${min}"`, max && `maxlength="${max}"`].filter(Boolean).join(' ')
  const asked = { name: `custom_fields[${key}]`, label: text, isNeeded: !optional, value, ...(more && { more }) }
  if (type !== 'dropdown') return input(said, { ...asked, isNumeric: type === 'numeric' })
  const options = own.dropdown!.options.map(({ label: shown, value: one }) => [one, escaped(shown)] as const)
  return select(said, asked, options)
}

function agreements({ session, said, words }: Form): string {
  const { terms_of_service: terms, promotions } = session.consent_collection ?? {}
  const agreed = { name: 'termsOfServiceConsentCheckbox', label: words.terms, value: 'accepted', isNeeded: true }
  const news = { name: 'consent[promotions]', label: words.promotions, value: 'opt_in' }
  return (
    (terms === 'required' ? box(said, agreed) + textOf(session, 'terms_of_service_acceptance') : '') +
    (promotions === 'auto' ? box(said, news) : '')
  )
}

/** What the merchant wants to have said beside it. */
function textOf({ custom_text }: CheckoutSession, name: string): string {
  const message = custom_text[name]?.message
  return message === undefined ? '' : `<p class="small">${escaped(message)}</p>`
}
