// Billing: renewals a second (the invoice, its payment and all their events, each durable) with few and with many subscriptions
// on the books; subscriptions made a second; memory while a clock is moved through a year.
// Run: node bench/billing.ts
import { fillBilling, MONTH } from './fill_billing.ts'
import { request } from './load.ts'
import { alone, alternate, brindle, figures, folder, KEY, median, residentMB } from './support.ts'
import { ROUND_MS, ROUNDS, type Row, type Served, setting, spread, turn, whole } from './support.ts'

const FEW = 1_000
const MANY = setting('BENCH_SUBSCRIPTIONS', 100_000)
/** How many renewals one turn makes on either side. */
const EACH = setting('BENCH_RENEWALS', 100)
const TARGET = 0.8

async function call<T>(port: number, method: string, path: string, form?: string): Promise<T> {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers,
    ...(form !== undefined && { body: form }),
  })
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as T
}

/** A server with so many subscriptions, and how to run the next hundred renewals. */
async function renewing(count: number): Promise<{ server: Served; renew: () => Promise<{ perSecond: number }> }> {
  const path = folder()
  await fillBilling(path, count)
  const server = await brindle(path)
  const { now } = await call<{ now: number }>(server.port, 'GET', '/brindle/clock')
  let at = now + 60
  const renew = async () => {
    // As much time as that many renewals lie in; what was a draft is finalised and paid within it, too.
    at += (MONTH / count) * EACH
    const begun = performance.now()
    await call(server.port, 'POST', '/brindle/clock/advance', `to=${Math.floor(at)}`)
    return { perSecond: (EACH / (performance.now() - begun)) * 1000 }
  }
  return { server, renew }
}

async function renewals(): Promise<Row> {
  const few = await renewing(FEW)
  const many = await renewing(MANY)
  const pairs = await alternate(many.renew, few.renew, Math.min(ROUNDS, FEW / EACH - 1))
  const ratios = pairs.map(([a, b]) => a.perSecond / b.perSecond)
  const rate = (side: 0 | 1) => `${whole(median(pairs.map((pair) => pair[side].perSecond)))}/s`
  await Promise.all([few.server.stop(), many.server.stop()])
  return {
    what: `renewals, ${whole(MANY)} subscriptions on the books`,
    measured: rate(0),
    against: `${whole(FEW)}: ${rate(1)}`,
    ratio: spread(ratios),
    target: `≥ ${TARGET * 100} %`,
    met: median(ratios) >= TARGET,
  }
}

/** A customer who pays by card by default, and a price: what a new subscription needs. */
async function shop(port: number): Promise<{ customer: string; price: string }> {
  const { id: customer } = await call<{ id: string }>(port, 'POST', '/v1/customers', 'name=Jenny')
  const { id: card } = await call<{ id: string }>(
    port,
    'POST',
    '/v1/payment_methods/pm_card_visa/attach',
    `customer=${customer}`,
  )
  await call(port, 'POST', `/v1/customers/${customer}`, `invoice_settings[default_payment_method]=${card}`)
  const plan = 'currency=usd&unit_amount=2000&recurring[interval]=month&product_data[name]=Team'
  const { id: price } = await call<{ id: string }>(port, 'POST', '/v1/prices', plan)
  return { customer, price }
}

/** Requests that each make a subscription, of 64 customers in turn. */
export async function subscribing(port: number): Promise<string[]> {
  const buyers = await Promise.all(Array.from({ length: 64 }, () => shop(port)))
  return buyers.map(({ customer, price }) =>
    request('POST', '/v1/subscriptions', KEY, `customer=${customer}&items[0][price]=${price}`),
  )
}

async function creations(): Promise<Row> {
  const server = await brindle(folder())
  const requests = await subscribing(server.port)
  const turns = [await turn(server, { requests, connections: 64, warmupMs: 500, ms: ROUND_MS })]
  await server.stop()
  return { what: 'POST /v1/subscriptions, paid by card', measured: figures(turns), against: '', ratio: '', target: '' }
}

/** Months until the caches, which have bounds, are full. */
const WARM = 6

/** What the process holds month by month while a clock moves through a year of 200 subscriptions: 2 400 renewals. */
async function memory(): Promise<Row> {
  const path = folder()
  await fillBilling(path, 200)
  const server = await brindle(path)
  const { now } = await call<{ now: number }>(server.port, 'GET', '/brindle/clock')
  const held: number[] = []
  for (let month = 1; month <= WARM + 12; month++) {
    await call(server.port, 'POST', '/brindle/clock/advance', `to=${now + 60 + month * MONTH}`)
    if (month > WARM) held.push(residentMB(server.pid))
  }
  await server.stop()
  const [first, last] = [median(held.slice(0, 3)), median(held.slice(-3))]
  return {
    what: 'memory through a year of 200 subscriptions',
    measured: `${whole(last)} MB in the last three months`,
    against: `${whole(first)} MB in the first three`,
    ratio: spread([last / first]),
    target: '≤ 120 %',
    met: last / first <= 1.2,
  }
}

export const run = async (): Promise<Row[]> => [await renewals(), await creations(), await memory()]

if (import.meta.main) await alone(run)
