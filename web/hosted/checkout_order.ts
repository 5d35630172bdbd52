// The order on the Checkout page: what is bought, what it comes to, and what of it can be changed before it is paid.
import type { Form, PageView } from './checkout.ts'
import { countryOptions, input, select } from './inputs.ts'
import { savedName } from './checkout_methods.ts'
import { escaped, type Row } from './page.ts'
import { dayOf, oftenOf } from './written.ts'

/** What is bought, and the sums, each as a term and what it comes to. What the customer chooses to give has no sum yet. */
export function rowsOf(form: Form): Row[] {
  const { session, around, words } = form
  const { currency, page } = session
  if (currency === null || page.items.length === 0) return []
  if (page.items.some(({ custom_unit_amount: custom }) => custom)) return []
  const total = escaped(around.money(session.amount_total ?? 0, currency))
  const sum: Row = [words.sums.total, `<span data-testid="product-summary-total-amount">${total}</span>`, 'total']
  return [...page.items.map((item) => lineOf(item, currency, form)), ...sumsOf(currency, form), sum, ...later(form)]
}

/** One of what is bought; how often it is paid is said where it is from now on. */
function lineOf(item: PageView['items'][number], currency: string, { session, around, language }: Form): Row {
  const { recurring } = item
  const isTried = session.page.recurring?.trial != null
  const each = recurring && !isTried ? ` ${oftenOf(recurring.interval, recurring.interval_count, language)}` : ''
  const count = item.quantity !== null && item.quantity !== 1 ? ` × ${item.quantity}` : ''
  const name = `<span data-testid="product-summary-name">${escaped(item.name)}</span>${count}`
  return [name, escaped(`${around.money(item.amount_subtotal, currency)}${each}`)]
}

function sumsOf(currency: string, { session, around: { money }, words: { sums } }: Form): Row[] {
  const { total_details: details, page } = session
  const code = page.discounts[0]?.promotion_code
  const all: readonly (readonly [string, number | null | undefined])[] = [
    [code ? `${sums.discount} (${escaped(code)})` : sums.discount, details && -details.amount_discount],
    [sums.shipping, session.shipping_cost ? (details?.amount_shipping ?? 0) : undefined],
    [sums.tax, details?.amount_tax],
  ]
  return all.flatMap(([term, amount]): Row[] => {
    if (amount === null || amount === undefined || (amount === 0 && term !== sums.shipping)) return []
    return [[term, escaped(amount < 0 ? `−${money(-amount, currency)}` : money(amount, currency))]]
  })
}

/** What a subscription comes to after its trial, or after a first bill that is another. */
function later({ session: { amount_total, currency, page }, around, words, language }: Form): Row[] {
  const { recurring } = page
  if (!recurring || (!recurring.trial && recurring.due_next.amount_total === amount_total)) return []
  const amount = around.money(recurring.due_next.amount_total, currency!)
  const often = oftenOf(recurring.interval, recurring.interval_count, language)
  const term = recurring.trial ? words.afterTrial(dayOf(recurring.trial.end, language)) : words.nextBill
  return [[term, escaped(`${amount} ${often}`)]]
}

/** What can be chosen before paying: how many, by which code, how it is sent, and where for the taxes. */
export function choices(form: Form): string {
  const all = [...quantities(form), ...code(form), ...sending(form), ...where(form)]
  if (all.length === 0) return ''
  const button = `<button class="quiet" name="do" value="update">${form.words.update}</button>`
  return `<form method="post">${all.join('\n')}\n${button}</form>`
}

function quantities({ session, words }: Form): string[] {
  return session.page.items.flatMap(({ id, name, quantity, adjustable_quantity: is }) => {
    if (!is) return []
    const more = `min="${is.minimum}" max="${is.maximum}"`
    const asked = { name: `line_item_quantities[${id}]`, label: words.quantity(escaped(name)), type: 'number' } as const
    return [input({}, { ...asked, value: String(quantity ?? 1), isNeeded: false, more })]
  })
}

function code({ session, said, words }: Form): string[] {
  if (!session.allow_promotion_codes) return []
  const value = session.page.discounts[0]?.promotion_code
  const asked = { name: 'promotionCode', label: words.labels.code, auto: 'off', isNeeded: false, value }
  return [input(said, asked)]
}

function sending({ session, around: { money }, words }: Form): string[] {
  const { currency, page, shipping_cost: cost } = session
  if (page.shipping_options.length === 0) return []
  const options = page.shipping_options.map(
    ({ id, amount, display_name: name }) =>
      `<label class="choice"><input type="radio" name="shipping_rate" value="${id}"${
        cost?.shipping_rate === id ? ' checked' : ''
      }><span>${escaped(name ?? id)}</span><span>${escaped(money(amount, currency!))}</span></label>`,
  )
  return [`<fieldset><legend>${words.shippingRate}</legend>${options.join('')}</fieldset>`]
}

function where({ session, around: { countries, country: value }, said, words, language }: Form): string[] {
  if (session.automatic_tax?.status !== 'requires_location_inputs') return []
  const { country, postalCode } = words.labels
  const place = { name: 'tax_region[country]', label: country, value, isNeeded: false }
  const code = { name: 'tax_region[postal_code]', label: postalCode, auto: 'postal-code', isNeeded: false }
  return [
    `<fieldset><legend>${words.whereTaxed}</legend>${select(said, place, countryOptions(countries, language))}${input(said, code)}</fieldset>`,
  ]
}

/** What may be added to the order, and taken out of it again, each by a button. */
export function extras({ session, around: { money }, words, language }: Form): string {
  const { currency, page } = session
  if (page.optional_items.length === 0) return ''
  const each = page.optional_items.map((one) => {
    const { amount, description, is_selected: isIn, name, price, quantity, recurring } = one
    const often = recurring ? ` ${oftenOf(recurring.interval, recurring.interval_count, language)}` : ''
    const count = quantity === 1 ? '' : ` × ${quantity}`
    const text = (isIn ? words.leaveOut : words.add)(escaped(name))
    return (
      `<div class="item"><p class="title"><span>${escaped(name)}${count}</span><span>${escaped(`${money(amount, currency!)}${often}`)}</span></p>` +
      `${description === null ? '' : `<p class="small">${escaped(description)}</p>`}` +
      `<button class="quiet" name="optional_items[${price}]" value="${isIn ? 0 : quantity}">${text}</button></div>`
    )
  })
  return `<form method="post"><h2>${words.extras}</h2><input type="hidden" name="do" value="update">${each.join('')}</form>`
}

/** The saved methods, each with the button that removes it, where the session lets its customer do that. */
export function forgetting({ session, around, words }: Form): string {
  const { saved_payment_method_options: options, page } = session
  if (options?.payment_method_remove !== 'enabled' || page.saved_payment_methods.length === 0) return ''
  const buttons = page.saved_payment_methods.map(
    (one) =>
      `<button class="quiet" name="remove_payment_method" value="${one.id}">${words.forget(savedName(one, around, words))}</button>`,
  )
  return `<form method="post"><h2>${words.savedTitle}</h2><input type="hidden" name="do" value="update">${buttons.join('')}</form>`
}
