// How an account's subscriptions are told of, asked for and given up. Stripe's dashboard sets it; here it is set by
// `POST /brindle/account`. (https://docs.stripe.com/billing/revenue-recovery/smart-retries;
// https://docs.stripe.com/billing/subscriptions/webhooks, "Upcoming renewal events"; https://docs.stripe.com/billing/automations)
import type { Node } from '../../contract/index.ts'
import { invalid } from '../../kernel/errors.ts'

export interface BillingSettings {
  /** Days between one try and the next; Smart Retries where there are none. */
  readonly retry_days: readonly number[] | null
  /** What becomes of a subscription after the last try. */
  readonly after_retries: Ending
  /** So many days before a subscription renews `invoice.upcoming` tells of it; 0 for never. */
  readonly upcoming_renewal_days: number
  /** So many days before an invoice is to be paid `invoice.will_be_due` tells of it; never where there are none. */
  readonly will_be_due_days: number | null
  /** So many days after that day `invoice.overdue` tells that it is still not paid; never where there are none. */
  readonly overdue_days: number | null
  /** What becomes of a subscription whose invoice is not paid so many days after the day by which it was to be. */
  readonly after_due: Ending
  readonly after_due_days: number
}

const ENDINGS = ['cancel', 'mark_unpaid', 'leave_past_due'] as const
export type Ending = (typeof ENDINGS)[number]

/** What a new account has. [K] */
export const BILLING_SETTINGS: BillingSettings = {
  retry_days: null,
  after_retries: 'cancel',
  upcoming_renewal_days: 7,
  // Automations are asked for one by one.
  will_be_due_days: null,
  overdue_days: null,
  after_due: 'leave_past_due',
  after_due_days: 30,
}

export type BillingGiven = {
  readonly [K in keyof BillingSettings]?: null extends BillingSettings[K]
    ? NonNullable<BillingSettings[K]> | ''
    : BillingSettings[K]
}

/** How `POST /brindle/account` takes them. */
export const BILLING_PARAMS: Readonly<Record<keyof BillingSettings, Node>> = {
  retry_days: { k: 'empty', of: { k: 'array', of: { k: 'integer' } } },
  after_retries: { k: 'enum', v: [...ENDINGS] },
  upcoming_renewal_days: { k: 'integer' },
  will_be_due_days: { k: 'empty', of: { k: 'integer' } },
  overdue_days: { k: 'empty', of: { k: 'integer' } },
  after_due: { k: 'enum', v: [...ENDINGS] },
  after_due_days: { k: 'integer' },
}

/** Why 3: Stripe's own bound to a custom schedule. */
const RETRIES_MAX = 3

/** Why 90: the longest that the dashboard offers is a quarter, for invoices that are not paid. [K] */
const DAYS_MAX = 90

/** The settings with what was given of them. Throws where a number is out of bounds. */
export function billingSettings(known: BillingSettings, given: BillingGiven): BillingSettings {
  const { retry_days: days } = given
  if (days && (days.length > RETRIES_MAX || days.some((one) => one < 1)))
    throw invalid(`Name 1 to ${RETRIES_MAX} retries, each at least a day after the one before.`, {
      param: 'retry_days',
    })
  for (const [name, least] of DAYS) within(given, name, least)
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...known, ...Object.fromEntries(set.map(([name, value]) => [name, value === '' ? null : value])) }
}

/** The settings that are days, and the fewest. */
const DAYS = [
  ['upcoming_renewal_days', 0],
  ['will_be_due_days', 1],
  ['overdue_days', 1],
  ['after_due_days', 1],
] as const

function within(given: BillingGiven, name: (typeof DAYS)[number][0], least: number): void {
  const days = given[name]
  if (days !== undefined && days !== '' && (days < least || days > DAYS_MAX))
    throw invalid(`Name ${least} to ${DAYS_MAX} days.`, { param: name })
}
