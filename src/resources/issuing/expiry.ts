// When an issued card has expired.
import { monthStart } from '../../lib/calendar.ts'

/** The moment (epoch seconds) from which a card is expired: the month of its expiry is over. */
export const expiredAt = ({
  exp_month,
  exp_year,
}: {
  readonly exp_month: number
  readonly exp_year: number
}): number => (exp_month === 12 ? monthStart(exp_year + 1, 1) : monthStart(exp_year, exp_month + 1))
