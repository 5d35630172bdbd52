// Whom a session sells to: what they say of themselves on the page, and the customer that comes of it.
// (https://docs.stripe.com/payments/existing-customers; docs.stripe.com/payments/checkout/guest-customers)
import { invalid, missingParameter, tooLarge, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { hasTaxIds, isTaxId } from '../../rules/tax_ids.ts'
import { type Customer, customer } from '../payments/customer_state.ts'
import type { Method } from '../payments/payment_method.ts'
import { checkNames, namesOf, type NamesSaid } from './name_collection.ts'
import { shippingDetails, wholeAddress } from './session_change.ts'
import { checkEmail, NOBODY } from './session_create.ts'
import { type Session, session } from './session_state.ts'

type Address = Parameters<typeof wholeAddress>[0]

/** What the customer says of themselves, also before they press the button. */
export interface Personal extends NamesSaid {
  readonly address?: Address | null
  readonly email?: string | null
  readonly name?: string | null
  readonly phone?: string | null
  /** The name may be said later than the address, which taxes go by. */
  readonly shipping?: { readonly name?: string; readonly address: Address } | null
  readonly tax_id?: { readonly type: string; readonly value: string } | null
}

/** What the customer fills in. */
export interface Said extends Personal {
  readonly consent?: { readonly terms_of_service?: 'accepted'; readonly promotions?: 'opt_in' | 'opt_out' }
  readonly custom_fields?: Readonly<Record<string, string>>
}

const PERSONAL = [
  'address',
  'business_name',
  'email',
  'individual_name',
  'name',
  'phone',
  'shipping',
  'tax_id',
] as const satisfies readonly (keyof Personal)[]

/** What is said now beside what was said before; what is sent empty is taken back. */
export function personal(self: Session, said: Personal): Personal {
  const given = PERSONAL.filter((name) => said[name] !== undefined).map((name) => [name, said[name] || null])
  const all = { ...self.hidden.said, ...Object.fromEntries(given) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Personal
}

/** The rest of what is said: what of it is personal is kept with the session first. */
export const impersonal = <T extends Personal>(said: T): Omit<T, keyof Personal> =>
  Object.fromEntries(Object.entries(said).filter(([name]) => !PERSONAL.includes(name as 'name'))) as never

/** The session with what its customer says of themselves before they pay. The same session where they say nothing. */
export function heard(tx: Tx, self: Session, choice: Personal): Session {
  if (PERSONAL.every((name) => choice[name] === undefined)) return self
  checkNames(self, choice)
  // [M]
  if (choice.shipping && self.permissions?.update_shipping_details === 'server_only')
    throw invalid('Only the server can update the shipping details of this Checkout Session.', { param: 'shipping' })
  const said = personal(self, choice)
  checkEmail(said.email ?? undefined, 'email')
  if (said.tax_id) checkTaxId(self, said.tax_id)
  return tx.update(session, self, { hidden: { ...self.hidden, said } })
}

/** The data of a new method with whom it belongs to, as far as that is known and the data does not say it. */
export function withOwner(self: Session, data: object | undefined, said: Personal): object | undefined {
  if (!data) return undefined
  const { billing_details: given = {} } = data as { billing_details?: object }
  const email = self.customer_details?.email ?? said.email
  const { name, phone, address } = said
  const known = Object.entries({ email, name, phone, address }).filter(([, value]) => value)
  return { ...data, billing_details: { ...Object.fromEntries(known), ...given } }
}

type Details = NonNullable<Session['customer_details']>

/** The session with what its customer says of themselves. What the page asks for has to be there. */
export function collected(tx: Tx, self: Session, said: Said, method: Method | undefined): Session {
  checkEmail(said.email ?? undefined, 'email')
  const who = self.customer === null ? undefined : tx.get(customer, self.customer as string)
  const names = namesOf(self, said)
  const details = { ...detailsOf(self, said, method, who), ...names }
  const { shipping: to } = said
  if (to && !to.name) throw missingParameter('shipping[name]')
  const shipping = to
    ? shippingDetails({ address: to.address, name: to.name! })
    : (self.collected_information?.shipping_details ?? null)
  if (self.phone_number_collection?.enabled && !details.phone) throw missingParameter('phone')
  if (self.billing_address_collection === 'required' && !details.address?.country) throw missingParameter('address')
  if (self.shipping_address_collection) checkCountry(self.shipping_address_collection, shipping)
  if (needsTaxId(self, details)) throw missingParameter('tax_id')
  return tx.update(session, self, {
    collected_information: { ...names, shipping_details: shipping },
    consent: consentOf(self, said),
    custom_fields: filled(self.custom_fields, said.custom_fields ?? {}),
    customer_details: details,
  })
}

/** (https://docs.stripe.com/tax/checkout/tax-ids: required where the customer's country has such ids) */
function needsTaxId({ tax_id_collection: asked }: Session, { address, tax_ids }: Details): boolean {
  if (!asked?.enabled || asked.required !== 'if_supported' || (tax_ids ?? []).length > 0) return false
  return hasTaxIds(address?.country ?? '')
}

/** Recorded: what a method says of whom it belongs to becomes the customer's. A known customer's e-mail address stays. */
function detailsOf(self: Session, said: Said, method: Method | undefined, who: Customer | undefined): Details {
  const billing = method?.billing_details
  const known = self.customer_details
  const billed = billing?.address && Object.values(billing.address).some((part) => part !== null)
  const address = said.address ? wholeAddress(said.address) : billed ? billing.address : (who?.address ?? null)
  return {
    ...NOBODY,
    address: address as Details['address'],
    email: known?.email ?? said.email ?? billing?.email ?? null,
    // Who buys for a business is called by its name. (https://docs.stripe.com/tax/checkout/tax-ids)
    name: said.business_name ?? said.name ?? billing?.name ?? who?.name ?? null,
    phone: said.phone ?? billing?.phone ?? who?.phone ?? null,
    tax_exempt: (who?.tax_exempt ?? 'none') as 'none',
    tax_ids: said.tax_id ? [checkTaxId(self, said.tax_id)] : [],
  }
}

/** The id, if the session asks for one and it looks like one of its type. The first wording is [M]. */
function checkTaxId(self: Session, { type, value }: NonNullable<Said['tax_id']>) {
  if (!self.tax_id_collection?.enabled)
    throw invalid('This Checkout Session does not collect tax ids.', { param: 'tax_id' })
  if (!isTaxId(type, value))
    throw invalid(`Invalid value for ${type}.`, { code: 'tax_id_invalid', param: 'tax_id[value]' })
  return { type, value } as never
}

type Shipping = NonNullable<Session['collected_information']>['shipping_details']

/** [M] */
function checkCountry({ allowed_countries }: { allowed_countries: readonly string[] }, shipping: Shipping): void {
  if (!shipping) throw missingParameter('shipping')
  if (!allowed_countries.includes(String(shipping.address.country)))
    throw invalid(`This Checkout Session does not ship to ${shipping.address.country}.`, {
      param: 'shipping[address][country]',
    })
}

/** Recorded of sessions that ask for it: `terms_of_service` is accepted, `promotions` is what the customer chose. */
function consentOf(self: Session, { consent = {} }: Said): Session['consent'] {
  const asked = self.consent_collection
  if (!asked) return null
  if (asked.terms_of_service === 'required' && consent.terms_of_service !== 'accepted')
    throw missingParameter('consent[terms_of_service]')
  return {
    promotions: asked.promotions === 'auto' ? (consent.promotions ?? 'opt_out') : null,
    terms_of_service: consent.terms_of_service ?? null,
  }
}

type Fields = Session['custom_fields']

/** What the customer has written into the fields. Wordings [M]. */
function filled(fields: Fields, values: Readonly<Record<string, string>>): Fields {
  for (const key of Object.keys(values))
    if (!fields.some((field) => field.key === key))
      throw invalid(`This Checkout Session has no custom field ${key}.`, { param: `custom_fields[${key}]` })
  return fields.map((field) => {
    const type = field.type as 'dropdown' | 'numeric' | 'text'
    const own = field[type]!
    const value = values[field.key] ?? own.default_value
    const param = `custom_fields[${field.key}]`
    if (value === null || value === '') {
      if (!field.optional) throw missingParameter(param)
      return field
    }
    if (type === 'numeric' && !/^\d+$/.test(value)) throw invalid('Only digits are allowed.', { param })
    if (field.dropdown && !field.dropdown.options.some((option) => option.value === value))
      throw invalid(`${value} is none of the options.`, { param })
    const { minimum_length, maximum_length } = { minimum_length: null, maximum_length: null, ...own } as {
      minimum_length: number | null
      maximum_length: number | null
    }
    if (minimum_length !== null && value.length < minimum_length) throw tooSmall(minimum_length, param)
    if (maximum_length !== null && value.length > maximum_length) throw tooLarge(maximum_length, value.length, param)
    return { ...field, [type]: { ...own, value } }
  })
}

/** The customer: who is known, or who is made of what was said; nobody, where a guest shall stay one. */
export function customerFor(tx: Tx, self: Session): Session {
  if (self.customer !== null || self.mode === 'setup') return self
  const { invoice_creation, hidden } = self
  // An invoice is somebody's. [K]
  const keeps = hidden.payment?.setup_future_usage !== undefined || hidden.saves || invoice_creation?.enabled
  if (self.mode === 'payment' && self.customer_creation !== 'always' && !keeps) return self
  const { address, business_name, email, individual_name, name, phone, tax_ids } = self.customer_details!
  const to = self.collected_information?.shipping_details
  const { id } = tx.request('POST', '/v1/customers', {
    ...said({ address: address && said(address), business_name, email, individual_name, name, phone }),
    ...(to && { shipping: { name: to.name, address: said(to.address) } }),
  })
  addTaxIds(tx, id, tax_ids ?? [])
  return tx.update(session, self, { customer: id })
}

/** `customer_update`: what was said on the page is kept with a customer that was there before. */
export function updateCustomer(tx: Tx, self: Session): void {
  const { address, name, shipping } = self.hidden.update ?? {}
  const { customer_details: details, collected_information: more } = self
  const to = more?.shipping_details
  const changes = {
    ...(address === 'auto' && details?.address && { address: said(details.address) }),
    ...(name === 'auto' && details && said(namesKept(details))),
    ...(shipping === 'auto' && to && { shipping: { name: to.name, address: said(to.address) } }),
  }
  if (Object.keys(changes).length > 0) tx.request('POST', `/v1/customers/${self.customer}`, changes)
  if (self.customer !== null) addTaxIds(tx, self.customer as string, details?.tax_ids ?? [])
}

/** Tax ids that are said become the customer's, each once. (https://docs.stripe.com/tax/checkout/tax-ids#existing-customers) */
function addTaxIds(tx: Tx, id: string, given: NonNullable<Details['tax_ids']>): void {
  const known = tx.get(customer, id).hidden?.taxIds ?? []
  for (const { type, value } of given)
    if (!known.some((one) => one.type === type && one.value === value))
      tx.request('POST', `/v1/customers/${id}/tax_ids`, { type, value })
}

const namesKept = ({ business_name, individual_name, name }: Details) => ({ business_name, individual_name, name })

/** Only what is something: a parameter cannot be null. */
const said = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
