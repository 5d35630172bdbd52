// What the reports read of a lake, copied once into narrow tables of its connection. A dataset has a thousand columns, and its newest states
// are found by a question over all of them; several reports then ask some twenty columns of memory.
import { type DuckDBConnection, DuckDBStructType, type DuckDBType } from '@duckdb/node-api'
import { quoteName } from '../lake/sql.ts'
import { field, readViews, VIEWS, type View, type ViewName } from './views.ts'

/** By view: the fields that a report may read, as paths. A path that ends at an object takes it whole. */
const READ: Readonly<Record<ViewName, readonly string[]>> = {
  charges: [
    ...['id', 'amount', 'amount_captured', 'captured', 'created', 'currency', 'customer', 'failure_code', 'metadata'],
    ...['outcome.reason', 'status', 'billing_details.address.country', 'payment_method_details.type'],
    ...['payment_method_details.card.country', 'payment_method_details.card.installments.plan'],
    'payment_method_details.klarna.payer_details.address.country',
    ...['payment_method_details.klarna.payment_method_category', 'payment_method_details.paypal.country'],
  ],
  refunds: ['amount', 'charge', 'status'],
  balance_transactions: ['amount', 'currency', 'fee', 'net', 'source'],
  customers: ['id', 'metadata'],
  prices: ['id', 'active', 'billing_scheme', 'currency', 'product', 'recurring', 'type', 'unit_amount'],
}

/** Makes the tables, temporary ones with the views' names, which stand before the views from then on. */
export async function narrowed(connection: DuckDBConnection): Promise<void> {
  const views = await readViews(connection)
  for (const name of VIEWS) {
    const view = views.get(name)
    const columns = view ? columnsOf(view, READ[name]) : []
    // A view without any of them stays as it is: what it lacks is said by the report.
    if (columns.length > 0)
      await connection.run(`create temp table ${name} as select ${columns.join(', ')} from ${name}`)
  }
}

function columnsOf(view: View, paths: readonly string[]): string[] {
  return firstsOf(paths).flatMap(([name, rests]) => {
    const found = field(view, name)
    return found ? [`${narrowOf(found.sql, found.type!, rests)} as ${quoteName(name)}`] : []
  })
}

/** Paths by their first name: the rests, without one where the whole is taken. */
function firstsOf(paths: readonly string[]): [string, string[]][] {
  const names = [...new Set(paths.map((path) => path.split('.')[0]!))]
  return names.map((name) => [
    name,
    paths.flatMap((path) => (path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [])),
  ])
}

/** An object with only these fields, of those that it has. One that is JSON text is taken whole. */
function narrowOf(sql: string, type: DuckDBType, rests: readonly string[]): string {
  if (rests.length === 0 || !(type instanceof DuckDBStructType)) return sql
  const fields = firstsOf(rests).flatMap(([name, inner]) => {
    const at = type.entryNames.indexOf(name)
    if (at === -1) return []
    return [`${quoteName(name)} := ${narrowOf(`${sql}.${quoteName(name)}`, type.entryTypes[at]!, inner)}`]
  })
  return fields.length > 0 ? `struct_pack(${fields.join(', ')})` : `${sql}`
}
