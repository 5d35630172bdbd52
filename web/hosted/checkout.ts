// The page on which a customer pays for a Checkout Session: what they buy, who they are, and how they pay. Plain HTML: the fields are named
// as the calls of docs/own-calls.md name them, so that one form is the whole of it, and a tester can send it without a browser.
// (https://docs.stripe.com/payments/checkout)
import { fieldsOf } from './checkout_fields.ts'
import type { Language } from './language.ts'
import { escaped, linkable, pageOf, type Row } from './page.ts'
import { type Problem, problemIn } from './problem.ts'
import { CHECKOUT_WORDS, type CheckoutWords } from './words/checkout/index.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { type Interval, oftenOf } from './written.ts'

/** The answer of `GET /v1/payment_pages/{id}`, as far as the page needs it. */
export interface CheckoutSession {
  readonly status: 'open' | 'complete' | 'expired'
  readonly mode: 'payment' | 'setup' | 'subscription'
  readonly amount_total: number | null
  readonly currency: string | null
  readonly allow_promotion_codes: boolean | null
  readonly billing_address_collection: 'auto' | 'required' | null
  readonly branding_settings: { readonly display_name: string } | null
  readonly cancel_url: string | null
  readonly consent_collection: { readonly terms_of_service: string; readonly promotions: string } | null
  readonly custom_fields: readonly CustomField[]
  readonly custom_text: Readonly<Record<string, { readonly message: string } | null>>
  readonly customer: string | null
  readonly customer_details: { readonly email: string | null } | null
  readonly customer_email: string | null
  readonly line_items: { readonly data: readonly Item[] } | null
  readonly payment_method_collection: string | null
  readonly payment_method_types: readonly string[]
  readonly phone_number_collection: { readonly enabled: boolean } | null
  readonly shipping_address_collection: { readonly allowed_countries: readonly string[] } | null
  readonly shipping_cost: { readonly shipping_rate: string | null } | null
  readonly shipping_options: readonly { readonly shipping_amount: number; readonly shipping_rate: string }[] | null
  readonly submit_type: string | null
  readonly total_details: {
    readonly amount_discount: number
    readonly amount_shipping: number | null
    readonly amount_tax: number
  } | null
}

interface Item {
  readonly id: string
  readonly description: string | null
  readonly quantity: number | null
  readonly amount_subtotal: number
  readonly currency: string
  readonly adjustable_quantity?: {
    readonly enabled: boolean
    readonly minimum: number
    readonly maximum: number
  } | null
  readonly price: {
    readonly recurring: { readonly interval: Interval; readonly interval_count: number } | null
    readonly custom_unit_amount: object | null
  } | null
}

export interface CustomField {
  readonly key: string
  readonly label: { readonly custom: string | null }
  readonly optional: boolean
  readonly type: 'dropdown' | 'numeric' | 'text'
  readonly dropdown?: { readonly options: readonly { readonly label: string; readonly value: string }[] }
}

/** What the page needs beside the session. */
export interface CheckoutAround {
  /** An amount in minor units, for people: $15.00. */
  readonly money: (amount: number, currency: string) => string
  /** As people call a type of payment method. */
  readonly methodName: (type: string) => string
  /** The names of shipping rates, by id. */
  readonly rates: Readonly<Record<string, string>>
  /** What was refused just now. */
  readonly problem?: Problem
  /** What was filled in before that, by the names of the fields; never of a card. */
  readonly said?: Readonly<Record<string, string>>
  /** Where the customer goes on to, once it is done. */
  readonly goOn?: string
}

/** The whole page. All that the session says is text in it, never markup. */
export function checkoutPage(session: CheckoutSession | undefined, around: CheckoutAround, language: Language): string {
  const words = CHECKOUT_WORDS[language]
  if (!session || session.status === 'expired') {
    const [title, lead] = words.closed[session ? 'expired' : 'unknown']
    const said = around.problem === undefined ? lead : escaped(around.problem.message)
    return pageOf({ title, lead: said, state: session?.status ?? 'unknown' }, language)
  }
  if (session.status === 'complete') {
    const [title, lead] = words.closed.complete
    const href = around.goOn === undefined ? undefined : linkable(around.goOn)
    const body = href === undefined ? '' : `<p><a class="button" href="${escaped(href)}">${words.goOn}</a></p>`
    return pageOf({ title, lead, state: 'complete', body }, language)
  }
  const merchant = `<bdi>${escaped(session.branding_settings?.display_name || words.someone)}</bdi>`
  const due = session.currency === null ? '' : escaped(around.money(session.amount_total ?? 0, session.currency))
  return pageOf(
    {
      title: words.title[session.mode](due),
      lead: words.lead[session.mode](merchant),
      state: 'open',
      rows: rowsOf(session, around, words, language),
      body: formsOf(session, around, words, language),
      notice: words.play,
    },
    language,
  )
}

function rowsOf(session: CheckoutSession, { money }: CheckoutAround, words: CheckoutWords, language: Language): Row[] {
  const { currency, total_details: details } = session
  if (currency === null) return []
  const lines = (session.line_items?.data ?? []).map((item): Row => {
    const recurring = item.price?.recurring
    const each = recurring ? ` ${oftenOf(recurring.interval, recurring.interval_count, language)}` : ''
    const name = `${item.description ?? ''}${item.quantity !== null && item.quantity !== 1 ? ` × ${item.quantity}` : ''}`
    return [escaped(name), escaped(`${money(item.amount_subtotal, item.currency)}${each}`)]
  })
  const sums: readonly (readonly [string, number | null | undefined])[] = [
    [words.sums.discount, details && -details.amount_discount],
    [words.sums.shipping, session.shipping_cost ? (details?.amount_shipping ?? 0) : undefined],
    [words.sums.tax, details?.amount_tax],
  ]
  const shown = sums.flatMap(([term, amount]): Row[] => {
    if (amount === null || amount === undefined || (amount === 0 && term !== words.sums.shipping)) return []
    return [[term, escaped(amount < 0 ? `−${money(-amount, currency)}` : money(amount, currency))]]
  })
  return [...lines, ...shown, [words.sums.total, escaped(money(session.amount_total ?? 0, currency)), 'total']]
}

/** The order, which can be changed, and what pays for it: each a form, so that Enter in one does not send the other. */
function formsOf(session: CheckoutSession, around: CheckoutAround, words: CheckoutWords, language: Language): string {
  return `${problemIn(around.problem, language)}${choices(session, around, words, language)}
<form method="post">${fieldsOf(session, around, language)}</form>
${back(session, words)}`
}

/** What can be chosen before paying: how many, by which code, and how it is sent. */
function choices(
  session: CheckoutSession,
  { rates, money, said = {} }: CheckoutAround,
  words: CheckoutWords,
  language: Language,
): string {
  const quantities = (session.line_items?.data ?? []).flatMap(
    ({ id, description, quantity, adjustable_quantity: is }) =>
      is?.enabled
        ? [
            `<label>${words.quantity(escaped(description ?? ''))}<input name="line_item_quantities[${id}]" type="number" ` +
              `value="${quantity ?? 1}" min="${is.minimum}" max="${is.maximum}"></label>`,
          ]
        : [],
  )
  const code = session.allow_promotion_codes
    ? [
        `<label>${FIELD_WORDS[language].code}<input name="promotion_code" autocomplete="off" value="${escaped(said.promotion_code ?? '')}"></label>`,
      ]
    : []
  const options = session.shipping_options ?? []
  const sending =
    options.length > 0
      ? [
          `<fieldset><legend>${words.shippingRate}</legend>${options
            .map(
              ({ shipping_rate: id, shipping_amount: amount }) =>
                `<label class="choice"><input type="radio" name="shipping_rate" value="${id}"${
                  session.shipping_cost?.shipping_rate === id ? ' checked' : ''
                }><span>${escaped(rates[id] ?? id)}</span><span>${escaped(money(amount, session.currency!))}</span></label>`,
            )
            .join('')}</fieldset>`,
        ]
      : []
  const all = [...quantities, ...code, ...sending]
  if (all.length === 0) return ''
  return `<form method="post">${all.join('\n')}\n<button class="quiet" name="do" value="update">${words.update}</button></form>`
}

function back({ cancel_url }: CheckoutSession, words: CheckoutWords): string {
  const href = cancel_url === null ? undefined : linkable(cancel_url)
  return href === undefined ? '' : `<p><a href="${escaped(href)}">${words.back}</a></p>`
}
