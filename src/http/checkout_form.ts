// The form of the Checkout page as the calls of docs/own-calls.md take it: its fields have the names of Stripe's own page.
import { readAmount } from '../lib/money.ts'
import type { Params } from './body.ts'
import type { Json } from './hosted.ts'

type Mutable = Record<string, any>

/** Each field that is called otherwise in the call, and where it stands there. */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['billingName', ['name']],
  ['phoneNumber', ['phone']],
  ...addressAt('billing', ['address']),
  ['shippingName', ['shipping', 'name']],
  ...addressAt('shipping', ['shipping', 'address']),
  ['promotionCode', ['promotion_code']],
  ['termsOfServiceConsentCheckbox', ['consent', 'terms_of_service']],
])

function addressAt(group: string, at: readonly string[]): [string, readonly string[]][] {
  return [
    [`${group}Country`, [...at, 'country']],
    [`${group}PostalCode`, [...at, 'postal_code']],
    [`${group}AddressLine1`, [...at, 'line1']],
    [`${group}AddressLine2`, [...at, 'line2']],
    [`${group}Locality`, [...at, 'city']],
    [`${group}AdministrativeArea`, [...at, 'state']],
  ]
}

/** The choice of a method: a type, or the id of one that was saved. */
const CHOICE = 'payment-method-accordion-item-title'

/** What of the call changes the order, and what pays for it. */
const CHANGES = [
  'line_item_quantities',
  'optional_items',
  'promotion_code',
  'remove_payment_method',
  'shipping_rate',
  'tax_region',
]
const CONFIRMS = [
  'address',
  'business_name',
  'consent',
  'custom_fields',
  'email',
  'expected_amount',
  'individual_name',
  'name',
  'phone',
  'save_payment_method',
  'shipping',
  'tax_id',
]

/** What changes the order. A code that is sent empty is taken back. */
export function changesIn(form: Params): Params {
  const { promotion_code: code, ...changes } = only(renamed(form), CHANGES)
  return { ...(withoutEmpty(changes) as Params), ...(code !== undefined && { promotion_code: code }) }
}

/** What pays for it: empty fields were not filled in, and of the methods' details only those of the chosen one are sent. */
export function confirmationIn(form: Params, { currency, page }: Json): Params {
  const all = withoutEmpty(renamed(form)) as Mutable
  const amount = amountIn(form.customUnitAmount, currency)
  const item = (page.items as Json[]).find(({ custom_unit_amount: custom }) => custom)
  return {
    ...only(all, CONFIRMS),
    ...(item && amount !== undefined && { custom_unit_amounts: { [item.id]: amount } }),
    ...methodIn(form, all),
  }
}

const only = (all: Mutable, names: readonly string[]): Params =>
  Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const])))

function methodIn(form: Params, all: Mutable): Params {
  const choice = form[CHOICE]
  if (typeof choice !== 'string' || choice === '') return {}
  if (/^(pm|card)_\w+$/.test(choice)) return { payment_method: choice }
  const details = choice === 'card' ? cardIn(form) : Object.hasOwn(all, choice) ? trimmed(all[choice]) : undefined
  const own = all.payment_method_options?.[choice] as Json | undefined
  return {
    payment_method_data: { type: choice, ...(details !== undefined && { [choice]: details }) },
    ...(own !== undefined && { payment_method_options: { [choice]: own } }),
  } as Params
}

/** Blanks do not count in a number, and `12 / 34` is a month and a year. */
function cardIn({ cardNumber = '', cardExpiry = '', cardCvc }: Params): unknown {
  const [month = '', year = ''] = String(cardExpiry).split('/')
  return withoutEmpty({ number: bare(cardNumber), exp_month: month.trim(), exp_year: year.trim(), cvc: cardCvc ?? '' })
}

/** Numbers of accounts and banks have no blanks, nor have the words for banks. */
const trimmed = (details: Mutable): unknown =>
  typeof details === 'object'
    ? Object.fromEntries(Object.entries(details).map(([name, value]) => [name, bare(value)]))
    : details

const bare = (value: unknown) => (typeof value === 'string' ? value.replaceAll(/\s/g, '') : value)

/** Minor units of what is written; what cannot be read is left for the API to refuse. */
const amountIn = (text: unknown, currency: string): string | undefined =>
  typeof text === 'string' && text !== '' ? String(readAmount(text, currency) ?? text) : undefined

function renamed(form: Params): Mutable {
  const all: Mutable = {}
  for (const [name, value] of Object.entries(form)) {
    const path = NAMES.get(name) ?? [name]
    let at = all
    for (const part of path.slice(0, -1)) {
      at[part] ??= {}
      at = at[part]
    }
    at[path.at(-1)!] = value
  }
  return all
}

function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const kept = withoutEmpty(inner)
      const isEmpty = kept === '' || (typeof kept === 'object' && kept !== null && Object.keys(kept).length === 0)
      return isEmpty ? [] : [[name, kept]]
    }),
  )
}

/** What comes back to the page where it is shown again; of details of methods only which bank it is. */
const KEPT = [
  ...CHANGES,
  ...CONFIRMS,
  ...NAMES.keys(),
  CHOICE,
  'customUnitAmount',
  'eps',
  'fpx',
  'ideal',
  'p24',
  'sofort',
]

/** What was filled in, by the names of the fields. Of a card, or an account, nothing comes back to the page. */
export function saidIn(form: Params): Readonly<Record<string, string>> {
  const fields: [string, string][] = []
  const walk = (value: unknown, at: string) => {
    if (typeof value === 'string') fields.push([at, value])
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, at === '' ? name : `${at}[${name}]`)
  }
  walk(only(form, KEPT), '')
  return Object.fromEntries(fields)
}
