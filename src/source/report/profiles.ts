// Customers with what they are offered, as a file of profiles: one row for each, for whatever shows offers or sends letters.
import type { Arm } from './experiment.ts'
import type { CustomerSegment, Offer } from './segments.ts'

/** A row of the file. Amounts in minor units of `currency`. */
export interface Profile {
  readonly customer: string
  readonly segment: string
  readonly orders: number
  readonly later: number
  readonly currency: string | null
  readonly basket: number | null
  readonly experiment: string
  readonly arm: Arm
  /** Of the treatment arm, where one fits: the basket to reach, and the prices that are added for it. */
  readonly threshold: number | null
  readonly add_ons: readonly string[]
  readonly total: number | null
}

const COLUMNS = [
  ...(['customer', 'segment', 'orders', 'later', 'currency', 'basket', 'experiment', 'arm', 'threshold'] as const),
  ...(['add_ons', 'total'] as const),
] as const satisfies readonly (keyof Profile)[]

/**
 * The profile of a customer: the offer is that of the segment in the currency of most of the customer's orders. Who is in the control
 * arm, or has not bought yet, has none.
 */
export function profileOf(
  { customer, segment, orders, later, currency, basket }: CustomerSegment,
  experiment: string,
  arm: Arm,
  offers: readonly Offer[],
): Profile {
  const offer = offers.find((one) => one.segment === segment && one.currency === currency && one.addOns.length > 0)
  const shown = arm === 'treatment' ? offer : undefined
  return {
    ...{ customer, segment, orders, later, currency, basket, experiment, arm },
    threshold: shown?.threshold ?? null,
    add_ons: shown?.addOns.map(({ price }) => price) ?? [],
    total: shown?.total ?? null,
  }
}

/** One JSON object a line. */
export const profilesAsNdjson = (profiles: readonly Profile[]): string =>
  profiles.map((one) => `${JSON.stringify(one)}\n`).join('')

/** With a line of names. Nothing is an empty cell; several prices stand in one cell, with spaces between. (RFC 4180) */
export function profilesAsCsv(profiles: readonly Profile[]): string {
  const lines = profiles.map((one) => COLUMNS.map((name) => cellOf(one[name])).join(','))
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('')
}

function cellOf(value: Profile[keyof Profile]): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? value.join(' ') : String(value)
  // A spreadsheet takes these for formulas; the only text of a user's is the experiment's name.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
