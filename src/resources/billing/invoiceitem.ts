// Invoice items: what is to be on a customer's next invoice, or on a draft that is named. Prorations are invoice items too.
// (https://docs.stripe.com/api/invoiceitems; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
// What one is, and the line that it becomes, stands in invoiceitem_state.ts; what it costs in invoiceitem_price.ts.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, refuseUnbuilt, StripeError } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { checkCurrency } from '../catalog/price.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf, readsOf } from './discount.ts'
import { reckon } from './invoice_reckoning.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { inside, nameOf, pricedItem } from './invoiceitem_price.ts'
import {
  attached,
  type InvoiceItem,
  type InvoiceItemState,
  insertItem,
  invoiceItem,
  ITEMS_MAX,
  type ItemWish,
  lineOf,
  relined,
} from './invoiceitem_state.ts'
import { allLines, insertLines, lineItem, type TaxSaid } from './line_item.ts'

type Create = Params<Stripe.InvoiceItemCreateParams>
type Update = Params<Stripe.InvoiceItemUpdateParams>

export const invoiceItems = resource(invoiceItem)
  .on<Stripe.InvoiceItemCreateParams>('POST /v1/invoiceitems', (tx, params) => create(tx, params), {
    reads: [
      'customer.test_clock',
      'invoice.discounts',
      'invoice.lines.discounts',
      'invoice.customer',
      'subscription',
      'pricing.price.product',
      'discounts.coupon',
      'discounts.promotion_code.promotion.coupon',
      'tax_rates',
    ],
  })
  .on<Stripe.InvoiceItemRetrieveParams>('GET /v1/invoiceitems/{id}', (_tx, _params, self) => self)
  .on<Stripe.InvoiceItemListParams>('GET /v1/invoiceitems', (tx, params) =>
    list(tx, invoiceItem, params as never, '/v1/invoiceitems'),
  )
  .on<Stripe.InvoiceItemUpdateParams>('POST /v1/invoiceitems/{id}', (tx, params, self) => updateItem(tx, params, self))
  .on<Stripe.InvoiceItemDeleteParams>('DELETE /v1/invoiceitems/{id}', (tx, _params, self) => {
    readWith(tx, self)
    const draft = draftOf(
      tx,
      self,
      "Can't delete an invoice item that is attached to an invoice that is no longer editable",
    )
    tx.delete(invoiceItem, self)
    if (draft) {
      const lines = allLines(tx, draft.id)
      const mine = lines.find(({ id }) => id === self.hidden.line)
      if (mine) tx.delete(lineItem, mine)
      reckon(
        tx,
        draft,
        lines.filter((line) => line !== mine),
      )
    }
    return { id: self.id, object: 'invoiceitem', deleted: true }
  })

/** Reads what hangs on an item in two rounds: its customer, its invoice and the lines of that; then their discounts. */
function readWith(tx: Tx, self: InvoiceItem, looks: readonly (() => unknown)[] = []): void {
  const { customer: who, invoice: on, pricing } = self
  const near = [who, on, pricing?.price_details?.price].filter((id): id is string => typeof id === 'string')
  const lines = () => (on === null ? [] : allLines(tx, on as string))
  tx.work.together<unknown>([() => tx.any(near), lines, ...looks])
  const draft = on === null ? undefined : tx.find(invoice, on as string)
  tx.any([...((draft?.discounts ?? []) as string[]), ...lines().flatMap(({ discounts }) => discounts as string[])])
}

/** The draft that an item stands on; refused where that can be changed no more. */
function draftOf(tx: Tx, self: InvoiceItem, words: string): Invoice | undefined {
  if (self.invoice === null) return undefined
  const on = tx.find(invoice, self.invoice as string)
  if (!on) throw invalid('This invoice item has been deleted.')
  if (on.status !== 'draft') throw invalid(words)
  return on
}

function create(tx: Tx, params: Create): InvoiceItem {
  refuseUnbuilt(params, ['customer_account'], ' for an invoice item')
  if (params.customer === undefined) throw missingParameter('customer')
  const who = tx.get(customer, params.customer, 'customer')
  const on = tx.under(who.test_clock)
  const draft = params.invoice === undefined ? undefined : editable(on, params.invoice, who.id)
  on.work.together<unknown>([
    () => on.now,
    () => draft && allLines(on, draft.id),
    ...readsOf(on, params.discounts as DiscountGiven[], who.id),
  ])
  if (params.subscription !== undefined) subscriptionOf(on, params.subscription, who.id)
  const currency = params.currency ?? draft?.currency
  const self = insertItem(on, wishOf(on, { ...params, ...(currency !== undefined && { currency }) }, who))
  if (!draft) return self
  checkCurrencies(self, draft, 'currency')
  return ontoDraft(on, draft, [self])[0]!
}

/** A draft of the customer's that lines may be put on. */
function editable(tx: Tx, id: string, who: string): Invoice {
  const draft = tx.get(invoice, id, 'invoice')
  if (draft.customer !== who)
    throw invalid(`The invoice ${id} does not belong to the customer ${who}.`, { param: 'invoice' })
  if (draft.status !== 'draft') throw notEditable()
  return draft
}

/** The subscription that a parameter names, which must be the customer's. Wording of another's [M]. */
export function subscriptionOf(tx: Tx, id: string, who: string): { id: string; metadata: unknown; currency: string } {
  const [row] = tx.any([id])
  if (row?.object !== 'subscription') throw noSuch('subscription', id, 'subscription')
  if (row.customer !== who)
    throw invalid(`The subscription ${id} does not belong to the customer ${who}.`, { param: 'subscription' })
  return row as never
}

/** An invoice is in one currency. Wording [M]. */
export function checkCurrencies(item: InvoiceItem, draft: Invoice, param: string): void {
  if (item.currency !== draft.currency)
    throw invalid(
      `The currency of the invoice item, \`${item.currency}\`, does not match that of the invoice, \`${draft.currency}\`.`,
      { param },
    )
}

/** Recorded. */
export const notEditable = () =>
  new StripeError(400, {
    type: 'invalid_request_error',
    code: 'invoice_not_editable',
    message: 'Invalid invoice: This invoice is no longer editable',
  })

/** What the parameters ask for; `at` is the parameter in which they stand, if they do. A known price need not be active. */
export function wishOf(
  tx: Tx,
  params: Create,
  who: Row<Stripe.Customer>,
  at = '',
  known?: ReadonlySet<string>,
): ItemWish {
  const currency = currencyOf(params, who)
  const priced = pricedItem(tx, params, currency, { at, known })
  const standing = { customer: who.id, start: tx.now, currency: priced.currency, amount: priced.amount }
  return {
    customer: who,
    subscription: params.subscription ?? null,
    amount: priced.amount,
    currency: priced.currency,
    pricing: priced.pricing,
    quantity: priced.quantity.whole,
    quantityDecimal: priced.quantity.decimal,
    description: params.description ?? (priced.from ? nameOf(tx, priced.from) : null),
    period: params.period ? checkPeriod(params.period, at) : { start: tx.now, end: tx.now },
    discountable: params.discountable ?? priced.amount >= 0,
    metadata: mergeMetadata({}, params.metadata),
    discounts: (on) =>
      discountsOf(
        tx,
        (params.discounts ?? []) as DiscountGiven[] | '',
        { ...standing, ...on },
        [],
        inside(at, 'discounts'),
      ),
    rates: taxRatesAt(tx, params.tax_rates ?? [], inside(at, 'tax_rates')),
    tax: taxSaid(params),
    at: tx.now,
  }
}

/** What is said of automatic taxes, beside what was; empty clears a code, and `unspecified` leaves it to the price. */
function taxSaid({ tax_behavior, tax_code }: Update, before: TaxSaid = {}): TaxSaid | undefined {
  const behavior = tax_behavior ?? before.behavior
  const code = tax_code ?? before.code
  if ((behavior ?? 'unspecified') === 'unspecified' && !code) return undefined
  return { ...(behavior && behavior !== 'unspecified' && { behavior }), ...(code && { code }) }
}

function checkPeriod({ start, end }: Span, at: string): Span {
  if (end < start) throw invalid('The period end must not be before its start.', { param: inside(at, 'period[end]') })
  return { start, end }
}

/** The currency that an item is in; a customer has one for all that they owe. */
function currencyOf({ currency, price_data }: Create, who: Row<Stripe.Customer>): string | undefined {
  const said = currency ?? price_data?.currency
  return said === undefined ? (who.currency ?? undefined) : checkCurrency(said)
}

/** Changes an item, and its invoice where it has one that is a draft. */
function updateItem(tx: Tx, params: Update, self: InvoiceItem): InvoiceItem {
  readWith(tx, self, [() => tx.now, ...readsOf(tx, params.discounts as DiscountGiven[], self.customer as string)])
  const draft = draftOf(tx, self, 'This invoice item cannot be changed: its invoice is no longer editable.')
  const lines = draft && allLines(tx, draft.id)
  const changed = changeItem(tx, params, self)
  if (draft)
    reckon(
      tx,
      draft,
      lines!.map(({ id }) => tx.get(lineItem, id)),
    )
  return changed
}

/** Changes an item and its line; the invoice is still to be reckoned. `at` is the parameter in which `params` stand. */
export function changeItem(tx: Tx, params: Update, self: InvoiceItem, at = ''): InvoiceItem {
  refuseUnbuilt(params, ['invoicing_rules'], ' for an invoice item')
  const isPriced = PRICED.some((name) => name in params)
  const firm = [...PRICED, 'discounts'].find((name) => name in params)
  if (self.proration && firm !== undefined)
    throw invalid('You cannot change the pricing, quantity or discounts of a proration.', { param: inside(at, firm) })
  const changed = tx.update(invoiceItem, self, {
    ...(isPriced && repriced(tx, params, self, at)),
    ...(params.description !== undefined && { description: params.description || null }),
    ...(params.discountable !== undefined && { discountable: params.discountable }),
    ...(params.discounts !== undefined && {
      discounts: discountsOf(
        tx,
        params.discounts as DiscountGiven[] | '',
        {
          customer: self.customer as string,
          invoice_item: self.id,
          start: tx.now,
          currency: self.currency,
          amount: self.amount,
        },
        (self.discounts ?? []) as string[],
        inside(at, 'discounts'),
      ),
    }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    ...(params.period !== undefined && { period: checkPeriod(params.period, at) }),
    ...(params.tax_rates !== undefined && {
      tax_rates: taxRatesAt(tx, params.tax_rates, inside(at, 'tax_rates')) as never,
    }),
    ...((params.tax_behavior !== undefined || params.tax_code !== undefined) && { hidden: retaxed(params, self) }),
  })
  if (changed.hidden.line !== undefined) relined(tx, changed, changed.hidden.line)
  return changed
}

function retaxed(params: Update, { hidden }: InvoiceItem): InvoiceItemState {
  const { tax: before, ...others } = hidden
  const tax = taxSaid(params, before)
  return { ...others, ...(tax && { tax }) }
}

/** A new amount, a new price, or a new quantity of the price that it has. */
function repriced(tx: Tx, params: Update, self: InvoiceItem, at: string): Partial<InvoiceItem> {
  const isCounted = params.quantity !== undefined || params.quantity_decimal !== undefined
  const isOnlyQuantity = isCounted && Object.keys(params).every((name) => !PRICES.includes(name))
  const current = self.pricing?.price_details?.price as string | undefined
  const kept = params.amount === undefined && !isCounted ? { quantity_decimal: self.quantity_decimal } : {}
  const asked = isOnlyQuantity && current ? { ...params, pricing: { price: current } } : { ...params, ...kept }
  const { amount, pricing, quantity } = pricedItem(tx, asked as Create, self.currency, {
    at,
    known: new Set(current === undefined ? [] : [current]),
  })
  return { amount, pricing, quantity: quantity.whole, quantity_decimal: quantity.decimal as never }
}
const PRICES = ['amount', 'unit_amount_decimal', 'pricing', 'price_data']
const PRICED = [...PRICES, 'quantity', 'quantity_decimal']

/** Puts items on a draft: their lines come before those that are there. */
function ontoDraft(tx: Tx, draft: Invoice, items: readonly InvoiceItem[]): InvoiceItem[] {
  const known = allLines(tx, draft.id)
  if (known.length + items.length > ITEMS_MAX)
    throw invalid(`An invoice can have at most ${ITEMS_MAX} invoice items.`, { param: 'invoice' })
  const lines = insertLines(tx, draft.id, draft.currency, items.map(lineOf))
  const taken = items.map((item, i) => attached(tx, item, draft.id, lines[i]!))
  reckon(tx, draft, [...lines, ...known])
  return taken
}
