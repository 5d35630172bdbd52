// When a subscription begins, until when its trial lasts, and which moment its periods are counted from.
// (https://docs.stripe.com/billing/subscriptions/billing-cycle; docs.stripe.com/billing/subscriptions/backdating)
import { exclusive, invalid } from '../../kernel/errors.ts'
import { DAY } from '../../lib/calendar.ts'
import { type AnchorConfig, anchorAfter, intervalsLater, periodAt, type Recurrence } from '../../rules/periods.ts'
import type { Span } from '../../rules/proration.ts'
import type { SettingsGiven } from './subscription_settings.ts'

export interface Timing {
  /** What is billed from then on: now, or a day in the past. */
  readonly start: number
  readonly trialEnd: number | null
  readonly anchor: number
  readonly config: AnchorConfig | null
  /** When it is to end, where that is known. */
  readonly cancelAt: number | null
}

/** Why 2 years after the anchor, which is at most a year away: Stripe's own bound. [K] */
const TRIAL_MAX = 5 * 366 * DAY

interface Asked {
  readonly now: number
  readonly mode: 'classic' | 'flexible'
  readonly recurrences: readonly Recurrence[]
  /** The days of trial that the prices themselves give. */
  readonly trialDays: number
  /** The periods are counted from a start in the past, also in classic billing. */
  readonly anchorsAtStart?: boolean
}

/** The timing that the parameters of a new subscription ask for. All times are epoch seconds. */
export function timingOf(params: SettingsGiven, { now, mode, recurrences, trialDays, anchorsAtStart }: Asked): Timing {
  const { backdate_start_date: backdated, billing_cycle_anchor: given, billing_cycle_anchor_config: config } = params
  if (backdated !== undefined && backdated > now)
    throw invalid('The `backdate_start_date` must be in the past.', { param: 'backdate_start_date' })
  if (given !== undefined && config) throw exclusive(['billing_cycle_anchor', 'billing_cycle_anchor_config'])
  if (backdated !== undefined && config) throw exclusive(['backdate_start_date', 'billing_cycle_anchor_config'])
  const start = backdated ?? now
  const cancelAt = typeof params.cancel_at === 'number' ? params.cancel_at : null
  const trial = trialOf(params, now, trialDays)
  // https://docs.stripe.com/billing/subscriptions/billing-mode/compare: in classic billing a trial is not longer than all.
  const isShort = trial !== null && cancelAt !== null && cancelAt > now && cancelAt < trial && mode === 'classic'
  const trialEnd = isShort ? cancelAt : trial
  const natural = trialEnd ?? (mode === 'flexible' || anchorsAtStart ? start : now)
  if (config) {
    const parts = config as unknown as AnchorConfig
    return { start, trialEnd, anchor: anchorAfter(trialEnd ?? now, parts, recurrences[0]!), config: parts, cancelAt }
  }
  if (given === undefined) return { start, trialEnd, anchor: natural, config: null, cancelAt }
  const anchor = checkAnchor(given as number, trialEnd ?? now, recurrences)
  return { start, trialEnd, anchor, config: null, cancelAt }
}

function trialOf(params: SettingsGiven, now: number, trialDays: number): number | null {
  const { trial_end: until, trial_period_days: days, trial_from_plan: fromPlan } = params
  if (fromPlan && (until !== undefined || days !== undefined))
    throw invalid('You cannot set `trial_end` or `trial_period_days` when `trial_from_plan=true`.')
  if (until !== undefined && days !== undefined) throw exclusive(['trial_end', 'trial_period_days'])
  if (until !== undefined) return until === 'now' ? null : checkTrialEnd(until, now)
  if (days !== undefined) {
    if (days < 0) throw invalid('Invalid non-negative integer', { param: 'trial_period_days' })
    return days === 0 ? null : checkTrialEnd(now + days * DAY, now)
  }
  return fromPlan && trialDays > 0 ? now + trialDays * DAY : null
}

/** Recorded: the wording of a date that is past. */
export function checkTrialEnd(until: number, now: number): number {
  if (until <= now)
    throw invalid(
      `The parameter \`trial_end\` expects a unix timestamp representing a date and time in the future. You specified the value \`${until}\` which is in the past.`,
      { param: 'trial_end' },
    )
  if (until > now + TRIAL_MAX)
    throw invalid('Invalid timestamp: can be no more than five years in the future', { param: 'trial_end' })
  return until
}

/** At most one period ahead. (the words: several projects that quote Stripe's answer) */
function checkAnchor(anchor: number, from: number, recurrences: readonly Recurrence[]): number {
  const param = 'billing_cycle_anchor'
  if (anchor < from)
    throw invalid('The `billing_cycle_anchor` must be in the future, and not before the end of the trial.', { param })
  const natural = Math.min(...recurrences.map((recurrence) => intervalsLater(from, recurrence)))
  if (anchor > natural)
    throw invalid(`billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`, {
      param,
    })
  return anchor
}

/** The period of an item that is billed so often, at a moment: whole, even where the first one is only a part of it. */
export const wholePeriod = ({ anchor }: Pick<Timing, 'anchor'>, recurrence: Recurrence, at: number): Span =>
  periodAt(anchor, recurrence, at)

/** The periods that lie between a start in the past and the current one. Why 250: Stripe's own limit to lines. */
export const BACKDATED_MAX = 250
export function periodsSince(start: number, anchor: number, recurrence: Recurrence, until: number): Span[] {
  const spans: Span[] = []
  for (let at = start; at < until && spans.length <= BACKDATED_MAX; ) {
    const { end } = periodAt(anchor, recurrence, at)
    spans.push({ start: at, end: Math.min(end, until) })
    at = end
  }
  return spans
}
