// Whom and where a page says that its customer is, as the calls of a session's page take it.
import { type Fields, IntegrationError, isObject, misuse, requireObject, withoutEmpty } from '../misuse.ts'

/** A `{name, address}` of a page, checked; null takes it back. */
export function readContact(caller: string, what: string, given: unknown): Fields | null {
  if (given === null) return null
  const contact = requireObject(caller, what, given)
  const address = requireObject(caller, `${what}.address`, contact.address)
  if (typeof address.country !== 'string') throw misuse(caller, `${what}.address.country`, 'a string', address.country)
  if (!/^[A-Z]{2}$/.test(address.country))
    throw new IntegrationError(`${caller}: ${what}.address.country must be the code of a country, such as US.`)
  return contact
}

const PARTS = ['country', 'line1', 'line2', 'city', 'postal_code', 'state']

const partsOf = (address: unknown): Fields =>
  withoutEmpty(Object.fromEntries(PARTS.map((name) => [name, isObject(address) ? address[name] : undefined])) as Fields)

/** Where is billed, and to whom. */
export const contactSaid = (contact: Fields | null): Fields =>
  contact ? { address: partsOf(contact.address), ...(contact.name ? { name: contact.name } : {}) } : { address: '' }

/** Where goods go, and to whom. */
export const addressSaid = (contact: Fields | null): Fields => ({
  shipping: contact ? { address: partsOf(contact.address), ...(contact.name ? { name: contact.name } : {}) } : '',
})
