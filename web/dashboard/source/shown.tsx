// Small pieces of the source's pages: how a run went, how long it took, how large something is, when a flow runs, which lists there are.
import { Status } from '../ui/fields.tsx'
import { language, words } from '../words.ts'
import { TERMS } from './terms.ts'
import type { Schedule } from './types.ts'

const W = words({
  en: {
    inProgress: 'In progress',
    scheduled: 'Scheduled',
    once: 'Once',
    cron: (line: string) => `By cron: ${line} (UTC)`,
    every: { minute: 'Every minute', hour: 'Every hour', day: 'Every day', week: 'Every week' },
    everyFew: {
      minute: (n: number) => `Every ${n} minutes`,
      hour: (n: number) => `Every ${n} hours`,
      day: (n: number) => `Every ${n} days`,
      week: (n: number) => `Every ${n} weeks`,
    },
  },
  de: {
    inProgress: 'Läuft',
    scheduled: 'Geplant',
    once: 'Einmal',
    cron: (line: string) => `Nach cron: ${line} (UTC)`,
    every: { minute: 'Jede Minute', hour: 'Jede Stunde', day: 'Jeden Tag', week: 'Jede Woche' },
    everyFew: {
      minute: (n: number) => `Alle ${n} Minuten`,
      hour: (n: number) => `Alle ${n} Stunden`,
      day: (n: number) => `Alle ${n} Tage`,
      week: (n: number) => `Alle ${n} Wochen`,
    },
  },
})

const TONES: Readonly<Record<string, string>> = { success: 'good', failed: 'bad', inProgress: 'waits' }

const STATUSES = { ...TERMS, ...W }

/** How a run went; whether it goes on is said again when it ends. */
export const RunStatus = ({ of }: { readonly of: string }) =>
  of in TONES || of === 'scheduled' ? (
    <span class={`status ${TONES[of] ?? ''}`}>{STATUSES[of as 'success']}</span>
  ) : (
    <Status of={of} />
  )

const SECONDS = new Intl.NumberFormat(language, {
  style: 'unit',
  unit: 'second',
  unitDisplay: 'short',
  maximumFractionDigits: 1,
})
const MINUTES = new Intl.NumberFormat(language, {
  style: 'unit',
  unit: 'minute',
  unitDisplay: 'short',
  maximumFractionDigits: 0,
})

/** A stretch of milliseconds: `1.4 sec`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  return seconds < 90 ? SECONDS.format(seconds) : MINUTES.format(seconds / 60)
}

/** When a flow runs: `Every 15 minutes`. */
export function scheduleText({ frequency, interval = 1, cron }: Schedule): string {
  if (frequency === 'once') return W.once
  if (frequency === 'cron') return W.cron(cron!)
  return interval === 1 ? W.every[frequency] : W.everyFew[frequency](interval)
}

/** The six lists of the Stripe source, in Adobe's order. */
export const SIX = ['charges', 'subscriptions', 'refunds', 'balance_transactions', 'customers', 'prices'] as const

const LISTS: Readonly<Record<string, string>> = words<Record<string, string>>({
  en: {},
  de: {
    charges: 'Zahlungen (charges)',
    subscriptions: 'Abonnements (subscriptions)',
    refunds: 'Erstattungen (refunds)',
    balance_transactions: 'Kontobewegungen (balance transactions)',
    customers: 'Kunden (customers)',
    prices: 'Preise (prices)',
  },
})

/** A list of Stripe's API as people call it. */
export function listName(path: string): string {
  const spaced = path.replaceAll('_', ' ').replace('/', ': ')
  return LISTS[path] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
