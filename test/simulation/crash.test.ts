// A real process, killed in the middle of its work again and again: whatever it has acknowledged is there afterwards.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import test, { type TestContext } from 'node:test'
import { runToEnd, type Running, startProcess } from './process.ts'
import { startReceiver } from './receiver.ts'
import { LONG, SEED, SIZES } from './sizes.ts'
import { dataFile, dice, FORM, keyed, pause, speaker, temporaryFolder, until } from './support.ts'

const KEY = 'sk_test_crash'
/** Every endpoint of the test's own sandbox is served by as many hands, or a round's events would take the next one. */
const FLAGS = ['--webhook-concurrency', '16']

/** A POST that was answered with a 2xx. */
interface Acknowledged {
  readonly path: string
  readonly form: string
  readonly key: string
  readonly text: string
  readonly id: string
}

const isSubscription = ({ path }: { readonly path: string }) => path === '/v1/subscriptions'

type Mouth = ReturnType<typeof speaker>

/** A process that is gone when the test is, however that ends, and a client of it. */
async function living(t: TestContext, folder: string, flags: readonly string[] = []): Promise<Running> {
  const running = await startProcess(folder, flags)
  t.after(async () => {
    running.child.kill('SIGKILL')
    await running.ended
  })
  return running
}
function speaking(t: TestContext, { url }: Running): Mouth {
  const mouth = speaker(url)
  t.after(() => mouth.close())
  return mouth
}

async function post(mouth: Mouth, path: string, form: string, key: string): Promise<Acknowledged> {
  const headers = keyed(KEY, { 'idempotency-key': key })
  const { status, text } = await mouth.speak({ method: 'POST', path, headers, body: form })
  assert.equal(status, 200, text)
  return { path, form, key, text, id: JSON.parse(text).id }
}

async function read(mouth: Mouth, path: string): Promise<any> {
  const { status, text } = await mouth.speak({ method: 'GET', path, headers: keyed(KEY) })
  assert.equal(status, 200, `${path}: ${text}`)
  return JSON.parse(text)
}

/** Creates customers, and now and then a subscription, until the process is gone. Answers what was acknowledged. */
async function work(mouth: Mouth, name: string, price: string, done: Acknowledged[]): Promise<void> {
  try {
    for (let i = 0; ; i++) {
      const key = `${name}-${i}`
      const customer = await post(mouth, '/v1/customers', `name=${key}`, key)
      done.push(customer)
      if (i % 3 !== 0) continue
      const attach = '/v1/payment_methods/pm_card_visa/attach'
      const method = await post(mouth, attach, `customer=${customer.id}`, `${key}-attach`)
      const form = `customer=${customer.id}&items[0][price]=${price}&default_payment_method=${method.id}`
      done.push(await post(mouth, '/v1/subscriptions', form, `${key}-subscribe`))
    }
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
  }
}

/** The ids of the objects whose created events the server lists, back to one that was seen before. */
async function announced(mouth: Mouth, type: string, seen: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  for (let after = ''; ; ) {
    const page = await read(mouth, `/v1/events?type=${type}&limit=100${after && `&starting_after=${after}`}`)
    for (const { data } of page.data) found.push(data.object.id)
    if (!page.has_more || seen.has(found.at(-1)!)) return found
    after = page.data.at(-1).id
  }
}

/** What SQL finds: whether the file is whole, and which subscriptions have a job that renews them. */
function looked(folder: string): { integrity: string; renewed: Set<string> } {
  const sql = new DatabaseSync(dataFile(folder), { readOnly: true })
  const { integrity_check } = sql.prepare('pragma integrity_check').get() as { integrity_check: string }
  const jobs = sql
    .prepare(
      `select json_extract(hidden, '$.payload.id') as subscription from rows
       where object = 'brindle.job' and queue = 'jobs' and json_extract(hidden, '$.job') = 'subscription.renew'`,
    )
    .all()
  sql.close()
  return { integrity: integrity_check, renewed: new Set(jobs.map(({ subscription }) => String(subscription))) }
}

async function verify(mouth: Mouth, folder: string, done: readonly Acknowledged[], seen: Set<string>): Promise<void> {
  const created = new Set([
    ...(await announced(mouth, 'customer.created', seen)),
    ...(await announced(mouth, 'customer.subscription.created', seen)),
  ])
  const { integrity, renewed } = looked(folder)
  assert.equal(integrity, 'ok')
  const checks = done.map(async ({ path, form, key, text, id }) => {
    const there = await read(mouth, `${path}/${id}`)
    assert.equal(there.id, id)
    const headers = keyed(KEY, { 'idempotency-key': key })
    const again = await mouth.speak({ method: 'POST', path, headers, body: form })
    assert.equal(again.text, text, `the key ${key} does not give the same answer again`)
    assert.equal(again.headers['idempotent-replayed'], 'true')
    assert.ok(created.has(id), `${id} was acknowledged and has no created event`)
    if (isSubscription({ path })) assert.ok(renewed.has(id), `${id} was acknowledged and has no job`)
  })
  await Promise.all(checks)
  for (const { id } of done) seen.add(id)
}

test(`what was acknowledged survives ${SIZES.kills} kills`, { timeout: LONG ? 3_600_000 : 60_000 }, async (t) => {
  const folder = temporaryFolder()
  const receiver = await startReceiver()
  t.after(() => receiver.close())
  const chance = dice(SEED)
  const seen = new Set<string>()
  let running = await living(t, folder, FLAGS)
  let mouth = speaking(t, running)
  const hook = `url=${receiver.url}&enabled_events[]=customer.created&enabled_events[]=customer.subscription.created`
  await post(mouth, '/v1/webhook_endpoints', hook, 'hook')
  const product = 'currency=usd&unit_amount=1000&recurring[interval]=month&product_data[name]=Box'
  const { id: price } = await post(mouth, '/v1/prices', product, 'price')
  let subscriptions = 0
  for (let round = 0; round < SIZES.kills; round++) {
    const done: Acknowledged[] = []
    const workers = Array.from({ length: 64 }, (_, i) => work(mouth, `r${round}w${i}`, price, done))
    const worked = Promise.allSettled(workers)
    // At a random time after a random number of answers, so that slow machines are killed as often in their work.
    const enough = Math.ceil(chance() * SIZES.killAfter)
    await until(`${enough} are acknowledged`, () => done.length >= enough, 60_000)
    await pause(chance() * 30)
    // The last round goes on until there was a subscription.
    const isLast = round === SIZES.kills - 1
    if (isLast) await until('a subscription is acknowledged', () => subscriptions > 0 || done.some(isSubscription))
    running.child.kill('SIGKILL')
    for (const worker of await worked) if (worker.status === 'rejected') throw worker.reason
    assert.equal((await running.ended).signal, 'SIGKILL')
    mouth.close()
    running = await living(t, folder, FLAGS)
    mouth = speaking(t, running)
    await verify(mouth, folder, done, seen)
    assert.deepEqual(running.defects(), [])
    subscriptions += done.filter(isSubscription).length
  }
  assert.ok(seen.size >= SIZES.kills && subscriptions > 0)
  const missing = () => {
    const arrived = new Set(receiver.arrived.map(({ event }) => event.data.object.id))
    return [...seen].filter((id) => !arrived.has(id))
  }
  // As long as any arrive, the rest may be on their way.
  for (let last = missing().length, since = performance.now(); last > 0; await pause(100)) {
    const [lost, ...more] = missing()
    if (more.length < last - 1) since = performance.now()
    last = lost === undefined ? 0 : more.length + 1
    assert.ok(
      performance.now() - since < 10_000,
      `${last} of ${seen.size} events never arrive, such as that of ${lost}`,
    )
  }
})

test('a second process on the same folder is refused, and the first goes on', async (t) => {
  const folder = temporaryFolder()
  const mouth = speaking(t, await living(t, folder))
  const second = await runToEnd(['start', '--port', '0', '--data', folder])
  assert.equal(second.code, 1)
  assert.equal(second.stdout, '')
  const sentence = second.stderr.trim()
  assert.match(
    sentence,
    /^brindle: Another Brindle process is using .+\. Stop it, or choose another folder with --data\.$/,
  )
  assert.ok(sentence.includes(folder))
  await post(mouth, '/v1/customers', 'name=Ada', 'after')
})

test('after a kill the folder is free for the next process', async (t) => {
  const folder = temporaryFolder()
  const first = await living(t, folder)
  first.child.kill('SIGKILL')
  await first.ended
  const second = await living(t, folder)
  second.child.kill('SIGTERM')
  assert.equal((await second.ended).code, 0)
})

/** A request whose head and first half have been sent: the server has it in hand, and waits for the rest. */
async function half(running: Running, name: string): Promise<{ socket: Socket; finish(): Promise<string> }> {
  const body = `name=${name}&metadata[digest]=${createHash('sha256').update(name).digest('hex')}`
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  const lines = ['host: localhost', `authorization: Bearer ${KEY}`, `content-type: ${FORM}`]
  socket.write(`POST /v1/customers HTTP/1.1\r\n${lines.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`)
  socket.write(body.slice(0, 5))
  const heard = () => Buffer.concat(chunks).toString('utf8')
  const finish = async () => {
    socket.write(body.slice(5))
    await until(`${name} is answered`, () => /\r\n\r\n\{.*\n\}$/s.test(heard()) || socket.closed, 5_000)
    return heard()
  }
  return { socket, finish }
}

test('SIGTERM answers every request in flight, then ends with 0', async (t) => {
  const folder = temporaryFolder()
  const running = await living(t, folder)
  const halves = await Promise.all(Array.from({ length: 64 }, (_, i) => half(running, `c${i}`)))
  await pause(100)
  running.child.kill('SIGTERM')
  await pause(100)
  assert.ok(running.alive(), 'it did not wait for what it has in hand')
  const answers = await Promise.all(halves.map(({ finish }) => finish()))
  const ids = answers.map((answer, i) => {
    assert.match(answer, /^HTTP\/1\.1 200 /, `c${i}: ${answer}`)
    const { id, name } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))
    assert.equal(name, `c${i}`)
    return String(id)
  })
  assert.equal(new Set(ids).size, 64)
  // Clients keep their connections: that must not keep the process.
  const isOver = await Promise.race([running.ended.then(() => true), pause(5_000).then(() => false)])
  for (const { socket } of halves) socket.destroy()
  if (!isOver) running.child.kill('SIGKILL')
  const { code, signal, stderr } = await running.ended
  assert.ok(isOver, 'it did not end within 5 seconds of its last answer, while clients kept their connections')
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
  const sql = new DatabaseSync(dataFile(folder), { readOnly: true })
  assert.equal(sql.prepare("select count(*) as n from rows where object = 'customer'").get()!.n, 64)
  sql.close()
})

test('SIGTERM refuses what comes later, and a second start finds everything', async (t) => {
  const folder = temporaryFolder()
  const running = await living(t, folder)
  const mouth = speaking(t, running)
  const { id } = await post(mouth, '/v1/customers', 'name=Ada', 'one')
  running.child.kill('SIGTERM')
  assert.equal((await running.ended).code, 0)
  await assert.rejects(read(mouth, `/v1/customers/${id}`), { code: 'ECONNREFUSED' })
  const second = await living(t, folder)
  assert.equal((await read(speaking(t, second), `/v1/customers/${id}`)).name, 'Ada')
  second.child.kill('SIGTERM')
  assert.equal((await second.ended).code, 0)
})
