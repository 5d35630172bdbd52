// The Stripe source: charges a second from a Brindle on this machine into Parquet, as a share of a bare download of the same pages;
// how much of a given rate is used; what the process holds in memory; and what a run without news costs, after little and after much.
// Run: node bench/source.ts (BENCH_CHARGES=100000 tries it small)
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { fillCharges } from './fill_charges.ts'
import { alone, brindle, folder, KEY, median, type Row, type Served, setting, spread, whole } from './support.ts'

const CHARGES = setting('BENCH_CHARGES', 1_000_000)
/** Of each turn of the comparison: enough that starting counts little. */
const COMPARED = setting('BENCH_COMPARED', 100_000)
const ROUNDS = setting('BENCH_ROUNDS', 5)
const WORKERS = 8

const BRINDLE = fileURLToPath(new URL('../bin/brindle', import.meta.url))

interface Ran {
  readonly seconds: number
  readonly rows: number
  /** The most that the process held, in megabytes. */
  readonly peak: number
}

/** `brindle source sync` of charges, as a process of its own. */
async function sync(port: number, lake: string, ...more: string[]): Promise<Ran> {
  const began = performance.now()
  const args = [
    'source',
    'sync',
    '--to',
    lake,
    '--url',
    `http://127.0.0.1:${port}`,
    '--key',
    KEY,
    '--streams',
    'charges',
    ...more,
  ]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', BRINDLE, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  let peak = 0
  const watching = setInterval(() => {
    const status = `/proc/${child.pid}/status`
    if (existsSync(status))
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1024)
  }, 50)
  const code = await new Promise((resolve) => child.on('exit', resolve))
  clearInterval(watching)
  if (code !== 0) throw new Error(said)
  return { seconds: (performance.now() - began) / 1000, rows: Number(/^charges\s+(\d+) rows/m.exec(said)?.[1]), peak }
}

/** The same pages, fetched and read for their cursors, and dropped. Each worker has a part of the time. */
async function download(port: number, from: number, to: number): Promise<{ rows: number; seconds: number }> {
  const dispatcher = new Agent({ connections: WORKERS })
  const began = performance.now()
  let rows = 0
  const part = Math.ceil((to - from) / WORKERS)
  const work = async (me: number) => {
    const [gte, lt] = [from + me * part, Math.min(to, from + (me + 1) * part)]
    for (let after = ''; ; ) {
      const url = `http://127.0.0.1:${port}/v1/charges?limit=100&created[gte]=${gte}&created[lt]=${lt}${after && `&starting_after=${after}`}`
      const { body } = await request(url, { dispatcher, headers: { authorization: `Bearer ${KEY}` } })
      const page = JSON.parse(await body.text()) as { data: { id: string }[]; has_more: boolean }
      rows += page.data.length
      if (!page.has_more) return
      after = page.data.at(-1)!.id
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, me) => work(me)))
  await dispatcher.close()
  return { rows, seconds: (performance.now() - began) / 1000 }
}

async function span({ port }: Served): Promise<{ from: number; to: number }> {
  const ask = async (query: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/charges?${query}`, {
      headers: { authorization: `Bearer ${KEY}` },
    })
    return ((await response.json()) as { data: { created: number }[] }).data[0]!.created
  }
  const to = await ask('limit=1')
  return { from: to - 2 * 365 * 86_400 - 86_400, to: to + 1 }
}

async function filled(count: number): Promise<Served> {
  const path = folder()
  await fillCharges(path, count)
  return brindle(path)
}

async function compared(): Promise<Row> {
  const server = await filled(COMPARED)
  const { from, to } = await span(server)
  const ratios: number[] = []
  const rates: { source: number; bare: number }[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const lake = join(folder(), 'lake')
    const bare = await download(server.port, from, to)
    const source = await sync(server.port, lake)
    rmSync(lake, { recursive: true })
    if (bare.rows !== source.rows) throw new Error(`${bare.rows} were downloaded, and ${source.rows} landed`)
    if (round < 0) continue
    rates.push({ source: source.rows / source.seconds, bare: bare.rows / bare.seconds })
    ratios.push(source.rows / source.seconds / (bare.rows / bare.seconds))
  }
  await server.stop()
  return {
    what: `source, ${whole(COMPARED)} charges into Parquet, the start of the process included`,
    measured: `${whole(median(rates.map(({ source }) => source)))}/s`,
    against: `bare download: ${whole(median(rates.map(({ bare }) => bare)))}/s`,
    ratio: spread(ratios),
    target: '≥ 60 %',
    met: median(ratios) >= 0.6,
  }
}

/** How much of 25 requests a second is used: what a sandbox of Stripe's may be asked. */
async function paced(): Promise<Row> {
  const rate = 25
  const server = await filled(200_000)
  const { seconds, rows } = await sync(server.port, join(folder(), 'lake'), '--rate', String(rate))
  await server.stop()
  const pages = rows / 100
  return {
    what: `source, ${whole(rows)} charges at ${rate} requests a second`,
    measured: `${(pages / seconds).toFixed(1)} pages/s`,
    against: `${rate} requests/s`,
    ratio: `${Math.round((pages / seconds / rate) * 100)} %`,
    target: '≥ 90 %',
    met: pages / seconds / rate >= 0.9,
  }
}

/** Memory over much; and a run without news, after little and after much. */
async function large(): Promise<Row[]> {
  const [few, many] = [await filled(1_000), await filled(CHARGES)]
  const [small, big] = [join(folder(), 'lake'), join(folder(), 'lake')]
  await sync(few.port, small)
  const whole_ = await sync(many.port, big)
  const ratios: number[] = []
  const times: [number, number][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const pair: [number, number] = [(await sync(many.port, big)).seconds, (await sync(few.port, small)).seconds]
    times.push(pair)
    ratios.push(pair[0] / pair[1])
  }
  await Promise.all([few.stop(), many.stop()])
  const seconds = (which: 0 | 1) => `${median(times.map((pair) => pair[which])).toFixed(2)} s`
  return [
    {
      what: `source, ${whole(whole_.rows)} charges: the most that the process held`,
      measured: `${whole(whole_.peak)} MB, ${whole(whole_.rows / whole_.seconds)}/s`,
      against: '700 MB',
      ratio: `${Math.round((whole_.peak / 700) * 100)} %`,
      target: '< 100 %',
      met: whole_.peak < 700,
    },
    {
      what: 'source, a run without news',
      measured: `after ${whole(CHARGES)}: ${seconds(0)}`,
      against: `after 1 000: ${seconds(1)}`,
      ratio: spread(ratios),
      target: '≤ 120 %',
      met: median(ratios) <= 1.2,
    },
  ]
}

export async function run(): Promise<Row[]> {
  return [await compared(), await paced(), ...(await large())]
}

if (import.meta.main) await alone(run)
