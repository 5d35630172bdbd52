// Reads: `GET /v1/customers/{id}` on 64 connections, measured against a bare node:http server that sends the same answer.
// Run: node bench/get.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load, request } from './load.ts'
import { alone, alternate, brindle, customerForm, figures, folder, KEY, median } from './support.ts'
import { ROUND_MS, type Row, serve, spread, turn, whole } from './support.ts'

const CONNECTIONS = 64
const CUSTOMERS = 1_000
/** More than the store keeps in memory, so that nearly all are read from the file. */
const MANY = 20_000
const TARGET = 0.5

/** A customer that is about 2 kB when it is sent. */
const form = (i: number) => {
  const more = Array.from({ length: 12 }, (_, n) => [
    `metadata[attribute_${n}]`,
    `the shop's own note number ${n} of ${i}`,
  ])
  return `${customerForm(i)}&${new URLSearchParams(Object.fromEntries(more))}&${shipping}`
}
const shipping = new URLSearchParams({
  'shipping[name]': 'Ada Lovelace',
  'shipping[phone]': '+15550100',
  'shipping[address][line1]': '354 Oyster Point Boulevard',
  'shipping[address][city]': 'South San Francisco',
  'shipping[address][state]': 'CA',
  'shipping[address][postal_code]': '94080',
  'shipping[address][country]': 'US',
})

/** Makes so many customers: the requests that ask for each, and one answer to all of them. */
export async function prepare(port: number, count = CUSTOMERS) {
  const posts = Array.from({ length: 500 }, (_, i) => request('POST', '/v1/customers', KEY, form(i)))
  await load({ port, requests: posts, connections: CONNECTIONS, total: count })
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${KEY}` } })
  const ids: string[] = []
  while (ids.length < count) {
    const after = ids.length > 0 ? `&starting_after=${ids.at(-1)}` : ''
    const { data } = (await (await ask(`/v1/customers?limit=100${after}`)).json()) as { data: { id: string }[] }
    ids.push(...data.map(({ id }) => id))
  }
  const response = await ask(`/v1/customers/${ids[0]}`)
  const own = ['connection', 'keep-alive', 'date']
  const headers = [...response.headers].filter(([name]) => !own.includes(name)).flat()
  return { requests: ids.map((id) => request('GET', `/v1/customers/${id}`, KEY)), headers, body: await response.text() }
}

export async function run(): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of [CUSTOMERS, MANY]) rows.push(await reads(count))
  return rows
}

async function reads(count: number): Promise<Row> {
  const place = folder()
  const real = await brindle(place)
  const { requests, headers, body } = await prepare(real.port, count)
  const answer = join(place, 'answer.json')
  writeFileSync(answer, JSON.stringify({ headers, body }))
  const bare = await serve('./bare.ts', [answer])
  const how = { requests, connections: CONNECTIONS, warmupMs: 500, ms: ROUND_MS }
  const pairs = await alternate(
    () => turn(real, how),
    () => turn(bare, how),
  )
  await Promise.all([real.stop(), bare.stop()])
  const ratios = pairs.map(([a, b]) => a.perSecond / b.perSecond)
  const costs = pairs.map(([a, b]) => b.cpu / a.cpu)
  const target = count === CUSTOMERS
  return {
    what: `GET /v1/customers/{id} (${body.length} bytes), ${whole(count)} customers in turn`,
    measured: figures(pairs.map(([a]) => a)),
    against: `bare node:http: ${figures(pairs.map(([, b]) => b))}`,
    ratio: `${spread(ratios)}; by CPU ${spread(costs)}`,
    target: target ? `≥ ${TARGET * 100} %` : '',
    ...(target && { met: median(ratios) >= TARGET }),
  }
}

if (import.meta.main) await alone(run)
