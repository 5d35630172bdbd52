// What the customer fills in on the Checkout page, and the button that sends it.
import type { CheckoutAround, CheckoutSession, CustomField } from './checkout.ts'
import type { CheckoutWords } from './checkout_words.ts'
import { escaped, type Language } from './page.ts'

/** What a method asks for on this page; those that ask nothing here are decided elsewhere. */
const METHOD_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  card: [
    ['card[number]', 'cardNumber', 'cc-number', 'inputmode="numeric" placeholder="4242 4242 4242 4242"'],
    ['card[exp]', 'expiry', 'cc-exp', 'inputmode="numeric" placeholder="12 / 34"'],
    ['card[cvc]', 'cvc', 'cc-csc', 'inputmode="numeric" placeholder="123"'],
  ],
  sepa_debit: [['sepa_debit[iban]', 'iban', 'off', 'placeholder="DE89 3704 0044 0532 0130 00"']],
}
type Field = readonly [name: string, label: keyof CheckoutWords['labels'], autocomplete: string, more: string]

/** The content of the form that pays. */
export function fieldsOf(
  session: CheckoutSession,
  around: CheckoutAround,
  words: CheckoutWords,
  language: Language,
): string {
  const { said = {} } = around
  const input = (name: string, label: string, more = '', type = 'text', isNeeded = true) =>
    `<label>${label}<input name="${name}" type="${type}" value="${escaped(said[name] ?? '')}"${isNeeded ? ' required' : ''} ${more}></label>`
  const parts = [
    `<input type="hidden" name="expected_amount" value="${session.amount_total ?? 0}">`,
    who(session, words, input),
    shippingTo(session, words, language, input),
    ...session.custom_fields.map((field) => customField(field, said, words, input)),
    methods(session, around, words, input),
    agreements(session, words),
    `<button id="submit" name="do" value="pay">${words.submit[session.submit_type ?? ''] ?? words.submit[session.mode]}</button>`,
    textOf(session, 'submit'),
  ]
  return parts.join('\n')
}

type Input = (name: string, label: string, more?: string, type?: string, isNeeded?: boolean) => string

function who(session: CheckoutSession, words: CheckoutWords, input: Input): string {
  const known = session.customer === null ? session.customer_email : session.customer_details?.email
  const email = known
    ? `<p>${words.labels.email}: <bdi>${escaped(known)}</bdi></p>`
    : input('email', words.labels.email, 'autocomplete="email"', 'email')
  const phone = session.phone_number_collection?.enabled
    ? input('phone', words.labels.phone, 'autocomplete="tel"', 'tel')
    : ''
  return email + phone
}

const ADDRESS = [
  ['line1', 'line1', 'address-line1', true],
  ['line2', 'line2', 'address-line2', false],
  ['postal_code', 'postalCode', 'postal-code', false],
  ['city', 'city', 'address-level2', false],
  ['state', 'state', 'address-level1', false],
] as const

function addressOf(at: string, group: string, words: CheckoutWords, input: Input): string {
  return ADDRESS.map(([name, label, auto, isNeeded]) =>
    input(`${at}[${name}]`, words.labels[label], `autocomplete="${group} ${auto}"`, 'text', isNeeded),
  ).join('')
}

function shippingTo(session: CheckoutSession, words: CheckoutWords, language: Language, input: Input): string {
  const { shipping_address_collection: to } = session
  if (!to) return ''
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' })
  const countries = to.allowed_countries
    .map((code) => `<option value="${escaped(code)}">${escaped(names.of(code) ?? code)}</option>`)
    .join('')
  return `<fieldset><legend>${words.labels.shipping}</legend>
${input('shipping[name]', words.labels.name, 'autocomplete="shipping name"')}
<label>${words.labels.country}<select name="shipping[address][country]" autocomplete="shipping country">${countries}</select></label>
${addressOf('shipping[address]', 'shipping', words, input)}
${textOf(session, 'shipping_address')}</fieldset>`
}

function customField(
  { key, label, optional, type, dropdown }: CustomField,
  said: Readonly<Record<string, string>>,
  words: CheckoutWords,
  input: Input,
): string {
  const name = `custom_fields[${key}]`
  const text = escaped(label.custom ?? key) + (optional ? ` (${words.optional})` : '')
  if (type !== 'dropdown') return input(name, text, type === 'numeric' ? 'inputmode="numeric"' : '', 'text', !optional)
  const options = dropdown!.options.map(
    ({ label: shown, value }) =>
      `<option value="${escaped(value)}"${said[name] === value ? ' selected' : ''}>${escaped(shown)}</option>`,
  )
  return `<label>${text}<select name="${name}"${optional ? '' : ' required'}><option value=""></option>${options.join('')}</select></label>`
}

/** How it is paid: each method with its fields; the first that the session names is chosen. */
function methods(session: CheckoutSession, around: CheckoutAround, words: CheckoutWords, input: Input): string {
  const isFree = session.mode !== 'setup' && (session.amount_total ?? 0) === 0
  if (isFree && (session.mode === 'payment' || session.payment_method_collection === 'if_required')) return ''
  const types = session.payment_method_types
  const chosen = around.said?.['payment_method_data[type]'] ?? types[0]
  const each = types.map((type) => {
    const fields = (METHOD_FIELDS[type] ?? []).map(([name, label, auto, more]) =>
      input(name, words.labels[label], `autocomplete="${auto}" ${more}`, 'text', types.length === 1),
    )
    const pick = `<label class="choice"><input type="radio" name="payment_method_data[type]" value="${type}"${
      type === chosen ? ' checked' : ''
    }><span>${escaped(around.methodName(type))}</span></label>`
    return fields.length > 0 ? `${pick}<div class="fields">${fields.join('')}</div>` : pick
  })
  const address =
    session.billing_address_collection === 'required'
      ? input(
          'address[country]',
          words.labels.country,
          'maxlength="2" placeholder="US" autocomplete="billing country"',
        ) + addressOf('address', 'billing', words, input)
      : ''
  return `<fieldset><legend>${words.labels.method}</legend>${each.join('\n')}
${input('name', words.labels.holder, 'autocomplete="cc-name"', 'text', false)}${address}</fieldset>`
}

function agreements(session: CheckoutSession, words: CheckoutWords): string {
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
