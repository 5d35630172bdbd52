// What the Checkout page asks about who pays, below the ways to pay: once for all of them, each in sight where the chosen way asks it.
import { type AddressPart, addressOrder, homeOf } from './address.ts'
import type { CheckoutSession, Form } from './checkout.ts'
import { addressInput, box, countryOptions, input, select } from './inputs.ts'

/** What of the customer a way to pay wants to know. */
export type Asks = 'name' | 'country' | 'postal' | 'address' | 'phone' | 'save'

const BILLING: readonly (readonly [path: string, asks: Asks])[] = [
  ['billing_details[name]', 'name'],
  ['billing_details[phone]', 'phone'],
  ['billing_details[address][country]', 'country'],
  ['billing_details[address][postal_code]', 'postal'],
  ['billing_details[address][line1]', 'address'],
]

/** Stripe's page asks those who pay by card for their name, their country and their postal code. */
const OF_CARDS: readonly Asks[] = ['name', 'country', 'postal']

/** What a type of method cannot do without. */
export function needsOf(type: string, { session, around }: Form): Asks[] {
  const { requires } = around.asks(type)
  return [...BILLING.flatMap(([path, asks]) => (requires.includes(path) ? [asks] : [])), ...wholeAddress(session)]
}

export const wholeAddress = ({ billing_address_collection: collects }: CheckoutSession): Asks[] =>
  collects === 'required' ? ['country', 'address'] : []

/** The same, and what it may be told. */
export function asksOf(type: string, form: Form): Asks[] {
  const whole: Asks[] = form.session.billing_address_collection === 'required' ? ['postal'] : []
  // Konbini's page takes a number by which a customer may be found. (docs.stripe.com/payments/konbini/accept-a-payment)
  const found: Asks[] = type === 'konbini' ? ['phone'] : []
  const own = type === 'card' ? OF_CARDS : []
  return [...new Set([...needsOf(type, form), ...own, ...whole, ...found, 'save' as const])]
}

const askOf = (part: AddressPart): Asks => (part === 'postal_code' ? 'postal' : 'address')

/** What all ways together ask for, and what the only one cannot do without. */
interface Wanted {
  readonly asks: ReadonlySet<Asks>
  readonly needs: readonly Asks[]
  readonly isOnly: boolean
}

/** Who pays, and where they live; the style sheet sees to what is in sight. */
export function billing(form: Form, { asks: all, needs, isOnly }: Wanted): string {
  const { session, around, said, words, language } = form
  const { labels } = words
  const { collected } = session.page
  const wrapped = (asks: Asks, fields: string) =>
    !all.has(asks) ? '' : isOnly ? fields : `<div class="ask ask-${asks}">${fields}</div>`
  const placeholder = session.payment_method_types.includes('card') ? { placeholder: words.nameOnCard } : {}
  const isOf = (asks: Asks) => ({ isNeeded: needs.includes(asks) })
  const name = { name: 'billingName', label: labels.holder, auto: 'cc-name', value: collected.name, ...placeholder }
  const phone = { name: 'phoneNumber', label: labels.phone, type: 'tel', auto: 'tel', isNeeded: false } as const
  const value = collected.address?.country ?? around.country
  const country = { name: 'billingCountry', label: labels.country, auto: 'billing country', value }
  const chosen = said[country.name] || value || homeOf(language)
  const parts = addressOrder(chosen).filter((part) => all.has(askOf(part)))
  const whose = { whose: 'billing', known: collected.address, words: labels } as const
  const lines = parts.map((part) => {
    const isNeeded = (part === 'line1' || part === 'postal_code') && needs.includes(askOf(part))
    return wrapped(askOf(part), addressInput(said, part, whose, { isNeeded, isAlone: parts.length === 1 }))
  })
  const saves = session.saved_payment_method_options?.payment_method_save === 'enabled'
  return [
    wrapped('name', input(said, { ...name, ...isOf('name') })),
    session.phone_number_collection?.enabled ? '' : wrapped('phone', input(said, phone)),
    wrapped('country', select(said, { ...country, ...isOf('country') }, countryOptions(around.countries, language))),
    ...lines,
    saves ? wrapped('save', box(said, { name: 'save_payment_method', label: words.save })) : '',
  ].join('')
}
