// The program as npm packs it, joined into few files: what it looks for by a path is where it looks.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import Stripe from 'stripe'
import { packedIn } from '../../scripts/packed.ts'

const folder = mkdtempSync(join(tmpdir(), 'brindle-packed-'))
let program = ''
before(() => {
  program = packedIn(folder)
})
after(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) => execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' })

/** A server over a folder of its own, for as long as `use` takes. */
async function served(use: (url: URL, stripe: Stripe) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(folder, 'data-'))
  const child = spawn(process.execPath, [program, 'start', '--port', '0', '--data', data])
  const ended = once(child, 'exit')
  let said = ''
  for await (const text of child.stdout) {
    said += text
    if (/listens on \S+/.test(said)) break
  }
  const url = new URL(/listens on (\S+)/.exec(said)![1]!)
  const stripe = new Stripe('sk_test_packed', { host: url.hostname, port: Number(url.port), protocol: 'http' })
  try {
    await use(url, stripe)
  } finally {
    child.kill('SIGINT')
    assert.deepEqual(await ended, [0, null])
  }
}

test('it keeps what it answers, in today’s version and in one of 2020, and has its pages', () =>
  served(async (url, stripe) => {
    const { id, ...intent } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
    // Until 2022-11-15 an intent had its charges in it.
    const old = await stripe.paymentIntents.retrieve(id, undefined, { apiVersion: '2020-08-27' as never })
    assert.deepEqual(['charges' in intent, 'charges' in old, old.amount], [false, true, 2000])
    for (const [path, says] of [
      ['/dashboard', '<title>Brindle'],
      ['/v3/', 'Stripe'],
      ['/v3/elements-inner-card.html', '<script'],
    ] as const) {
      const response = await fetch(new URL(path, url))
      assert.equal(response.status, 200, path)
      assert.ok((await response.text()).includes(says), path)
    }
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://shop.test',
      line_items: [
        { quantity: 1, price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Shirt' } } },
      ],
    })
    assert.match(await (await fetch(session.url!)).text(), /Pay .*\$20\.00/s)
  }))

test('commands that are loaded when they are called are there', () => {
  assert.match(run('--help'), /brindle COMMAND/)
  assert.match(run('explain', 'invoice.pay'), /POST \/v1\/invoices\/\{id\}\/pay/)
  assert.match(run('source', '--help'), /brindle source sync/)
  assert.match(run('trigger'), /invoice\.paid/)
})

test('tests of others start it in their process', async () => {
  const { brindle } = await import(pathToFileURL(join(folder, 'dist/src/testing.js')).href)
  const server = await brindle()
  const { id } = await server.sandbox().call('POST', '/v1/customers', { name: 'Ada' })
  assert.match(id, /^cus_/)
  await server.close()
})
