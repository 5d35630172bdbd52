// No byte of an answer leaves before its unit of work is on disk: not that of the writer, nor of whoever read from it.
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import test, { after, afterEach, before } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { configure } from '../../src/config.ts'
import { type Brindle, start } from '../../src/main.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { dataFile, FORM, pause, temporaryFolder, until } from './support.ts'

const KEY = 'sk_test_durable'
/** Why 150 ms: many times what an answer takes that waits for nothing. */
const LONG_ENOUGH = 150

/** The gate before each commit: open, shut until it is opened, or failing when it is. */
const gate = {
  shut: undefined as Promise<void> | undefined,
  waiting: 0,
  release: (_failure?: Error): void => {},
  close(): void {
    this.shut = new Promise((resolve, reject) => {
      this.release = (failure) => {
        this.shut = undefined
        if (failure) reject(failure)
        else resolve()
      }
    })
    // A failure that no commit has waited for is nobody's.
    this.shut.catch(() => {})
  },
}

const folder = temporaryFolder()
let brindle: Brindle
let synchronous: number
let sql: DatabaseSync

before(async () => {
  const beforeCommit = () => {
    if (gate.shut) gate.waiting++
    return gate.shut
  }
  const store = await openSqlite({ path: dataFile(folder), beforeCommit })
  synchronous = store.synchronous
  brindle = await start(configure({ port: 0, logLevel: 'silent' }), { store })
  sql = new DatabaseSync(dataFile(folder), { readOnly: true })
  assert.match(await say('POST', '/v1/products', 'id=old&name=Old').answered, /^HTTP\/1\.1 200 /)
})
after(async () => {
  gate.release()
  sql.close()
  await brindle.close()
})
// A test that fails must not hold the next ones back.
afterEach(() => {
  gate.release()
  gate.waiting = 0
})

interface Saying {
  /** What has come back so far. */
  heard(): string
  /** The whole answer, once it is there. */
  readonly answered: Promise<string>
}

/** A request on a connection of its own, byte by byte. */
function say(method: string, path: string, body = '', more: readonly string[] = []): Saying {
  const lines = ['host: localhost', `authorization: Bearer ${KEY}`, 'connection: close', ...more]
  if (body) lines.push(`content-type: ${FORM}`, `content-length: ${body.length}`)
  const socket: Socket = connect(brindle.port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const heard = () => Buffer.concat(chunks).toString('utf8')
  const answered = new Promise<string>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => resolve(heard()))
    const lost = setTimeout(() => reject(new Error(`no answer to ${method} ${path}`)), 5_000)
    socket.on('close', () => clearTimeout(lost))
  })
  answered.catch(() => {})
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  return { heard, answered }
}

const isHeld = () => gate.waiting > 0
const bodyOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))
const statusOf = (answer: string) => Number(answer.split(' ')[1])
const kept = (like: string) => sql.prepare('select count(*) as n from rows where text like ?').get(`%${like}%`)!.n

test('every commit of the file is flushed to the disk: synchronous is FULL', () => {
  // 2 is FULL. (https://www.sqlite.org/pragma.html#pragma_synchronous)
  assert.equal(synchronous, 2)
})

test('neither the writer nor a reader of the write hears a byte before the commit', async () => {
  gate.close()
  const written = say('POST', '/v1/products', 'id=held&name=Held')
  await until('the commit is held back', isHeld)
  const byId = say('GET', '/v1/products/held')
  const listed = say('GET', '/v1/products?limit=1')
  const refused = say('POST', '/v1/products', 'id=held&name=Again')
  const events = say('GET', '/v1/events?type=product.created')
  const old = await say('GET', '/v1/products/old').answered
  assert.equal(statusOf(old), 200, 'who saw nothing of the write waits for nothing')
  assert.equal(statusOf(await say('GET', '/v1/customers').answered), 200)
  await pause(LONG_ENOUGH)
  for (const one of [written, byId, listed, refused, events]) assert.equal(one.heard(), '')
  assert.equal(kept('"id": "held"'), 0)
  gate.release()
  assert.equal(bodyOf(await written.answered).id, 'held')
  assert.equal(bodyOf(await byId.answered).name, 'Held')
  assert.equal(bodyOf(await listed.answered).data[0].id, 'held')
  assert.equal(bodyOf(await events.answered).data[0].data.object.id, 'held')
  const { error } = bodyOf(await refused.answered)
  assert.equal(error.code, 'resource_already_exists')
  assert.ok(Number(kept('"id": "held"')) > 0)
})

test('who repeats a key whose answer is not on disk waits for it, and hears the same', async () => {
  gate.close()
  const key = ['idempotency-key: durable']
  const first = say('POST', '/v1/products', 'id=keyed&name=Keyed', key)
  await until('the commit is held back', isHeld)
  const second = say('POST', '/v1/products', 'id=keyed&name=Keyed', key)
  const conflict = await second.answered
  assert.equal(statusOf(conflict), 409, 'the first is still under way')
  assert.equal(first.heard(), '')
  gate.release()
  assert.equal(statusOf(await first.answered), 200)
  const third = await say('POST', '/v1/products', 'id=keyed&name=Keyed', key).answered
  assert.match(third, /\r\nidempotent-replayed: true\r\n/i)
  assert.deepEqual(bodyOf(third), bodyOf(await first.answered))
})

test('a commit that fails is answered 503 with nothing kept, and so is all that had read it', async () => {
  gate.close()
  const key = ['idempotency-key: lost']
  const written = say('POST', '/v1/products', 'id=lost&name=Lost', key)
  await until('the commit is held back', isHeld)
  const read = say('GET', '/v1/products/lost')
  const changed = say('POST', '/v1/products/lost', 'name=Changed')
  const listed = say('GET', '/v1/products?limit=1')
  const old = await say('GET', '/v1/products/old').answered
  assert.equal(statusOf(old), 200)
  await pause(LONG_ENOUGH)
  for (const one of [written, read, changed, listed]) assert.equal(one.heard(), '')
  gate.release(new Error('disk I/O error'))
  for (const one of [written, read, changed, listed]) {
    const answer = await one.answered
    assert.equal(statusOf(answer), 503, answer)
    const { error } = bodyOf(answer)
    assert.equal(error.type, 'api_error')
    assert.ok(error.message)
    assert.ok(!answer.includes('Lost'), answer)
  }
  assert.match(await written.answered, /\r\nstripe-should-retry: true\r\n/i)
  assert.equal(kept('lost'), 0)
  assert.equal(sql.prepare("select count(*) as n from terms where id = 'lost'").get()!.n, 0)
  // The next request works, and the same one under the same key is made as if for the first time.
  assert.equal(statusOf(await say('GET', '/v1/products/lost').answered), 404)
  const again = await say('POST', '/v1/products', 'id=lost&name=Lost', key).answered
  assert.equal(statusOf(again), 200, again)
  assert.doesNotMatch(again, /idempotent-replayed/i)
  const events = bodyOf(await say('GET', '/v1/events?type=product.created').answered)
  assert.equal(events.data.filter((event: any) => event.data.object.id === 'lost').length, 1)
})

test('the units that a group of commits holds fail together, and only they', async () => {
  gate.close()
  const first = say('POST', '/v1/products', 'id=group-1&name=x')
  await until('the commit is held back', isHeld)
  // These wait for their turn behind the group that is being written.
  const later = [2, 3, 4].map((i) => say('POST', '/v1/products', `id=group-${i}&name=x`))
  await pause(LONG_ENOUGH)
  gate.release(new Error('disk I/O error'))
  for (const one of [first, ...later]) assert.equal(statusOf(await one.answered), 503)
  for (const i of [1, 2, 3, 4]) assert.equal(statusOf(await say('GET', `/v1/products/group-${i}`).answered), 404)
  assert.equal(statusOf(await say('POST', '/v1/products', 'id=group-1&name=x').answered), 200)
})

test('a server that closes first writes what it has accepted', async (t) => {
  const own = temporaryFolder()
  let open = () => {}
  const shut = new Promise<void>((resolve) => {
    open = resolve
  })
  let held = false
  const beforeCommit = () => {
    held = true
    return shut
  }
  const store = await openSqlite({ path: dataFile(own), beforeCommit })
  const server = await start(configure({ port: 0, logLevel: 'silent' }), { store })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= server.close())
  t.after(() => {
    open()
    return close()
  })
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': FORM, connection: 'close' }
  const answer = fetch(`${server.url}/v1/products`, { method: 'POST', headers, body: 'id=last&name=Last' })
  await until('the commit is held back', () => held)
  close()
  await pause(LONG_ENOUGH)
  open()
  assert.equal((await answer).status, 200)
  await close()
  const file = new DatabaseSync(dataFile(own), { readOnly: true })
  assert.equal(file.prepare("select count(*) as n from rows where id = 'last'").get()!.n, 1)
  file.close()
})
