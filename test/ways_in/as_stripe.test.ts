// The preload: programs that name no host, in processes of their own, send to Brindle what they would send to Stripe.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { freshName, sandbox } from '../world.ts'
import { startTrusted } from './trusted.ts'

const PRELOAD = new URL('../../src/ways_in/as_stripe.ts', import.meta.url).href
const PROGRAM = join(import.meta.dirname, 'unchanged.ts')

const trusted = await startTrusted({})
const { brindle } = trusted
after(() => trusted.close())

/** Runs it as somebody would who may only set the environment; nothing of it finds its way to Stripe. */
async function run(packageName: string, name: string, env: Record<string, string>, elsewhere = '') {
  const { NODE_TEST_CONTEXT: _, ...own } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, packageName, name, elsewhere], {
    env: { ...own, NODE_OPTIONS: `--import ${PRELOAD}`, NODE_NO_WARNINGS: '1', ...env },
  })
  return JSON.parse(stdout)
}

for (const packageName of ['stripe-8', 'stripe-12', 'stripe'])
  test(`${packageName}, and whatever else Node has to ask with`, async () => {
    const name = freshName()
    const { client, again, fetching, ...rest } = await run(packageName, name, { BRINDLE_URL: brindle.url })
    assert.equal(again, client)
    assert.deepEqual(rest, {
      fetch: [200, 'https://api.stripe.com/v1/customers?limit=1', 'list'],
      undici: [200, '/v1/files'],
      get: [200, 'balance'],
      url: [200, 'balance'],
      options: [200, 'balance'],
    })
    const { stripe, news } = sandbox(brindle, { name })
    const { data } = await stripe.customers.list()
    const made = packageName === 'stripe' ? [fetching, client] : [client]
    assert.deepEqual(
      data.map(({ id }) => id),
      made,
    )
    assert.deepEqual(
      await news(),
      made.map(() => 'customer.created'),
    )
  })

test('a Brindle by HTTPS is led to as well, and hosts that are not Stripe’s are left alone', async (t) => {
  const [cert, key] = ['cert.pem', 'key.pem'].map((file) => readFileSync(join(trusted.folder, file)))
  const elsewhere = createServer({ cert: cert!, key: key! }, (_, response) => response.end('{"status":"elsewhere"}'))
  await once(elsewhere.listen(0, '127.0.0.1'), 'listening')
  t.after(() => elsewhere.close())
  const name = freshName()
  const env = {
    BRINDLE_URL: `https://localhost:${brindle.tlsPort}/`,
    NODE_EXTRA_CA_CERTS: join(trusted.folder, 'ca.pem'),
  }
  const made = await run('stripe', name, env, `https://localhost:${(elsewhere.address() as AddressInfo).port}/`)
  assert.deepEqual(made.elsewhere, [200, 'elsewhere'])
  assert.equal(made.fetchElsewhere, 'elsewhere')
  const { data } = await sandbox(brindle, { name }).stripe.customers.list()
  assert.deepEqual(
    data.map(({ id }) => id),
    [made.fetching, made.client],
  )
})

test('what is no address is refused before the program runs', async () => {
  await assert.rejects(run('stripe', freshName(), { BRINDLE_URL: '127.0.0.1:12111' }), {
    code: 1,
    stderr: /BRINDLE_URL is the address of a Brindle, such as http:\/\/127.0.0.1:12111, and not "127.0.0.1:12111"/,
  })
})
