// brindle trigger: makes an event happen, by the calls of the public API that lead to it (fixtures.ts).
import { SettingError } from '../config.ts'
import type { FormInput } from '../lib/form.ts'
import { type Client, Declined, readClient } from './client.ts'
import { FIXTURES, type Step } from './fixtures.ts'

/** The version in which the fixtures are written; the event is told in the account's own. */
const VERSION = '2026-08-26.dahlia'

export async function run(args: readonly string[]): Promise<number> {
  const { client, words } = readClient(args, [], VERSION)
  const [event] = words
  if (event === undefined) {
    process.stdout.write(`${Object.keys(FIXTURES).join('\n')}\n`)
    return 0
  }
  if (!Object.hasOwn(FIXTURES, event))
    throw new SettingError(`there is no fixture for "${event}". Without an event, brindle trigger names all.`)
  const made = await trigger(client, event, (call, id) => process.stdout.write(`${call.padEnd(60)} ${id}\n`))
  if (made === undefined) {
    process.stderr.write(`brindle trigger: every call succeeded, and no ${event} came of them.\n`)
    return 1
  }
  process.stdout.write(`${event.padEnd(60)} ${made}\n`)
  return 0
}

/** Takes the steps to an event, and answers its id; nothing where they did not lead to it. Throws `SettingError` on a refusal. */
export async function trigger(
  client: Client,
  event: string,
  tell: (call: string, id: string) => void,
): Promise<string | undefined> {
  const before = await latest(client, event)
  const done: Record<string, unknown> = { now: String(Math.floor(Date.now() / 1000)) }
  for (const step of FIXTURES[event]!) {
    const [method, path] = step.call.split(' ') as ['GET' | 'POST' | 'DELETE', string]
    const filled = path
      .split('/')
      .map((part) => filledIn(part, done))
      .join('/')
    const answer = await take(client, method, filled, step, done)
    done[step.name] = answer
    tell(`${method} ${filled}`, idOf(answer))
  }
  const after = await latest(client, event)
  return after === before ? undefined : after
}

async function latest(client: Client, type: string): Promise<string | undefined> {
  const { data } = await client<{ data: { id: string }[] }>('GET', '/v1/events', { type, limit: 1 })
  return data[0]?.id
}

async function take(
  client: Client,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { params, declines }: Step,
  done: object,
): Promise<unknown> {
  try {
    return await client(method, path, filledIn(params, done) as Record<string, FormInput>)
  } catch (error) {
    if (declines && error instanceof Declined) return {}
    throw error
  }
}

/** With what earlier steps have answered in the place of `$customer.id`. */
function filledIn(value: FormInput, done: object): FormInput {
  if (typeof value === 'string' && value.startsWith('$')) return found(value.slice(1), done)
  if (Array.isArray(value)) return value.map((one) => filledIn(one, done))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one, done)]))
}

function found(path: string, done: object): string {
  const value = path.split('.').reduce<any>((at, name) => at?.[name], done)
  if (value === undefined || value === null) throw new SettingError(`an earlier step has no "${path}".`)
  return String(value)
}

const idOf = (answer: unknown): string => (answer as { id?: string }).id ?? ''
