// Previews: the invoice that would come of a change, or comes next, made by the same steps as the real one and then undone,
// so that what is shown is what will be charged. (https://docs.stripe.com/api/invoices/create_preview)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import type { Ahead } from '../../kernel/ahead.ts'
import { exclusive, invalid, missingParameter, refuseUnbuilt } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf, inheritedDiscounts } from './discount.ts'
import { liabilityOf, switched } from './invoice_automatic_tax.ts'
import { partyNamed } from './issuer.ts'
import { connectSaid } from './invoice_connect.ts'
import { insertDraft, issuedBy } from './invoice_draft.ts'
import { previewItem } from './invoice_preview_items.ts'
import { isOfSchedule, scheduledInvoice, scheduleOf } from './invoice_preview_schedule.ts'
import { firstInvoice, invoiceAfter, nextInvoice, noneUpcoming, renewingFirst } from './invoice_preview_subscription.ts'
import { reckon } from './invoice_reckoning.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { allPending, lineOf, pendingItems } from './invoiceitem_state.ts'
import { allLines, type LineItem, linesOf } from './line_item.ts'
import { readWaiting } from './subscription_bill.ts'
import { readBilling } from './subscription_read_ahead.ts'
import { phasesUnder, turningUnder } from './subscription_schedule_reads.ts'
import { subscriptionSchedule } from './subscription_schedule_state.ts'
import { type Subscription, subscription, timed } from './subscription_state.ts'

type Asked = Params<Stripe.InvoiceCreatePreviewParams>
type Details = NonNullable<Asked['subscription_details']>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['customer_account']
const UNBUILT_DETAILS = ['billing_schedules', 'pause']

/** What making one reads. */
export const PREVIEWING: readonly Ahead[] = [
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
  'subscription_details.default_tax_rates',
  'discounts.coupon',
  'invoice_items.price.product',
  'schedule.test_clock',
  ...phasesUnder('schedule_details'),
  ...turningUnder('schedule'),
  ...turningUnder('subscription.schedule'),
  (tx: Tx, params: Asked) => waitingAhead(tx, params),
]

/** What waits for the customer that a preview is for, in the rounds in which its paths are followed. */
function waitingAhead(tx: Tx, { customer: who, subscription: of, schedule }: Asked): void {
  const [row] = tx.any([of ?? schedule ?? ''])
  const id = who ?? (row?.customer as string | undefined)
  if (id !== undefined) tx.work.together<unknown>([() => readBilling(tx, id), () => readWaiting(tx, id)])
}

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
  const isScheduled = isOfSchedule(params)
  const who = customerOf(account, params)
  checkSaid(account, params)
  const tx = account.under(who.test_clock)
  const schedule = scheduleOf(tx, params, who)
  const self = isScheduled ? undefined : subscriptionOf(tx, params, who, details)
  const currency = self?.currency ?? schedule?.phases[0]?.currency ?? who.currency ?? undefined
  for (const [i, item] of (params.invoice_items ?? []).entries())
    previewItem(tx, who, item as never, currency, `invoice_items[${i}]`)
  const draft = isScheduled
    ? scheduledInvoice(tx, schedule, who, params)
    : self
      ? invoiceAfter(timed(tx, self), taxedAs(tx, self, params), params, details)
      : fresh(tx, who, params, details)
  return withDiscounts(tx, ofOthers(tx, draft, params), who, params)
}

/** (docs.stripe.com/changelog/basil/2025-03-31/invoice-preview-api-deprecations) */
const SPECIFIC_SINCE = '2025-03-31.basil'

/** No customer as a whole any more. In Stripe's words: github.com/stripe/stripe-node/issues/2347 quotes them. */
function checkSaid(tx: Tx, params: Asked): void {
  if (!tx.speaks(SPECIFIC_SINCE)) return
  const isSaid =
    params.subscription !== undefined ||
    params.schedule !== undefined ||
    params.subscription_details?.items !== undefined ||
    params.schedule_details?.phases !== undefined ||
    params.invoice_items !== undefined
  if (!isSaid)
    throw invalid(
      'You must provide at least one of: `subscription`, `schedule`, `subscription_details.items`, ' +
        '`schedule_details.phases`, `invoice_items`.',
    )
}

/** Whose it is, and on whose behalf. */
function ofOthers(tx: Tx, draft: Invoice, { on_behalf_of, issuer }: Asked): Invoice {
  const shown = {
    ...(on_behalf_of !== undefined && connectSaid(tx, { on_behalf_of }).shown),
    ...(issuer && issuedBy(tx, partyNamed(tx, issuer, { names: ['issuer'] }))),
  }
  return Object.keys(shown).length === 0 ? draft : tx.amend(invoice, draft, shown)
}

/** The subscription, with its automatic taxes turned on or off where the caller wants to see that. */
function taxedAs(tx: Tx, self: Subscription, { automatic_tax: tax }: Asked): Subscription {
  if (!tax) return self
  const before = self.automatic_tax
  return tx.update(subscription, self, {
    automatic_tax: switched(tax.enabled, liabilityOf(tx, tax, { before })) as typeof before,
  })
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
  const id = params.customer ?? payingFor(tx, params)
  if (id === undefined && !given) throw missingParameter('customer')
  const known = id === undefined ? undefined : tx.get(customer, id, 'customer')
  const who = known ?? tx.get(customer, tx.request('POST', '/v1/customers', changes).id)
  if (known && given) tx.update(customer, known, changes as never)
  for (const one of given?.tax_ids ?? []) tx.request('POST', `/v1/customers/${who.id}/tax_ids`, one)
  return tx.get(customer, who.id) as Row<Stripe.Customer>
}

/** Whose the subscription or the schedule is. */
function payingFor(tx: Tx, { subscription: of, schedule }: Asked): string | undefined {
  if (of !== undefined) return tx.get(subscription, of, 'subscription').customer as string
  if (schedule !== undefined) return tx.get(subscriptionSchedule, schedule, 'schedule').customer as string
  return undefined
}

/**
 * The subscription that is meant: the one that is named, or in older versions the one that renews first. That newer ones show
 * `invoice_items` apart from any subscription follows from the same change [K].
 */
function subscriptionOf(tx: Tx, params: Asked, who: Row<Stripe.Customer>, details: Details): Subscription | undefined {
  if (params.subscription !== undefined) {
    const self = tx.get(subscription, params.subscription, 'subscription')
    if (self.customer !== who.id)
      throw invalid(`The subscription ${self.id} does not belong to the customer ${who.id}.`, { param: 'subscription' })
    return self
  }
  return details.items?.length || tx.speaks(SPECIFIC_SINCE) ? undefined : renewingFirst(tx, who)
}

/** Without a subscription: the first invoice of one that would be made, or what waits for the customer. */
function fresh(tx: Tx, who: Row<Stripe.Customer>, params: Asked, details: Details): Invoice {
  if (details.items?.length) return firstInvoice(tx, who, params, details)
  // Who has no currency yet gets that of what waits for them.
  const [newest] = allPending(tx, who.id).filter(({ parent }) => parent === null)
  const currency = params.currency ?? who.currency ?? newest?.currency
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
    automaticTax: params.automatic_tax
      ? switched(params.automatic_tax.enabled, liabilityOf(tx, params.automatic_tax))
      : switched(false),
    at: tx.now,
  })
}

/** The invoice of the next renewal, as a preview shows it; a refusal where there will be none. Nothing of it is kept. */
export const previewRenewal = (tx: Tx, self: Subscription): Invoice => shown(foreseen(tx, () => nextInvoice(tx, self)))

/** An invoice that is made and undone. */
const foreseen = (tx: Tx, make: () => Invoice): Preview =>
  tx.work.foretell(() => {
    const draft = make()
    return { draft, lines: allLines(tx, draft.id) }
  })

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
