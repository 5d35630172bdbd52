// Durable writes: `POST /v1/customers`, and a card payment from wish to money, on 64 connections against a file, measured against the same server without a store.
// Run: node bench/post.ts
import { request } from './load.ts'
import { alone, alternate, brindle, customerForm, figures, folder, KEY, median } from './support.ts'
import { ROUND_MS, type Row, serve, spread, turn } from './support.ts'

const CONNECTIONS = 64
const TARGET = 0.35

/** A PaymentIntent that is made and confirmed in one call: the intent, its charge, the method, and three events. */
const PAYMENT =
  'amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true&automatic_payment_methods[enabled]=true' +
  '&automatic_payment_methods[allow_redirects]=never'

/** As curl sends it, and as the official SDKs do, which put a fresh idempotency key on every POST. */
export const REQUESTS = {
  plain: Array.from({ length: 500 }, (_, i) => request('POST', '/v1/customers', KEY, customerForm(i))),
  keyed: Array.from({ length: 500 }, (_, i) =>
    request('POST', '/v1/customers', KEY, customerForm(i), ['idempotency-key: stripe-node-retry-{n}']),
  ),
  paid: [request('POST', '/v1/payment_intents', KEY, PAYMENT)],
}

export async function run(): Promise<Row[]> {
  const real = await brindle(folder())
  const bare = await serve('./no_store.ts', [])
  const row = async (what: string, requests: readonly string[], target: number | undefined): Promise<Row> => {
    const how = { requests, connections: CONNECTIONS, warmupMs: 500, ms: ROUND_MS }
    const pairs = await alternate(
      () => turn(real, how),
      () => turn(bare, how),
    )
    const ratios = pairs.map(([a, b]) => a.perSecond / b.perSecond)
    return {
      what,
      measured: figures(pairs.map(([a]) => a)),
      against: `no store: ${figures(pairs.map(([, b]) => b))}`,
      ratio: spread(ratios),
      target: target === undefined ? '' : `≥ ${target * 100} %`,
      ...(target !== undefined && { met: median(ratios) >= target }),
    }
  }
  const rows = [
    await row('POST /v1/customers', REQUESTS.plain, TARGET),
    await row('the same with an idempotency key', REQUESTS.keyed, undefined),
    await row('POST /v1/payment_intents, confirmed with a card', REQUESTS.paid, undefined),
  ]
  await Promise.all([real.stop(), bare.stop()])
  return rows
}

if (import.meta.main) await alone(run)
