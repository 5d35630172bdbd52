// The upcoming invoice, as versions before 2025-03-31.basil ask for it: a preview under older names, which is never another one
// than `create_preview` makes. (https://docs.stripe.com/api/invoices/upcoming?api-version=2024-06-20;
// docs.stripe.com/changelog/basil/2025-03-31/invoice-preview-api-deprecations)
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, StripeError } from '../../kernel/errors.ts'
import { pageOf } from '../../kernel/list.ts'
import type { Listing } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { encodeForm } from '../../lib/form.ts'
import { objectId, randomBase62 } from '../../lib/ids.ts'
import { PREVIEWING, type Preview, preview } from './invoice_preview.ts'
import { type LineItem, lineItem, linesOf } from './line_item.ts'
import { modeOf, type Subscription, subscription } from './subscription_state.ts'

/** What `subscription_details` took over, each from a parameter that was called `subscription_` and the same. */
const DETAILS = [
  'billing_cycle_anchor',
  'cancel_at',
  'cancel_at_period_end',
  'cancel_now',
  'default_tax_rates',
  'items',
  'proration_behavior',
  'proration_date',
  'resume_at',
  'start_date',
  'trial_end',
  'trial_from_plan',
]

/** What making one reads, under its older names too. */
export const READS = [...PREVIEWING, 'subscription_items.price.product', 'subscription_items.plan.product', 'coupon']

/** As they are asked for: decoded by the last contract that has them. */
export type Upcoming = Readonly<Record<string, unknown>>

/** The upcoming invoice. It has no id, and so its lines name none. */
export function upcomingInvoice(tx: Tx, params: Upcoming): object {
  const { draft, lines } = upcoming(tx, params)
  const { id: _, hidden: __, ...invoice } = draft
  return { ...invoice, lines: { ...linesOf('upcoming', lines), url: urlOf(params) } }
}

/** A page of its lines. */
export function upcomingLines(tx: Tx, { limit, starting_after, ending_before, ...params }: Upcoming): Listing {
  const { lines } = upcoming(tx, params)
  return pageOf(lineItem, lines as never, { limit, starting_after, ending_before } as never, urlOf(params))
}

/** As recorded: what was asked for is asked for again. */
const urlOf = (params: Upcoming): string => {
  const query = encodeForm(params as never)
  return `/v1/invoices/upcoming/lines${query === '' ? '' : `?${query}`}`
}

function upcoming(tx: Tx, params: Upcoming): Preview {
  if (params.subscription !== undefined)
    refuseFlexible(tx.get(subscription, params.subscription as string, 'subscription'))
  const asked = asPreview(params)
  const made = tx.attempt(() => preview(tx, asked))
  if (made instanceof StripeError) throw renamed(made, params)
  const of = made.draft.parent?.subscription_details?.subscription
  const self = of ? tx.find(subscription, of as string) : undefined
  if (self) refuseFlexible(self)
  return { ...made, lines: made.lines.map((line, i) => temporary(tx, made, line, i)) }
}

/** In Stripe's words, as several projects quote them. */
function refuseFlexible(self: Subscription): void {
  if (modeOf(self) === 'flexible')
    throw invalid(
      'The Upcoming Invoice API does not support `billing_mode = flexible` subscriptions. To preview invoices for these ' +
        'subscriptions, use the Create Preview Invoice API instead.',
    )
}

/** The parameters of a preview. */
function asPreview(params: Upcoming): Params<Stripe.InvoiceCreatePreviewParams> {
  const { coupon, ...rest }: Record<string, unknown> = params
  if (coupon !== undefined && rest.discounts !== undefined) throw exclusive(['coupon', 'discounts'])
  const details: Record<string, unknown> = { ...(rest.subscription_details as object | undefined) }
  for (const name of DETAILS) {
    const old = `subscription_${name}`
    if (rest[old] === undefined) continue
    if (details[name] !== undefined) throw exclusive([old, `subscription_details[${name}]`])
    details[name] = rest[old]
    delete rest[old]
  }
  return {
    ...rest,
    ...(coupon !== undefined && { discounts: [{ coupon }] }),
    ...(Object.keys(details).length > 0 && { subscription_details: details }),
  } as never
}

/** A refusal names the parameter as it was called. */
function renamed({ status, body }: StripeError, params: Upcoming): StripeError {
  const [, name = '', rest = ''] = body.param?.match(/^subscription_details\[(\w+)\](.*)$/) ?? []
  const old = `subscription_${name}`
  return new StripeError(status, params[old] === undefined ? body : { ...body, param: `${old}${rest}` })
}

/** A line under an id that is the same in the next call, so that its pages fit together. It names no invoice. [K] */
function temporary(tx: Tx, { draft }: Preview, line: LineItem, i: number): LineItem {
  const bytes = createHash('sha256').update(`${draft.customer} ${i}`).digest()
  const account = tx.place.account.slice(-10)
  const id = objectId('il_tmp', draft.period_end, account, (n) => randomBase62(bytes, n))
  return { ...line, id, invoice: null } as never
}
