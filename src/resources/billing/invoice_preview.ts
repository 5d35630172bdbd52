// Previews: the invoice that would come of a change, or comes next, made by the same steps as the real one and then undone,
// so that what is shown is what will be charged. (https://docs.stripe.com/api/invoices/create_preview)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { prefetch } from '../../kernel/ahead.ts'
import { exclusive, invalid, missingParameter, refuseUnbuilt, StripeError, unbuilt } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { insertDraft } from './invoice_draft.ts'
import { inheritedDiscounts } from './invoice_edit.ts'
import { reckon } from './invoice_reckoning.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { previewItem } from './invoice_preview_items.ts'
import { lineOf, pendingItems } from './invoiceitem.ts'
import { allLines, lineItem, linesOf } from './line_item.ts'
import { cancel } from './subscription_cancel.ts'
import { createSubscription } from './subscription_create.ts'
import { renew } from './subscription_cycle.ts'
import { FORETOLD } from './subscription_invoice.ts'
import { type Subscription, subscription, timed } from './subscription_state.ts'
import { updateSubscription } from './subscription_update.ts'

type Asked = Params<Stripe.InvoiceCreatePreviewParams>
type Details = NonNullable<Asked['subscription_details']>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['customer_account', 'on_behalf_of', 'schedule', 'schedule_details']
const UNBUILT_DETAILS = ['billing_schedules', 'pause', 'resume_at', 'start_date', 'metadata']

/** The invoice as it would be. Nothing of it is kept. */
export function previewInvoice(tx: Tx, params: Asked): Invoice {
  refuseUnbuilt(params, UNBUILT, ' for a preview')
  const details = params.subscription_details ?? {}
  refuseUnbuilt(details, UNBUILT_DETAILS, ' for a preview')
  if (params.automatic_tax?.enabled)
    throw unbuilt('Brindle does not reckon automatic_tax for a preview yet.', 'automatic_tax')
  if (details.proration_date !== undefined && params.subscription === undefined)
    throw invalid('Cannot specify proration date without specifying a subscription', {
      param: 'subscription_details[proration_date]',
    })
  if (details.proration_date !== undefined && details.proration_behavior === 'none')
    throw exclusive(['subscription_details[proration_behavior]', 'subscription_details[proration_date]'])
  return tx.work.foretell(() => shown(tx, foretold(tx, params, details)))
}

/** Makes the draft. */
function foretold(account: Tx, params: Asked, details: Details): Invoice {
  const who = customerOf(account, params)
  const tx = account.under(who.test_clock)
  const self = subscriptionOf(tx, params, who, details)
  for (const [i, item] of (params.invoice_items ?? []).entries())
    previewItem(tx, who, item as never, self, `invoice_items[${i}]`)
  const draft = self ? nextOf(timed(tx, self), self, who, params, details) : fresh(tx, who, params, details)
  return withDiscounts(tx, draft, who, params)
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
  if (id !== undefined) {
    const known = tx.get(customer, id, 'customer') as Row<Stripe.Customer>
    return given ? (tx.update(customer, known as never, changes as never) as Row<Stripe.Customer>) : known
  }
  if (!given) throw missingParameter('customer')
  const made = tx.request('POST', '/v1/customers', changes)
  return tx.get(customer, made.id) as Row<Stripe.Customer>
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
    ] as (() => unknown)[])
  return self
}

/** Without a subscription: the first invoice of one that would be made, or what waits for the customer. */
function fresh(tx: Tx, who: Row<Stripe.Customer>, params: Asked, details: Details): Invoice {
  if (details.items?.length) {
    const { proration_date: _, cancel_now: __, ...asked } = details as Record<string, unknown>
    const wanted = {
      ...asked,
      customer: who.id,
      payment_behavior: FORETOLD,
      ...(params.currency && { currency: params.currency }),
    }
    const made = createSubscription(tx, wanted as never) as Subscription
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
    at: tx.now,
  })
}

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
    const ended = cancel(tx, self, { invoice_now: true, prorate: details.proration_behavior !== 'none' }, FORETOLD)
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
function shown(tx: Tx, draft: Invoice): Invoice {
  const id = `upcoming_${draft.id}`
  const lines = allLines(tx, draft.id).map((line) => ({ ...line, id: line.id.replace(/^il_/, 'il_tmp_'), invoice: id }))
  return { ...draft, id, lines: linesOf(id, lines as never) as never, hidden: {} }
}
