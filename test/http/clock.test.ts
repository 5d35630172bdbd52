// The clock of an account, Brindle's own call: it goes forward only, and what it cannot read it refuses like any other.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { bearer, FORM, refused, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

test('it goes as far as it is told, and the objects made then are of then', async () => {
  const { call, advance } = sandbox(brindle)
  await call('GET', '/v1/account')
  const { now, wall } = (await call('GET', '/brindle/clock')).body
  assert.equal(now, wall)
  const later = await advance(86_400)
  assert.ok(later >= now + 86_400 && later < now + 86_400 + 60)
  const { created } = (await call('POST', '/v1/customers', 'name=x')).body
  assert.ok(created >= later && created < later + 60)
  const to = later + 3600
  assert.equal((await call('POST', '/brindle/clock/advance', `to=${to}`)).body.now, to)
})

test('it may be moved before anything else is done', async () => {
  // A sandbox opens with the first request that names it, whichever that is.
  const { call } = sandbox(brindle)
  const { status, body, text } = await call('POST', '/brindle/clock/advance', 'by=86400')
  assert.equal(status, 200, text)
  assert.ok(body.now >= body.wall + 86_000)
})

test('it is the account’s alone', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  for (const { call } of [mine, yours]) await call('GET', '/v1/account')
  await mine.advance(86_400)
  const { now, wall } = (await yours.call('GET', '/brindle/clock')).body
  assert.equal(now, wall)
})

test('it does not go back, stand still, or leave our time', async () => {
  const { call } = sandbox(brindle)
  const { now } = (await call('GET', '/brindle/clock')).body
  for (const form of ['', 'by=1&to=2', 'by=', 'by=soon', 'by=-1', 'by=1.5', `to=${now - 3600}`, 'by=999999999999']) {
    const { status, body, text } = await call('POST', '/brindle/clock/advance', form)
    assert.equal(status, 400, `${form}: ${text}`)
    assert.equal(body.error.type, 'invalid_request_error')
  }
  const after = (await call('GET', '/brindle/clock')).body
  assert.equal(after.now, after.wall)
})

test('it takes a secret key', async () => {
  const { call, publishable } = sandbox(brindle)
  refused(await call('POST', '/brindle/clock/advance', 'by=60', { authorization: 'Bearer nothing' }), 401, {
    message: /^Invalid API Key provided/,
  })
  refused(await call('POST', '/brindle/clock/advance', 'by=60', bearer(publishable)), 403, {
    code: 'secret_key_required',
    message: /secret key/,
  })
})

// Each in a test of its own: a server that dies of one would take the others along.
for (const [what, form] of [
  ['a broken escape', 'by=%zz'],
  ['a hash for a number', 'by[a]=1'],
  ['a list for a number', 'to[]=1'],
  ['two shapes of one name', 'by=1&by[a]=2'],
] as const) {
  test(`${what} is refused, and answered at all`, async () => {
    const { url, key } = sandbox(brindle)
    const { status, text } = await speak(`${url}/brindle/clock/advance`, 'POST', { ...bearer(key), ...FORM }, form)
    assert.equal(status, 400, text)
  })
}

test('a body beyond the limit is refused, and answered at all', async () => {
  const { url, key } = sandbox(brindle)
  const large = `by=${'1'.repeat(1024 * 1024)}`
  const answer = await speak(`${url}/brindle/clock/advance`, 'POST', { ...bearer(key), ...FORM }, large)
  assert.equal(answer.status, 413, answer.text)
})
