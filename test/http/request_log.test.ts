// The log of requests has what was asked and answered, and never a secret.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { FORM, refused, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** The entry of a request, as its account sees it. */
async function entryOf(
  { call }: Pick<Sandbox, 'call'>,
  { headers }: { headers: Headers },
): Promise<{ text: string; body: any }> {
  const answer = await call('GET', `/brindle/requests/${headers.get('request-id')}`)
  assert.equal(answer.status, 200, answer.text)
  return answer
}

test('an error names its request, and the log has it', async () => {
  const world = sandbox(brindle)
  const { call } = world
  const answers = [
    await call('POST', '/v1/customers?name=x', 'foo=1'),
    await call('GET', '/v1/customers/cus_gone'),
    await call('GET', '/v1/nothing'),
    await call('GET', '/v1/customers', undefined, { authorization: 'Bearer nothing' }),
    await call('POST', '/brindle/clock/advance', 'by=-1'),
  ]
  for (const { status, body, headers } of answers) {
    const id = headers.get('request-id')
    assert.equal(body.error.request_log_url, `${brindle.url}/dashboard/logs/${id}`)
    const entry = (await entryOf(world, { headers })).body
    assert.deepEqual([entry.id, entry.status], [id, status])
    assert.deepEqual(JSON.parse(entry.response_body).error, body.error)
    assert.deepEqual([entry.error.message, entry.error.type], [body.error.message, body.error.type])
  }
  const first = (await entryOf(world, answers[0]!)).body
  assert.deepEqual(
    [first.method, first.path, first.query, first.request_body],
    ['POST', '/v1/customers', 'name=x', 'foo=1'],
  )
  refused(await call('GET', '/brindle/requests/req_AAAAAAAAAAAAAA'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such request: 'req_AAAAAAAAAAAAAA'",
  })
})

test('no secret stands in an entry', async () => {
  const world = sandbox(brindle)
  const { key, call, url } = world
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
  const denied = await call('GET', '/v1/customers', undefined, { authorization: `Bearer ${live}` })
  entries.push(['live key', denied, [live, 'HideThis']])
  for (const [what, answer, secrets] of entries) {
    const { text } = await entryOf(world, answer)
    for (const each of secrets) assert.ok(!text.includes(each), `${what}: ${each}`)
  }
  const whole = (await call('GET', '/brindle/requests?limit=100')).text
  assert.ok(
    entries.every(([, { headers }]) => whole.includes(headers.get('request-id')!) || headers === denied.headers),
  )
  for (const [what, , secrets] of entries)
    for (const each of secrets) assert.ok(!whole.includes(each), `${what} in the list: ${each}`)
})

test('nor the beginning of a card number, wherever a long body is cut', async () => {
  const world = sandbox(brindle)
  const number = '4000000000000341'
  const field = '&card[number]='
  for (let shown = 9; shown <= 15; shown++) {
    // Entries keep 4096 bytes of a body; the number of a card stands across that edge.
    const form = `type=card&metadata[a]=${'x'.repeat(5_000)}`.slice(0, 4096 - shown - field.length) + field + number
    const { body } = await entryOf(world, await world.call('POST', '/v1/payment_methods', form))
    assert.match(body.request_body, /^type=card/)
    // The first eight digits tell the bank, and no more. (PCI DSS 4.0, 3.4.1)
    assert.ok(!body.request_body.includes(number.slice(0, 9)), `${shown} digits: ${body.request_body.slice(-40)}`)
  }
})
