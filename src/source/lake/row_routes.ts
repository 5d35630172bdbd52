// What is in a dataset: its newest rows, a page at a time. Ours: Adobe shows them on a page, and has no call for it.
import { type Answer, type Ask, ok, type Route } from '../door/route.ts'
import { find } from '../flow/reading.ts'
import type { Source } from '../index.ts'
import { wholeNumber } from '../xdm/registry_filter.ts'
import { askCurrent } from './current.ts'

export const rowRoutes: readonly Route[] = [
  { method: 'GET', path: '/catalog/dataSets/:id/rows', needs: ['view'], run: rows },
]

/** Why 100: to look at; whoever wants all of them reads the files. */
const [LIMIT, LIMIT_MAX] = [20, 100]

/** By what a row is told from every other. */
const KEY = (row: string) => `{batch: ${row}.batch, n: ${row}.n}`
const NEWEST = (row: string) => `${row}.changed desc, ${row}.batch desc, ${row}.n desc`

/**
 * The newest state of each object that is there, what was changed last first. A row is as it lies in the dataset, without fields that have
 * no value. Which rows are on the page is found out of one column: a dataset may have a thousand.
 */
async function rows(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  await find(ask, source, 'dataSet', id)
  const limit = wholeNumber(ask.query, 'limit', 1, LIMIT_MAX) ?? LIMIT
  const start = wholeNumber(ask.query, 'start', 0, Number.MAX_SAFE_INTEGER) ?? 0
  const { catalog, folder } = source
  const [counted] = await askCurrent<{ n: bigint }>(catalog, folder, id, (all) => `select count(*) as n from ${all}`)
  const found = await askCurrent<{ row: string }>(
    catalog,
    folder,
    id,
    (all) => `select cast(to_json(c) as varchar) as row from ${all} c
      where ${KEY('c._landed')} in (
        select ${KEY('l')} from (select _landed as l from ${all}) order by ${NEWEST('l')} limit ? offset ?)
      order by ${NEWEST('c._landed')}`,
    [limit, start],
  )
  const items = found.map(({ row }) => JSON.parse(row, (_, value) => (value === null ? undefined : value)))
  return ok({ items, _page: { count: items.length, limit, start, total: Number(counted?.n ?? 0) } })
}
