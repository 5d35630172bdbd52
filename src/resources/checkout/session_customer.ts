// Whom a session sells to: what they say of themselves on the page, and the customer that comes of it.
// (https://docs.stripe.com/payments/existing-customers; docs.stripe.com/payments/checkout/guest-customers)
import { invalid, missingParameter, tooLarge, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Customer, customer } from '../payments/customer_state.ts'
import type { Method } from '../payments/payment_method.ts'
import { namesOf, type NamesSaid } from './name_collection.ts'
import { shippingDetails, wholeAddress } from './session_change.ts'
import { checkEmail, NOBODY } from './session_create.ts'
import { type Session, session } from './session_state.ts'

type Address = Parameters<typeof wholeAddress>[0]

/** What the customer fills in. */
export interface Said extends NamesSaid {
  readonly email?: string
  readonly name?: string
  readonly phone?: string
  readonly address?: Address
  readonly shipping?: { readonly name: string; readonly address: Address }
  readonly tax_id?: { readonly type: string; readonly value: string }
  readonly consent?: { readonly terms_of_service?: 'accepted'; readonly promotions?: 'opt_in' | 'opt_out' }
  readonly custom_fields?: Readonly<Record<string, string>>
}

type Details = NonNullable<Session['customer_details']>

/** The session with what its customer says of themselves. What the page asks for has to be there. */
export function collected(tx: Tx, self: Session, said: Said, method: Method | undefined): Session {
  checkEmail(said.email, 'email')
  const who = self.customer === null ? undefined : tx.get(customer, self.customer as string)
  const names = namesOf(self, said)
  const details = { ...detailsOf(self, said, method, who), ...names }
  // [M]
  if (said.shipping && self.permissions?.update_shipping_details === 'server_only')
    throw invalid('Only the server can update the shipping details of this Checkout Session.', { param: 'shipping' })
  const shipping = said.shipping
    ? shippingDetails(said.shipping)
    : (self.collected_information?.shipping_details ?? null)
  if (self.phone_number_collection?.enabled && !details.phone) throw missingParameter('phone')
  if (self.billing_address_collection === 'required' && !details.address?.country) throw missingParameter('address')
  if (self.shipping_address_collection) checkCountry(self.shipping_address_collection, shipping)
  return tx.update(session, self, {
    collected_information: { ...self.collected_information!, ...names, shipping_details: shipping },
    consent: consentOf(self, said),
    custom_fields: filled(self.custom_fields, said.custom_fields ?? {}),
    customer_details: details,
  })
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
    name: said.name ?? billing?.name ?? who?.name ?? null,
    phone: said.phone ?? billing?.phone ?? who?.phone ?? null,
    tax_exempt: (who?.tax_exempt ?? 'none') as 'none',
    tax_ids: said.tax_id ? [taxIdOf(self, said.tax_id)] : [],
  }
}

/** [M] */
function taxIdOf(self: Session, given: NonNullable<Said['tax_id']>) {
  if (!self.tax_id_collection?.enabled)
    throw invalid('This Checkout Session does not collect tax ids.', { param: 'tax_id' })
  return given as never
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
  // An invoice is somebody's. [K]
  const keeps = self.hidden.payment?.setup_future_usage !== undefined || self.invoice_creation?.enabled
  if (self.mode === 'payment' && self.customer_creation !== 'always' && !keeps) return self
  const { address, business_name, email, individual_name, name, phone, tax_ids } = self.customer_details!
  const to = self.collected_information?.shipping_details
  const { id } = tx.request('POST', '/v1/customers', {
    ...said({ address: address && said(address), business_name, email, individual_name, name, phone }),
    ...(to && { shipping: { name: to.name, address: said(to.address) } }),
  })
  for (const one of tax_ids ?? []) tx.request('POST', `/v1/customers/${id}/tax_ids`, one)
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
}

const namesKept = ({ business_name, individual_name, name }: Details) => ({ business_name, individual_name, name })

/** Only what is something: a parameter cannot be null. */
const said = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
