// The newest states of a dataset's objects: which rows they are, and out of which files. A snapshot has them as of some batches, so
// that only it and what came after is read, however long the history is. (docs/decisions/0015-source.md)
import type { Catalog } from './catalog.ts'
import { allFilesOf, type BatchFile, historyOf } from './dataset.ts'

/** Not of a row that stood inside of an object: all of those of one state are as new as each other. */
const ALONE = (of: string, value: string) => `case when ${of}.parent is null then ${of}.${value} end`

/**
 * The newest state of each object, also of those that are gone: a SELECT. `from` is a table, or what `historyOf` says. An object
 * is one row, that with the greatest (`changed`, `batch`, `n`). Rows that stood inside of an object (`_landed.parent`) are all those
 * of its newest (`changed`, `batch`). Only objects of several rows are compared with their newest, and rows older than that are
 * left out: of most datasets these are few, and only they are held in memory.
 */
export const newestOf = (from: string): string =>
  `select h.* from ${from} h anti join (
     select l.account as account, l.parent as parent, ${ALONE('l', 'id')} as id,
       max({changed: l.changed, batch: l.batch, n: ${ALONE('l', 'n')}}) as newest
     from (select _landed as l from ${from})
     group by all having count(*) > 1
   ) w on h._landed.account = w.account and h._landed.parent is not distinct from w.parent
     and (${ALONE('h._landed', 'id')}) is not distinct from w.id
     and {changed: h._landed.changed, batch: h._landed.batch, n: ${ALONE('h._landed', 'n')}} is distinct from w.newest`

/** Not gone; and not the row without an id that says that an object has nothing in it. */
const THERE = `not _landed.deleted and coalesce(_landed.id, '-') <> ''`

/** The newest state of each object that is there: a SELECT. */
export const currentOf = (from: string): string => `select * from (${newestOf(from)}) where ${THERE}`

/** The same in the SQL that all engines have, for readers who are not us. */
export const plainCurrentOf = (from: string): string =>
  `select * from (select *, rank() over (partition by _landed.account, _landed.parent, ${ALONE('_landed', 'id')} ` +
  `order by _landed.changed desc, _landed.batch desc, ${ALONE('_landed', 'n')} desc) as _rank from ${from}) as ranked ` +
  `where _rank = 1 and ${THERE}`

/** What the newest states are read from: the snapshot, where there is one, and the history that is not in it. */
export const currentFilesIn = <T extends Pick<BatchFile, 'kind' | 'covered'>>(files: readonly T[]): T[] =>
  files.filter(({ kind, covered }) => kind === 'current' || !covered)

/** The newest state of each object that is there, out of those files: a SELECT. A snapshot by itself has no others. */
export const currentStates = (lake: string, files: readonly Pick<BatchFile, 'file' | 'kind'>[]): string =>
  files.every(({ kind }) => kind === 'current')
    ? `select * from ${historyOf(lake, files)} where ${THERE}`
    : currentOf(historyOf(lake, files))

/**
 * Asks for the newest states of a dataset. `sql` is given what stands in its `from`; a dataset without files has no rows. No file is
 * replaced meanwhile.
 */
export const askCurrent = <T>(
  catalog: Catalog,
  lake: string,
  dataset: string,
  sql: (current: string) => string,
  values: Parameters<Catalog['ask']>[1] = [],
): Promise<T[]> =>
  catalog.inTurn(dataset, async () => {
    const files = currentFilesIn(await allFilesOf(catalog, dataset))
    return files.length === 0 ? [] : catalog.ask<T>(sql(`(${currentStates(lake, files)})`), values)
  })
