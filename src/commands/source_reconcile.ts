// brindle source reconcile: a lake held against its host and against itself, a line for each stream and each invariant.
import pino from 'pino'
import { SettingError } from '../config.ts'
import { DEFAULT_KEYS } from '../http/keys.ts'
import { SourceError } from '../source/door/errors.ts'
import { openSource, type OpenSource } from '../source/index.ts'
import { openLake } from '../source/lake/query.ts'
import type { Reconciled } from '../source/reconcile/compare.ts'
import { checkInvariants, type Invariant } from '../source/reconcile/invariants.ts'
import { type Asked, askHost, flowsOf, type LakeFlow } from '../source/reconcile/lake_flows.ts'
import { reconcile } from '../source/reconcile/reconcile.ts'
import { repair } from '../source/reconcile/repair.ts'
import { accountName, OWN } from '../source/sync.ts'
import { progressLine } from './progress_line.ts'
import { lakeAt, readArgs } from './source_lake.ts'

const OPTIONS = {
  lake: { type: 'string' },
  to: { type: 'string' },
  url: { type: 'string' },
  key: { type: 'string' },
  streams: { type: 'string' },
  deep: { type: 'boolean', default: false },
  repair: { type: 'boolean', default: false },
  'lake-key': { type: 'string', default: '' },
} as const

type Given = ReturnType<typeof readArgs<typeof OPTIONS>>['values']

/** Of a difference, and of an invariant, so many are shown. */
const SHOWN = 5

const line = progressLine()
const say = line.print

/** Answers 1 where something differs or is violated, and could not be repaired. */
export async function run(args: readonly string[]): Promise<number> {
  const { values: given } = readArgs(args, OPTIONS)
  const folder = lakeAt(given.lake ?? given.to ?? './lake')
  const source = await openSource({
    folder,
    key: given['lake-key'],
    log: pino({ level: 'silent' }),
    open: true,
    host: () => given.url ?? 'http://127.0.0.1:12111',
    schedules: false,
  })
  let asked: Asked | undefined
  let isSame = true
  try {
    const flows = await chosen(source, given)
    say(header())
    for (const flow of flows) isSame = (await stream(source, flow, given)) && isSame
    line.end()
    asked = await askHost(source, OWN, flows)
    // One process at a time has the catalogue.
    await source.close()
    isSame = (await invariants(folder, asked)) && isSame
    return isSame ? 0 : 1
  } catch (error) {
    if (error instanceof SourceError) throw new SettingError(error.message)
    throw error
  } finally {
    line.end()
    await asked?.close()
    if (!asked) await source.close()
  }
}

/** The flows that are to be looked at: of one account, where a key or a host is said. */
async function chosen(source: OpenSource, { url, key, streams }: Given): Promise<LakeFlow[]> {
  const [host, token] = [url ?? 'http://127.0.0.1:12111', key ?? DEFAULT_KEYS.secret]
  const connection = url === undefined && key === undefined ? undefined : await accountName(source, host, token)
  const all = await flowsOf(source, OWN, connection)
  if (all.length === 0)
    throw new SettingError(connection ? `the lake has no flow that reads ${connection}.` : 'the lake has no flow.')
  if (streams === undefined || streams === 'all') return all
  return streams.split(',').map((name) => {
    const found = all.find(({ stream: one }) => one === name.trim())
    if (!found)
      throw new SettingError(`the lake has no ${name}; it has ${all.map(({ stream: one }) => one).join(', ')}.`)
    return found
  })
}

/** Compares one, and says how it is. A list that fails is told, and the others go on. */
async function stream(source: OpenSource, { id, stream: name }: LakeFlow, given: Given): Promise<boolean> {
  const options = { deep: given.deep, onProgress: line.show }
  try {
    if (!given.repair) return said(await reconcile(source, OWN, id, options))
    const done = await repair(source, OWN, id, options)
    said(done.before)
    if (done.run === undefined) return true
    const left = [done.failed > 0 ? `${done.failed} do not fit` : '', done.unread > 0 ? `${done.unread} unread` : '']
    say(
      `  repaired: ${[`${done.landed} read again`, `${done.marked} marked as gone`, ...left].filter(Boolean).join(', ')}`,
    )
    return said(done.after)
  } catch (error) {
    say(`${name.padEnd(28)}failed: ${(error as Error).message}`)
    return false
  }
}

const COLUMNS = ['host', 'lake', 'missing', 'gone', 'stale'] as const
const header = () => `${'stream'.padEnd(28)}${COLUMNS.map((name) => name.padStart(10)).join('')}`

function said(result: Reconciled): boolean {
  const { host, lake, missing, gone, stale, deep, windows, unlisted, unfit, moved, others } = result
  const figures = [host.count, lake.count, missing.total, gone.total, deep ? stale.total : '-']
  say(`${result.stream.padEnd(28)}${figures.map((figure) => String(figure).padStart(10)).join('')}`)
  for (const [kind, { total, first }] of Object.entries({ missing, gone, stale })) {
    const ids = first.slice(0, SHOWN).map(({ id, parent, account }) => [account, parent, id].filter(Boolean).join('/'))
    if (total > 0) say(`  ${kind}: ${ids.join(', ')}${total > ids.length ? `, and ${total - ids.length} more` : ''}`)
  }
  if (windows.total > 0 && windows.seconds > 0) {
    const days = windows.first.slice(0, SHOWN).map(({ from }) => new Date(from * 1000).toISOString().slice(0, 10))
    say(
      `  in ${windows.total} windows of ${windows.seconds / 3600} h: ${days.join(', ')}${windows.total > SHOWN ? ', …' : ''}`,
    )
  }
  const notes = [
    unlisted > 0 && `${unlisted} rows that the host has and does not list`,
    unfit > 0 && `${unfit} rows of the host do not fit the schema`,
    moved > 0 && `${moved} objects changed meanwhile, and were left out`,
    others > 0 && `${others} rows of accounts that are not read any more`,
  ].filter((note) => note !== false)
  for (const note of notes) say(`  ${note}`)
  return result.isSame
}

async function invariants(folder: string, asked: Asked): Promise<boolean> {
  const lake = await openLake(folder, OWN)
  try {
    const { begins, ahead, isDeleted } = asked
    const found = await checkInvariants(lake, { balances: await asked.balances(lake), begins, ahead, isDeleted })
    say('')
    for (const one of found) tell(one)
    return found.every(({ state }) => state !== 'violated')
  } finally {
    await lake.close()
  }
}

function tell({ name, says, state, why, checked, violations }: Invariant): void {
  const note = why === undefined ? '' : ` (${why})`
  const text = {
    holds: `${says}: so of ${checked}${note}`,
    violated: `${says}: not so of ${violations.total}${note}`,
    'not checked': `${says}: ${why}`,
  }[state]
  say(`${name.padEnd(28)}${state.padEnd(13)}${text}`)
  for (const row of violations.first.slice(0, SHOWN)) say(`  ${JSON.stringify(row)}`)
}
