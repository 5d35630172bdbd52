// What an object is called in a line of text: a label that people know it by, and what tells it from others of its kind.
import type { AnyRow } from '../kernel/resource.ts'
import { formatAmount } from '../lib/money.ts'

/** An object in one line. */
export interface Labelled {
  readonly id: string
  readonly object: string
  readonly label: string
  readonly sub_label: string | null
}

type Fields = Readonly<Record<string, unknown>>
/** What it is known by, and what else is said of it. The first that there is of each list is taken. */
type Naming = readonly [label: readonly string[], sub: readonly string[]]

const MONEY: Naming = [['money'], ['status', 'description']]
/** By object; all others are known by the names that objects usually have. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  balance_transaction: [['money'], ['type']],
  charge: MONEY,
  'checkout.session': [['money', 'mode'], ['status']],
  credit_note: [['number'], ['money', 'status']],
  customer: [
    ['name', 'email', 'description', 'id'],
    ['email', 'phone'],
  ],
  dispute: [['money'], ['status', 'reason']],
  event: [['type'], []],
  invoice: [['number'], ['money', 'status']],
  payment_intent: MONEY,
  payment_method: [['card'], ['type']],
  payout: MONEY,
  price: [
    ['nickname', 'money', 'id'],
    ['product', 'lookup_key'],
  ],
  promotion_code: [['code'], ['coupon']],
  quote: [
    ['number', 'id'],
    ['money', 'status'],
  ],
  refund: MONEY,
  subscription: [
    ['description', 'id'],
    ['status', 'customer'],
  ],
  subscription_schedule: [['id'], ['status', 'customer']],
  topup: MONEY,
  transfer: MONEY,
}
const USUAL: Naming = [
  ['name', 'display_name', 'nickname', 'email', 'number', 'description', 'url', 'id'],
  ['status', 'type'],
]

/** An object in one line. A deleted one is called by its id, and said to be so. */
export function labelled(row: AnyRow): Labelled {
  const { id, object } = row
  if (row.deleted === true) return { id, object, label: id, sub_label: 'deleted' }
  const [names, others] = NAMINGS[object] ?? USUAL
  const known = (name: string) => textOf(row, name)
  const label = names.map(known).find((text) => text !== undefined) ?? id
  const more = others.map(known).filter((text) => text !== undefined && text !== label)
  return { id, object, label, sub_label: more.length > 0 ? more.join(', ') : null }
}

function textOf(row: Fields, name: string): string | undefined {
  if (name === 'money') return moneyOf(row)
  if (name === 'card') return cardOf(row)
  const value = row[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Where the amount of an object stands. */
const AMOUNTS = ['amount', 'total', 'amount_total', 'unit_amount'] as const

function moneyOf(row: Fields): string | undefined {
  const { currency } = row
  const amount = AMOUNTS.map((name) => row[name]).find((value) => typeof value === 'number')
  return typeof currency === 'string' && typeof amount === 'number' ? formatAmount(amount, currency) : undefined
}

function cardOf(row: Fields): string | undefined {
  const details = row[String(row.type)] as { brand?: string; bank_name?: string; last4?: string } | undefined
  if (!details?.last4) return undefined
  return [details.brand ?? details.bank_name, `•••• ${details.last4}`].filter((part) => part).join(' ')
}
