// `request_log_url` leads to what was asked and answered, and never to a secret.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { FORM, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** The entry of a request, as its page sends it. */
async function entryOf({ headers }: { headers: Headers }): Promise<{ text: string; body: any }> {
  const response = await fetch(`${brindle.url}/dashboard/logs/${headers.get('request-id')}`)
  assert.equal(response.status, 200)
  const text = await response.text()
  return { text, body: JSON.parse(text) }
}

test('an error leads to its request', async () => {
  const { call } = sandbox(brindle)
  const answers = [
    await call('POST', '/v1/customers?name=x', 'foo=1'),
    await call('GET', '/v1/customers/cus_gone'),
    await call('GET', '/v1/nothing'),
    await call('GET', '/v1/customers', undefined, { authorization: 'Bearer nothing' }),
  ]
  for (const { status, body, headers } of answers) {
    const link = body.error.request_log_url
    assert.equal(link, `${brindle.url}/dashboard/logs/${headers.get('request-id')}`)
    const response = await fetch(link)
    assert.equal(response.status, 200)
    const entry = (await response.json()) as any
    assert.equal(entry.id, headers.get('request-id'))
    assert.equal(entry.status, status)
    assert.deepEqual(JSON.parse(entry.response).error, body.error)
  }
  const first = (await entryOf(answers[0]!)).body
  assert.deepEqual([first.method, first.url, first.request], ['POST', '/v1/customers?name=x', 'foo=1'])
  const nobody = await fetch(`${brindle.url}/dashboard/logs/req_AAAAAAAAAAAAAA`)
  assert.equal(nobody.status, 404)
})

test('no secret stands in an entry', async () => {
  const { key, call, url } = sandbox(brindle)
  const card = 'card[exp_month]=12&card[exp_year]=2034'
  const entries: [string, { headers: Headers }, string[]][] = []
  const intent = await call('POST', '/v1/setup_intents', '')
  const secret = intent.body.client_secret
  entries.push(['client secret in an answer', intent, [secret]])
  const asked = await call('GET', `/v1/setup_intents/${intent.body.id}?client_secret=${encodeURIComponent(secret)}`)
  entries.push(['client secret in an address', asked, [secret]])
  for (const number of ['4242424242424242', '4242+4242+4242+4242', '4242-4242-4242-4242', '5555555555554444']) {
    const form = `type=card&card[number]=${number}&${card}&card[cvc]=314`
    const made = await call('POST', '/v1/payment_methods', form)
    entries.push([`card ${number}`, made, [number, number.replace(/[+-]/g, ''), 'cvc]=314', 'cvc%5D=314']])
  }
  const inQuery = await speak(`${url}/v1/customers?key=${key}`, 'POST', FORM, 'name=x')
  assert.equal(inQuery.status, 200)
  entries.push(['key in an address', inQuery, [key]])
  entries.push(['key in a form', await speak(`${url}/v1/customers`, 'POST', FORM, `name=x&key=${key}`), [key]])
  entries.push(['key of the request', await call('GET', '/v1/customers'), [key]])
  const endpoint = await call('POST', '/v1/webhook_endpoints', 'url=https://shop.example/hook&enabled_events[]=*')
  assert.match(endpoint.body.secret, /^whsec_\w{32}$/)
  entries.push(['signing secret', endpoint, [endpoint.body.secret]])
  const live = 'sk_live_51HideThisMiddlePart9876'
  const refused = await call('GET', '/v1/customers', undefined, { authorization: `Bearer ${live}` })
  entries.push(['live key', refused, [live, 'HideThis']])
  for (const [what, answer, secrets] of entries) {
    const { text } = await entryOf(answer)
    for (const each of secrets) assert.ok(!text.includes(each), `${what}: ${each}`)
  }
  const whole = await (await fetch(`${brindle.url}/dashboard/logs`)).text()
  for (const [what, , secrets] of entries)
    for (const each of secrets) assert.ok(!whole.includes(each), `${what} in the list: ${each}`)
})

test('nor the beginning of a card number, wherever a long body is cut', async () => {
  const { call } = sandbox(brindle)
  const number = '4000000000000341'
  const field = '&card[number]='
  for (let shown = 9; shown <= 15; shown++) {
    // Entries keep 4096 bytes of a body; the number of a card stands across that edge.
    const form = `type=card&metadata[a]=${'x'.repeat(5_000)}`.slice(0, 4096 - shown - field.length) + field + number
    const { body } = await entryOf(await call('POST', '/v1/payment_methods', form))
    assert.match(body.request, /^type=card/)
    // The first eight digits tell the bank, and no more. (PCI DSS 4.0, 3.4.1)
    assert.ok(!body.request.includes(number.slice(0, 9)), `${shown} digits of the card: ${body.request.slice(-40)}`)
  }
})
