// Bad requests to what is served beside the API: the house's own calls, pages, and what is hardly HTTP. Asked of a
// process of its own, for the worst of them would end it.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import test, { after, before } from 'node:test'
import { furnish } from './furnish.ts'
import { type Running, startProcess } from './process.ts'
import { FORM, keyed, pause, type Request, speaker, temporaryFolder } from './support.ts'

const KEY = 'sk_test_pages'
const folder = temporaryFolder()
let running: Running

before(async () => {
  running = await startProcess(folder)
})
after(async () => {
  running.child.kill('SIGKILL')
  await running.ended
})

/** Speaks to the process, and starts it again for the next test if that was its end. */
async function spoken(request: Request) {
  const mouth = speaker(running.url)
  try {
    return await mouth.speak(request)
  } catch (error) {
    await pause(200)
    const { alive, ended } = running
    if (alive()) throw error
    running = await startProcess(folder)
    throw new Error(
      `${request.method} ${request.path} ended the process: ${(await ended).stderr.trim().split('\n')[0]}`,
    )
  } finally {
    mouth.close()
  }
}

/** Sends bytes as they are; what comes back until the other side is done, or for as long as it may take. */
function raw(bytes: string, { leaveAfterMs }: { leaveAfterMs?: number } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
    socket.write(bytes)
    setTimeout(() => socket.destroy(), leaveAfterMs ?? 2_000).unref()
  })
}

function assertRefused(text: string, status: number): void {
  assert.equal(status, 400, text)
  const { error } = JSON.parse(text)
  assert.equal(error.type, 'invalid_request_error')
  assert.ok(error.message)
}

test('a query that cannot be read is refused by the clock', async () => {
  const { status, text } = await spoken({ method: 'GET', path: '/brindle/clock?a=%', headers: keyed(KEY) })
  assertRefused(text, status)
})

test('a form that cannot be read is refused by the clock', async () => {
  for (const body of ['by=%zz', 'by=1&by[x]=2']) {
    const request = { method: 'POST', path: '/brindle/clock/advance', headers: keyed(KEY), body }
    const { status, text } = await spoken(request)
    assertRefused(text, status)
  }
})

test('a client that goes away in the middle of a call does not end the process', async () => {
  const { alive, ended } = running
  const fine: string[] = []
  for (const path of ['/v1/customers', '/brindle/clock/advance', '/authorize/acct_x/sa_nonce_x']) {
    const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${KEY}\r\ncontent-type: ${FORM}\r\n`
    await raw(`${head}content-length: 100\r\n\r\nby=1`, { leaveAfterMs: 100 })
    await pause(200)
    if (alive()) fine.push(path)
    else break
  }
  const isAlive = alive()
  if (!isAlive) running = await startProcess(folder)
  const why = isAlive ? '' : (await ended).stderr.trim().split('\n')[0]
  assert.ok(isAlive, `after ${fine.join(', ')} came one that ended the process: ${why}`)
})

test('the customer’s page answers what it cannot read with a refusal, not with a defect', async () => {
  const mouth = speaker(running.url)
  const ids = await furnish(mouth.speak, KEY, 'pages').finally(mouth.close)
  const path = `/authorize/${ids.account}/${ids['brindle.authorization']}`
  const asked: Request[] = [
    { method: 'POST', path, headers: { 'content-type': FORM }, body: 'outcome=%' },
    { method: 'POST', path, headers: { 'content-type': FORM }, body: 'outcome=1&outcome[x]=2' },
    { method: 'POST', path: `${path}?a=%zz`, headers: { 'content-type': FORM }, body: 'outcome=fail' },
    { method: 'POST', path, headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
    { method: 'GET', path: '/authorize/%zz/%zz', headers: {} },
    { method: 'GET', path: `${path}?%`, headers: {} },
    {
      method: 'POST',
      path: '/authorize/acct_none/sa_nonce_none',
      headers: { 'content-type': FORM },
      body: 'outcome=fail',
    },
  ]
  const defects: string[] = []
  for (const request of asked) {
    const { status, text } = await spoken(request)
    if (status >= 500) defects.push(`${request.method} ${request.path} ${request.body ?? ''}: ${status} ${text.trim()}`)
  }
  assert.deepEqual(defects, [])
})

test('the other pages never fail', async () => {
  for (const path of [
    '/',
    '/health',
    '/metrics',
    '/v3',
    '/v1',
    '/v3/%zz',
    '/brindle/requests',
    '/brindle/requests/%zz',
    '/brindle/requests/stream',
    '//v1/x',
  ])
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'TRACE']) {
      const { status } = await spoken({ method, path: `${path}?%`, headers: { 'content-type': FORM } })
      assert.ok(status < 500, `${method} ${path}: ${status}`)
    }
})

test('a body over the limit is refused, and the connection is not used again', async () => {
  const lines = [
    'POST /v1/customers HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${KEY}`,
    `content-type: ${FORM}`,
    '',
  ]
  const head = lines.join('\r\n')
  const said = await raw(`${head}content-length: 1048577\r\n\r\nname=x`)
  assert.match(said, /^HTTP\/1\.1 413 /)
  assert.match(said, /\r\nconnection: close\r\n/i)
  assert.equal(JSON.parse(said.slice(said.indexOf('\r\n\r\n'))).error.type, 'invalid_request_error')
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
  assert.match(await raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(17)}`), /^HTTP\/1\.1 413 /)
})

test('a head over the limit is refused in words too', async () => {
  const said = await raw(`GET /v1/customers?email=${'x'.repeat(40_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
  assert.match(said, /^HTTP\/1\.1 4\d\d /)
  const body = said.slice(said.indexOf('\r\n\r\n') + 4)
  assert.equal((JSON.parse(body || 'null') as any)?.error?.type, 'invalid_request_error', said)
})
