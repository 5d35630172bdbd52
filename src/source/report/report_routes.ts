// The report "buy now or pay later" as a call. Ours: what Adobe's page on the Stripe source says that it is for.
import { invalid } from '../door/errors.ts'
import { type Answer, type Ask, ok, type Route } from '../door/route.ts'
import { find, truthOf, wholeOf } from '../flow/reading.ts'
import type { Source } from '../index.ts'
import { readLake } from '../lake/query.ts'
import { joined, payLaterReport } from './pay_later_report.ts'
import { VIEWS } from './views.ts'

export const reportRoutes: readonly Route[] = [
  { method: 'GET', path: '/reports/payLater', needs: ['view'], run: payLater },
]

const OPTIONS = ['from', 'to', 'dimension', 'installments']

/**
 * The report out of the caller's datasets. `charges`, `refunds`, `balance_transactions`, `customers` and `prices` are ids of datasets;
 * what is not named is that which has the name by itself, as `source query` has it. `from` and `to` are epoch seconds. Throws 400.
 */
async function payLater(ask: Ask, source: Source): Promise<Answer> {
  const { query, scope } = ask
  const known = [...VIEWS, ...OPTIONS]
  for (const name of query.keys())
    if (!known.includes(name)) throw invalid(`The report has no parameter "${name}"; it has ${known.join(', ')}.`)
  const only = Object.fromEntries(VIEWS.map((name) => [name, query.get(name) ?? undefined]))
  for (const id of Object.values(only)) if (id !== undefined) await find(ask, source, 'dataSet', id)
  const [from, to] = (['from', 'to'] as const).map((name) => {
    const given = query.get(name)
    return given === null ? undefined : wholeOf(given, `${name}, in epoch seconds,`)
  })
  const dimension = query.get('dimension')
  const options = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(dimension !== null && { dimension }),
    installments: truthOf(query.get('installments') ?? 'false', 'installments'),
  }
  // One after the other, each with one thread: a report holds a part of the charges in memory, and calls are answered meanwhile.
  const read = () =>
    readLake(source.folder, scope, { only, settings: { threads: '1' } }, ({ connection }) =>
      payLaterReport(connection, options),
    )
  return ok(joined(await source.catalog.inTurn('reports', read)))
}
