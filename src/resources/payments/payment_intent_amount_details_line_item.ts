// What the amount of a PaymentIntent is made of: goods, tax, shipping and discounts, which have to add up.
// (https://docs.stripe.com/payments/payment-line-items)
import type Stripe from 'stripe'
import { invalid, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Intent, paymentIntent } from './payment_intent_state.ts'

export const amountDetailsLineItem = object<Stripe.PaymentIntentAmountDetailsLineItem, { intent: string }>(
  'payment_intent_amount_details_line_item',
  { prefix: 'uli', terms: ({ hidden }) => [`intent=${hidden.intent}`] },
)

export const amountDetailsLineItems = resource(
  amountDetailsLineItem,
).on<Stripe.PaymentIntentListAmountDetailsLineItemsParams>(
  'GET /v1/payment_intents/{id}/amount_details_line_items',
  (tx, params, _self, [id]) => {
    tx.get(paymentIntent, id!)
    const path = `/v1/payment_intents/${id}/amount_details_line_items`
    return list(tx, amountDetailsLineItem, params as never, path, [`intent=${id}`])
  },
)

type LineItem = Row<Stripe.PaymentIntentAmountDetailsLineItem>

interface GivenLine {
  readonly product_name: string
  readonly quantity: number
  /** Minor units. */
  readonly unit_cost: number
  readonly discount_amount?: number
  readonly payment_method_options?: object
  readonly product_code?: string
  readonly tax?: { readonly total_tax_amount: number }
  readonly unit_of_measure?: string
}

/** `amount_details` of a request; what is sent empty is cleared. Amounts in minor units. */
export interface GivenDetails {
  readonly discount_amount?: number | ''
  readonly enforce_arithmetic_validation?: boolean
  readonly line_items?: readonly GivenLine[] | ''
  readonly shipping?:
    | { readonly amount?: number | ''; readonly from_postal_code?: string; readonly to_postal_code?: string }
    | ''
  readonly tax?: { readonly total_tax_amount: number } | ''
}

/** Stripe's own number. (https://docs.stripe.com/api/payment_intents/create#create_payment_intent-amount_details-line_items) */
const LINES_MAX = 200

/** What the intent shows of it. `amount` is what the details have to come to, where there are goods to add up. */
export function amountDetails(given: GivenDetails, amount: number): NonNullable<Intent['amount_details']> {
  checkLines(given)
  const error = sumOf(given) === amount || !given.line_items ? undefined : mismatch(sumOf(given), amount)
  if (error && given.enforce_arithmetic_validation !== false)
    throw invalid(error.message, { code: error.code, param: 'amount_details' })
  const { shipping, tax } = given
  return {
    ...(given.discount_amount && { discount_amount: given.discount_amount }),
    ...(error && { error }),
    ...(shipping && {
      shipping: {
        amount: shipping.amount || null,
        from_postal_code: shipping.from_postal_code || null,
        to_postal_code: shipping.to_postal_code || null,
      },
    }),
    ...(tax && { tax }),
    tip: {},
  } as never
}

function checkLines({ line_items, discount_amount, tax }: GivenDetails): void {
  const lines = line_items || []
  if (lines.length > LINES_MAX)
    throw invalid(`You can pass at most ${LINES_MAX} line items.`, { param: 'amount_details[line_items]' }) // [K]
  for (const [i, line] of lines.entries())
    if (line.quantity < 1) throw tooSmall(1, `amount_details[line_items][${i}][quantity]`)
  const both = (name: string) =>
    invalid(`You may not pass ${name} both for the whole amount and for line items.`, {
      code: 'parameters_exclusive',
      param: `amount_details[${name}]`,
    }) // [K]
  if (discount_amount && lines.some((line) => line.discount_amount !== undefined)) throw both('discount_amount')
  if (tax && lines.some((line) => line.tax !== undefined)) throw both('tax')
}

/** Goods and tax and shipping, less discounts. */
function sumOf({ line_items, discount_amount, shipping, tax }: GivenDetails): number {
  const goods = (line_items || []).reduce(
    (sum, line) =>
      sum + line.unit_cost * line.quantity + (line.tax?.total_tax_amount ?? 0) - (line.discount_amount ?? 0),
    0,
  )
  return goods + (tax ? tax.total_tax_amount : 0) + (shipping ? shipping.amount || 0 : 0) - (discount_amount || 0)
}

/** [K] */
const mismatch = (sum: number, amount: number) => ({
  code: 'amount_details_amount_mismatch' as const,
  message: `The amount details add up to ${sum}, which is not the amount of the PaymentIntent, ${amount}.`,
})

/** Writes the goods of an intent, in place of those that it had. */
export function replaceLines(tx: Tx, intent: string, lines: GivenDetails['line_items']): void {
  if (lines === undefined) return
  for (const old of tx.list(amountDetailsLineItem, [`intent=${intent}`], { limit: LINES_MAX }))
    tx.delete(amountDetailsLineItem, old as never)
  // Lists have the newest first: the first line is written last.
  for (const line of [...(lines || [])].reverse())
    tx.insert(amountDetailsLineItem, {
      discount_amount: line.discount_amount ?? null,
      payment_method_options: (line.payment_method_options ?? null) as LineItem['payment_method_options'],
      product_code: line.product_code ?? null,
      product_name: line.product_name,
      quantity: line.quantity,
      tax: line.tax ?? null,
      unit_cost: line.unit_cost,
      unit_of_measure: line.unit_of_measure ?? null,
      hidden: { intent },
    })
}

/** What a request says anew of an intent's amount, with its goods written; nothing where it says nothing. */
export function newDetails(tx: Tx, self: Intent, given: unknown, amount: number): Partial<Intent> {
  if (given === undefined) return {}
  const details = (given || { line_items: '' }) as GivenDetails
  replaceLines(tx, self.id, details.line_items)
  return { amount_details: amountDetails(details, amount) }
}
