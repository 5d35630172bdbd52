// A dataset made whole again: what is missing or stale is read anew, and what is gone is marked so. It lands as everything else does, in
// batches of a run of the flow, so that it is there once; then all is compared once more.
import { randomUUID } from 'node:crypto'
import { problem } from '../door/errors.ts'
import type { Json } from '../extract/host.ts'
import { readWindows, type Window } from '../extract/windows.ts'
import type { Flow, Run } from '../flow/documents.ts'
import type { OpenFlow } from '../flow/open_flow.ts'
import { COPY_FAILED, RunFailed } from '../flow/record.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { quote } from '../lake/dataset.ts'
import type { Comparison, Key } from './comparison.ts'
import { forEach, PIECE, stateOf } from './asking.ts'
import { type Compared, compare, type ReconcileOptions, type Reconciled } from './compare.ts'
import { withFlow } from './reconcile.ts'

export interface Repaired {
  readonly before: Reconciled
  /** The run that landed it; nothing where there was nothing to do. */
  readonly run?: string
  /** Rows that were landed, and objects that were marked as gone. */
  readonly landed: number
  readonly marked: number
  /** Rows that do not fit the schema, and were left out. */
  readonly failed: number
  /** Objects that could not be read again. */
  readonly unread: number
  readonly after: Reconciled
}

/** Objects of a page of the host's. */
const PAGE = 100
/** Epoch seconds. */
const DAY = 86_400
const PAGES_AT_ONCE = 4

/**
 * Compares, repairs, and compares again. `of` is a flow's id, or that of the dataset that it writes to. Throws as `reconcile` does, and
 * 409 where a run of the flow goes on.
 */
export async function repair(
  source: Source,
  scope: Scope,
  of: string,
  options: ReconcileOptions = {},
): Promise<Repaired> {
  const id = randomUUID()
  return withFlow(source, scope, of, id, options, async (flow) => {
    const compared = await compare(flow, options)
    try {
      const before = compared.result
      if (before.isSame) return { before, ...NOTHING, after: before }
      const done = await inRun(source, scope, flow, id, (work) => mend(flow, compared, work, options))
      const again = await compare(flow, options)
      await again.comparison.close()
      return { before, run: id, ...done, after: again.result }
    } finally {
      await compared.comparison.close()
    }
  })
}

const NOTHING = { landed: 0, marked: 0, failed: 0, unread: 0 }
type Done = typeof NOTHING

interface Work {
  /** An object as it is now. */
  readonly land: (record: Json, askedAt: number, account: string) => Promise<void>
  readonly mark: (object: string, account: string) => Promise<void>
  readonly commitIfFull: () => Promise<void>
}

/** A run of the flow, as by hand: its batches are found as those of any other. */
async function inRun(
  source: Source,
  scope: Scope,
  flow: OpenFlow,
  id: string,
  work: (work: Work) => Promise<number>,
): Promise<Done> {
  const { catalog, now } = source
  const { landing } = flow
  const batches: string[] = []
  let [input, landed, marked, failed, bytes] = [0, 0, 0, 0, 0]
  const figures = () => ({
    inputRecords: input,
    outputRecords: landed + marked,
    failedRecords: failed,
    outputBytes: bytes,
    batches: [...batches],
    samples: flow.samples,
    drift: flow.shaper.drift.map(({ path, type }) => ({ path, type: type.type })),
  })
  const update = (changes: Partial<Run>) => (run: Run) => ({ ...run, ...figures(), ...changes, updatedAt: now() })
  const commit = () =>
    landing.commit(async (tx, batch) => {
      if (batch) {
        batches.push(batch.id)
        bytes += batch.bytes
      }
      await tx.update<Run>(scope, 'run', id, update({}))
      await flow.keepDrift(tx)
    })
  await begin(source, scope, flow.id, id)
  try {
    const unread = await work({
      land: async (record, changed, account) => {
        const { rows, failed: left } = await flow.rowsOf(record, account)
        for (const row of rows) await landing.add({ ...row, account, changed })
        input++
        landed += rows.length
        failed += left
      },
      mark: async (object, account) => {
        for (const row of flow.goneOf({ id: object, object: flow.stream.object }))
          await landing.add({ ...row, account, changed: flow.clock(), deleted: true })
        input++
        marked++
      },
      commitIfFull: async () => {
        if (landing.isFull) await commit()
      },
    })
    await commit()
    await catalog.write((tx) =>
      tx.update<Run>(scope, 'run', id, update({ status: 'success', completedAt: now(), errors: [] })),
    )
    return { landed, marked, failed, unread }
  } catch (error) {
    const code = error instanceof RunFailed ? error.code : COPY_FAILED
    const errors = [{ code, message: (error as Error).message }]
    await catalog.write((tx) =>
      tx.update<Run>(scope, 'run', id, update({ status: 'failed', completedAt: now(), errors })),
    )
    throw error
  }
}

async function begin({ catalog, now }: Source, scope: Scope, flow: string, id: string): Promise<void> {
  const { body } = (await catalog.find<Flow>(scope, 'flow', flow))!
  const { createdBy, updatedBy, createdClient, updatedClient, sandboxName, imsOrgId } = body
  const run: Run = {
    createdAt: now(),
    updatedAt: now(),
    createdBy,
    updatedBy,
    createdClient,
    updatedClient,
    sandboxName,
    imsOrgId,
    flowId: flow,
    status: 'inProgress',
    kind: 'ad-hoc',
    startedAt: now(),
    inputRecords: 0,
    outputRecords: 0,
    failedRecords: 0,
    inputBytes: 0,
    outputBytes: 0,
    batches: [],
    errors: [],
    samples: [],
    drift: [],
  }
  await catalog.write(async (tx) => {
    const [going] = await tx.ask<{ id: string }>(
      `select id from documents where org = ? and sandbox = ? and kind = 'run' and parent = ? and (body->>'status') = 'inProgress'`,
      [scope.org, scope.sandbox, flow],
    )
    if (going) throw problem(409, 'run_in_progress', `The run ${going.id} of the flow ${flow} goes on.`)
    await tx.insert(scope, 'run', id, run, flow)
  })
}

/** Reads and lands. Answers how many objects could not be read again. */
async function mend(
  flow: OpenFlow,
  { comparison }: Compared,
  { land, mark, commitIfFull }: Work,
  { signal, onProgress }: ReconcileOptions,
): Promise<number> {
  let [mended, unread] = [0, 0]
  const tell = () => onProgress?.(`${flow.landed.name}: ${++mended} repaired`)
  await comparison.connection.run(WORK)
  for (const { account, ...window } of await pagesOf(flow, comparison))
    await readWindows([window], {
      host: flow.host,
      listing: flow.stream,
      ...(account && { account }),
      workers: PAGES_AT_ONCE,
      ...(signal && { signal }),
      onPage: async ({ records, askedAt }) => {
        for (const record of await wantedOf(comparison, account, records)) {
          await land(record, askedAt, account)
          tell()
        }
        await commitIfFull()
      },
    })
  for await (const piece of piecesOf(comparison, 'wanted')) {
    await forEach(piece, signal, async ({ account, object }) => {
      const found = await stateOf(flow, object, account)
      if (found === 'unasked') unread++
      else if (found === 'gone') await mark(object, account)
      else await land(found.body, found.askedAt, account)
      tell()
    })
    await commitIfFull()
  }
  for await (const piece of piecesOf(comparison, 'tombstone')) {
    for (const { account, object } of piece) {
      await mark(object, account)
      tell()
    }
    await commitIfFull()
  }
  return unread
}

/**
 * What is gone: of rows inside of others, those whose object is. The objects of all other differences are read again; when one was
 * created is known from the host's list.
 */
const WORK = `
  create table tombstone as select distinct account, object from difference anti join host_object using (account, object)
    where kind = 'gone';
  create table wanted as select d.account, d.object, max(h.created) as created from difference d
    semi join host_object o on d.account = o.account and d.object = o.object
    left join host h on d.account = h.account and d.object = h.object group by d.account, d.object`

/** Where so much is wanted that reading a whole day takes fewer requests than asking for each: those days, by account. Epoch seconds. */
async function pagesOf(
  { stream }: OpenFlow,
  comparison: Comparison,
): Promise<readonly (Window & { readonly account: string })[]> {
  if (!stream.created) return []
  const days = await comparison.ask<{ account: string; day: bigint }>(
    `select w.account, w.day from (select account, created // ${DAY} as day, count(*) as n from wanted group by all) w
     join (select account, created // ${DAY} as day, count(distinct object) as n from host group by all) h
     on w.account = h.account and w.day = h.day where w.n > ceil(h.n / ${PAGE}) order by all`,
  )
  return days.map(({ account, day }) => ({ account, from: Number(day) * DAY, to: (Number(day) + 1) * DAY }))
}

/** Those of a page that are wanted. They are wanted no more. */
async function wantedOf(comparison: Comparison, account: string, records: readonly Json[]): Promise<Json[]> {
  if (records.length === 0) return []
  const ids = records.map(({ id }) => quote(id as string)).join(', ')
  const found = await comparison.ask<{ object: string }>(
    `delete from wanted where account = ? and object in (${ids}) returning object`,
    [account],
  )
  const wanted = new Set(found.map(({ object }) => object))
  return records.filter(({ id }) => wanted.has(id as string))
}

/** All of a table, in its order, a piece at a time. */
async function* piecesOf(comparison: Comparison, table: 'wanted' | 'tombstone') {
  let [account, object] = ['', '']
  for (;;) {
    const piece = await comparison.ask<Pick<Key, 'account' | 'object'>>(
      `select account, object from ${table} where (account, object) > (?, ?) order by account, object limit ${PIECE}`,
      [account, object],
    )
    const last = piece.at(-1)
    if (!last) return
    yield piece
    ;({ account, object } = last)
  }
}
