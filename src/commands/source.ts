// brindle source: an account into a lake with one line, questions to the lake, and tokens for its API.
import { parseArgs } from 'node:util'
import pino from 'pino'
import { SettingError } from '../config.ts'
import { newest, versionKnown } from '../contract/index.ts'
import { DEFAULT_KEYS } from '../http/keys.ts'
import { writeToken } from '../source/door/token.ts'
import { SourceError } from '../source/door/errors.ts'
import { SIX, type Stream, streamNamed, streams } from '../source/extract/streams.ts'
import { openSource } from '../source/index.ts'
import { lakeKey } from '../source/lake/keys.ts'
import { syncLake, type Synced } from '../source/sync.ts'
import { progressLine } from './progress_line.ts'

const OPTIONS = {
  to: { type: 'string' },
  lake: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:12111' },
  key: { type: 'string', default: DEFAULT_KEYS.secret },
  streams: { type: 'string' },
  since: { type: 'string' },
  'api-version': { type: 'string', default: newest },
  connected: { type: 'boolean', default: false },
  rate: { type: 'string' },
  permissions: { type: 'string', default: 'view,manage' },
  org: { type: 'string', default: '*' },
  days: { type: 'string', default: '1' },
  'lake-key': { type: 'string', default: '' },
} as const

type Given = ReturnType<typeof read>['values']

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new SettingError((error as Error).message)
  }
}

export async function run(args: readonly string[]): Promise<number> {
  // These have options of their own.
  switch (args[0]) {
    case 'query':
      return (await import('./source_query.ts')).run(args.slice(1))
    case 'compact':
      return (await import('./source_compact.ts')).run(args.slice(1))
    case 'export':
      return (await import('./source_export.ts')).run(args.slice(1))
    case 'load':
      return (await import('./source_load.ts')).run(args.slice(1))
  }
  const { values, positionals } = read(args)
  const [verb] = positionals
  switch (verb) {
    case 'sync':
      return sync(values)
    case 'token':
      return token(values)
    default:
      throw new SettingError(
        verb ? `there is no "source ${verb}".` : 'say what: sync, query, export, load, compact or token.',
      )
  }
}

const lakeOf = ({ to, lake }: Given): string => to ?? lake ?? './lake'

function streamsOf({ streams: given }: Given): readonly Stream[] {
  if (given === 'all') return streams
  return (given?.split(',') ?? SIX).map((name) => {
    const stream = streamNamed(name.trim())
    if (!stream)
      throw new SettingError(`there is no list "${name}". Some are ${SIX.join(', ')}, invoices; all takes every one.`)
    return stream
  })
}

/** Epoch seconds of a day or of seconds. */
function sinceOf({ since }: Given): number | undefined {
  if (since === undefined) return undefined
  const at = /^\d{5,12}$/.test(since) ? Number(since) : Date.parse(since) / 1000
  if (!Number.isFinite(at))
    throw new SettingError(`--since is a day such as 2026-01-31, or epoch seconds, not "${since}".`)
  return Math.floor(at)
}

function positive(name: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) <= 0)
    throw new SettingError(`--${name} is a number above 0, not "${text}".`)
  return Number(text)
}

async function sync(given: Given): Promise<number> {
  const chosen = streamsOf(given)
  const createdFrom = sinceOf(given)
  const version = given['api-version']
  if (!versionKnown(version)) throw new SettingError(`--api-version is one of Stripe's versions, such as ${newest}.`)
  const rate = given.rate === undefined ? undefined : positive('rate', given.rate)
  const log = pino({ level: 'silent' })
  const source = await openSource({
    folder: lakeOf(given),
    key: given['lake-key'],
    log,
    open: true,
    host: () => given.url,
    ...(rate !== undefined && { limits: { all: rate, endpoint: rate } }),
  })
  const line = progressLine()
  try {
    const results = await syncLake(source, {
      url: given.url,
      key: given.key,
      streams: chosen,
      version,
      connected: given.connected,
      ...(createdFrom !== undefined && { createdFrom }),
      onProgress: line.show,
      onDone: (result) => line.print(told(result)),
    })
    const failed = results.filter(({ error }) => error !== undefined)
    line.print(`${results.reduce((sum, { rows }) => sum + rows, 0)} rows in ${lakeOf(given)}`)
    return failed.length > 0 ? 1 : 0
  } catch (error) {
    if (error instanceof SourceError) throw new SettingError(error.message)
    throw error
  } finally {
    line.end()
    await source.close()
  }
}

function told({ stream, rows, failed, seconds, error, drift }: Synced): string {
  const rate = seconds > 0 ? `, ${Math.round(rows / seconds)}/s` : ''
  const said = error === undefined ? `${rows} rows${rate}` : `failed: ${error}`
  const more = [failed > 0 ? `${failed} rows left out` : '', drift.length > 0 ? `new fields: ${drift.join(', ')}` : '']
  return [stream.padEnd(24), said, ...more.filter(Boolean)].join('  ')
}

function token(given: Given): number {
  const permissions = given.permissions.split(',').map((one) => one.trim())
  const wrong = permissions.find((one) => one !== 'view' && one !== 'manage')
  if (wrong !== undefined) throw new SettingError(`--permissions are view and manage, not "${wrong}".`)
  const expires = Math.floor(Date.now() / 1000) + Math.round(positive('days', given.days) * 86_400)
  const key = lakeKey(given.lake ?? given.to ?? './brindle-data/lake', given['lake-key'])
  const made = { org: given.org, permissions: permissions as ('view' | 'manage')[], user: 'brindle', expires }
  process.stdout.write(`${writeToken(key, made)}\n`)
  return 0
}
