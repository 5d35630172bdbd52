// Previews of a subscription: what a change of it bills at once, or else what the clock bills next; and the first invoice of
// one that would be made. (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-subscription_details)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { prefetch } from '../../kernel/ahead.ts'
import { invalid, StripeError } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { reckon } from './invoice_reckoning.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { pendingItems } from './invoiceitem_state.ts'
import { allLines, lineItem } from './line_item.ts'
import { cancel } from './subscription_cancel.ts'
import { createSubscription } from './subscription_create.ts'
import { renew } from './subscription_cycle.ts'
import { resume } from './subscription_resume.ts'
import { currentOf, type Schedule, subscriptionSchedule } from './subscription_schedule_state.ts'
import { turn } from './subscription_schedule_turn.ts'
import { type Subscription, subscription } from './subscription_state.ts'
import { updateSubscription } from './subscription_update.ts'
import { usages } from './subscription_usage.ts'

type Asked = Params<Stripe.InvoiceCreatePreviewParams>
type Details = NonNullable<Asked['subscription_details']>

/** Stripe's own limit to phases that are still to come: so often may a schedule turn before something is billed. */
const TURNS_MAX = 10

/** Recorded. */
export const noneUpcoming = (who: string) =>
  new StripeError(404, {
    type: 'invalid_request_error',
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${who}`,
  })

/** The subscription of a customer that renews first. */
export function renewingFirst(tx: Tx, who: Row<Stripe.Customer>): Subscription | undefined {
  const running = tx.list(subscription, [`customer=${who.id}`, 'ended=false'], { limit: 100 })
  const self = running.toSorted((a, b) => endOf(a) - endOf(b))[0]
  if (self)
    tx.work.together([
      () =>
        prefetch(tx, ['self.items.id', 'self.items.price.id', 'self.items.price.product', 'self.discounts'], { self }),
      () => pendingItems(tx, who.id, self.currency, self.id),
      () => usages(tx, self, self.items.data.map(carried)),
    ] as (() => unknown)[])
  return self
}

/** Where the first of its periods ends, in epoch seconds. */
const endOf = (self: Subscription): number => Math.min(...self.items.data.map((item) => item.current_period_end))

/** An item as its subscription carries it. */
const carried = (item: Subscription['items']['data'][number]) => ({
  item,
  price: item.price as never,
  period: { start: item.current_period_start, end: item.current_period_end },
})

/** The first invoice of a subscription that would be made, on the day on which it would be. */
export function firstInvoice(tx: Tx, who: Row<Stripe.Customer>, params: Asked, details: Details): Invoice {
  const { proration_date: _, cancel_now: __, start_date: start, resume_at: wrong, ...asked } = details
  if (wrong !== undefined) throw wantsSubscription('resume_at')
  const wanted = {
    ...asked,
    customer: who.id,
    ...(params.currency && { currency: params.currency }),
    ...(params.automatic_tax && { automatic_tax: params.automatic_tax }),
    ...(start !== undefined && start < tx.now && { backdate_start_date: start }),
  }
  const at = start !== undefined && start > tx.now ? tx.foreseen(start) : tx
  const made = createSubscription(at, wanted as never, preferring(who)) as Subscription
  return made.latest_invoice ? tx.get(invoice, made.latest_invoice as string) : nextInvoice(tx, made)
}

/** It defaults to the currency of its customer. (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-currency) */
const preferring = ({ currency }: Row<Stripe.Customer>) => ({ prices: new Set<string>(), prefers: currency ?? null })

/** Wording [M]. */
const wantsSubscription = (name: string) =>
  invalid(`You cannot set \`subscription_details[${name}]\` without \`subscription\`.`, {
    param: `subscription_details[${name}]`,
  })

/** The invoice that a change makes at once, or else the next one of the clock. */
export function invoiceAfter(tx: Tx, self: Subscription, params: Asked, details: Details): Invoice {
  if (details.start_date !== undefined)
    // Wording [M].
    throw invalid('You cannot set `subscription_details[start_date]` for an existing subscription.', {
      param: 'subscription_details[start_date]',
    })
  if (details.cancel_now) {
    const ended = cancel(tx, self, { invoice_now: true, prorate: details.proration_behavior !== 'none' })
    if (ended.latest_invoice === self.latest_invoice) throw noneUpcoming(self.customer as string)
    return tx.get(invoice, ended.latest_invoice as string)
  }
  const { cancel_now: _, billing_mode: __, resume_at: resumes, ...changes } = details
  const isRecurring = params.preview_mode === 'recurring'
  const next = resumes === undefined ? changed(tx, self, changes, isRecurring) : resumed(tx, self, changes)
  if (next.latest_invoice !== self.latest_invoice && !isRecurring) return tx.get(invoice, next.latest_invoice as string)
  const draft = nextInvoice(tx, next)
  return isRecurring ? withoutExtras(tx, draft) : draft
}

function changed(tx: Tx, self: Subscription, changes: object, isRecurring: boolean): Subscription {
  if (Object.keys(changes).length === 0) return self
  return updateSubscription(tx, self, { ...changes, ...(isRecurring && { proration_behavior: 'none' }) } as never)
}

/** It goes on now. (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-subscription_details-resume_at) */
function resumed(tx: Tx, self: Subscription, { billing_cycle_anchor, proration_behavior, ...changes }: Details) {
  const [other] = Object.keys(changes)
  if (other !== undefined)
    // Wording [M].
    throw invalid(`You cannot set \`subscription_details[${other}]\` with \`subscription_details[resume_at]\`.`, {
      param: `subscription_details[${other}]`,
    })
  return resume(tx, self, {
    ...(billing_cycle_anchor !== undefined && { billing_cycle_anchor }),
    ...(proration_behavior !== undefined && { proration_behavior }),
  } as never)
}

/**
 * The next invoice that the clock makes, as it is then: of a renewal, or of a phase of its schedule that begins before. Throws
 * a refusal where there will be none.
 */
export function nextInvoice(tx: Tx, before: Subscription): Invoice {
  let self = before
  for (let turns = 0; turns < TURNS_MAX; turns++) {
    const schedule = turningBefore(tx, self, endOf(self))
    if (schedule) turn(tx.foreseen(schedule.current_phase!.end_date), schedule)
    else renew(tx.foreseen(endOf(self)), self)
    self = tx.get(subscription, self.id)
    if (self.latest_invoice && self.latest_invoice !== before.latest_invoice)
      return tx.get(invoice, self.latest_invoice as string)
    if (!schedule) break
  }
  throw noneUpcoming(before.customer as string)
}

/** Its schedule, where the current phase of that is over before a time. */
function turningBefore(tx: Tx, self: Subscription, at: number): Schedule | undefined {
  const schedule = self.schedule === null ? undefined : tx.find(subscriptionSchedule, self.schedule as string)
  const current = schedule?.status === 'active' ? currentOf(schedule) : undefined
  return current && current.end_date < at ? schedule : undefined
}

/** What comes again and again: no prorations, and nothing that waits. */
export function withoutExtras(tx: Tx, draft: Invoice): Invoice {
  const lines = allLines(tx, draft.id)
  const regular = lines.filter(({ parent }) => parent?.subscription_item_details?.invoice_item === null)
  for (const line of lines) if (!regular.includes(line)) tx.delete(lineItem, line)
  return reckon(tx, draft, regular)
}
