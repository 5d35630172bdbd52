// The balance's settings: on which days the account is paid out by itself. (https://docs.stripe.com/api/balance-settings)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, unbuilt } from '../../kernel/errors.ts'
import { resource, withoutId } from '../../kernel/resource.ts'
import { type BalanceSettings, balanceSettings, SETTINGS_ID, settingsOf } from './balance_settings_state.ts'
import { scheduleNext } from './payout.ts'

type Payments = NonNullable<Params<Stripe.BalanceSettingsUpdateParams>['payments']>
type Schedule = NonNullable<NonNullable<Payments['payouts']>['schedule']>

export const settings = resource(balanceSettings)
  .on<Stripe.BalanceSettingsRetrieveParams>('GET /v1/balance_settings', (tx) => withoutId(settingsOf(tx)))
  .on<Stripe.BalanceSettingsUpdateParams>('POST /v1/balance_settings', (tx, { payments = {} }) => {
    checkBuilt(payments)
    const known = tx.find(balanceSettings, SETTINGS_ID)
    const before = settingsOf(tx)
    const { payouts: wished = {} } = payments
    const payouts = {
      ...before.payments.payouts!,
      ...(wished.schedule !== undefined && { schedule: schedule(wished.schedule, before.payments.payouts!.schedule) }),
      ...(wished.statement_descriptor !== undefined && { statement_descriptor: wished.statement_descriptor }),
    }
    const after: BalanceSettings = { ...before, payments: { ...before.payments, payouts } }
    if (known) tx.update(balanceSettings, known, after)
    else tx.insert(balanceSettings, after)
    if (wished.schedule !== undefined) scheduleNext(tx, after)
    return withoutId(after)
  })

/** Parameters of what is not built yet are refused by name, never swallowed. */
function checkBuilt(payments: Payments): void {
  const parts = [
    ['debit_negative_balances', payments.debit_negative_balances],
    ['settlement_timing', payments.settlement_timing],
    ['payouts][automatic_transfer_rules_by_currency', payments.payouts?.automatic_transfer_rules_by_currency],
    ['payouts][minimum_balance_by_currency', payments.payouts?.minimum_balance_by_currency],
  ] as const
  for (const [name, value] of parts)
    if (value !== undefined)
      throw unbuilt(`Brindle does not take payments[${name}] for a balance yet.`, `payments[${name}]`)
}

type Known = NonNullable<BalanceSettings['payments']['payouts']>['schedule']

/** Days belong to an interval; those of the last one are not kept. (https://docs.stripe.com/api/balance-settings/update) */
function schedule(wished: Schedule, before: Known): Known {
  const interval = wished.interval ?? before?.interval ?? 'manual'
  const days = { monthly: 'monthly_payout_days', weekly: 'weekly_payout_days' } as const
  for (const [of, name] of Object.entries(days))
    if (wished[name] !== undefined && interval !== of)
      throw invalid(`You can only set ${name} when the interval is ${of}.`, {
        param: `payments[payouts][schedule][${name}]`,
      })
  if (interval !== 'monthly' && interval !== 'weekly') return { interval }
  const name = days[interval]
  const given = wished[name] ?? before?.[name]
  if (given === undefined || given.length === 0) throw missingParameter(`payments[payouts][schedule][${name}]`)
  for (const [i, day] of given.entries())
    if (typeof day === 'number' && (day < 1 || day > 31))
      throw invalid('A payout day of the month is a number from 1 to 31.', {
        param: `payments[payouts][schedule][monthly_payout_days][${i}]`,
      })
  return { interval, [name]: given } as Known
}
