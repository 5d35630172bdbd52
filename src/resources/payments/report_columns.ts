// What stands in the columns of an itemised report: a cell for each column, from a movement and what it belongs to.
// (docs.stripe.com/reports/report-types/balance and …/payout-reconciliation, "Columns" of each)
import type { AnyRow } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies } from '../../lib/money.ts'
import type { BalanceTransaction } from './balance_transaction.ts'
import type { Charge } from './charge_state.ts'
import type { Customer } from './customer_state.ts'
import type { Dispute } from './dispute_state.ts'
import type { Intent } from './payment_intent_state.ts'
import type { Payout } from './payout_state.ts'
import type { Refund } from './refund.ts'

/** A movement, and the rows that its columns tell of. */
export interface Item {
  readonly movement: BalanceTransaction
  /** The automatic payout that it went out with. */
  readonly settledBy: Payout | undefined
  readonly payout: Payout | undefined
  readonly refund: Refund | undefined
  readonly dispute: Dispute | undefined
  readonly transfer: AnyRow | undefined
  /** The charge itself, or that of the refund or dispute. */
  readonly charge: Charge | undefined
  readonly intent: Intent | undefined
  readonly customer: Customer | undefined
}

type Cell = string | number | null | undefined

/** `2026-11-30 09:05:00`, UTC. */
const timeText = (at: number | undefined): string =>
  at === undefined ? '' : new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')
/** `2026-11-30`, UTC. */
export const dayText = (at: number): string => timeText(at).slice(0, 10)

/** Minor units as a decimal of the currency's own unit: `-9.50`, `500` yen. */
export function major(minor: number, currency: string): string {
  const digits = currencies[currency]?.digits ?? 2
  const all = String(Math.abs(minor)).padStart(digits + 1, '0')
  const cut = all.length - digits
  return `${minor < 0 ? '-' : ''}${all.slice(0, cut)}${digits === 0 ? '' : `.${all.slice(cut)}`}`
}

/**
 * When the money left the balance. Stripe's pages also call it the day on which it is expected at the bank, which is the same
 * there; in files that Stripe wrote it is a moment, just after the money was available. [K]
 */
const effectiveAt = ({ payout, movement }: Item): string => timeText(payout ? payout.created : movement.created)

const detailsOf = ({ charge }: Item) =>
  charge?.payment_method_details as unknown as
    | { type: string; card?: { brand: string | null; country: string | null; funding: string | null } }
    | null
    | undefined

/** Payouts stand in their own report as what went out, above zero: so do files that Stripe wrote. */
const amountIn = ({ movement }: Item, minor: number, sign: 1 | -1) => major(sign * minor || 0, movement.currency)

const created = ({ movement }: Item) => timeText(movement.created)
const availableOn = ({ movement }: Item) => timeText(movement.available_on)
const chargeCreated = ({ charge }: Item) => timeText(charge?.created)
const settledAt = ({ settledBy }: Item) => timeText(settledBy?.created)

const CELLS: Readonly<Record<string, (item: Item, sign: 1 | -1) => Cell>> = {
  automatic_payout_effective_at: settledAt,
  automatic_payout_effective_at_utc: settledAt,
  automatic_payout_id: ({ settledBy }) => settledBy?.id,
  available_on: availableOn,
  available_on_utc: availableOn,
  balance_transaction_id: ({ movement }) => movement.id,
  card_brand: (item) => detailsOf(item)?.card?.brand,
  card_country: (item) => detailsOf(item)?.card?.country,
  card_funding: (item) => detailsOf(item)?.card?.funding,
  charge_created: chargeCreated,
  charge_created_utc: chargeCreated,
  charge_id: ({ charge }) => charge?.id,
  created,
  created_utc: created,
  currency: ({ movement }) => movement.currency,
  customer_description: ({ customer }) => customer?.description,
  customer_email: ({ customer }) => customer?.email,
  customer_facing_amount: ({ refund, dispute, charge }) => facing(refund ?? dispute ?? charge, refund ? -1 : 1),
  customer_facing_currency: ({ refund, dispute, charge }) => (refund ?? dispute ?? charge)?.currency,
  customer_id: ({ customer }) => customer?.id,
  customer_name: ({ customer }) => customer?.name,
  description: ({ movement }) => movement.description,
  dispute_reason: ({ dispute }) => dispute?.reason,
  effective_at: effectiveAt,
  effective_at_utc: effectiveAt,
  fee: (item) => amountIn(item, item.movement.fee, 1),
  gross: (item, sign) => amountIn(item, item.movement.amount, sign),
  net: (item, sign) => amountIn(item, item.movement.net, sign),
  payment_intent_id: ({ intent }) => intent?.id,
  payment_method_type: (item) => detailsOf(item)?.type,
  payout_description: ({ payout }) => payout?.description,
  payout_destination_id: ({ payout }) => payout?.destination as string | undefined,
  payout_expected_arrival_date: ({ payout }) => timeText(payout?.arrival_date),
  payout_id: ({ payout }) => payout?.id,
  payout_status: ({ payout }) => payout?.status,
  payout_type: ({ payout }) => payout?.type,
  reporting_category: ({ movement }) => movement.reporting_category,
  source_id: ({ movement }) => movement.source as string | null,
  statement_descriptor: ({ charge }) => charge?.statement_descriptor,
  trace_id: ({ payout, settledBy }) => (payout ?? settledBy)?.trace_id?.value,
  trace_id_status: ({ payout, settledBy }) => (payout ?? settledBy)?.trace_id?.status,
}

/** As the customer sees it; what goes back to them is below zero. [K] */
const facing = (of: { amount: number; currency: string } | undefined, sign: 1 | -1): Cell =>
  of && major(sign * of.amount, of.currency)

type Metadata = Readonly<Record<string, string>> | null | undefined
/** Where the columns look that are named with a key. The charge's stands in for that of an intent that has none. */
const METADATA: Readonly<Record<string, (item: Item) => Metadata>> = {
  payment_metadata: ({ intent, charge }) =>
    intent && Object.keys(intent.metadata ?? {}).length > 0 ? intent.metadata : charge?.metadata,
  refund_metadata: ({ refund }) => refund?.metadata,
  transfer_metadata: ({ transfer }) => transfer?.metadata as Metadata,
}

/** `payment_metadata[order]` as its column and its key. */
export function keyed(column: string): readonly [name: string, key: string] | undefined {
  const [, name, key] = /^([a-z_]+)\[([^[\]]+)\]$/.exec(column) ?? []
  return name !== undefined && key !== undefined ? [name, key] : undefined
}

/** The cells of an item under the columns. `sign` is -1 where what goes out is told as above zero. */
export function cellsOf(item: Item, columns: readonly string[], sign: 1 | -1): Cell[] {
  return columns.map((column) => {
    const [name, key] = keyed(column) ?? []
    return name === undefined ? CELLS[column]!(item, sign) : METADATA[name]!(item)?.[key!]
  })
}

/** A line of the file. What is empty stands bare, all else in quotes: so do files that Stripe wrote. */
export function lineOf(cells: readonly Cell[]): string {
  const texts = cells.map((cell) => (cell === null || cell === undefined ? '' : String(cell)))
  return `${texts.map((text) => (text === '' ? '' : `"${text.replaceAll('"', '""')}"`)).join(',')}\n`
}

const words = (text: string): readonly string[] => text.split(' ')
/** The columns that need no more than the movement. */
const OWN = words(
  'available_on available_on_utc balance_transaction_id created created_utc currency description fee gross net ' +
    'reporting_category source_id',
)
/** And those that need what moved the money, or the payout that it went out with. */
const NEAR = words(
  'automatic_payout_effective_at automatic_payout_effective_at_utc automatic_payout_id customer_facing_amount ' +
    'customer_facing_currency dispute_reason effective_at effective_at_utc payout_description payout_destination_id ' +
    'payout_expected_arrival_date payout_id payout_status payout_type refund_metadata trace_id trace_id_status transfer_metadata',
)

const isOf = (known: readonly string[], columns: readonly string[]): boolean =>
  columns.every((column) => known.includes(keyed(column)?.[0] ?? column))

/** Whether the columns tell of charges, and so of what is two references away. */
export const needsCharges = (columns: readonly string[]): boolean => !isOf([...OWN, ...NEAR], columns)

/** The charges of movements, a blank where there is none: of a charge itself, a refund or a dispute. */
export function chargesOf(tx: Tx, movements: readonly BalanceTransaction[]): string[] {
  const rows = paired(
    tx,
    movements.map(({ source }) => source as string),
  )
  return movements.map(({ source }) => {
    const row = rows.get(source as string)
    return row?.object === 'charge' ? row.id : String(row?.charge ?? '')
  })
}

/** The ids of what moved the money, and of the automatic payouts that it went out with. */
export const nearOf = (movements: readonly BalanceTransaction[]): string[] => [
  ...new Set(
    movements.flatMap(({ source, hidden }) => [
      source as string,
      ...(hidden.payout === undefined ? [] : [hidden.payout]),
    ]),
  ),
]

/** Movements with the rows that the columns tell of: in two rounds, however many, and in none where nothing is asked of them. */
export function itemsOf(
  tx: Tx,
  movements: readonly BalanceTransaction[],
  columns: readonly string[],
  charges: readonly string[] = [],
): Item[] {
  const rows = paired(tx, isOf(OWN, columns) ? [] : [...nearOf(movements), ...charges])
  const chargeAt = (i: number) => rows.get(charges[i] ?? '') as Charge | undefined
  const beyond = charges.flatMap((_, i) => [chargeAt(i)?.customer, chargeAt(i)?.payment_intent])
  const far = paired(
    tx,
    beyond.map((id) => String(id ?? '')),
  )
  return movements.map((movement, i): Item => {
    const source = rows.get(movement.source as string)
    const as = <T>(object: string) => (source?.object === object ? (source as unknown as T) : undefined)
    const charge = chargeAt(i) ?? as<Charge>('charge')
    return {
      movement,
      settledBy: rows.get(movement.hidden.payout ?? '') as Payout | undefined,
      payout: as<Payout>('payout'),
      refund: as<Refund>('refund'),
      dispute: as<Dispute>('dispute'),
      transfer: as<AnyRow>('transfer'),
      charge,
      intent: far.get(String(charge?.payment_intent)) as Intent | undefined,
      customer: far.get(String(charge?.customer)) as Customer | undefined,
    }
  })
}

/** Rows by their ids, in one round; blanks and what is not there are left out. */
function paired(tx: Tx, ids: readonly string[]): ReadonlyMap<string, AnyRow> {
  const wanted = [...new Set(ids)].filter((id) => id !== '')
  const rows = tx.any(wanted)
  return new Map(wanted.flatMap((id, i): [string, AnyRow][] => (rows[i] ? [[id, rows[i]]] : [])))
}
