// The way into the customer portal: asking for it on its page, the link that comes, and how long it is good for.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

async function opened({ stripe }: Sandbox) {
  const { login_page, id } = await stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
    login_page: { enabled: true },
  })
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  return { url: login_page.url!, customer, configuration: id }
}

test('a customer asks for a link, and gets into their portal by it', async () => {
  const world = sandbox(brindle)
  const { url } = await opened(world)
  const page = await visit(`${url}?prefilled_email=jenny%40example.com`)
  assert.match(page.words, /Log in to your billing Enter the email address that Brindle sandbox knows you by/)
  assert.match(page.html, /value="jenny@example\.com"/)
  const asked = await visit(url, { email: 'jenny@example.com' })
  assert.deepEqual([asked.status, /Look at your emails/.test(asked.words)], [200, true])
  const [mail] = (await world.call('GET', '/brindle/outgoing_messages')).body.data
  assert.match((await visit(mail.url)).words, /Your billing/)
})

test('who is no customer is told the same', async () => {
  const world = sandbox(brindle)
  const { url } = await opened(world)
  const known = await visit(url, { email: 'jenny@example.com' })
  const stranger = await visit(url, { email: 'nobody@example.com' })
  assert.equal(stranger.html, known.html)
  const wrong = await visit(url, { email: 'jenny' })
  assert.deepEqual([wrong.status, /role="alert">Invalid email address: jenny</.test(wrong.html)], [400, true])
  assert.equal((await visit(url, { 'email[a]': 'jenny@example.com' })).status, 400)
})

test('a link that was not used in time leads back to asking for one', async () => {
  const world = sandbox(brindle)
  const { url, customer, configuration } = await opened(world)
  const session = await world.stripe.billingPortal.sessions.create({ customer, configuration })
  await world.advance(301)
  const late = await visit(session.url)
  assert.deepEqual([late.status, /This page has expired/.test(late.words)], [410, true])
  assert.ok(late.html.includes(`href="${url}">Log in again`))
  assert.equal((await visit(session.url, { do: 'update', email: 'x@example.com' })).status, 410)
  await world.stripe.billingPortal.configurations.update(configuration, { login_page: { enabled: false } })
  assert.ok(!(await visit(session.url)).html.includes('Log in again'))
})

test('an address that is not quite one leads nowhere', async () => {
  const world = sandbox(brindle)
  const { url } = await opened(world)
  for (const address of [url.slice(0, -1), `${url}x`, `${world.url}/p/login/none`, url.replace('bpc_', 'bpc_x')]) {
    const { status, words } = await visit(address)
    assert.deepEqual([status, /No login page belongs to this address/.test(words)], [404, true], address)
    assert.equal((await visit(address, { email: 'jenny@example.com' })).status, 404)
  }
  assert.deepEqual((await world.call('GET', '/brindle/outgoing_messages')).body.data, [])
})
