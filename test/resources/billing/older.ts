// The official clients of before 2025-03-31.basil, and subscriptions whose usage they report. Their types are of many ages,
// hence `any`.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { Sandbox } from '../../world.ts'
import { type Buyer, buyer, START } from './subscribing.ts'

const require = createRequire(import.meta.url)

/** What each major names as its version. */
export const [IN_2023, ACACIA] = ['2023-10-16', '2025-02-24.acacia']
const MAJORS = { '2023-10-16': 'stripe-14', '2025-02-24.acacia': 'stripe-17' } as const

/** A client of that time on the sandbox. */
export function older(
  { key, url }: Pick<Sandbox, 'key' | 'url'>,
  version: keyof typeof MAJORS | string = IN_2023,
): any {
  const name = MAJORS[version as keyof typeof MAJORS]
  const Stripe = require(name).default ?? require(name)
  const { hostname: host, port } = new URL(url)
  return new Stripe(key, { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
}

/** For `call`: that it is said in a version. */
export const inVersion = (name: string) => ({ 'stripe-version': name })

/** What a promise is refused with: status, code, param and message. */
export async function refusalOf(promise: Promise<unknown>): Promise<unknown[]> {
  const { statusCode, code, param, message } = await promise.then(
    () => assert.fail('it was not refused'),
    (error) => error,
  )
  return [statusCode, code, param, message]
}

/** Ten cents for each unit, monthly, unless told otherwise. */
export async function callsPrice(client: any, more: object = {}, aggregate_usage?: string): Promise<string> {
  const { id } = await client.prices.create({
    currency: 'usd',
    unit_amount: 10,
    product_data: { name: 'Calls' },
    recurring: { interval: 'month', usage_type: 'metered', ...(aggregate_usage && { aggregate_usage }) },
    ...more,
  })
  return id
}

export interface Caller extends Buyer {
  /** The client of 2023. */
  readonly old: any
  readonly id: string
  readonly item: string
  /** Reports usage; the time is the clock's where none is given. */
  say(quantity: number, more?: { timestamp?: number; action?: 'set' }): Promise<any>
}

/** A subscription to calls at ten cents each, since the first second of 2025; news of its beginning are read. */
export async function calling(
  world: Pick<Sandbox, 'stripe' | 'news' | 'call' | 'key' | 'url'>,
  aggregate_usage?: string,
  more: object = {},
): Promise<Caller> {
  const who = await buyer(world, 'pm_card_visa', START)
  const old = older(world)
  const price = await callsPrice(old, more, aggregate_usage)
  const made = await old.subscriptions.create({ customer: who.customer, items: [{ price }] })
  await world.news()
  const item = made.items.data[0].id
  return {
    ...who,
    old,
    id: made.id,
    item,
    say: (quantity, when = {}) => old.subscriptionItems.createUsageRecord(item, { quantity, ...when }),
  }
}
