// Previews: the invoice that would come of a change, or comes next, made by the same steps as the real one and then undone,
// so that what is shown is what will be charged. (https://docs.stripe.com/api/invoices/create_preview)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { prefetch } from '../../kernel/ahead.ts'
import { exclusive, invalid, missingParameter, refuseUnbuilt, StripeError } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { checkLiability, switched } from './invoice_automatic_tax.ts'
import { connectSaid } from './invoice_connect.ts'
import { insertDraft } from './invoice_draft.ts'
import { inheritedDiscounts } from './discount.ts'
import { reckon } from './invoice_reckoning.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { previewItem } from './invoice_preview_items.ts'
import { lineOf, pendingItems } from './invoiceitem_state.ts'
import { allLines, type LineItem, lineItem, linesOf } from './line_item.ts'
import { cancel } from './subscription_cancel.ts'
import { createSubscription } from './subscription_create.ts'
import { renew } from './subscription_cycle.ts'
import { FORETOLD } from './subscription_invoice.ts'
import { type Subscription, subscription, timed } from './subscription_state.ts'
import { updateSubscription } from './subscription_update.ts'
import { usages } from './subscription_usage.ts'

type Asked = Params<Stripe.InvoiceCreatePreviewParams>
type Details = NonNullable<Asked['subscription_details']>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['customer_account', 'schedule', 'schedule_details']
const UNBUILT_DETAILS = ['billing_schedules', 'pause', 'resume_at', 'start_date', 'metadata']

/** What making one reads. */
export const PREVIEWING = [
  'customer.test_clock',
  'subscription.customer',
  'subscription.test_clock',
  'subscription.latest_invoice',
  'subscription.items.id',
  'subscription.items.price.id',
  'subscription.items.price.product',
  'subscription.items.price.recurring.meter',
  'subscription.discounts',
  'subscription_details.items.price.product',
  'discounts.coupon',
]

/** An invoice as it would be, and all its lines. */
export interface Preview {
  readonly draft: Invoice
  readonly lines: readonly LineItem[]
}

/** The invoice as it would be, under ids of its own. */
export const previewInvoice = (tx: Tx, params: Asked): Invoice => shown(preview(tx, params))

/** What the invoice would be. Nothing of it is kept. */
export function preview(tx: Tx, params: Asked): Preview {
  refuseUnbuilt(params, UNBUILT, ' for a preview')
  const details = params.subscription_details ?? {}
  refuseUnbuilt(details, UNBUILT_DETAILS, ' for a preview')
  checkLiability(params.automatic_tax)
  if (details.proration_date !== undefined && params.subscription === undefined)
    throw invalid('Cannot specify proration date without specifying a subscription', {
      param: 'subscription_details[proration_date]',
    })
  if (details.proration_date !== undefined && details.proration_behavior === 'none')
    throw exclusive(['subscription_details[proration_behavior]', 'subscription_details[proration_date]'])
  return foreseen(tx, () => foretold(tx, params, details))
}

/** Makes the draft. */
function foretold(account: Tx, params: Asked, details: Details): Invoice {
  const who = customerOf(account, params)
  const tx = account.under(who.test_clock)
  const self = subscriptionOf(tx, params, who, details)
  for (const [i, item] of (params.invoice_items ?? []).entries())
    previewItem(tx, who, item as never, self, `invoice_items[${i}]`)
  const draft = self
    ? nextOf(timed(tx, self), taxedAs(tx, self, params), who, params, details)
    : fresh(tx, who, params, details)
  return withDiscounts(tx, onBehalfOf(tx, draft, params), who, params)
}

const onBehalfOf = (tx: Tx, draft: Invoice, { on_behalf_of }: Asked): Invoice =>
  on_behalf_of === undefined ? draft : tx.amend(invoice, draft, connectSaid(tx, { on_behalf_of }).shown)

/** The subscription, with its automatic taxes turned on or off where the caller wants to see that. */
function taxedAs(tx: Tx, self: Subscription, { automatic_tax: tax }: Asked): Subscription {
  if (!tax || tax.enabled === self.automatic_tax.enabled) return self
  return tx.update(subscription, self, { automatic_tax: switched(tax.enabled) })
}

/** Who it is for: a customer that is known, or one that is described. */
function customerOf(tx: Tx, params: Asked): Row<Stripe.Customer> {
  const { customer_details: given } = params
  const changes = given
    ? {
        ...(given.address && { address: given.address }),
        ...(given.shipping && { shipping: given.shipping }),
        ...(given.tax_exempt && { tax_exempt: given.tax_exempt }),
      }
    : {}
  const id =
    params.customer ??
    (params.subscription === undefined
      ? undefined
      : (tx.get(subscription, params.subscription, 'subscription').customer as string))
  if (id === undefined && !given) throw missingParameter('customer')
  const known = id === undefined ? undefined : tx.get(customer, id, 'customer')
  const who = known ?? tx.get(customer, tx.request('POST', '/v1/customers', changes).id)
  if (known && given) tx.update(customer, known, changes as never)
  for (const one of given?.tax_ids ?? []) tx.request('POST', `/v1/customers/${who.id}/tax_ids`, one)
  return tx.get(customer, who.id) as Row<Stripe.Customer>
}

/** The subscription that is meant: the one that is named, or the one that renews first. */
function subscriptionOf(tx: Tx, params: Asked, who: Row<Stripe.Customer>, details: Details): Subscription | undefined {
  if (params.subscription !== undefined) {
    const self = tx.get(subscription, params.subscription, 'subscription')
    if (self.customer !== who.id)
      throw invalid(`The subscription ${self.id} does not belong to the customer ${who.id}.`, { param: 'subscription' })
    return self
  }
  if (details.items?.length) return undefined
  const running = tx.list(subscription, [`customer=${who.id}`, 'ended=false'], { limit: 100 })
  const ends = (self: Subscription) => Math.min(...self.items.data.map((item) => item.current_period_end))
  const self = running.toSorted((a, b) => ends(a) - ends(b))[0]
  if (self)
    tx.work.together([
      () =>
        prefetch(tx, ['self.items.id', 'self.items.price.id', 'self.items.price.product', 'self.discounts'], { self }),
      () => pendingItems(tx, who.id, self.currency, self.id),
      () => usages(tx, self, self.items.data.map(carried)),
    ] as (() => unknown)[])
  return self
}

/** An item as its subscription carries it. */
const carried = (item: Subscription['items']['data'][number]) => ({
  item,
  price: item.price as never,
  period: { start: item.current_period_start, end: item.current_period_end },
})

/** Without a subscription: the first invoice of one that would be made, or what waits for the customer. */
function fresh(tx: Tx, who: Row<Stripe.Customer>, params: Asked, details: Details): Invoice {
  if (details.items?.length) {
    const { proration_date: _, cancel_now: __, ...asked } = details as Record<string, unknown>
    const wanted = {
      ...asked,
      customer: who.id,
      payment_behavior: FORETOLD,
      ...(params.currency && { currency: params.currency }),
      ...(params.automatic_tax && { automatic_tax: params.automatic_tax }),
    }
    const made = createSubscription(tx, wanted as never, preferring(who)) as Subscription
    if (made.latest_invoice) return tx.get(invoice, made.latest_invoice as string)
    return renewed(tx, made)
  }
  const currency = params.currency ?? who.currency ?? undefined
  const waiting = currency === undefined ? [] : pendingItems(tx, who.id, currency, null)
  if (waiting.length === 0) throw noneUpcoming(who.id)
  return insertDraft(tx, {
    customer: who,
    reason: 'upcoming',
    currency: currency!,
    period: { start: tx.now, end: tx.now },
    lines: waiting.map(lineOf),
    autoAdvance: false,
    collection: { method: 'charge_automatically', days: null },
    discounts: inheritedDiscounts(who),
    taxRates: [],
    automaticTax: params.automatic_tax?.enabled ?? false,
    at: tx.now,
  })
}

/** It defaults to the currency of its customer. (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-currency) */
const preferring = ({ currency }: Row<Stripe.Customer>) => ({ prices: new Set<string>(), prefers: currency ?? null })

/** Recorded. */
const noneUpcoming = (who: string) =>
  new StripeError(404, {
    type: 'invalid_request_error',
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${who}`,
  })

/** With a subscription: the invoice that the change makes at once, or else the one of the next renewal. */
function nextOf(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, params: Asked, details: Details): Invoice {
  if (details.cancel_now) {
    const ended = cancel(tx, self, { invoice_now: true, prorate: details.proration_behavior !== 'none' })
    if (ended.latest_invoice === self.latest_invoice) throw noneUpcoming(who.id)
    return tx.get(invoice, ended.latest_invoice as string)
  }
  const { cancel_now: _, billing_mode: __, ...changes } = details
  const isRecurring = params.preview_mode === 'recurring'
  const asked = { ...changes, ...(isRecurring && { proration_behavior: 'none' }), payment_behavior: FORETOLD }
  const next = Object.keys(changes).length === 0 ? self : updateSubscription(tx, self, asked as never)
  if (next.latest_invoice !== self.latest_invoice && !isRecurring) return tx.get(invoice, next.latest_invoice as string)
  const draft = renewed(tx, next)
  return isRecurring ? withoutExtras(tx, draft) : draft
}

/** The invoice of the next renewal, as it is at that time. */
function renewed(tx: Tx, self: Subscription): Invoice {
  const at = Math.min(...self.items.data.map((item) => item.current_period_end))
  renew(tx.foreseen(at), self)
  const after = tx.get(subscription, self.id)
  if (after.latest_invoice === self.latest_invoice || !after.latest_invoice) throw noneUpcoming(self.customer as string)
  return tx.get(invoice, after.latest_invoice as string)
}

/** The invoice of the next renewal, as a preview shows it; a refusal where there will be none. Nothing of it is kept. */
export const previewRenewal = (tx: Tx, self: Subscription): Invoice => shown(foreseen(tx, () => renewed(tx, self)))

/** An invoice that is made and undone. */
const foreseen = (tx: Tx, make: () => Invoice): Preview =>
  tx.work.foretell(() => {
    const draft = make()
    return { draft, lines: allLines(tx, draft.id) }
  })

/** What comes again and again: no prorations, and nothing that waits. */
function withoutExtras(tx: Tx, draft: Invoice): Invoice {
  const lines = allLines(tx, draft.id)
  const regular = lines.filter(({ parent }) => parent?.subscription_item_details?.invoice_item === null)
  for (const line of lines) if (!regular.includes(line)) tx.delete(lineItem, line)
  return reckon(tx, draft, regular)
}

function withDiscounts(tx: Tx, draft: Invoice, who: Row<Stripe.Customer>, { discounts }: Asked): Invoice {
  if (discounts === undefined) return draft
  const standing = { customer: who.id, invoice: draft.id, start: draft.created, currency: draft.currency }
  const ids = discountsOf(tx, discounts as DiscountGiven[] | '', standing, draft.discounts as string[], 'discounts')
  return reckon(tx, tx.amend(invoice, draft, { discounts: ids }))
}

/** A preview has ids of its own, and is never found under them. (https://docs.stripe.com/api/invoices/create_preview) */
function shown({ draft, lines: all }: Preview): Invoice {
  const id = `upcoming_${draft.id}`
  const lines = all.map((line) => ({ ...line, id: line.id.replace(/^il_/, 'il_tmp_'), invoice: id }))
  return { ...draft, id, lines: linesOf(id, lines as never) as never, hidden: {} }
}
