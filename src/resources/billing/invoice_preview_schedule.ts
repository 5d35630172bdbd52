// Previews of a subscription schedule: what it bills next, as it is, as it would be after a change, or if it were made now.
// (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-schedule_details)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, refuseUnbuilt, StripeError } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { liabilityOf, switchedOn } from './invoice_automatic_tax.ts'
import { nextInvoice, noneUpcoming, withoutExtras } from './invoice_preview_subscription.ts'
import { reckon } from './invoice_reckoning.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { createSchedule } from './subscription_schedule_create.ts'
import { isOpen, type Schedule, subscriptionSchedule } from './subscription_schedule_state.ts'
import { start } from './subscription_schedule_turn.ts'
import { updateSchedule } from './subscription_schedule_update.ts'
import { type Subscription, subscription } from './subscription_state.ts'

type Asked = Params<Stripe.InvoiceCreatePreviewParams>
type Details = NonNullable<Asked['schedule_details']>

/** Whether a preview is of a schedule; refused where it is of a subscription too. Wording [K]. */
export function isOfSchedule(params: Asked): boolean {
  const ofSchedule = (['schedule', 'schedule_details'] as const).find((name) => params[name] !== undefined)
  const other = (['subscription', 'subscription_details'] as const).find((name) => params[name] !== undefined)
  if (ofSchedule && other) throw exclusive([other, ofSchedule])
  return ofSchedule !== undefined
}

/** The schedule that is named, which must be the customer's. */
export function scheduleOf(tx: Tx, { schedule: id }: Asked, who: Row<Stripe.Customer>): Schedule | undefined {
  const self = id === undefined ? undefined : tx.get(subscriptionSchedule, id, 'schedule')
  // Wording [M].
  if (self && self.customer !== who.id)
    throw invalid(`The subscription schedule ${self.id} does not belong to the customer ${who.id}.`, {
      param: 'schedule',
    })
  return self
}

/** The draft of what a schedule bills next. `known` is the one that there is; without it one is made. */
export function scheduledInvoice(
  tx: Tx,
  known: Schedule | undefined,
  who: Row<Stripe.Customer>,
  params: Asked,
): Invoice {
  const details = params.schedule_details ?? {}
  const isRecurring = params.preview_mode === 'recurring'
  const of = known?.subscription ? tx.get(subscription, known.subscription as string) : undefined
  const self = tx.attempt(() => {
    refuseUnbuilt(details, ['pause_schedules'], ' for a preview')
    return known ? changed(tx, known, details, isRecurring) : made(tx, who, details)
  })
  if (self instanceof StripeError) throw within(self)
  const draft = billedNext(tx, self, of, isRecurring)
  const taxed = params.automatic_tax ? taxedAs(tx, draft, params.automatic_tax) : draft
  return isRecurring ? withoutExtras(tx, taxed) : taxed
}

/** A refusal names the parameter where it stands. */
function within({ status, body }: StripeError): StripeError {
  const [, name, rest = ''] = body.param?.match(/^(phases|pause_schedules|end_behavior|billing_mode)(.*)$/) ?? []
  return new StripeError(status, name === undefined ? body : { ...body, param: `schedule_details[${name}]${rest}` })
}

/** The schedule as a call would leave it. */
function changed(tx: Tx, self: Schedule, { billing_mode: mode, ...details }: Details, isRecurring: boolean): Schedule {
  // Wording [M].
  if (mode !== undefined)
    throw invalid('You cannot change the `billing_mode` of a subscription schedule.', {
      param: 'billing_mode',
    })
  if (Object.keys(details).length === 0) return self
  return updateSchedule(tx, self, { ...details, ...(isRecurring && { proration_behavior: 'none' }) } as never)
}

/** A schedule that would be made; its first phase says when it begins. */
function made(tx: Tx, who: Row<Stripe.Customer>, { phases, billing_mode, end_behavior }: Details): Schedule {
  const [first] = phases ?? []
  if (!first) throw missingParameter('phases')
  return createSchedule(tx, {
    customer: who.id,
    phases: phases as never,
    start_date: first.start_date ?? 'now',
    ...(billing_mode && { billing_mode }),
    ...(end_behavior && { end_behavior }),
  } as never)
}

/** What is billed by the change itself, by the start of the schedule, or by the clock after that. */
function billedNext(tx: Tx, self: Schedule, of: Subscription | undefined, isRecurring: boolean): Invoice {
  if (!isOpen(self)) throw noneUpcoming(self.customer as string)
  const begun = self.status === 'not_started' ? started(tx, self) : self
  if (begun.subscription === null) throw noneUpcoming(self.customer as string)
  const now = tx.get(subscription, begun.subscription as string)
  const isBilled = now.latest_invoice !== null && now.latest_invoice !== of?.latest_invoice
  const isKept = isBilled && !(isRecurring && of)
  return isKept ? tx.get(invoice, now.latest_invoice as string) : nextInvoice(tx, now)
}

/** Its time has come. */
function started(tx: Tx, self: Schedule): Schedule {
  start(tx.foreseen(self.phases[0]!.start_date), self)
  return tx.get(subscriptionSchedule, self.id)
}

function taxedAs(tx: Tx, draft: Invoice, given: NonNullable<Asked['automatic_tax']>): Invoice {
  const liability = liabilityOf(tx, given, { before: draft.automatic_tax })
  return reckon(tx, tx.amend(invoice, draft, { automatic_tax: switchedOn(given.enabled, liability) }))
}
