// brindle source offers: segments and their offers out of a lake, an experiment over them, what it brought, and its arms written to
// the customers of the account.
import { setTimeout as wait } from 'node:timers/promises'
import { SettingError } from '../config.ts'
import { DEFAULT_KEYS } from '../http/keys.ts'
import { encodeForm } from '../lib/form.ts'
import { Budget } from '../source/extract/budget.ts'
import { limitsOf } from '../source/flow/hosts.ts'
import type { Lake } from '../source/lake/query.ts'
import { tableLines } from '../source/report/bnpl_text.ts'
import { assign, measure, type Share, uplift } from '../source/report/experiment.ts'
import { narrowed } from '../source/report/narrow.ts'
import { armsTable, upliftTable } from '../source/report/offer_tables.ts'
import { type Profile, profileOf, profilesAsCsv, profilesAsNdjson } from '../source/report/profiles.ts'
import { type SegmentName, segmentReport, segmentsOf } from '../source/report/segments.ts'
import { segmentTables } from '../source/report/tables.ts'
import { knownOffers, type Post, type Progress, WriteBackStopped, writeBack } from '../source/report/write_back.ts'
import { progressLine } from './progress_line.ts'
import { LAKE, readArgs, secondsOf, withLake, writeText } from './source_lake.ts'
import type { Print } from './source_report.ts'

const OPTIONS = {
  ...LAKE,
  experiment: { type: 'string' },
  share: { type: 'string', default: '0.5' },
  currency: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  measure: { type: 'boolean', default: false },
  csv: { type: 'string' },
  'write-back': { type: 'boolean', default: false },
  after: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:12111' },
  key: { type: 'string', default: DEFAULT_KEYS.secret },
} as const

type Given = ReturnType<typeof readArgs<typeof OPTIONS>>['values']

/** Shows, exports, measures or writes back an experiment's offers. Answers 1 where writing stopped half way; throws `SettingError`. */
export async function run(args: readonly string[], print: Print = toTerminal): Promise<number> {
  const { values: given } = readArgs(args, OPTIONS)
  const experiment = given.experiment
  if (!experiment?.trim()) throw new SettingError('name the experiment: --experiment add_ons_in_march.')
  if (given.measure && (given['write-back'] || given.csv !== undefined))
    throw new SettingError('--measure goes by itself: it says what an experiment that was written back has brought.')
  if (given.after !== undefined && !given['write-back']) throw new SettingError('--after goes with --write-back.')
  const share = shareOf(given.share)
  return withLake(given.lake, async (lake) => {
    await narrowed(lake.connection)
    return given.measure ? measured(lake, given, experiment, print) : offered(lake, given, experiment, share, print)
  })
}

async function offered(lake: Lake, given: Given, experiment: string, share: Share, print: Print): Promise<number> {
  const { connection } = lake
  const period = periodOf(given)
  const { report, customers } = await segmentsOf(connection, period)
  const currency = given.currency?.toLowerCase()
  const offers = report.offers.filter((one) => currency === undefined || one.currency === currency)
  const profiles = customers.map((one) => profileOf(one, experiment, assign(one.customer, experiment, share), offers))
  for (const table of [
    ...segmentTables({ ...report, offers }),
    ...(profiles.length > 0 ? [armsTable(profiles, report.segments)] : []),
  ])
    print(`${tableLines(table).join('\n')}\n\n`)
  if (currency !== undefined && offers.length === 0) print(`There are no offers in ${currency}.\n`)
  for (const one of report.missing) print(`${one}\n`)
  if (given.csv !== undefined) {
    const isNdjson = /\.(?:ndjson|jsonl)$/.test(given.csv)
    writeText(given.csv, isNdjson ? profilesAsNdjson(profiles) : profilesAsCsv(profiles))
    print(`${given.csv} is written, of ${profiles.length} customers.\n`)
  }
  return given['write-back'] ? written(lake, given, profiles, print) : 0
}

async function measured(lake: Lake, given: Given, experiment: string, print: Print): Promise<number> {
  const currency = given.currency?.toLowerCase() ?? (await commonest(lake))
  if (currency === undefined)
    throw new SettingError('there are no orders to measure. Sync charges and customers first.')
  const outcomes = await measure(lake.connection, { experiment, currency, ...periodOf(given) })
  if (outcomes.treatment.customers + outcomes.control.customers === 0)
    throw new SettingError(
      `no customer of the lake is in the experiment ${experiment}. Write it back, and sync customers after that.`,
    )
  print(`${tableLines(upliftTable(outcomes, uplift(outcomes.treatment, outcomes.control), currency)).join('\n')}\n`)
  if (given.from === undefined)
    print('\nAll orders are in it, those before the offers too: say with --from when the offers began.\n')
  return 0
}

/** The currency of most orders. */
async function commonest({ connection }: Lake): Promise<string | undefined> {
  const { segments } = await segmentReport(connection)
  const orders = new Map<string, number>()
  for (const { currency, orders: n } of segments.flatMap(({ baskets }) => baskets))
    orders.set(currency, (orders.get(currency) ?? 0) + n)
  return [...orders].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0]
}

async function written(lake: Lake, given: Given, profiles: readonly Profile[], print: Print): Promise<number> {
  const assignments = profiles.map(({ customer, segment, experiment, arm }) => ({
    ...{ customer, experiment, arm },
    segment: segment as SegmentName,
  }))
  const live = progressLine()
  const told = ({ written: n, skipped, gone, of }: Progress) =>
    `${n + skipped + gone} of ${of} customers: ${n} written, ${skipped} had it already, ${gone} gone`
  try {
    const done = await writeBack(assignments, poster(given.url.replace(/\/$/, ''), given.key), {
      known: await knownOffers(lake.connection),
      ...(given.after !== undefined && { after: given.after }),
      progress: (progress) => live.show(told(progress)),
    })
    live.end()
    print(`${told(done)}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof WriteBackStopped)) throw error
    const { position } = error.progress
    live.end()
    print(`${told(error.progress)}\n${error.message}\n`)
    print(`To go on, run it again${position === undefined ? '' : ` with --after ${position}`}.\n`)
    return 1
  }
}

/** Why 5: with pauses that double from half a second, some eight seconds of an outage. Who wants more runs it again. */
const TRIES = 5
const PAUSE_MS = 500
const PASSING = new Set([408, 409, 429, 500, 502, 503, 504])

/** The host said no. */
class Answered extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Posts to the public API, as fast as it may be asked. What passes is tried again; the call sets what it sets, once or twice. */
function poster(url: string, key: string): Post {
  const budget = new Budget(limitsOf(url, key))
  const endpoint = 'POST /v1/customers/:id'
  return async (path, { metadata }) => {
    for (let attempt = 1; ; attempt++) {
      await budget.take(endpoint)
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: encodeForm({ metadata: { ...metadata } }),
      }).catch((error: Error) => new Answered(0, `no host answers at ${url}: ${error.message}`))
      if (answer instanceof Response && answer.ok) return answer.json()
      const refused = answer instanceof Response ? await refusalOf(answer) : answer
      if (attempt === TRIES || !(refused.status === 0 || PASSING.has(refused.status))) throw refused
      const after = answer instanceof Response ? Number(answer.headers.get('retry-after')) || 0 : 0
      const reason = answer instanceof Response ? answer.headers.get('stripe-rate-limited-reason') : null
      if (refused.status === 429) budget.refused(endpoint, reason ?? undefined, after)
      await wait(Math.max(after * 1000, PAUSE_MS * 2 ** (attempt - 1)))
    }
  }
}

async function refusalOf(response: Response): Promise<Answered> {
  const body = (await response.json().catch(() => ({}))) as { error?: { message?: string } }
  return new Answered(response.status, body.error?.message ?? `the host answered ${response.status}.`)
}

/** `0.5` is 5 of 10. */
function shareOf(text: string): Share {
  const [, whole = '', decimals = ''] = /^([01])(?:\.(\d{1,6}))?$/.exec(text) ?? []
  const denominator = 10 ** decimals.length
  const numerator = Number(whole + decimals)
  if (whole === '' || numerator > denominator)
    throw new SettingError(`--share is a number from 0 to 1, such as 0.5, not "${text}".`)
  return { numerator, denominator }
}

function periodOf(given: Given): { from?: number; to?: number } {
  const [from, to] = [secondsOf('from', given.from), secondsOf('to', given.to)]
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

const toTerminal: Print = (text) => void process.stdout.write(text)
