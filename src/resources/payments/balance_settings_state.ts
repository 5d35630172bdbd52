// How the account's money is paid out: by hand, which is how a sandbox begins, or by itself on certain days.
// (https://docs.stripe.com/api/balance-settings/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { PayoutSchedule } from '../../rules/payout_schedule.ts'

export const balanceSettings = object<Stripe.BalanceSettings>('balance_settings', {
  prefix: 'balance_settings',
  nameless: true,
  events: [{ types: ['balance_settings.updated'] }],
})
export type BalanceSettings = Row<Stripe.BalanceSettings>

/** The blank keeps it from ever being an id that a client chose. */
export const SETTINGS_ID = 'balance settings'

/** What holds until somebody changes it; no row stands for it. */
export const settingsOf = (tx: Tx): BalanceSettings => tx.find(balanceSettings, SETTINGS_ID) ?? BY_HAND

const BY_HAND: BalanceSettings = {
  id: SETTINGS_ID,
  object: 'balance_settings',
  payments: {
    debit_negative_balances: false,
    payouts: {
      automatic_transfer_rules_by_currency: null,
      minimum_balance_by_currency: null,
      schedule: { interval: 'manual' },
      statement_descriptor: null,
      status: 'enabled',
    },
    settlement_timing: { delay_days: 2, start_of_day: null },
  },
  hidden: {},
}

/** When the account is paid out. */
export const scheduleOf = ({ payments: { payouts } }: BalanceSettings): PayoutSchedule => {
  const { interval, ...days } = payouts?.schedule ?? { interval: null }
  return { interval: interval ?? 'manual', ...days }
}

export const isAutomatic = (tx: Tx): boolean => scheduleOf(settingsOf(tx)).interval !== 'manual'
