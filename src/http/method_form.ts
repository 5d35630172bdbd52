// What the forms of pages tell of a payment method, as the API takes it; and what of a form may be shown again. Invoices and the pages
// on which methods are kept ask for the same fields (web/hosted/method_fields.ts); the form of Checkout is checkout_form.ts.
import type { Params } from './body.ts'
import { cardOf } from './card_form.ts'
import type { Json } from './hosted.ts'

/** What each method asks for stands beside the others in the form; only that of the chosen one is sent. */
const WITH_FIELDS = ['au_becs_debit', 'card', 'sepa_debit', 'us_bank_account'] as const

/** `payment_method_data` of a type, out of the fields of the form. */
export function methodData(type: string, form: Json, billing: Json): Json {
  const own = WITH_FIELDS.includes(type as 'card') ? (form[type] as Json | undefined) : undefined
  const details = own ? { [type]: withoutEmpty(type === 'card' ? cardOf(own) : own) } : {}
  return { type, ...details, billing_details: withoutEmpty(billing) }
}

/**
 * What the field `method` says: the id of one that is saved, which types do not look like, or a type with its fields. The holder of a
 * new one is the customer, unless they say otherwise.
 */
export function chosenMethod(form: Params, { name, email, phone, address }: Json): Json {
  const { method, ...said } = withoutNumbers(form)
  if (typeof method !== 'string' || method === '') return {}
  if (/^(?:pm|card|src|ba)_/.test(method)) return { payment_method: method }
  const holder = { name: said.name || name, email: said.email || email, phone, address }
  return { payment_method_data: methodData(method, form as Json, holder) }
}

/** The form without the fields that tell of an account or a card. */
export function withoutNumbers(form: Params): Json {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !WITH_FIELDS.includes(name as 'card')))
}

/** What was filled in: empty fields were not. */
export function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const kept = withoutEmpty(inner)
      return isEmpty(kept) ? [] : [[name, kept]]
    }),
  )
}

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  value === undefined ||
  value === null ||
  (typeof value === 'object' && Object.keys(value).length === 0)

/** What was filled in, by the names of the fields. Of a card, or an account, nothing comes back to the page. */
export function saidIn(form: Params): Readonly<Record<string, string>> {
  const fields: [string, string][] = []
  const walk = (value: unknown, at: string) => {
    if (typeof value === 'string') fields.push([at, value])
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, at === '' ? name : `${at}[${name}]`)
  }
  walk(withoutNumbers(form), '')
  return Object.fromEntries(fields)
}

/** Where the customer goes on to, for what `next_action` asks of them; nothing where it is done somewhere else. */
export function placeOf(action: Json | null | undefined): string | undefined {
  const { type, ...hashes } = action ?? {}
  const { url, hosted_instructions_url, hosted_voucher_url, hosted_verification_url, mobile_auth_url } = (hashes[
    type
  ] ?? {}) as Readonly<Record<string, string | undefined>>
  return url ?? hosted_voucher_url ?? hosted_instructions_url ?? hosted_verification_url ?? mobile_auth_url
}
