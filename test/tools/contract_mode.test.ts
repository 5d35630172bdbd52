// Contract mode as it is started: against a Brindle by URL and key, against a host that differs in one sentence, and what it
// refuses. The tests that it runs are in test/contract_mode, and run by themselves as well.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { refusal } from '../contract_mode/target.ts'
import { sandbox, startBrindle } from '../world.ts'

const root = join(import.meta.dirname, '../..')
let brindle: Brindle
let other: Server
let asked = 0

before(async () => {
  brindle = await startBrindle()
  other = createServer(async (request, response) => {
    asked++
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    // Put off: the first that is sent as it is, and the first of the official client.
    if (asked === 2 || asked === 4) {
      response.writeHead(429, { 'retry-after': '0' }).end()
      return
    }
    const { host, connection, 'content-length': _, ...headers } = request.headers as Record<string, string>
    const options = { method: request.method!, headers, ...(parts.length > 0 && { body: Buffer.concat(parts) }) }
    const answer = await fetch(`${brindle.url}${request.url}`, options)
    const said = Object.fromEntries([...answer.headers].filter(([name]) => !/^(content-length|connection)$/.test(name)))
    response.writeHead(answer.status, said)
    response.end((await answer.text()).replace('No such price', 'There is no price'))
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
})
after(async () => {
  other.closeAllConnections()
  other.close()
  await brindle.close()
})

const address = () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`

/** Runs the command as `npm run test:contract` does, with nothing set in the environment unless it is given. */
function contractMode(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
  assert.equal(scripts['test:contract'], 'node scripts/contract_mode.ts')
  const inherited = { ...process.env, BRINDLE_CONTRACT_URL: '', BRINDLE_CONTRACT_KEY: '', NODE_TEST_CONTEXT: undefined }
  const command = [join(root, 'scripts/contract_mode.ts'), ...args]
  const child = spawn(process.execPath, command, { env: { ...inherited, ...env } })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })))
}

test('two runs at once in one sandbox: one host agrees, the other differs in one sentence', async () => {
  const { key, stripe } = sandbox(brindle)
  const [agrees, differs] = await Promise.all([
    contractMode(['--url', brindle.url, '--key', key]),
    contractMode(['api'], { BRINDLE_CONTRACT_URL: `${address()}/`, BRINDLE_CONTRACT_KEY: key }),
  ])
  const { out, code } = agrees
  const inApi = readFileSync(join(root, 'test/contract_mode/api.test.ts'), 'utf8').match(/^contract\(/gm)!.length
  assert.equal(code, 0, out)
  assert.ok(out.startsWith(`Contract mode against ${brindle.url}\n`), out)
  const [, count] = /\n(\d+) agree, 0 differ\.\n$/.exec(out) ?? []
  assert.ok(Number(count) >= 25, out)
  assert.equal(out.split('\n').filter((line) => line.startsWith('  agrees   ')).length, Number(count))
  // It was there, and with this key.
  assert.ok((await stripe.customers.list()).data.length > 0)
  assert.ok((await stripe.refunds.list()).data.length > 0)

  assert.equal(differs.code, 1, differs.out)
  const name = 'POST /v1/subscriptions: what the body names and is not there is 400'
  const found = differs.out.split('\n').filter((line) => line.startsWith('  DIFFERS  '))
  assert.deepEqual(found, [`  DIFFERS  ${name}`])
  assert.match(differs.out, /\n +test\/contract_mode\/api\.test\.ts:\d+\n/)
  assert.match(differs.out, /There is no price: 'invalid'/)
  assert.match(differs.out, /\n +POST \/v1\/subscriptions → 400 req_\w{14}\n/)
  assert.ok(differs.out.endsWith(`\n${inApi - 1} agree, 1 differ.\n  ${name}\n`), differs.out)
})

test('a live key is refused before anything is asked', async () => {
  const before = asked
  const { code, out, err } = await contractMode(['--url', address(), '--key', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'])
  assert.deepEqual([code, out], [2, ''])
  assert.match(err, /^This is a live key\. .* real money and real cards\. Use the key of a sandbox/)
  assert.ok(!err.includes('4eC39'), 'the key is not repeated')
  assert.equal(asked, before)
})

test('what else it does not begin with', async () => {
  const key = 'sk_test_contract'
  assert.equal(refusal(undefined, undefined), undefined)
  assert.equal(refusal('https://api.stripe.com', 'rk_test_contract'), undefined)
  assert.match(refusal('https://api.stripe.com', undefined)!, /needs a test key/)
  for (const no of ['pk_test_contract', 'contract', 'sk_test_'])
    assert.match(refusal(undefined, no)!, /no secret test key/)
  for (const live of ['sk_live_contract', 'rk_live_contract', 'pk_live_contract'])
    assert.match(refusal('https://api.stripe.com', live)!, /live key/)
  assert.match(refusal('api.stripe.com', key)!, /is no URL/)
  for (const url of ['ftp://stripe.com', 'https://api.stripe.com/v1', 'https://me@api.stripe.com'])
    assert.match(refusal(url, key)!, /must be the root of an API/)
})

test('a host that is not there, a key that it does not take, a part that there is not, and help', async () => {
  const [nobody, unknown, wrong, help] = await Promise.all([
    // The port of discard, which nobody listens at.
    contractMode(['--url', 'http://127.0.0.1:9', '--key', 'sk_test_contract']),
    contractMode(['--url', brindle.url, '--key', 'sk_test_a']),
    contractMode(['invoices']),
    contractMode(['--help']),
  ])
  assert.equal(nobody.code, 2)
  assert.match(nobody.err, /^http:\/\/127\.0\.0\.1:9 does not answer: /)
  assert.equal(unknown.code, 2)
  assert.match(unknown.err, /answers 401: Invalid API Key provided/)
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /^There is no part 'invoices'\./)
  assert.equal(help.code, 0)
  assert.match(help.out, /--url URL .*--key KEY .*Live keys are refused/s)
})
