// When a payment that failed is tried again, by the calendar on the wall: the days between one attempt and the next, how many
// were made, when the last one failed, and the next. The days are those that a merchant may choose: up to three retries, each so
// many days after the one before; or eight within two weeks, as Stripe recommends for Smart Retries.
// (docs.stripe.com/billing/revenue-recovery/smart-retries)
const THREE = [3, 5, 7]
/** Eight, and 14 days: 1 + 1 + 2 + 2 + 2 + 2 + 2 + 2. [K] */
const EIGHT = [1, 1, 2, 2, 2, 2, 2, 2]

export type Row = readonly [days: readonly number[], attempts: number, failed: string, next: string | null, why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  [THREE, 1, '2026-03-01T09:30:00', '2026-03-04T09:30:00', 'the first retry, 3 days on'],
  [THREE, 2, '2026-03-04T09:30:00', '2026-03-09T09:30:00', 'the second, 5 days after that'],
  [THREE, 3, '2026-03-09T09:30:00', '2026-03-16T09:30:00', 'the third, 7 days after that'],
  [THREE, 4, '2026-03-16T09:30:00', null, 'no fourth'],
  [THREE, 9, '2026-03-16T09:30:00', null, 'nor any later'],
  [[], 1, '2026-03-01T09:30:00', null, 'no retries are wanted'],
  [[1], 1, '2028-02-28T23:59:59', '2028-02-29T23:59:59', 'a day that is the leap day'],
  [[1], 1, '2026-12-31T12:00:00', '2027-01-01T12:00:00', 'a day over New Year'],
  [[60], 1, '2026-01-01T00:00:00', '2026-03-02T00:00:00', 'sixty days: 31 + 28 + 1'],
  [EIGHT, 1, '2026-03-01T00:00:00', '2026-03-02T00:00:00', 'the first of eight'],
  [EIGHT, 8, '2026-03-13T00:00:00', '2026-03-15T00:00:00', 'the eighth, two weeks after the first failure'],
  [EIGHT, 9, '2026-03-15T00:00:00', null, 'no ninth'],
]

/** When a renewal is told of: how many days before, from when on, when it renews, and the moment. */
export type Told = readonly [days: number, from: string, renews: string, told: string | null, why: string]

// biome-ignore format: a table
export const TOLD: readonly Told[] = [
  [7, '2026-01-01T09:30:00', '2026-02-01T09:30:00', '2026-01-25T09:30:00', 'a week before a month is over'],
  [7, '2028-02-15T12:00:00', '2028-03-01T12:00:00', '2028-02-23T12:00:00', 'in a leap year: 1 + 6 days back over 29 February'],
  [3, '2026-01-01T09:30:00', '2026-02-01T09:30:00', '2026-01-29T09:30:00', 'three days'],
  [45, '2026-01-01T00:00:00', '2027-01-01T00:00:00', '2026-11-17T00:00:00', '45 days: 31 of December and 14 of November'],
  [7, '2026-01-01T00:00:00', '2026-01-08T00:00:00', null, 'a week is no longer than a week'],
  [7, '2026-01-01T00:00:00', '2026-01-08T00:00:01', '2026-01-01T00:00:01', 'a second longer, a second later'],
  [7, '2026-01-28T00:00:00', '2026-02-01T00:00:00', null, 'its time has passed already'],
  [45, '2026-01-01T00:00:00', '2026-02-01T00:00:00', null, 'a month is shorter than that'],
  [0, '2026-01-01T00:00:00', '2026-02-01T00:00:00', null, 'it is never told of'],
]

/** Whether a try is made that is due: the codes of the last failure, whether another method is there, and the answer. */
export type Tried = readonly [codes: readonly (string | undefined)[], another: boolean, tried: boolean, why: string]

// biome-ignore format: a table
export const TRIED: readonly Tried[] = [
  [[], false, true, 'nothing has failed yet'],
  [['card_declined', 'generic_decline'], false, true, 'a plain no may be a yes tomorrow'],
  [['card_declined', 'insufficient_funds'], false, true, 'money may come'],
  [['expired_card'], false, true, 'not among the codes of the page'],
  [['card_declined', 'lost_card'], false, false, 'a lost card is never found by waiting'],
  [['card_declined', 'lost_card'], true, true, 'but another card is another matter'],
  [['card_declined', 'stolen_card'], false, false, 'stolen'],
  [['card_declined', 'pickup_card'], false, false, 'to be kept by who sees it'],
  [['incorrect_number', undefined], false, false, 'told by its code alone'],
  [['authentication_required', 'authentication_required'], false, false, 'the customer has to be there'],
  [['card_declined', 'fraudulent', 'highest_risk_level'], false, false, 'told by the outcome of the charge'],
  [['card_declined', 'revocation_of_authorization'], false, false, 'the customer has said no for good'],
  [['card_declined', 'revocation_of_all_authorizations'], false, false, 'to this and all others'],
  [['card_declined', 'transaction_not_allowed'], false, false, 'the card is not for that'],
]
