// What the customer fills in on the Checkout page, and the button that sends it.
import { homeOf } from './address.ts'
import type { CheckoutAround, CheckoutSession, CustomField } from './checkout.ts'
import { addressFields, cardFields, field } from './field.ts'
import type { Language } from './language.ts'
import { escaped } from './page.ts'
import { CHECKOUT_WORDS, type CheckoutWords } from './words/checkout/index.ts'
import { FIELD_WORDS, type FieldWords } from './words/fields/index.ts'
import { countryOf } from './written.ts'

/** All that the parts of the form need. */
interface Form {
  readonly session: CheckoutSession
  readonly around: CheckoutAround
  /** What was filled in before. */
  readonly said: Readonly<Record<string, string>>
  readonly words: CheckoutWords
  readonly fields: FieldWords
  readonly language: Language
}

/** The content of the form that pays. */
export function fieldsOf(session: CheckoutSession, around: CheckoutAround, language: Language): string {
  const { said = {} } = around
  const words = CHECKOUT_WORDS[language]
  const form: Form = { session, around, said, words, fields: FIELD_WORDS[language], language }
  const parts = [
    `<input type="hidden" name="expected_amount" value="${session.amount_total ?? 0}">`,
    who(form),
    shippingTo(form),
    ...session.custom_fields.map((one) => customField(one, form)),
    methods(form),
    agreements(form),
    `<button id="submit" name="do" value="pay">${submitOf(session, words)}</button>`,
    textOf(session, 'submit'),
  ]
  return parts.join('\n')
}

/** What the button says: the session's `submit_type`, else what its mode comes to. (docs: create_checkout_session-submit_type) */
function submitOf({ submit_type: type, mode }: CheckoutSession, { submit }: CheckoutWords): string {
  if (type === 'book' || type === 'donate' || type === 'pay' || type === 'subscribe') return submit[type]
  return submit[({ payment: 'pay', setup: 'save', subscription: 'subscribe' } as const)[mode]]
}

function who({ session, said, fields }: Form): string {
  const known = session.customer === null ? session.customer_email : session.customer_details?.email
  const email = known
    ? `<dl><div><dt>${fields.email}</dt><dd><bdi>${escaped(known)}</bdi></dd></div></dl>`
    : field({ name: 'email', label: fields.email, value: said.email, type: 'email', auto: 'email' })
  const phone = session.phone_number_collection?.enabled
    ? field({ name: 'phone', label: fields.phone, value: said.phone, type: 'tel', auto: 'tel' })
    : ''
  return email + phone
}

function shippingTo({ session, said, words, fields, language }: Form): string {
  const { shipping_address_collection: to } = session
  if (!to) return ''
  const name = 'shipping[address][country]'
  const chosen = said[name] ?? to.allowed_countries[0] ?? ''
  const { compare } = new Intl.Collator(language)
  const countries = to.allowed_countries
    .map((code) => [code, countryOf(code, language)] as const)
    .toSorted(([, one], [, other]) => compare(one, other))
    .map(([code, shown]) => option(code, shown, chosen))
  const whose = 'shipping[name]'
  return `<fieldset><legend>${words.shipping}</legend>
${field({ name: whose, label: fields.name, value: said[whose], auto: 'shipping name' })}
<label>${fields.country}<select name="${name}" autocomplete="shipping country">${countries.join('')}</select></label>
${addressFields('shipping[address]', 'shipping', chosen, fields, said)}
${textOf(session, 'shipping_address')}</fieldset>`
}

const option = (value: string, shown: string, chosen: string | undefined) =>
  `<option value="${escaped(value)}"${value === chosen ? ' selected' : ''}>${escaped(shown)}</option>`

function customField({ key, label, optional, type, dropdown }: CustomField, { said, fields }: Form): string {
  const name = `custom_fields[${key}]`
  const text = escaped(label.custom ?? key) + (optional ? ` (${fields.optional})` : '')
  if (type !== 'dropdown')
    return field({ name, label: text, value: said[name], isNumeric: type === 'numeric', isNeeded: !optional })
  const options = dropdown!.options.map(({ label: shown, value }) => option(value, shown, said[name]))
  return `<label>${text}<select name="${name}"${optional ? '' : ' required'}><option value=""></option>${options.join('')}</select></label>`
}

/** How it is paid: each method with its fields; the first that the session names is chosen. */
function methods(form: Form): string {
  const { session, around, said, words, fields } = form
  const isFree = session.mode !== 'setup' && (session.amount_total ?? 0) === 0
  if (isFree && (session.mode === 'payment' || session.payment_method_collection === 'if_required')) return ''
  const types = session.payment_method_types
  const chosen = said['payment_method_data[type]'] ?? types[0]
  const each = types.map((type) => {
    const own = methodFields(type, fields, types.length === 1)
    const pick = `<label class="choice"><input type="radio" name="payment_method_data[type]" value="${type}"${
      type === chosen ? ' checked' : ''
    }><span>${escaped(around.methodName(type))}</span></label>`
    return own === '' ? pick : `${pick}<div class="fields">${own}</div>`
  })
  return `<fieldset><legend>${words.method}</legend>${each.join('\n')}
${field({ name: 'name', label: fields.holder, value: said.name, auto: 'cc-name', isNeeded: false })}${billingAddress(form)}</fieldset>`
}

/** What a method asks for on this page; those that ask nothing here are decided elsewhere. */
function methodFields(type: string, words: FieldWords, isNeeded: boolean): string {
  if (type === 'card') return cardFields(words, isNeeded)
  if (type !== 'sepa_debit') return ''
  const placeholder = 'DE89 3704 0044 0532 0130 00'
  return field({ name: 'sepa_debit[iban]', label: words.iban, auto: 'off', placeholder, isNeeded })
}

/** In the order of the country that was told, or of the one that the language is at home in. */
function billingAddress({ session, said, fields, language }: Form): string {
  if (session.billing_address_collection !== 'required') return ''
  const [name, home] = ['address[country]', homeOf(language)]
  const is = { auto: 'billing country', placeholder: home, more: 'maxlength="2"' }
  const country = field({ name, label: fields.country, value: said[name], ...is })
  return country + addressFields('address', 'billing', said[name] || home, fields, said)
}

function agreements({ session, words }: Form): string {
  const { terms_of_service: terms, promotions } = session.consent_collection ?? {}
  const box = (name: string, value: string, text: string, more: string) =>
    `<label class="choice"><input type="checkbox" name="${name}" value="${value}"${more}><span>${text}</span></label>`
  return (
    (terms === 'required'
      ? box('consent[terms_of_service]', 'accepted', words.terms, ' required') +
        textOf(session, 'terms_of_service_acceptance')
      : '') + (promotions === 'auto' ? box('consent[promotions]', 'opt_in', words.promotions, '') : '')
  )
}

function textOf({ custom_text }: CheckoutSession, name: string): string {
  const message = custom_text[name]?.message
  return message === undefined ? '' : `<p class="small">${escaped(message)}</p>`
}
