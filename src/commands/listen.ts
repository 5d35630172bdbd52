// brindle listen: an endpoint for as long as somebody watches, with every delivery shown.
import { SettingError } from '../config.ts'
import { type Client, readClient } from './client.ts'

interface Delivery {
  readonly id: string
  readonly event: string
  readonly event_type: string
  readonly attempts: readonly { readonly at: number; readonly status: number | null; readonly response: string }[]
}

/** How often the deliveries are asked for. */
const EVERY_MS = 500

export async function run(args: readonly string[]): Promise<number> {
  const { client, given } = readClient(args, ['forward-to', 'events'])
  const target = given['forward-to']
  if (target === undefined) throw new SettingError('say where the events go: --forward-to URL.')
  const enabled_events = given.events?.split(',') ?? ['*']
  const made = await client<{ id: string; secret: string }>('POST', '/v1/webhook_endpoints', {
    url: /^https?:/.test(target) ? target : `http://${target}`,
    enabled_events,
    description: 'brindle listen',
  })
  process.stdout.write(`Events go to ${target}. The signing secret is ${made.secret}  (Ctrl-C stops)\n`)
  let watching = true
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  }).then(() => {
    watching = false
  })
  const watch = async () => {
    const shown = new Map<string, number>()
    while (watching) {
      await show(client, made.id, shown)
      await Promise.race([stopped, new Promise((done) => setTimeout(done, EVERY_MS))])
    }
  }
  await Promise.race([stopped, watch()])
  await client('DELETE', `/v1/webhook_endpoints/${made.id}`)
  return 0
}

/** Prints the attempts that were not printed before, oldest first. */
async function show(client: Client, endpoint: string, shown: Map<string, number>): Promise<void> {
  const { data } = await client<{ data: Delivery[] }>('GET', '/brindle/webhook_deliveries', { endpoint, limit: 100 })
  for (const { id, event, event_type, attempts } of data.reverse()) {
    for (const { at, status, response } of attempts.slice(shown.get(id) ?? 0)) {
      const outcome = status === null ? response : `[${status}]`
      process.stdout.write(
        `${new Date(at).toISOString().slice(11, 19)}  ${event_type.padEnd(40)} ${event}  ${outcome}\n`,
      )
    }
    shown.set(id, attempts.length)
  }
}
