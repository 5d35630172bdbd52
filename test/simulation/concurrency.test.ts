// Many at once for the one thing that only one may have, through sockets of their own.
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import test, { after, before } from 'node:test'
import { SIZES } from './sizes.ts'
import { FORM, keyed, pause, startOnFile, temporaryFolder } from './support.ts'

const KEY = 'sk_test_races'
let brindle: Awaited<ReturnType<typeof startOnFile>>

before(async () => {
  brindle = await startOnFile(temporaryFolder())
  await call('GET', '/v1/account')
})
after(() => brindle.close())

interface Answer {
  readonly status: number
  readonly headers: string
  readonly text: string
  readonly body: any
}

async function call(method: string, path: string, form?: string): Promise<any> {
  const response = await fetch(`${brindle.url}${path}`, { method, headers: keyed(KEY), ...(form && { body: form }) })
  const body: any = await response.json()
  assert.equal(response.status, 200, JSON.stringify(body))
  return body
}

const count = (object: string, like = '') =>
  Number(
    brindle.sql.prepare('select count(*) as n from rows where object = ? and text like ?').get(object, `%${like}%`)!.n,
  )

/** A connection that is open before the race begins. */
function connected(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(brindle.port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Says one POST on a connection, and resolves with its answer. */
function say(socket: Socket, path: string, form: string, key?: string): Promise<Answer> {
  const lines = [`POST ${path} HTTP/1.1`, 'host: localhost', `authorization: Bearer ${KEY}`, `content-type: ${FORM}`]
  if (key) lines.push(`idempotency-key: ${key}`)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const hear = (chunk: Buffer) => {
      chunks.push(chunk)
      const heard = Buffer.concat(chunks)
      const end = heard.indexOf('\r\n\r\n')
      if (end === -1) return
      const headers = heard.subarray(0, end).toString('utf8')
      const body = heard.subarray(end + 4)
      if (body.length < Number(/content-length: (\d+)/i.exec(headers)?.[1])) return
      socket.off('data', hear)
      const text = body.toString('utf8')
      resolve({ status: Number(headers.split(' ')[1]), headers, text, body: JSON.parse(text) })
    }
    socket.on('data', hear)
    socket.once('error', reject)
    socket.write(`${lines.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(form)}\r\n\r\n${form}`)
  })
}

/** All of them at once; `form` and `key` by number. */
async function race(path: string, form: (i: number) => string, key?: (i: number) => string): Promise<Answer[]> {
  const sockets = await Promise.all(Array.from({ length: SIZES.racers }, connected))
  try {
    return await Promise.all(sockets.map((socket, i) => say(socket, path, form(i), key?.(i))))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

/** As `race`, where each that hears that its key is in use asks again, as Stripe's SDKs do. */
async function raceToTheEnd(path: string, form: string, key: string): Promise<Answer[]> {
  const sockets = await Promise.all(Array.from({ length: SIZES.racers }, connected))
  const finish = async (socket: Socket): Promise<Answer> => {
    for (;;) {
      const answer = await say(socket, path, form, key)
      if (answer.status !== 409) return answer
      assert.equal(answer.body.error.code, 'idempotency_key_in_use')
      await pause(5)
    }
  }
  try {
    return await Promise.all(sockets.map(finish))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

/** Every answer is the first one's, byte by byte, and all but one say that they are repeated. */
function assertOneAnswer(answers: readonly Answer[]): void {
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
  assert.equal(new Set(answers.map(({ status }) => status)).size, 1)
  const originals = answers.map(({ headers }) => /original-request: (req_\w+)/i.exec(headers)?.[1])
  assert.equal(new Set(originals).size, 1, 'they name one original request')
  assert.ok(originals[0])
  const fresh = answers.filter(({ headers }) => !/idempotent-replayed: true/i.test(headers))
  assert.equal(fresh.length, 1)
}

test('equal POSTs with one key make one object, and all hear the same', async () => {
  const answers = await raceToTheEnd('/v1/customers', 'name=Once&metadata[a]=1', 'once')
  assertOneAnswer(answers)
  assert.equal(answers[0]!.status, 200)
  assert.equal(answers[0]!.body.name, 'Once')
  assert.equal(count('customer', '"name": "Once"'), 1)
  assert.equal(count('event', '"name": "Once"'), 1)
})

test('equal POSTs with one key that are refused are refused once for all', async () => {
  const answers = await raceToTheEnd('/v1/customers', 'email=none', 'refused')
  assertOneAnswer(answers)
  assert.equal(answers[0]!.status, 400)
  assert.equal(answers[0]!.body.error.code, 'email_invalid')
})

test('different POSTs with one key: one is made, the others hear that the key is taken', async () => {
  const answers = await race(
    '/v1/customers',
    (i) => `name=Differs${i}`,
    () => 'differs',
  )
  const made = answers.filter(({ status }) => status === 200)
  assert.equal(made.length, 1)
  for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
    assert.ok(
      status === 409
        ? body.error.code === 'idempotency_key_in_use'
        : status === 400 && body.error.type === 'idempotency_error',
      JSON.stringify(body),
    )
  }
  assert.equal(count('customer', '"name": "Differs'), 1)
})

const openIntent = (amount: number) =>
  call(
    'POST',
    '/v1/payment_intents',
    `amount=${amount}&currency=usd&payment_method=pm_card_visa&capture_method=automatic`,
  )

test('confirming with one key charges once', async () => {
  const intent = await openIntent(4201)
  const path = `/v1/payment_intents/${intent.id}/confirm`
  const answers = await raceToTheEnd(path, 'return_url=https://shop.example', 'confirm')
  assertOneAnswer(answers)
  assert.equal(answers[0]!.body.status, 'succeeded')
  assertChargedOnce(intent.id, 4201)
})

test('confirming without a key charges once, and the others hear in which state the intent is', async () => {
  const intent = await openIntent(4202)
  const answers = await race(`/v1/payment_intents/${intent.id}/confirm`, () => 'return_url=https://shop.example')
  const won = answers.filter(({ status }) => status === 200)
  assert.equal(won.length, 1)
  assert.equal(won[0]!.body.status, 'succeeded')
  for (const { status, body } of answers.filter((answer) => answer !== won[0])) {
    assert.equal(status, 400)
    assert.equal(body.error.code, 'payment_intent_unexpected_state')
    assert.equal(body.error.payment_intent.status, 'succeeded')
  }
  assertChargedOnce(intent.id, 4202)
})

/** One charge, one movement of money, one event of each kind. */
function assertChargedOnce(intent: string, amount: number): void {
  assert.equal(count('charge', `"payment_intent": "${intent}"`), 1)
  assert.equal(count('balance_transaction', `"amount": ${amount},`), 1)
  const events = brindle.sql.prepare("select text from rows where object = 'event' and text like ?").all(`%${intent}%`)
  const types = events.map(({ text }) => JSON.parse(String(text)).type).sort()
  assert.deepEqual(types, ['charge.succeeded', 'payment_intent.created', 'payment_intent.succeeded'])
}

test('of many prices that want one lookup key, exactly one gets it', async () => {
  const { id } = await call('POST', '/v1/products', 'name=Wanted')
  const answers = await race('/v1/prices', (i) => `product=${id}&currency=usd&unit_amount=${i + 1}&lookup_key=wanted`)
  const won = answers.filter(({ status }) => status === 200)
  assert.equal(won.length, 1)
  for (const { status, body } of answers.filter((answer) => answer !== won[0])) {
    assert.equal(status, 400)
    assert.equal(body.error.code, 'resource_already_exists')
  }
  assert.equal(count('price', '"lookup_key": "wanted"'), 1)
  const { data } = await call('GET', '/v1/prices?lookup_keys[]=wanted')
  assert.deepEqual(
    data.map((price: any) => price.id),
    [won[0]!.body.id],
  )
})

test('of many prices that take a lookup key over, one has it in the end', async () => {
  const { id } = await call('POST', '/v1/products', 'name=Taken')
  const form = (i: number) =>
    `product=${id}&currency=usd&unit_amount=${i + 1}&lookup_key=taken&transfer_lookup_key=true`
  const answers = await race('/v1/prices', form)
  for (const { status } of answers) assert.equal(status, 200)
  assert.equal(count('price', '"lookup_key": "taken"'), 1)
  const { data } = await call('GET', '/v1/prices?lookup_keys[]=taken')
  assert.equal(data.length, 1)
})

test('of many products that choose one id, exactly one gets it', async () => {
  const answers = await race('/v1/products', (i) => `id=chosen&name=Number${i}`)
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  for (const { status, body } of answers) if (status !== 200) assert.equal(body.error.code, 'resource_already_exists')
  assert.equal(count('event', '"id": "chosen"'), 1)
})

test('a payment method that two customers want is attached to one', async () => {
  const customers = [await call('POST', '/v1/customers', 'name=One'), await call('POST', '/v1/customers', 'name=Two')]
  const card = 'type=card&card[number]=4242424242424242&card[exp_month]=1&card[exp_year]=2040'
  const method = await call('POST', '/v1/payment_methods', card)
  const answers = await race(`/v1/payment_methods/${method.id}/attach`, (i) => `customer=${customers[i % 2].id}`)
  const owners = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.customer))
  assert.equal(owners.size, 1)
  const [owner] = owners
  // Attaching it to the customer who has it is no mistake.
  for (const [i, { status, body }] of answers.entries()) {
    if (customers[i % 2].id === owner) assert.equal(status, 200)
    else
      assert.match(
        `${status} ${body.error.type} ${body.error.message}`,
        /^400 invalid_request_error .*already been attached/,
      )
  }
  assert.equal(count('event', '"type": "payment_method.attached"'), 1)
  assert.equal((await call('GET', `/v1/payment_methods/${method.id}`)).customer, owner)
})

test('many first requests with a new key open one sandbox', async () => {
  const headers = keyed('sk_test_racesnew')
  const answers = await Promise.all(
    Array.from({ length: SIZES.racers }, () => fetch(`${brindle.url}/v1/account`, { headers }).then((a) => a.json())),
  )
  const ids = new Set(answers.map((account: any) => account.id))
  assert.equal(ids.size, 1)
  const [id] = ids
  assert.equal(brindle.sql.prepare('select count(*) as n from rows where id = ?').get(id!)!.n, 1)
  const counted = brindle.sql.prepare("select hidden from rows where object = 'brindle.sandboxes'").get()!
  assert.equal(JSON.parse(String(counted.hidden)).count, 2)
})
