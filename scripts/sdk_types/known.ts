// Where an answer is not what a major's types say, and why. A row that no longer holds must go: the check fails on it as well.
import type { Complaint } from './check.ts'

export interface Known {
  readonly object: string
  /** As complaints name it. */
  readonly field: string
  /** The first and the last major whose types see it. */
  readonly majors: readonly [first: number, last: number]
  readonly why: string
}

/** Of the change log of stripe@15.0.0, which made them optional. */
const NOT_ALWAYS = 'sent where it was expanded or given; the types up to 14 say always'
/** No version is spared these. (https://docs.stripe.com/upgrades) */
const LATER_WORD = 'a word that came later'

export const KNOWN: readonly Known[] = [
  {
    object: 'billing_portal.configuration',
    field: 'features.subscription_update.products',
    majors: [8, 14],
    why: NOT_ALWAYS,
  },
  // Recorded: absent in 2,509 charges. (docs.stripe.com/changelog/2022-11-15/deprecates-charges-auto-expand)
  { object: 'charge', field: 'refunds', majors: [11, 14], why: NOT_ALWAYS },
  { object: 'identity.verification_session', field: 'verified_outputs', majors: [8, 14], why: NOT_ALWAYS },
  { object: 'payment_method', field: 'klarna.dob', majors: [8, 14], why: NOT_ALWAYS },
  { object: 'tax.calculation', field: 'line_items', majors: [11, 14], why: NOT_ALWAYS },
  { object: 'tax.transaction', field: 'line_items', majors: [11, 14], why: NOT_ALWAYS },
  // The change log of stripe@14.
  {
    object: 'account',
    field: 'settings.bacs_debit_payments.display_name',
    majors: [8, 13],
    why: 'is null where none was given, as later types say',
  },
  {
    object: 'checkout.session',
    field: 'cancel_url',
    majors: [8, 10],
    why: 'was required of a request then; this session was made without, in a newer version',
  },
  {
    object: 'topup',
    field: 'source',
    majors: [8, 9],
    why: 'is null of a top-up from the account’s own bank account, as later types say',
  },
  { object: 'event', field: 'type', majors: [13, 17], why: LATER_WORD },
  { object: 'payment_intent', field: 'capture_method', majors: [8, 10], why: LATER_WORD },
  { object: 'payment_method', field: 'type', majors: [8, 14], why: LATER_WORD },
  { object: 'terminal.reader', field: 'device_type', majors: [8, 8], why: LATER_WORD },
]

const covers = (known: Known, { object, field, major, says, value }: Complaint) =>
  known.object === object &&
  known.field === field &&
  known.majors[0] <= major &&
  major <= known.majors[1] &&
  (known.why !== LATER_WORD || (value.startsWith('"') && says.includes(value)))

/** What nobody knew of, and which rows are no longer so, of the majors that were tried. One text for each. */
export function surprises(majors: readonly number[], complaints: readonly Complaint[]): string[] {
  const unknown = complaints
    .filter((each) => !KNOWN.some((known) => covers(known, each)))
    .map(({ major, object, field, about, says }) => `${object} ${about} ${field} in ${major}: ${says.slice(0, 200)}`)
  const stale = KNOWN.flatMap((known) =>
    majors
      .filter((major) => known.majors[0] <= major && major <= known.majors[1])
      .filter((major) => !complaints.some((each) => each.major === major && covers(known, each)))
      .map((major) => `${known.object} ${known.field} in ${major} is as the types say: it is known no more`),
  )
  return [...new Set(unknown), ...stale]
}
