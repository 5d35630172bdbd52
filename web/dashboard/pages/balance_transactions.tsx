// Movements of the balance in a table: what each is of, its fee and net, and when the money is there.
import type Stripe from 'stripe'
import { bankDay, label } from '../format.ts'
import { Id, idOf, Money, Status } from '../ui/fields.tsx'
import type { Column } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: { type: 'Type', fee: 'Fee', net: 'Net', available: 'Available', source: 'Of' },
  de: { type: 'Art', fee: 'Gebühr', net: 'Netto', available: 'Verfügbar', source: 'Zu' },
})

/** Those that are asked for most, as `type` of the list names them. (https://docs.stripe.com/reports/balance-transaction-types) */
export const TYPES =
  'charge payment refund payment_refund payout payout_cancel payout_failure adjustment stripe_fee topup transfer application_fee'.split(
    ' ',
  )

const TEXTS: Readonly<Record<string, string>> = words<Record<string, string>>({
  en: {},
  de: {
    adjustment: 'Anpassung',
    application_fee: 'Plattformgebühr',
    charge: 'Belastung',
    payment: 'Zahlung',
    payment_refund: 'Erstattung einer Zahlung',
    payout: 'Auszahlung',
    payout_cancel: 'Stornierte Auszahlung',
    payout_failure: 'Gescheiterte Auszahlung',
    refund: 'Erstattung',
    stripe_fee: 'Gebühr',
    topup: 'Aufladung',
    transfer: 'Überweisung',
  },
})

export const typeText = (type: string): string => TEXTS[type] ?? label(type)

export const TRANSACTION_COLUMNS: readonly Column<Stripe.BalanceTransaction>[] = [
  { title: W.type, cell: ({ id, type }) => <Id of={id}>{typeText(type)}</Id> },
  { title: COMMON.amount, right: true, cell: ({ amount, currency }) => <Money of={amount} in={currency} /> },
  { title: W.fee, right: true, cell: ({ fee, currency }) => (fee === 0 ? '–' : <Money of={-fee} in={currency} />) },
  { title: W.net, right: true, cell: ({ net, currency }) => <Money of={net} in={currency} /> },
  { title: W.source, cell: ({ source }) => (source === null ? '–' : <Id of={idOf(source as string)!} />) },
  { title: COMMON.status, cell: ({ status }) => <Status of={status} /> },
  { title: W.available, cell: ({ available_on }) => bankDay(available_on) },
]
