// Stripe's own command line, unmodified, against a server in this process: it asks, listens, forwards, resends and tails.
// One file because each test starts the same program in the same way.
import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import type { Brindle } from '../../src/main.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { ENGINE, newDatabase } from '../engines.ts'
import { refused } from '../http/speak.ts'
import { type Merchant, openMerchant } from '../stories/merchant.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'

/** The program itself: what stands in `.bin` starts it, and does not pass a signal on. */
const program = join(
  import.meta.dirname,
  `../../node_modules/@stripe/cli-${process.platform}-${process.arch}/bin/stripe${process.platform === 'win32' ? '.exe' : ''}`,
)
/** How a fixture names what an earlier step has made. */
const REFERENCE = ['$', '{prod:id}'].join('')
const home = mkdtempSync(join(tmpdir(), 'stripe-cli-'))
let brindle: Brindle
let merchant: Merchant
/** What a test that failed has left running goes at the end. */
const begun: ChildProcessWithoutNullStreams[] = []

before(async () => {
  brindle = await startBrindle()
  merchant = await openMerchant()
})
after(async () => {
  for (const child of begun) child.kill('SIGKILL')
  await merchant.close()
  await brindle.close()
})

function begin({ key, url }: Sandbox, ...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(program, [...args, '--api-base', url, '--api-key', key], {
    env: { ...process.env, HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' },
  })
  begun.push(child)
  return child
}

/** All that a process prints, from its beginning on: resolves with the first match of a pattern after the last one. */
function reader(child: ChildProcessWithoutNullStreams): (pattern: RegExp) => Promise<string> {
  let text = ''
  let look = () => {}
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk
      look()
    })
  return (pattern) =>
    new Promise((resolve, reject) => {
      look = () => {
        const found = pattern.exec(text)
        if (!found) return
        text = text.slice(found.index + found[0].length)
        resolve(found[1] ?? found[0])
      }
      child.on('exit', () => reject(new Error(`it ended, and had said: ${text}`)))
      look()
    })
}

async function run(world: Sandbox, ...args: string[]): Promise<{ code: number | null; out: string }> {
  const child = begin(world, ...args)
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      out += chunk
    })
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
  return { code, out }
}

const ended = (child: ChildProcessWithoutNullStreams) => {
  const over = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGTERM')
  return over
}

test('it creates, gets, changes and deletes, and runs a fixture', async () => {
  const world = sandbox(brindle)
  const made = JSON.parse((await run(world, 'customers', 'create', '--name', 'Ada')).out)
  assert.deepEqual(await world.stripe.customers.retrieve(made.id).then(({ name }: any) => name), 'Ada')
  const path = `/v1/customers/${made.id}`
  assert.equal(JSON.parse((await run(world, 'post', path, '-d', 'name=Bea')).out).name, 'Bea')
  assert.equal(JSON.parse((await run(world, 'get', path)).out).name, 'Bea')
  assert.equal(JSON.parse((await run(world, 'delete', path, '--confirm')).out).deleted, true)
  const fixture = join(home, 'fixture.json')
  const product = { name: 'prod', path: '/v1/products', method: 'post', params: { name: 'Book' } }
  const price = { currency: 'usd', unit_amount: 990, product: REFERENCE }
  const steps = [product, { name: 'price', path: '/v1/prices', method: 'post', params: price }]
  writeFileSync(fixture, JSON.stringify({ _meta: { template_version: 0 }, fixtures: steps }))
  assert.equal((await run(world, 'fixtures', fixture)).code, 0)
  assert.deepEqual(await world.news(), [
    'customer.created',
    'customer.updated',
    'customer.deleted',
    'product.created',
    'price.created',
  ])
})

test('it gets what it listens to once, beside an endpoint that gets it once, and again when it is resent', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const shop = await openMerchant()
  const listening = begin(world, 'listen', '--all-snapshot', '--forward-to', `${shop.url}/webhook`)
  const said = reader(listening)
  shop.signingSecret = await said(/signing secret is (whsec_\w+)/)
  assert.equal((await run(world, 'listen', '--print-secret')).out.trim(), shop.signingSecret)
  const endpoint = await stripe.webhookEndpoints.create({ url: `${merchant.url}/webhook`, enabled_events: ['*'] })
  merchant.signingSecret = endpoint.secret!
  assert.equal((await run(world, 'trigger', 'customer.created')).code, 0)
  const id = await said(/customer\.created \[(evt_\w+)\]/)
  await said(/<-- {2}\[200\] POST/)
  await shop.arrived(1)
  await merchant.arrived(1)
  // Both are counted, and each takes one off.
  assert.equal(shop.received[0]!.pending_webhooks, 2)
  assert.equal((await run(world, 'events', 'resend', id)).code, 0)
  await shop.arrived(2)
  assert.equal((await run(world, 'events', 'resend', id, `--webhook-endpoint=${endpoint.id}`)).code, 0)
  await merchant.arrived(2)
  const refusal = await run(world, 'events', 'resend', 'evt_none')
  assert.match(refusal.out, /No such event: 'evt_none'/)
  const owed = await settled(world, 4)
  const session = owed.find((one) => one.endpoint !== endpoint.id)!.endpoint
  const answers = owed.map(({ event, endpoint, attempts }) => [event, endpoint, attempts.map((one) => one.status)])
  assert.deepEqual(answers.sort(), [
    [id, session, [200]],
    [id, session, [200]],
    [id, endpoint.id, [200]],
    [id, endpoint.id, [200]],
  ])
  assert.equal((await stripe.events.retrieve(id)).pending_webhooks, 0)
  for (const { received, rejected } of [shop, merchant]) {
    assert.deepEqual(
      received.map((event) => event.id),
      [id, id],
    )
    assert.deepEqual(rejected, [])
  }
  assert.deepEqual(await world.news(), ['customer.created'])
  await ended(listening)
  await shop.close()
})

test('it tails the log by what it is asked for', async () => {
  const world = sandbox(brindle)
  const tailing = begin(world, 'logs', 'tail', '--format', 'JSON', '--filter-status-code-type', '4XX')
  const said = reader(tailing)
  await said(/Ready!/)
  await world.call('GET', '/v1/customers')
  await sandbox(brindle).call('GET', '/v1/customers/cus_others')
  const { headers } = await world.call('GET', '/v1/customers/cus_none?expand[]=sources')
  const line = JSON.parse(await said(/(\{.*\})/))
  assert.ok(Math.abs(line.created_at - Date.now() / 1000) < 60)
  assert.deepEqual(line, {
    created_at: line.created_at,
    livemode: false,
    method: 'GET',
    request_id: headers.get('request-id'),
    status: 404,
    url: '/v1/customers/cus_none',
    error: {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: "No such customer: 'cus_none'",
      param: 'id',
    },
  })
  await ended(tailing)
})

interface Owed {
  readonly endpoint: string
  readonly event: string
  readonly state: string
  readonly attempts: readonly { readonly status: number | null }[]
}

/** Why 1 000: some seconds of asking. */
const ASKED_MAX = 1_000

/** The deliveries of a sandbox, once so many are done and answered. */
async function settled(world: Sandbox, count: number): Promise<Owed[]> {
  for (let i = 0; i < ASKED_MAX; i++) {
    const { data } = (await world.call('GET', '/brindle/webhook_deliveries')).body
    const done = data.filter((one: Owed) => one.state === 'delivered' && one.attempts.length > 0)
    if (done.length >= count) return done
  }
  throw new Error(`${count} deliveries are not done`)
}

const SESSION = 'device_name=desk&websocket_features[]=webhooks'

/** The web socket of a session as the program opens it, and what it is told, message by message. */
async function dial(url: string, id: string) {
  const socket = new WebSocket(`${url}?websocket_feature=webhooks`, 'stripecli-devproxy-v1', {
    headers: { 'websocket-id': id },
  })
  const heard: any[] = []
  let changed = () => {}
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)))
    changed()
  })
  const next = async () => {
    while (heard.length === 0)
      await new Promise<void>((resolve) => {
        changed = resolve
      })
    return heard.shift()
  }
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return { socket, next, say: (message: object) => socket.send(JSON.stringify(message)) }
}

test('a program is sent events in both versions, and what it did not take it is sent when it comes back', async () => {
  const world = sandbox(brindle)
  const { body: session } = await world.call('POST', '/v1/stripecli/sessions', SESSION)
  const first = await dial(session.websocket_url, session.websocket_id)
  const customer = await world.stripe.customers.create({ name: 'Ada' })
  const [said, latest] = [await first.next(), await first.next()]
  first.socket.terminate()
  const second = await dial(session.websocket_url, session.websocket_id)
  const again = await second.next()
  assert.equal(again.event_payload, said.event_payload)
  const [owed] = (await world.call('GET', '/brindle/webhook_deliveries')).body.data
  assert.deepEqual([owed.state, owed.endpoint, owed.attempts], ['pending', session.websocket_id, []])
  assert.deepEqual(said, {
    type: 'webhook_event',
    endpoint: { api_version: null },
    event_payload: said.event_payload,
    http_headers: {
      Accept: '*/*; q=0.5, application/xml',
      'Cache-Control': 'no-cache',
      'Content-Type': 'application/json; charset=utf-8',
      'Stripe-Signature': said.http_headers['Stripe-Signature'],
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
    webhook_conversation_id: owed.id,
    webhook_id: session.websocket_id,
  })
  const event = world.stripe.webhooks.constructEvent(
    said.event_payload,
    said.http_headers['Stripe-Signature'],
    session.secret,
  )
  assert.deepEqual([event.type, (event.data.object as { id: string }).id], ['customer.created', customer.id])
  const { api_version, ...rest } = JSON.parse(latest.event_payload)
  const { api_version: _, ...plain } = JSON.parse(said.event_payload)
  assert.deepEqual([latest.endpoint, api_version], [{ api_version: '2026-10-28.endive' }, '2026-10-28.endive'])
  assert.deepEqual(rest, plain)
  second.say({ type: 'event_ack', event_id: event.id, webhook_conversation_id: owed.id, webhook_id: owed.endpoint })
  second.say({ type: 'webhook_response', status: 500, body: 'no', webhook_conversation_id: owed.id })
  // It was refused by its handler, and is not tried again: that it has arrived is all that was owed.
  const [done] = await settled(world, 1)
  assert.deepEqual(
    done!.attempts.map(({ status }) => status),
    [500],
  )
  assert.equal((await world.stripe.events.retrieve(event.id)).pending_webhooks, 0)
  second.socket.terminate()
  assert.deepEqual(await world.news(), ['customer.created'])
})

test('a platform’s program hears of the accounts that are connected to it, and its resend goes there', async () => {
  const world = sandbox(brindle)
  const { id: account } = await world.stripe.accounts.create({ type: 'standard' })
  const { body: session } = await world.call('POST', '/v1/stripecli/sessions', SESSION)
  const line = await dial(session.websocket_url, session.websocket_id)
  await world.stripe.customers.create({ name: 'Ada' }, { stripeAccount: account })
  const take = async () => {
    const messages = [await line.next(), await line.next()]
    const [said, latest] = messages.map(({ event_payload }) => JSON.parse(event_payload))
    assert.deepEqual([said.type, said.account, latest.account], ['customer.created', account, account])
    line.say({ type: 'event_ack', webhook_conversation_id: messages[0].webhook_conversation_id })
    return said.id
  }
  const id = await take()
  const acknowledged = async () => {
    const ask = () => world.stripe.events.retrieve(id, {}, { stripeAccount: account })
    for (let i = 0; i < ASKED_MAX; i++) if ((await ask()).pending_webhooks === 0) return
    throw new Error('the event is still pending')
  }
  await acknowledged()
  refused(await world.call('POST', `/v1/events/${id}/retry`, 'for_stripecli=true'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such event: '${id}'`,
  })
  const again = await world.call('POST', `/v1/events/${id}/retry`, `for_stripecli=true&account=${account}`)
  assert.deepEqual([again.status, again.body.id, again.body.pending_webhooks], [200, id, 1])
  assert.equal(await take(), id)
  await acknowledged()
  line.socket.terminate()
})

// Only PostgreSQL has several processes over one store.
if (ENGINE === 'postgres')
  test('a program hears of what happens in another process', async () => {
    const url = await newDatabase()
    const [one, other] = [
      await startBrindle({ node: 1 }, await openPostgres({ url })),
      await startBrindle({ node: 2 }, await openPostgres({ url })),
    ]
    const [here, there] = [sandbox(one, { name: 'cli_shared' }), sandbox(other, { name: 'cli_shared' })]
    const { body: session } = await here.call('POST', '/v1/stripecli/sessions', SESSION)
    const line = await dial(session.websocket_url, session.websocket_id)
    const customer = await there.stripe.customers.create({ name: 'Ada' })
    const said = JSON.parse((await line.next()).event_payload)
    assert.deepEqual([said.type, said.data.object.id], ['customer.created', customer.id])
    line.socket.terminate()
    await one.close()
    await other.close()
  })

test('a socket of no session is refused', async () => {
  const world = sandbox(brindle)
  const { id: account } = await world.stripe.accounts.retrieveCurrent()
  const answer = await fetch(`${world.url}/stripecli/${account}/${account}`)
  assert.equal(answer.status, 404)
  const unknown = new WebSocket(`${world.url.replace('http', 'ws')}/stripecli/${account}/${account}`, {
    headers: { 'websocket-id': 'cliws_none' },
  })
  // The words by which the program knows that it has to ask for a new session.
  const body = await new Promise<string>((resolve) => {
    unknown.on('error', () => {})
    unknown.on('unexpected-response', (_request, response) => {
      response.on('data', (chunk) => resolve(String(chunk)))
    })
  })
  assert.equal(JSON.parse(body).error.message, 'Unknown WebSocket ID.')
})
