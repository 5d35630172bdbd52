// What the forms of pages tell of a payment method, as the API takes it; and what of a form may be shown again. Invoices and the pages
// on which methods are kept ask for the same fields (web/hosted/method_fields.ts); the form of Checkout is checkout_form.ts.
import type { Params } from './body.ts'
import { cardOf } from './card_form.ts'
import type { Json } from './hosted.ts'

/** `payment_method_data` of a type: what each asks for stands beside the others in the form, and only that of the chosen one is sent. */
export function methodData(type: string, form: Json, billing: Json): Json {
  const own = Object.hasOwn(form, type) ? (form[type] as Json | string) : undefined
  const details = typeof own === 'object' ? { [type]: type === 'card' ? withoutEmpty(cardOf(own)) : trimmed(own) } : {}
  return { type, ...details, billing_details: withoutEmpty(billing) }
}

/** Numbers of accounts and banks have no blanks, nor have the words for banks. */
const trimmed = (details: Json): unknown =>
  withoutEmpty(
    Object.fromEntries(
      Object.entries(details).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replaceAll(/\s/g, '') : value,
      ]),
    ),
  )

/**
 * What the field `method` says: the id of one that is saved, which types do not look like, or a type with its fields. The holder of a
 * new one is the customer, unless they say otherwise.
 */
export function chosenMethod(form: Params, { name, email, phone, address }: Json): Json {
  const { method, holder, ...said } = form as Json
  if (typeof method !== 'string' || method === '') return {}
  if (/^(?:pm|card|src|ba)_/.test(method)) return { payment_method: method }
  const own: Json = typeof holder === 'object' && Object.hasOwn(holder, method) ? holder[method] : {}
  const { phone: calledAt, ...lives } = own
  const billing = {
    name: said.name || name,
    email: said.email || email,
    phone: calledAt || phone,
    address: { ...address, ...(withoutEmpty(lives) as Json) },
  }
  return { payment_method_data: methodData(method, said, billing) }
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

/** What comes back to the page where it is shown again; of details of methods only which bank it is. */
const KEPT = ['email', 'eps', 'fpx', 'holder', 'ideal', 'method', 'name', 'p24', 'pay', 'save', 'sofort']

/** What was filled in, by the names of the fields. Of a card, or an account, nothing comes back to the page. */
export function saidIn(form: Params): Readonly<Record<string, string>> {
  const fields: [string, string][] = []
  const walk = (value: unknown, at: string) => {
    if (typeof value === 'string') fields.push([at, value])
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, `${at}[${name}]`)
  }
  for (const name of KEPT) walk(form[name], name)
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
