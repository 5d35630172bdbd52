// What is wrong with a signature: each of the usual mistakes is told by its name.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const VERIFY = 'POST /brindle/webhook_signatures/verify'
const NOBODY = 'http://127.0.0.1:1/'
const SECRET = 'whsec_test_secret'
/** As it is sent: two blanks a level. */
const PAYLOAD = '{\n  "id": "evt_1",\n  "object": "event",\n  "text": "é"\n}'

const sign = (payload: string, secret: string, at: number) =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`

behaves(VERIFY, 'takes what Stripe’s libraries take, and says why they take nothing else', async (world) => {
  const { stripe, call, advance, news } = world
  const now = await advance(0)
  const { id, secret } = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['*'] })
  const ask = async (given: Record<string, string>) => {
    const { status, body, text } = await call(
      'POST',
      '/brindle/webhook_signatures/verify',
      `${new URLSearchParams(given)}`,
    )
    assert.equal(status, 200, text)
    return body
  }
  const header = sign(PAYLOAD, SECRET, now)
  const good = { object: 'brindle.webhook_signature', problems: [], timestamp: now, valid: true }
  assert.deepEqual(await ask({ payload: PAYLOAD, header, secret: SECRET }), { ...good, signed_by: null })
  assert.deepEqual(await ask({ payload: PAYLOAD, header: sign(PAYLOAD, secret!, now), webhook_endpoint: id }), {
    ...good,
    signed_by: id,
  })
  // Two signatures, of which one fits, and another scheme beside it.
  const both = `${sign(PAYLOAD, 'whsec_old', now)},v0=00,${header.split(',')[1]}`
  assert.equal((await ask({ payload: PAYLOAD, header: both, secret: SECRET })).valid, true)
  const cases: [what: object, problem: RegExp][] = [
    [{ header: `v1=${'0'.repeat(64)}` }, /has no `t=`/],
    [{ header: `t=${now}` }, /has no `v1=`/],
    [{ header: `t=soon,v1=${'0'.repeat(64)}` }, /no time in seconds/],
    [{ header: `t=1,${header}` }, /more than one `t=`/],
    [{ header: header.slice(0, -1) }, /not 64 hexadecimal digits/],
    [{ header: sign(PAYLOAD, SECRET, now - 301) }, /^It was made 301 seconds ago; libraries take 300/],
    [{ header: sign(PAYLOAD, SECRET, now + 400) }, /^It was made 400 seconds from now/],
    [{ payload: `${PAYLOAD}\n` }, /a line end was added/],
    [{ payload: PAYLOAD.replaceAll('\n', '\r\n') }, /line ends were made those of Windows/],
    [{ payload: '{"id":"evt_1","object":"event","text":"é"}' }, /parsed and written again, without the spaces/],
    [{ payload: PAYLOAD.replace('evt_1', 'evt_2') }, /^No signature in the header is that of this payload/],
    [{ secret: 'test_secret' }, /^The secret is not whole/],
    [{ secret: `${SECRET} ` }, /^The secret is not whole/],
    [{ secret: 'whsec_other' }, /^No signature in the header/],
  ]
  for (const [what, problem] of cases) {
    const { valid, problems } = await ask({ payload: PAYLOAD, header, secret: SECRET, ...what })
    assert.deepEqual([valid, problems.length], [false, 1], JSON.stringify([what, problems]))
    assert.match(problems[0], problem)
  }
  // 300 seconds are taken.
  assert.equal((await ask({ payload: PAYLOAD, header: sign(PAYLOAD, SECRET, now - 300), secret: SECRET })).valid, true)
  assert.deepEqual(await news(), [])
})

behaves(VERIFY, 'knows whose secret it was', async (world) => {
  const { stripe, call, advance, news } = world
  const now = await advance(0)
  const mine = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['*'] })
  const other = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['*'] })
  const verify = (given: Record<string, string>) =>
    call('POST', '/brindle/webhook_signatures/verify', `${new URLSearchParams({ payload: PAYLOAD, ...given })}`)
  const { body, text } = await verify({ header: sign(PAYLOAD, other.secret!, now), webhook_endpoint: mine.id })
  assert.deepEqual([body.valid, body.signed_by], [false, other.id])
  assert.deepEqual(body.problems, [
    'It was made with another secret than the one it is checked with.',
    `The secret is that of ${other.id}.`,
  ])
  assert.ok(!text.includes(other.secret!) && !text.includes(mine.secret!), 'a secret is shown')
  await call('POST', `/brindle/webhook_endpoints/${mine.id}/roll`, 'expires_in=3600')
  const rolled = await verify({ header: sign(PAYLOAD, mine.secret!, now), webhook_endpoint: mine.id })
  assert.equal(rolled.body.valid, true)
  await call('POST', `/brindle/webhook_endpoints/${mine.id}/roll`, '')
  const over = await verify({ header: sign(PAYLOAD, mine.secret!, now), webhook_endpoint: mine.id })
  assert.deepEqual([over.body.valid, over.body.signed_by], [false, null])
  for (const [given, expected] of [
    [
      { header: 't=1,v1=0' },
      { code: 'parameter_missing', param: 'secret', message: 'Missing required param: secret.' },
    ],
    [
      { header: 't=1,v1=0', secret: 'a', webhook_endpoint: mine.id },
      {
        code: 'parameters_exclusive',
        param: 'webhook_endpoint',
        message: 'You may only specify one of these parameters: secret, webhook_endpoint.',
      },
    ],
    [
      { header: 't=1,v1=0', webhook_endpoint: 'we_none' },
      { code: 'resource_missing', param: 'webhook_endpoint', message: "No such webhook endpoint: 'we_none'" },
    ],
  ] as const)
    refused(await verify(given), 400, expected)
  assert.deepEqual(await news(), [])
})
