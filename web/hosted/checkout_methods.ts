// How a customer pays on the Checkout page: by what they have saved, or by a method with the details that its type asks for. Only
// the details of the method that is chosen are in sight. (https://docs.stripe.com/payments/payment-methods/overview)
import { bankName } from './bank_names.ts'
import type { CheckoutAround, CheckoutSession, Form, SavedMethod } from './checkout.ts'
import { type Asks, asksOf, billing, needsOf, wholeAddress } from './checkout_billing.ts'
import { countryOptions, input, select } from './inputs.ts'
import { type AllWords, merchantOf } from './checkout_words.ts'
import { DETAILS, detailsOf, OPTIONAL } from './method_details.ts'
import { escaped } from './page.ts'

interface Way {
  readonly value: string
  readonly name: string
  readonly asks: readonly Asks[]
  readonly fields: string
}

/** All ways to pay, and what is asked about the customer. Nothing where nothing is to be paid. */
export function methodsOf(form: Form): string {
  const { session, said, words } = form
  if (isFree(session)) return ''
  const saved = session.page.saved_payment_methods.map((one): Way => savedWay(one, form))
  const types = session.payment_method_types
  const isOnly = saved.length === 0 && types.length === 1
  const ways = [...saved, ...types.map((type) => newWay(type, form, isOnly))]
  const [first] = ways
  const chosen = said[CHOICE] ?? first?.value
  const each = isOnly
    ? `<input type="hidden" name="${CHOICE}" value="${first!.value}"><p>${first!.name}</p><div class="fields own">${first!.fields}</div>`
    : ways.map((way) => choiceOf(way, way.value === chosen)).join('\n')
  const asks = new Set(ways.flatMap((way) => way.asks))
  const needs = isOnly ? needsOf(types[0]!, form) : []
  return `<fieldset class="methods"><legend>${words.method}</legend>${each}</fieldset>
${billing(form, { asks, needs, isOnly })}${agreeing(session, words)}`
}

/** Whether there is nothing to pay, now or later. What the customer chooses to give is something. */
function isFree({ amount_total, mode, page, payment_method_collection: collects }: CheckoutSession): boolean {
  if (mode === 'setup' || amount_total || page.items.some(({ custom_unit_amount: custom }) => custom)) return false
  return mode === 'payment' || collects === 'if_required'
}

/** The name that Stripe's own page gives to the choice; its ids are made of it. */
const CHOICE = 'payment-method-accordion-item-title'

/** One way among several. */
function choiceOf({ value, name, asks, fields }: Way, isChecked: boolean): string {
  const id = `${CHOICE}-${value}`
  return (
    `<div class="method" data-testid="${value}-accordion-item"><label class="choice" for="${id}" ` +
    `data-testid="${value}-accordion-item-button"><input type="radio" id="${id}" name="${CHOICE}" value="${value}" ` +
    `data-asks="${asks.join(' ')}"${isChecked ? ' checked' : ''}><span>${name}</span></label>` +
    `${fields && `<div class="fields">${fields}</div>`}</div>`
  )
}

/** As its customer knows it: Visa ending in 4242. */
export function savedName({ type, card, last4 }: SavedMethod, { methodName }: CheckoutAround, words: AllWords): string {
  const kind = card ? `<span class="brand-name">${escaped(card.brand)}</span>` : escaped(methodName(type))
  return last4 === null ? kind : words.saved(kind, escaped(last4))
}

function savedWay(one: SavedMethod, { session, around, words }: Form): Way {
  return { value: one.id, name: savedName(one, around, words), asks: wholeAddress(session), fields: '' }
}

/** A type with its details. Of several types, those that are not chosen must not be required. */
function newWay(type: string, form: Form, isOnly: boolean): Way {
  const { session, around, words } = form
  const { requires, isDebit } = around.asks(type)
  const fields = detailsOf(type, requires).map((path) => detail(path, type, form, isOnly && !OPTIONAL.includes(path)))
  const mandate = isDebit ? `<p class="small">${words.mandate(merchantOf(session, words))}</p>` : ''
  const name = escaped(around.methodName(type))
  return { value: type, name, asks: asksOf(type, form), fields: fields.join('') + mandate }
}

/** One detail of a type. What is said of a card or an account never comes back to the page. */
function detail(path: string, type: string, { around, said, words, language }: Form, isNeeded: boolean): string {
  const [label, placeholder, auto = 'off'] = DETAILS[path]!
  const asked = { name: path, label: words.labels[label], auto, isNeeded }
  const options = around.asks(type).options(path)
  if (options.length > 0) {
    const shown =
      label === 'country'
        ? countryOptions(options, language)
        : options.map((word) => [word, escaped(bankName(word))] as const)
    return select(said, asked, shown)
  }
  // The date and the code of a card stand beside each other.
  const is = { isNumeric: path.startsWith('card'), isShort: path === 'cardExpiry' || path === 'cardCvc' }
  return input({}, { ...asked, ...is, ...(placeholder !== undefined && { placeholder }) })
}

/** That it will be charged again, where that is what it is for. */
function agreeing(session: CheckoutSession, words: AllWords): string {
  const isHidden = session.consent_collection?.payment_method_reuse_agreement?.position === 'hidden'
  return session.page.reuses && !isHidden ? `<p class="small">${words.reuse(merchantOf(session, words))}</p>` : ''
}
