// A source with a flow of customers that a gate stands before, and events as Stripe pushes them. For tests.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeToken } from '../../src/source/door/token.ts'
import { FakeHost } from './fake_host.ts'
import { type Called, HEADERS, sourceWorld, type SourceWorld, type WorldOptions } from './world.ts'

export const SECRET = 'whsec_b3duIHNlY3JldA'
export const TOKEN = 'sk_test_fake'
export const SCOPE = { org: HEADERS['x-gw-ims-org-id'], sandbox: HEADERS['x-sandbox-name'] }

/** A server on loopback that answers with what the function says. */
export async function serving(
  answer: (request: IncomingMessage, body: string) => Promise<readonly [status: number, body: string]>,
) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const [status, body] = await answer(request, Buffer.concat(parts).toString())
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const stop = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

export interface Pushing {
  /** In place of the right one. */
  readonly header?: string
  readonly account?: string
}

export interface OpsWorld {
  readonly host: FakeHost
  /** Where the gate stands, which connections name. */
  readonly front: string
  world: SourceWorld
  /** Lets nothing through until what it answers is called. */
  readonly shut: () => () => void
  /** Refuses whatever is asked with this message. */
  refusal: string | undefined
  /** Milliseconds that the source's time is ahead. */
  ahead: number
  connection: string
  flow: string
  readonly push: (id: string, type: string, more?: Pushing) => Promise<Called>
  /** The kinds and ends of the flow's runs, oldest first. */
  readonly runs: () => Promise<readonly string[]>
  /** Looks what is due until so many runs of the schedule have ended: the source looks too, and only one of them does at a time. */
  readonly scheduled: (count: number) => Promise<void>
  /** Closes the source, and opens its lake again. */
  readonly reopen: (more?: WorldOptions) => Promise<void>
  readonly close: () => Promise<void>
}

/** The `Stripe-Signature` of a body, by Stripe's page: HMAC-SHA256 of `<t>.<body>`. Epoch seconds. */
export const signature = (body: string, secret: string, at: number): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`

export async function opsWorld(options: WorldOptions = {}): Promise<OpsWorld> {
  const host = await new FakeHost().start()
  let gate: Promise<void> = Promise.resolve()
  const front = await serving(async ({ url = '' }) => {
    await gate
    if (ops.refusal !== undefined) return [401, JSON.stringify({ error: { message: ops.refusal } })]
    const answer = await fetch(`${host.url}${url}`)
    return [answer.status, await answer.text()]
  })
  const now = () => Date.now() + ops.ahead
  const given = { pauseMs: 1, ...options, host: front.url, keep: true, now }
  const ops: OpsWorld = {
    host,
    front: front.url,
    world: undefined as never,
    refusal: undefined,
    ahead: 0,
    connection: '',
    flow: '',
    shut: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    push: (id, type, { header, account } = {}) => {
      const body = JSON.stringify({ id, object: 'event', type, created: host.now, ...(account && { account }) })
      const said = header ?? signature(body, SECRET, Math.floor(now() / 1000))
      // Nothing but what Stripe sends: no token, no organisation.
      return fetch(`${ops.world.url}/data/foundation/flowservice/webhooks/${ops.connection}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': said },
        body,
      }).then(async (answer) => ({ status: answer.status, headers: answer.headers, body: await answer.json() }))
    },
    runs: async () => {
      const all = await ops.world.source.catalog.list<{ kind: string; status: string }>(SCOPE, 'run', {
        parent: ops.flow,
        limit: 1_000,
      })
      return all.map(({ body: run }) => `${run.kind} ${run.status}`).toReversed()
    },
    scheduled: async (count) => {
      const { runner } = ops.world.source
      const ended = async () => (await ops.runs()).filter((run) => /^scheduled (success|failed)/.test(run)).length
      for (let looks = 0; (await ended()) < count; looks++) {
        if (looks === 200) throw new Error(`Of the schedule's ${count} runs there are ${await ended()}.`)
        await runner.tick()
        await runner.idle(ops.flow)
      }
    },
    reopen: async (more = {}) => {
      await ops.world.close()
      ops.world = await sourceWorld({ ...given, ...more, folder: ops.world.folder })
    },
    close: async () => {
      await ops.world.discard()
      await front.stop()
      await host.stop()
    },
  }
  ops.world = await sourceWorld(given)
  const bearer = { org: '*', permissions: ['view', 'manage'] as const, user: 'ada', expires: 1e11 }
  const authorization = `Bearer ${writeToken(ops.world.source.key, bearer)}`
  const asked = (method: string, path: string, body?: unknown) => ops.world.call(method, path, body, { authorization })
  const connected = await asked('POST', '/flowservice/connections', {
    name: 'An account',
    connectionSpec: { id: 'cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3', version: '1.0' },
    auth: { specName: 'OAuth2 Refresh Code', params: { accessToken: TOKEN, webhookSecret: SECRET } },
  })
  ops.connection = connected.body.id
  const ready = await asked('POST', '/flowservice/readyFlows', {
    baseConnectionId: ops.connection,
    resourcePaths: ['customers'],
    options: { partialIngestionPercent: 60 },
  })
  ops.flow = ready.body.items[0].flowId
  await ops.scheduled(1)
  return ops
}
