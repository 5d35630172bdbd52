// How fast a process answers, and what it holds in memory once it has made a hundred thousand objects: from the sources of
// this checkout, and as npm packs it, without types to strip.
// Run: node bench/start.ts (BENCH_OBJECTS=5000 tries it small)
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { packedIn } from '../scripts/packed.ts'
import { load, request } from './load.ts'
import { alone, brindle, customerForm, folder, KEY, median, millis, residentMB, type Row, setting } from './support.ts'
import { processorMicros, spread, whole } from './support.ts'

const STARTS = 10
const START_MS = 400
const OBJECTS = setting('BENCH_OBJECTS', 100_000)
const RESIDENT_MB = 150
/** Idle means that the process has rested for so long: after the load the search index has yet to follow, and then what it left to go. */
const IDLE_MS = 6_000
const IDLE_MAX_MS = 900_000
/** What counts as rest: a hundredth of a core. */
const REST_SHARE = 0.01

const posts = (count: number) =>
  Array.from({ length: count }, (_, i) => request('POST', '/v1/customers', KEY, customerForm(i)))
const GET = request('GET', '/v1/customers', KEY)

export async function run(): Promise<Row[]> {
  const rows: Row[] = []
  const programs = [
    ['from source', '../bin/brindle'],
    ['as packed', packed()],
  ] as const
  for (const [how, program] of programs) rows.push(await starts(how, program), ...(await memory(how, program)))
  return rows
}

/** As `npm pack` would make it. */
const packed = (): string => pathToFileURL(packedIn(folder())).href

async function starts(how: string, program: string): Promise<Row> {
  const place = folder()
  const first = await brindle(place, { program })
  await load({ port: first.port, requests: posts(100), connections: 4, total: 100 })
  await first.stop()
  const times: number[] = []
  const listening: number[] = []
  const processor: number[] = []
  // The first is not counted: it may have to fetch the program from the disk.
  for (let i = -1; i < STARTS; i++) {
    const server = await brindle(place, { program })
    const listens = performance.now() - server.spawned
    const { status } = await fetch(`http://127.0.0.1:${server.port}/v1/customers`, {
      headers: { authorization: `Bearer ${KEY}` },
    })
    if (status !== 200) throw new Error(`answered ${status}`)
    const answered = performance.now() - server.spawned
    if (i >= 0) {
      times.push(answered)
      listening.push(listens)
      processor.push(processorMicros(server.pid) / 1000)
    }
    await server.stop()
  }
  return {
    what: `start to first answer, ${how}`,
    measured: `median ${millis(median(times))} (${millis(Math.min(...times))}–${millis(Math.max(...times))})`,
    against: `listens after ${millis(median(listening))}, ${millis(median(processor))} of CPU`,
    ratio: spread(times.map((time) => time / START_MS)),
    target: `< ${START_MS} ms`,
    met: median(times) < START_MS,
  }
}

async function memory(how: string, program: string): Promise<Row[]> {
  const place = folder()
  const row = (what: string, resident: number, against: string): Row => ({
    what: `${what}, ${how}`,
    measured: `${whole(resident)} MB`,
    against,
    ratio: spread([resident / RESIDENT_MB]),
    target: `< ${RESIDENT_MB} MB`,
    met: resident < RESIDENT_MB,
  })
  let server = await brindle(place, { program })
  await rested(server.pid)
  const empty = residentMB(server.pid)
  await load({ port: server.port, requests: posts(500), connections: 16, total: OBJECTS })
  const busy = residentMB(server.pid)
  const seconds = (await rested(server.pid)) / 1000
  const idle = residentMB(server.pid)
  await server.stop()
  server = await brindle(place, { program })
  await load({ port: server.port, requests: [GET], connections: 1, total: 1 })
  await rested(server.pid)
  const again = residentMB(server.pid)
  await server.stop()
  const made = `${whole(OBJECTS)} customers were made`
  return [
    row(
      `memory, idle after ${made}`,
      idle,
      `${whole(empty)} MB when new, ${whole(busy)} MB at the end of the load, at rest ${whole(seconds)} s after it`,
    ),
    row('memory, started again on those', again, ''),
  ]
}

/** How long it took until a process rested, in milliseconds. */
async function rested(pid: number): Promise<number> {
  const began = performance.now()
  for (let before = processorMicros(pid); performance.now() - began < IDLE_MAX_MS; ) {
    await wait(IDLE_MS)
    const now = processorMicros(pid)
    if (now - before < IDLE_MS * 1000 * REST_SHARE) return performance.now() - began - IDLE_MS
    before = now
  }
  throw new Error(`The process does not rest within ${IDLE_MAX_MS / 1000} seconds.`)
}

if (import.meta.main) await alone(run)
