// What the truth tables of both intents share: an intent is brought to a status, one thing happens, and what came of it is
// compared with the row.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'
import { own } from './debiting.ts'
import type { Row } from './payment_intent_table.ts'

export type World = Pick<Sandbox, 'call' | 'advance' | 'stripe' | 'news'>

export const BACK = 'return_url=https://example.com/back'
export const AGREED = 'mandate_data[customer_acceptance][type]=offline'
/** An account that nobody has shown yet to be the customer's. */
export const UNVERIFIED = own(
  'us_bank_account',
  'account_number=000123456789&routing_number=110000000&account_holder_type=individual',
)

/** One thing that happens to an intent. */
export interface Trigger {
  /** The operation that it is a request of, for the coverage page. */
  readonly operation: string
  /** How an intent is made that it can happen to, by status, where that is not the usual way. */
  readonly start?: Readonly<Record<string, string>>
  /** What happened to it before. */
  readonly before?: (world: World, intent: any) => Promise<unknown>
  readonly run: (world: World, intent: any) => Promise<{ status: number; body: any } | undefined>
}

export interface Machine {
  /** `/v1/payment_intents`. */
  readonly path: string
  readonly object: 'payment_intent' | 'setup_intent'
  /** What every intent is made with, given the id of a customer. */
  readonly base: (customer: string) => string
  /** The usual way to each status. */
  readonly starts: Readonly<Record<string, string>>
  readonly triggers: Readonly<Record<string, Trigger>>
  /** What else the intent has to show afterwards. */
  readonly looks?: (after: any, row: Row<string>) => void
}

export const posts = (path: string, form: string) => (world: World, intent: any) =>
  world.call('POST', `${intent.path}/${intent.id}${path}`, form)

/** The customer decides on the page that the intent leads to. */
export const decides = (outcome: 'succeed' | 'fail') => async (_world: World, intent: any) => {
  const body = new URLSearchParams({ outcome })
  const { status } = await fetch(intent.next_action.redirect_to_url.url, { method: 'POST', body, redirect: 'manual' })
  assert.equal(status, 303)
  return undefined
}

/** The customer decides on a page that is not open any more, and reads that on it. */
export const asksPage = async (_world: World, intent: any) => {
  const body = new URLSearchParams({ outcome: 'succeed' })
  const { status } = await fetch(intent.next_action.redirect_to_url.url, { method: 'POST', body, redirect: 'manual' })
  assert.equal(status, 200)
  return undefined
}

/** So many seconds go by. */
export const waits = (seconds: number) => async (world: World) => {
  await world.advance(seconds)
  return undefined
}

/** One test for each row. */
export function tried<Status extends string>(machine: Machine, table: readonly Row<Status>[]): void {
  for (const row of table) {
    const trigger = machine.triggers[row.trigger]!
    const says = row.refusal ? 'is refused, and leaves it' : 'leads'
    behaves(trigger.operation, `${row.from}: ${row.trigger} ${says} to ${row.to}`, (world) =>
      follow(machine, row, world),
    )
  }
}

async function follow<Status extends string>(machine: Machine, row: Row<Status>, world: Sandbox): Promise<void> {
  const trigger = machine.triggers[row.trigger]!
  const { id: customer } = await world.stripe.customers.create()
  const base = machine.base(customer)
  const before = row.from === 'new' ? { path: machine.path, base } : await begun(machine, row, world, base)
  await world.news()
  const answer = await trigger.run(world, before)
  const id = before.id ?? answer!.body.id ?? answer!.body.error[machine.object].id
  const after = (await world.call('GET', `${machine.path}/${id}`)).body
  if (row.refusal) {
    const { status, body } = answer!
    const { type, code, param, message } = body.error
    const said = { status, type, code, ...(param !== undefined && { param }), message }
    assert.deepEqual(said, row.refusal)
    if (body.error[machine.object]) assert.deepEqual(body.error[machine.object], after)
    // A declined card leaves its mark; what was not allowed leaves none.
    if (status === 400 && row.events.length === 0) assert.deepEqual({ ...after, path: machine.path }, before)
  } else if (answer) {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.deepEqual(answer.body, after)
  }
  assert.equal(after.status, row.to)
  assert.equal(after.next_action !== null, row.to === 'requires_action')
  if (row.trigger === 'update the description')
    assert.deepEqual({ ...after, path: machine.path }, { ...before, description: 'x' })
  machine.looks?.(after, row)
  assert.deepEqual(await world.news(), row.events)
}

/** An intent in the status that the row begins with. */
async function begun(machine: Machine, row: Row<string>, world: Sandbox, base: string): Promise<any> {
  const trigger = machine.triggers[row.trigger]!
  const form = `${base}&${trigger.start?.[row.from] ?? machine.starts[row.from]}`
  let { body } = await world.call('POST', machine.path, form)
  if (row.from === 'canceled') body = (await world.call('POST', `${machine.path}/${body.id}/cancel`)).body
  await trigger.before?.(world, { ...body, path: machine.path })
  body = (await world.call('GET', `${machine.path}/${body.id}`)).body
  assert.equal(body.status, row.from, JSON.stringify(body))
  return { ...body, path: machine.path }
}

/** Every trigger of the machine stands in the table, and every one of the table is known. */
export function complete(machine: Machine, table: readonly Row<string>[]): void {
  assert.deepEqual([...new Set(table.map(({ trigger }) => trigger))].sort(), Object.keys(machine.triggers).sort())
  const rows = table.map(({ from, trigger }) => `${from}: ${trigger}`)
  assert.deepEqual([...new Set(rows)], rows)
}
