// What a phase of a schedule is to its subscription: the parameters that make one, and those that turn it from one phase
// into another. Only what is different is said, so that what was changed on the subscription directly stays.
import type { Tx } from '../../kernel/tx.ts'
import { isSameRecurrence } from '../../rules/periods.ts'
import { price } from '../catalog/price.ts'
import type { AddedPeriod } from './add_invoice_items_period.ts'
import { connectParams } from './connect_settings.ts'
import { discount } from './discount.ts'
import { partyAsked, SELF } from './issuer.ts'
import { type Item, itemRows, priceIdOf } from './subscription_item.ts'
import { recurrenceOf } from './subscription_lines.ts'
import { type Printed, settledIn } from './subscription_schedule_settings.ts'
import type { Phase, Schedule } from './subscription_schedule_state.ts'
import type { Subscription } from './subscription_state.ts'

type Planned = Pick<Schedule, 'customer' | 'phases' | 'default_settings' | 'end_behavior' | 'hidden'>
type Asked = Record<string, unknown>

/** All prices of phases, and of what is added to their invoices. */
export const pricesIn = (phases: readonly Phase[]): Set<string> =>
  new Set(
    phases.flatMap(({ items, add_invoice_items: extras }) => [...items, ...extras].map(({ price }) => price as string)),
  )

/** Whether the periods are counted from the start of a phase. */
export const resets = ({ default_settings }: Pick<Schedule, 'default_settings'>, phase: Phase): boolean =>
  settledIn(default_settings, phase).anchor === 'phase_start'

/** The parameters that make the subscription in a phase, as it begins. */
export function asCreated(tx: Tx, of: Planned, phase: Phase): Asked {
  const { collection_method, days_until_due, ...settled } = settledIn(of.default_settings, phase)
  return {
    customer: of.customer,
    ...(phase.start_date < tx.now && { backdate_start_date: phase.start_date }),
    collection_method,
    ...(collection_method === 'send_invoice' && { days_until_due }),
    ...(settled.default_payment_method && { default_payment_method: settled.default_payment_method }),
    automatic_tax: settled.automatic_tax,
    default_tax_rates: settled.default_tax_rates,
    ...(settled.description !== null && { description: settled.description }),
    ...connectParams(settled.connect),
    invoice_settings: printed(settled.printed),
    discounts: phase.discounts.map(named),
    currency: phase.currency,
    ...(settled.billing_thresholds && { billing_thresholds: limits(settled.billing_thresholds) }),
    items: phase.items.map(fresh),
    add_invoice_items: phase.add_invoice_items.map((one) => extra(one, phase)),
    metadata: phase.metadata ?? {},
    proration_behavior: phase.proration_behavior,
    ...(phase.trial_end !== null && phase.trial_end > tx.now && { trial_end: phase.trial_end }),
    ...(endsWith(of, phase) && { cancel_at: phase.end_date }),
  }
}

/** Whether the subscription is to end with a phase. It is written on it while the last one is current. [K] */
const endsWith = ({ end_behavior, phases }: Planned, phase: Phase): boolean =>
  end_behavior === 'cancel' && phase.end_date === phases.at(-1)!.end_date

interface Side {
  readonly of: Planned
  readonly phase: Phase
}

/** The parameters that turn the subscription from one phase into another, or into the same one as it was changed. */
export function changesBetween(
  tx: Tx,
  self: Subscription,
  { before, after, isEntered }: { before: Side; after: Side; isEntered: boolean },
): Asked {
  const [was, now] = [before, after].map(({ of, phase }) => settledIn(of.default_settings, phase))
  const differs = (name: keyof NonNullable<typeof was>) => !isSame(was![name], now![name])
  const isSent = now!.collection_method === 'send_invoice'
  const metadata = { ...after.phase.metadata, ...blank(after.of.hidden.unset[after.phase.start_date] ?? []) }
  const told = isEntered ? {} : before.phase.metadata
  const known = isEntered ? [] : before.phase.add_invoice_items
  const extras = after.phase.add_invoice_items.filter((one) => !known.some((other) => isSame(other, one)))
  const items = itemsBetween(tx, self, after.phase)
  return {
    ...(differs('automatic_tax') && { automatic_tax: { liability: SELF, ...now!.automatic_tax } }),
    ...(differs('collection_method') && { collection_method: now!.collection_method }),
    ...(isSent &&
      (differs('collection_method') || differs('days_until_due')) && { days_until_due: now!.days_until_due }),
    ...(differs('default_payment_method') && { default_payment_method: now!.default_payment_method ?? '' }),
    ...(differs('default_tax_rates') && { default_tax_rates: now!.default_tax_rates }),
    ...(differs('connect') && connectParams(now!.connect, '')),
    ...(differs('description') && { description: now!.description ?? '' }),
    ...(differs('billing_thresholds') && {
      billing_thresholds: limits(now!.billing_thresholds, was!.billing_thresholds),
    }),
    ...(differs('printed') && { invoice_settings: printed(now!.printed, '') }),
    ...(!isSame(before.phase.discounts, after.phase.discounts) && {
      discounts: kept(tx, self.discounts as string[], after.phase.discounts),
    }),
    ...(items.length > 0 && { items }),
    ...(extras.length > 0 && { add_invoice_items: extras.map((one) => extra(one, after.phase)) }),
    ...(!isSame(metadata, told) && Object.keys(metadata).length > 0 && { metadata }),
    ...trialBetween(tx, self, before.phase, after.phase, isEntered),
    ...(isEntered && isAnew(tx, self, after) && { billing_cycle_anchor: 'now' }),
    ...cancelBetween(self, after),
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const blank = (keys: readonly string[]): Record<string, string> => Object.fromEntries(keys.map((key) => [key, '']))

/** A trial that the phase begins, moves or ends. */
function trialBetween(tx: Tx, self: Subscription, before: Phase, after: Phase, isEntered: boolean): Asked {
  if (!isEntered && before.trial_end === after.trial_end) return {}
  if (after.trial_end !== null && after.trial_end > tx.now) return { trial_end: after.trial_end }
  const isTrial = self.status === 'trialing' && self.trial_end !== null && self.trial_end > tx.now
  return isTrial ? { trial_end: 'now' } : {}
}

function cancelBetween({ cancel_at }: Subscription, { of, phase }: Side): Asked {
  if (endsWith(of, phase)) return cancel_at === phase.end_date ? {} : { cancel_at: phase.end_date }
  return cancel_at === null ? {} : { cancel_at: '' }
}

/**
 * Whether the periods begin anew with a phase: where it says so, or where nothing is billed as often as before. (`automatic` is
 * "as needed", https://docs.stripe.com/api/subscription_schedules/object; that this is the need: [K])
 */
function isAnew(tx: Tx, self: Subscription, { of, phase }: Side): boolean {
  if (phase.trial_end !== null) return false
  if (resets(of, phase)) return true
  const known = itemRows(tx, self).map((row) => recurrenceOf(row.price as never))
  const wanted = tx.all(
    price,
    phase.items.map((item) => item.price as string),
  )
  return !wanted.some((one) => known.some((other) => isSameRecurrence(recurrenceOf(one), other)))
}

type PhaseItem = Phase['items'][number]

/** What becomes of the items: one of the same price is kept, the others go, and what is new comes. [K] */
function itemsBetween(tx: Tx, self: Subscription, { items: wanted }: Phase): object[] {
  const rows = itemRows(tx, self)
  const isWanted = (row: Item) => wanted.some(({ price }) => price === priceIdOf(row))
  return [
    ...rows.filter((row) => !isWanted(row)).map(({ id }) => ({ id, deleted: true })),
    ...wanted.flatMap((one): object[] => {
      const row = rows.find((known) => priceIdOf(known) === one.price)
      return row ? keptItem(tx, row, one) : [fresh(one)]
    }),
  ]
}

function keptItem(tx: Tx, row: Item, wanted: PhaseItem): object[] {
  const rates = idsOf(wanted.tax_rates)
  const metadata = wanted.metadata ?? {}
  const gone = Object.keys(row.metadata).filter((key) => !(key in metadata))
  const changes = {
    ...(wanted.quantity !== undefined && wanted.quantity !== row.quantity && { quantity: wanted.quantity }),
    ...(!isSame(row.metadata, metadata) && { metadata: { ...metadata, ...blank(gone) } }),
    ...((row.discounts.length > 0 || wanted.discounts.length > 0) && {
      discounts: kept(tx, row.discounts as string[], wanted.discounts),
    }),
    ...(!isSame(idsOf(row.tax_rates), rates) && { tax_rates: rates }),
    ...(!isSame(row.billing_thresholds, wanted.billing_thresholds) && {
      billing_thresholds: wanted.billing_thresholds ?? '',
    }),
  }
  return Object.keys(changes).length > 0 ? [{ id: row.id, ...changes }] : []
}

/** Thresholds as a parameter, where there are any; `''` takes them away. */
function limits(known: Phase['billing_thresholds'], before: Phase['billing_thresholds'] = null): object | '' {
  if (!known) return ''
  const { amount_gte, reset_billing_cycle_anchor: resets } = known
  const reset = resets ?? (before?.reset_billing_cycle_anchor ? false : null)
  return { ...(amount_gte !== null && { amount_gte }), ...(reset !== null && { reset_billing_cycle_anchor: reset }) }
}

const idsOf = (rates: readonly unknown[] | null | undefined): string[] =>
  (rates ?? []).map((rate) => (rate as { id: string }).id)

const fresh = ({ price, quantity, metadata, tax_rates, discounts, billing_thresholds }: PhaseItem): object => ({
  price,
  ...(quantity !== undefined && { quantity }),
  metadata: metadata ?? {},
  tax_rates: idsOf(tax_rates),
  discounts: discounts.map(named),
  ...(billing_thresholds && { billing_thresholds }),
})

const extra = (one: Phase['add_invoice_items'][number], phase: Phase): object => ({
  period: inPhase(one.period as AddedPeriod, phase),
  price: one.price,
  quantity: one.quantity ?? 1,
  metadata: one.metadata ?? {},
  tax_rates: idsOf(one.tax_rates),
  discounts: one.discounts.map(named),
  ...(one.discountable !== null && { discountable: one.discountable }),
})

/** The times of its phase, which the subscription does not know. */
const inPhase = ({ start, end }: AddedPeriod, { start_date, end_date }: Phase): AddedPeriod => ({
  start: start.type === 'phase_start' ? { type: 'timestamp', timestamp: start_date } : start,
  end: end.type === 'phase_end' ? { type: 'timestamp', timestamp: end_date } : end,
})

interface Named {
  readonly coupon: unknown
  readonly discount: unknown
  readonly promotion_code: unknown
}

/** A discount of a phase, as a parameter. */
const named = ({ coupon, discount: id, promotion_code }: Named): object => ({
  ...(coupon !== null && { coupon }),
  ...(id !== null && { discount: id }),
  ...(promotion_code !== null && { promotion_code }),
})

/** Discounts that are wanted; one that stands already for the same coupon goes on. [K] */
function kept(tx: Tx, standing: readonly string[], wanted: readonly Named[]): object[] {
  const rows = tx.all(discount, standing)
  return wanted.map((one) => {
    const known = rows.find(
      ({ source, promotion_code }) =>
        (one.coupon !== null && source.coupon === one.coupon && promotion_code === null) ||
        (one.promotion_code !== null && promotion_code === one.promotion_code),
    )
    return known ? { discount: known.id } : named(one)
  })
}

const printed = ({ account_tax_ids: ids, custom_fields, description, footer, issuer }: Printed, none?: ''): object => ({
  // Said wherever it was another, so that it can be the account itself again.
  ...((none !== undefined || partyAsked(issuer)) && { issuer: issuer ?? SELF }),
  ...((ids ?? none) !== undefined && { account_tax_ids: ids ?? none }),
  ...((custom_fields ?? none) !== undefined && { custom_fields: custom_fields ?? none }),
  ...((description ?? none) !== undefined && { description: description ?? none }),
  ...((footer ?? none) !== undefined && { footer: footer ?? none }),
})
