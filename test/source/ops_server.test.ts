// A server and its source as they are run: tokens made on the command line, the addresses that are let in, and what /metrics shows.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pino from 'pino'
import { run } from '../../src/commands/source_token.ts'
import { type Config, configure, readConfig, SettingError } from '../../src/config.ts'
import { readRange, within } from '../../src/lib/cidr.ts'
import { start } from '../../src/main.ts'
import { HEADERS } from './world.ts'

const program = join(import.meta.dirname, '../../bin/brindle')
const CONNECTIONS = '/data/foundation/flowservice/connections'

const begin = (...args: string[]) => spawn(process.execPath, [program, ...args])

/** What a process prints, until the pattern is in it. */
function printed(child: ReturnType<typeof begin>, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      text += chunk
      const found = pattern.exec(text)
      if (found) resolve(found[1]!)
    })
    child.on('exit', () => reject(new Error(`it ended, and had said: ${text}`)))
  })
}

/** What `brindle source token` prints, which it has done when it returns. */
function token(...args: string[]): string {
  const { write } = process.stdout
  let said = ''
  process.stdout.write = (text) => {
    said += String(text)
    return true
  }
  try {
    run(args)
  } finally {
    process.stdout.write = write
  }
  return said.trim()
}

test('tokens of the command line open what they say, to the lake whose key they have', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-lake-'))
  const key = 'a key of this test'
  // Beyond loopback, where the documented token is none.
  const child = begin('--memory', '--port', '0', '--host', '0.0.0.0', '--lake', folder, '--lake-key', key)
  try {
    const port = await printed(child, /listens on http:\/\/\S+?:(\d+)\s/)
    const [view, manage, ended, foreign, other] = [
      token('--lake-key', key, '--permissions', 'view'),
      token('--lake-key', key, '--permissions', 'manage'),
      // A twelfth of a second, rounded to none.
      token('--lake-key', key, '--days', '0.000001'),
      token('--lake-key', key, '--org', 'Other@AdobeOrg'),
      token('--lake-key', 'another key'),
    ]
    const url = `http://127.0.0.1:${port}${CONNECTIONS}`
    const table: readonly (readonly [who: string, token: string, method: string, status: number, code?: string])[] = [
      ['view', view, 'GET', 200],
      ['view', view, 'POST', 403, 'permission_missing'],
      ['manage', manage, 'GET', 403, 'permission_missing'],
      // It may, and what it sent is no connection.
      ['manage', manage, 'POST', 400, 'invalid_request'],
      ['ended', ended, 'GET', 401, '401013'],
      ['other organisation', foreign, 'GET', 403, '403027'],
      ['other lake', other, 'GET', 401, '401013'],
      ['documented', 'brindle', 'GET', 401, '401013'],
      ['none', '', 'GET', 401, '401013'],
    ]
    for (const [who, bearer, method, status, code] of table) {
      const headers = { ...HEADERS, authorization: `Bearer ${bearer}` }
      const answer = await fetch(url, { method, headers, ...(method === 'POST' && { body: '{}' }) })
      const body = (await answer.json()) as { errorCode?: string; error_code?: string }
      assert.deepEqual([answer.status, body.errorCode ?? body.error_code], [status, code], `${who} ${method}`)
    }
  } finally {
    const gone = new Promise((resolve) => child.on('exit', resolve))
    child.kill('SIGTERM')
    await gone
    rmSync(folder, { recursive: true, force: true })
  }
})

async function served(changes: Partial<Config>, use: (url: string, port: number) => Promise<void>): Promise<void> {
  const brindle = await start(configure({ memory: true, port: 0, ...changes }), { log: pino({ level: 'silent' }) })
  try {
    await use(brindle.url, brindle.port)
  } finally {
    await brindle.close()
  }
}

test('a caller from elsewhere is refused in the words of what it asked, and nothing else is done', async () => {
  await served({ allowedIps: ['10.0.0.0/8', '2001:db8::/32'] }, async (url, port) => {
    const table: readonly (readonly [method: string, path: string, type: RegExp, shape: (body: string) => unknown])[] =
      [
        [
          'POST',
          '/v1/customers',
          /^application\/json/,
          (text) => JSON.parse(text).error.type === 'invalid_request_error',
        ],
        ['OPTIONS', '/v1/customers', /^application\/json/, (text) => JSON.parse(text).error.message],
        ['GET', '/brindle/clock', /^application\/json/, (text) => JSON.parse(text).error.message],
        ['GET', CONNECTIONS, /problem\+json/, (text) => JSON.parse(text).errorCode === 'address_not_allowed'],
        [
          'POST',
          `${CONNECTIONS.replace('connections', 'webhooks')}/x`,
          /problem\+json/,
          (text) => JSON.parse(text).status === 403,
        ],
        ['GET', '/metrics', /^text\/plain/, (text) => /does not answer to 127\.0\.0\.1/.test(text)],
        ['GET', '/v3', /^text\/plain/, (text) => /--allow-ip/.test(text)],
        ['GET', '/healthy', /^text\/plain/, (text) => /--allow-ip/.test(text)],
        ['GET', '/health/../metrics', /^text\/plain/, (text) => /--allow-ip/.test(text)],
      ]
    for (const [method, path, type, shape] of table) {
      // What a proxy says of where a caller came from is not believed.
      const headers = { ...HEADERS, authorization: 'Bearer sk_test_x', 'x-forwarded-for': '10.0.0.1' }
      const answer = await fetch(`${url}${path}`, { method, headers, ...(method === 'POST' && { body: 'name=Ada' }) })
      assert.equal(answer.status, 403, path)
      assert.match(answer.headers.get('content-type')!, type, path)
      assert.ok(shape(await answer.text()), path)
      assert.equal(answer.headers.get('request-id') ?? answer.headers.get('access-control-allow-origin'), null, path)
    }
    assert.deepEqual(await (await fetch(`${url}/health`)).json(), { status: 'ok' })
    const socket = connect(port, '127.0.0.1')
    const upgrade =
      'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: eA==\r\n'
    socket.write(`GET /v1/stripecli HTTP/1.1\r\nhost: 127.0.0.1\r\n${upgrade}\r\n`)
    let said = ''
    socket.on('data', (chunk) => {
      said += chunk
    })
    await new Promise((resolve) => socket.on('close', resolve))
    assert.equal(said, '')
  })
})

test('who is let in reaches all, /metrics has the figures of the source, and it says from where it calls', async () => {
  const egress = ['203.0.113.0/28', '2001:db8::1']
  await served({ allowedIps: ['127.0.0.1', '10.0.0.0/8'], egress }, async (url) => {
    const metrics = async () => (await fetch(`${url}/metrics`)).text()
    assert.match(await metrics(), /^brindle_start_seconds /m)
    assert.doesNotMatch(await metrics(), /brindle_source_/)
    const asked = await fetch(`${url}/data/foundation/flowservice/egress`, { headers: HEADERS })
    assert.deepEqual(await asked.json(), { items: egress.map((cidr) => ({ cidr })) })
    const pushed = await fetch(`${url}/data/foundation/flowservice/webhooks/none`, { method: 'POST', body: '{}' })
    assert.equal(pushed.status, 400)
    assert.match(await metrics(), /^brindle_source_webhooks_total\{outcome="refused"\} 1$/m)
  })
})

test('ranges of addresses are read as they are written, and hold what they say', () => {
  const table: readonly (readonly [range: string, inside: readonly string[], outside: readonly string[]])[] = [
    ['10.0.0.0/8', ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3', '::FFFF:10.1.2.3'], ['9.255.255.255', '11.0.0.0']],
    ['20.42.2.0/23', ['20.42.2.0', '20.42.3.255'], ['20.42.1.255', '20.42.4.0']],
    ['52.138.119.167', ['52.138.119.167'], ['52.138.119.166', '52.138.119.168']],
    ['0.0.0.0/0', ['1.2.3.4', '::ffff:1.2.3.4'], ['2001:db8::1']],
    ['2001:db8::/32', ['2001:db8::1', '2001:db8:ffff::'], ['2001:db9::', '10.0.0.1']],
    ['fe80::/10', ['fe80::1%eth0'], ['fec0::1']],
    ['::ffff:10.0.0.0/104', ['10.1.2.3', '::ffff:10.1.2.3'], ['11.0.0.0']],
    ['::1', ['::1'], ['127.0.0.1', '::2']],
  ]
  for (const [range, inside, outside] of table) {
    const holds = within([readRange(range)!])
    for (const address of inside) assert.equal(holds(address), true, `${address} in ${range}`)
    for (const address of [...outside, '', 'nobody']) assert.equal(holds(address), false, `${address} in ${range}`)
  }
  for (const wrong of [
    '',
    '10.0.0.0/33',
    '::/129',
    '10.0.0',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'example.com',
    '10.0.0.0/-1',
    '*',
  ]) {
    assert.equal(readRange(wrong), undefined, wrong)
    for (const flag of ['--allow-ip', '--egress'])
      assert.throws(() => readConfig([`${flag}=${wrong}`], {}), SettingError, `${flag} ${wrong}`)
  }
  assert.deepEqual(readConfig([], { BRINDLE_ALLOW_IP: '10.0.0.0/8,::1' }).allowedIps, ['10.0.0.0/8', '::1'])
})
