// The commands as a person types them: each in a process of its own, against a server in this one.
import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { environmentName, SETTINGS } from '../../src/config.ts'
import { client } from '../../src/commands/client.ts'
import { FIXTURES } from '../../src/commands/fixtures.ts'
import { trigger } from '../../src/commands/trigger.ts'
import { eventTypes } from '../../src/contract/index.ts'
import type { Brindle } from '../../src/main.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { insertion, put } from '../store/conformance.ts'
import { type Merchant, openMerchant } from '../stories/merchant.ts'
import { freshName, sandbox, startBrindle } from '../world.ts'

const program = join(import.meta.dirname, '../../bin/brindle')
let brindle: Brindle
let merchant: Merchant

before(async () => {
  brindle = await startBrindle()
  merchant = await openMerchant()
})
after(async () => {
  await merchant.close()
  await brindle.close()
})

const begin = (...args: string[]): ChildProcessWithoutNullStreams => spawn(process.execPath, [program, ...args])

/** Runs a command to its end. */
function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = begin(...args)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, ...said })))
}

/** Resolves with what a process has printed once a pattern is in it. */
function printed(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<RegExpExecArray> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      text += chunk
      const found = pattern.exec(text)
      if (found) resolve(found)
    })
    child.on('exit', () => reject(new Error(`it ended, and had said: ${text}`)))
  })
}

test('help says every command and every setting', async () => {
  const overview = await run('--help')
  assert.equal(overview.code, 0)
  for (const name of ['start', 'listen', 'trigger', 'clock', 'explain', 'certs', 'backup']) {
    assert.match(overview.out, new RegExp(`^  ${name} `, 'm'))
    const own = await run(name, '--help')
    assert.deepEqual([own.code, own.err], [0, ''])
  }
  const { out } = await run('start', '--help')
  for (const { flag } of Object.values(SETTINGS)) assert.ok(out.includes(`--${flag}`), flag)
})

test('what cannot be is refused in one line, with code 2', async () => {
  for (const [args, why] of [
    [['start', '--port', 'x'], /--port takes a whole number, not "x"/],
    [['start', '--port', '70000'], /--port is at most 65535/],
    [['start', '--tls-port', '70000'], /--tls-port is at most 65535/],
    [['start', '--tls-cert', 'cert.pem'], /--tls-cert and --tls-key belong together/],
    [['start', '--as-stripe'], /--as-stripe needs --tls-cert/],
    [['start', '--nonsense'], /--nonsense/],
    [['start', '--database-url', 'mysql://x'], /begins with postgres/],
    [['start', '--default-version', '2026-01-01.none'], /--default-version is one of Stripe's versions/],
    [['clock', 'advance'], /say how far/],
    [['clock', 'advance', 'soon'], /"soon" is no duration/],
    [['listen'], /--forward-to URL/],
    [['trigger', 'nothing.at_all', '--url', brindle.url], /there is no fixture for "nothing.at_all"/],
    [['explain', 'nothing.at_all'], /no operation "nothing.at_all"/],
    [['clock', '--url', 'http://127.0.0.1:1'], /No Brindle answers at/],
    [['dance'], /no command "dance"/],
  ] as const) {
    const { code, err } = await run(...args)
    assert.equal(code, 2, args.join(' '))
    assert.match(err.split('\n')[0]!, why)
  }
})

test('start: a port in use is said in one line', async () => {
  const { code, err } = await run('start', '--memory', '--port', String(brindle.port))
  assert.equal(code, 1)
  assert.equal(err, `brindle: Port ${brindle.port} is in use. Choose another with --port, or --port 0.\n`)
})

test('start: settings come from the environment too, and it stops when told to', async () => {
  assert.equal(environmentName(SETTINGS.logLevel), 'BRINDLE_LOG_LEVEL')
  const child = spawn(process.execPath, [program, 'start'], {
    env: { ...process.env, BRINDLE_PORT: '0', BRINDLE_MEMORY: 'true' },
  })
  const [, url] = await printed(child, /listens on (\S+) {4}data: memory/)
  const health = await fetch(`${url}/health`)
  assert.deepEqual(await health.json(), { status: 'ok' })
  const metrics = await (await fetch(`${url}/metrics`)).text()
  assert.match(metrics, /^brindle_start_seconds \d+/m)
  child.kill('SIGTERM')
  assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 0)
})

test('clock: shows and moves the clock of the key’s account', async () => {
  const name = freshName()
  const { stripe } = sandbox(brindle, { name })
  const on = ['--url', brindle.url, '--key', `sk_test_${name}`]
  assert.match((await run('clock', ...on)).out, /, 0 s ahead of the wall\n$/)
  // A second of the wall may pass between asking for the time and setting it.
  assert.match((await run('clock', 'advance', '31d', ...on)).out, /, (2678400|2678399) s ahead of the wall\n$/)
  assert.match((await run('clock', 'advance', '90min', ...on)).out, /, (2683800|268379[89]) s ahead of the wall\n$/)
  const { created } = await stripe.customers.create({})
  assert.ok(created - Date.now() / 1000 > 2_683_700)
  assert.match((await run('clock', 'advance', '--to', '1', ...on)).err, /A clock goes forward only/)
})

test('listen: events arrive signed, are shown, and the endpoint goes at the end', async () => {
  const name = freshName()
  const { stripe } = sandbox(brindle, { name })
  const target = `${merchant.url}/webhook`
  const child = begin('listen', '--url', brindle.url, '--key', `sk_test_${name}`, '--forward-to', target)
  const [, secret] = await printed(child, /signing secret is (whsec_\w+)/)
  merchant.signingSecret = secret!
  const shown = printed(child, /customer\.created +evt_\w+ {2}\[200\]/)
  await stripe.customers.create({ name: 'Ada' })
  await merchant.arrived(1)
  assert.equal(merchant.received[0]!.type, 'customer.created')
  await shown
  child.kill('SIGINT')
  assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 0)
  assert.deepEqual((await stripe.webhookEndpoints.list()).data, [])
})

test('trigger: says what it did, and names what it can', async () => {
  const name = freshName()
  const { news, stripe } = sandbox(brindle, { name })
  const { code, out } = await run('trigger', 'customer.deleted', '--url', brindle.url, '--key', `sk_test_${name}`)
  const { data } = await stripe.events.list()
  const { id } = data[0]!.data.object as { id: string }
  assert.equal(code, 0)
  assert.deepEqual(
    out.split('\n').map((line) => line.split(/ {2,}| (?=cus_|evt_)/)),
    [['POST /v1/customers', id], [`DELETE /v1/customers/${id}`, id], ['customer.deleted', data[0]!.id], ['']],
  )
  assert.deepEqual(await news(), ['customer.created', 'customer.deleted'])
  const all = await run('trigger')
  assert.deepEqual(all.out.trim().split('\n'), Object.keys(FIXTURES))
})

test('trigger: every fixture leads to its event in a new account', async () => {
  const leads = async (event: string) => {
    assert.ok(eventTypes.includes(event), event)
    const { key, stripe } = sandbox(brindle)
    const id = await trigger(client(brindle.url, key, '2026-08-26.dahlia'), event, () => {})
    assert.ok(id, event)
    assert.equal((await stripe.events.retrieve(id)).type, event)
  }
  await Promise.all(Object.keys(FIXTURES).map(leads))
})

test('explain: an operation by its name or its line, what it sets off, and where', async () => {
  const pay = await run('explain', 'invoice.pay')
  assert.equal(pay.code, 0)
  assert.match(pay.out, /^POST \/v1\/invoices\/\{id\}\/pay\n {2}behaves\n/)
  assert.match(pay.out, /invoice\.paid → subscription \(src\/resources\/billing\/subscription\.ts:\d+\)/)
  assert.match(pay.out, /self\.customer\.invoice_settings\.default_payment_method/)
  assert.equal((await run('explain', 'POST', '/v1/invoices/in_1/pay')).out, pay.out)
  assert.match((await run('explain', 'setup_intents.create')).out, /2026-09-30\.endive: /)
  assert.match((await run('explain', 'forwarding.request.create')).out, /is not built/)
})

test('backup: a copy of a folder that a server holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-'))
  const store = await openSqlite({ path: join(folder, 'brindle.sqlite') })
  await put(store, insertion('n_1', ['n']))
  const copy = join(folder, 'copy.sqlite')
  const { code, out } = await run('backup', copy, '--data', folder)
  assert.equal(code, 0)
  assert.match(out, /pages copied to/)
  const restored = new DatabaseSync(copy, { readOnly: true })
  assert.deepEqual({ ...restored.prepare("select id from rows where id = 'n_1'").get() }, { id: 'n_1' })
  restored.close()
  await store.close()
  assert.match((await run('backup', copy, '--data', `${folder}/none`)).err, /there is no data at/)
})
