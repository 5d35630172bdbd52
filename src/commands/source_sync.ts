// brindle source sync: an account into a lake, or what changed in it since.
import pino from 'pino'
import { SettingError } from '../config.ts'
import { newest, versionKnown } from '../contract/index.ts'
import { DEFAULT_KEYS } from '../http/keys.ts'
import { SourceError } from '../source/door/errors.ts'
import { SIX, type Stream, streamNamed, streams } from '../source/extract/streams.ts'
import { PRIVACY_ACTIONS } from '../source/flow/privacy.ts'
import { openSource } from '../source/index.ts'
import { syncLake, type Synced } from '../source/sync.ts'
import { progressLine } from './progress_line.ts'
import { readArgs, secondsOf } from './source_lake.ts'

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
  'lake-key': { type: 'string', default: '' },
  privacy: { type: 'string' },
} as const

type Given = ReturnType<typeof readArgs<typeof OPTIONS>>['values']

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

function positive(name: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) <= 0)
    throw new SettingError(`--${name} is a number above 0, not "${text}".`)
  return Number(text)
}

export async function run(args: readonly string[]): Promise<number> {
  const { values: given } = readArgs(args, OPTIONS)
  const chosen = streamsOf(given)
  const createdFrom = secondsOf('since', given.since)
  const version = given['api-version']
  if (!versionKnown(version)) throw new SettingError(`--api-version is one of Stripe's versions, such as ${newest}.`)
  const rate = given.rate === undefined ? undefined : positive('rate', given.rate)
  const privacy = PRIVACY_ACTIONS.find((action) => action === given.privacy)
  if (given.privacy !== undefined && !privacy)
    throw new SettingError(`--privacy is ${PRIVACY_ACTIONS.join(', ')}, not "${given.privacy}".`)
  const log = pino({ level: 'silent' })
  const source = await openSource({
    folder: lakeOf(given),
    key: given['lake-key'],
    log,
    open: true,
    host: () => given.url,
    schedules: false,
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
      ...(privacy && { privacy }),
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
