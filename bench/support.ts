// What the benches share: servers as processes of their own, folders that go away, fair turns, and the table.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configure } from '../src/config.ts'
import { actorOf } from '../src/http/keys.ts'
import type { Situation } from '../src/kernel/work.ts'
import { chance } from '../src/lib/chance.ts'
import { microseconds } from '../src/lib/instant.ts'
import { type Load, type Measured, load } from './load.ts'

export const KEY = 'sk_test_bench'
/** The sandbox that the key opens. */
export const ACCOUNT = actorOf(KEY, true)!.account

/** Where the account's units of work happen that need no server. */
export const situation = (): Situation => ({
  place: { tenant: ACCOUNT, account: ACCOUNT },
  micros: microseconds(),
  node: 0,
  seed: chance(32),
  requestId: 'req_bench',
  key: '',
  cause: 'job',
  version: configure().defaultVersion,
  client: { ip: '', userAgent: '' },
  publicUrl: '',
  settlementCurrency: '',
  strictClocks: false,
  eventsKeptSeconds: 0,
  disableAfterSeconds: 0,
  searchDelaySeconds: 0,
})

/** A line of the results. `ratio` is what the target is about. */
export interface Row {
  readonly what: string
  readonly measured: string
  readonly against: string
  readonly ratio: string
  readonly target: string
  /** Nothing where there is no target. */
  readonly met?: boolean
}

/** A server that runs. */
export interface Served {
  readonly port: number
  readonly pid: number
  /** When its process was asked for, and when it said where it listens (`performance.now`). */
  readonly spawned: number
  stop(): Promise<void>
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const running = new Set<ChildProcess>()
const folders: string[] = []
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

/** Starts a script that prints where it listens, as `brindle start` does. */
export async function serve(name: string, args: readonly string[], nodeArgs: readonly string[] = []): Promise<Served> {
  const spawned = performance.now()
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...nodeArgs, script(name), ...args], {
    stdio: [...stdio],
  })
  running.add(child)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  exited.then(() => running.delete(child))
  const port = await new Promise<number>((resolve, reject) => {
    let said = ''
    child.stdout!.on('data', (chunk) => {
      said += chunk
      const found = /listens on http:\/\/[^\s:]+:(\d+)/.exec(said)
      if (found) resolve(Number(found[1]))
    })
    exited.then(() => reject(new Error(`${name} ended before it listened`)))
  })
  const stop = () => {
    child.kill('SIGINT')
    return exited
  }
  return { port, pid: child.pid!, spawned, stop }
}

/** The real server over a folder; `program` is this checkout's, or another one's. */
export const brindle = (
  folder: string,
  { nodeArgs = [], program = '../bin/brindle' }: { nodeArgs?: readonly string[]; program?: string } = {},
): Promise<Served> => serve(program, ['start', '--port', '0', '--data', folder, '--log-level', 'silent'], nodeArgs)

/** A new folder, gone when the bench ends. On the disk that the system has its temporary files on: TMPDIR says where. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'brindle-bench-'))
  folders.push(path)
  return path
}

/** A number from the environment, so that a bench can be tried small. */
export const setting = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)

/** How often each side has its turn, and for how long. */
export const ROUNDS = setting('BENCH_ROUNDS', 7)
export const ROUND_MS = setting('BENCH_MS', 4_000)

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/**
 * Gives both sides their turns, A B B A A B …, after one that does not count. Neighbours in time are compared with each
 * other, so that what else the machine does weighs on both alike.
 */
export async function alternate<T>(a: () => Promise<T>, b: () => Promise<T>, rounds = ROUNDS): Promise<[T, T][]> {
  const pairs: [T, T][] = []
  for (let round = -1; round < rounds; round++) {
    const forth = round % 2 === 0
    const one = await (forth ? a() : b())
    const other = await (forth ? b() : a())
    if (round >= 0) pairs.push(forth ? [one, other] : [other, one])
  }
  return pairs
}

/** What a turn measured, and what it cost: microseconds of processor time for each answer, all threads together. */
export interface Turn extends Measured {
  readonly cpu: number
}

/** A load on a server. Its processor time is counted too, for that is hardly disturbed by what else the machine does. */
export async function turn({ port, pid }: Served, how: Omit<Load, 'port'>): Promise<Turn> {
  const before = processorMicros(pid)
  const measured = await load({ port, ...how })
  return { ...measured, cpu: (processorMicros(pid) - before) / measured.all }
}

/** User and system time; the kernel counts in hundredths of a second. */
export function processorMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

/** The medians of one side. */
export function figures(turns: readonly Turn[]): string {
  const of = (field: keyof Turn) => median(turns.map((turn) => turn[field]))
  return `${whole(of('perSecond'))}/s, p50 ${millis(of('p50'))}, p99 ${millis(of('p99'))}, ${whole(of('cpu'))} µs of CPU each`
}

/** `31 % (29–33)`: the median and the spread of ratios. */
export function spread(ratios: readonly number[]): string {
  const percent = (ratio: number) => Math.round(ratio * 100)
  return `${percent(median(ratios))} % (${percent(Math.min(...ratios))}–${percent(Math.max(...ratios))})`
}

export const whole = (number: number): string => Math.round(number).toLocaleString('en').replaceAll(',', ' ')
export const millis = (number: number): string => `${number < 10 ? number.toFixed(2) : number.toFixed(0)} ms`

/** What a process holds in memory, in megabytes. */
export function residentMB(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

const HEADER = '| what | measured | against | ratio | target | met |\n|---|---|---|---|---|---|'

export function table(rows: readonly Row[]): string {
  const line = ({ what, measured, against, ratio, target, met }: Row) =>
    `| ${what} | ${measured} | ${against} | ${ratio} | ${target} | ${met === undefined ? '' : met ? 'yes' : '**no**'} |`
  return [HEADER, ...rows.map(line)].join('\n')
}

/** Runs one bench by itself. */
export async function alone(run: () => Promise<Row[]>): Promise<void> {
  console.log(table(await run()))
}

/** A customer as a shop would make one: about 1 kB when it is stored. */
export function customerForm(i: number): string {
  return new URLSearchParams({
    name: `Customer Number ${i}`,
    email: `customer.${i}@shop.example`,
    description: 'Came by the summer campaign',
    phone: '+15550100',
    'address[line1]': '354 Oyster Point Boulevard',
    'address[city]': 'South San Francisco',
    'address[state]': 'CA',
    'address[postal_code]': '94080',
    'address[country]': 'US',
    'metadata[order]': `order-${i}`,
    'metadata[channel]': 'web',
    'metadata[plan]': 'team',
  }).toString()
}
