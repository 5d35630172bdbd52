// Webhook signatures, checked by hand and by Stripe's own library.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test from 'node:test'
import Stripe from 'stripe'
import { Defect } from '../../src/lib/assert.ts'
import { signPayload } from '../../src/lib/signature.ts'

const [payload, at] = ['{"id":"evt_1","object":"event","text":"é€"}', 1_700_000_000]

test('the header holds the time and a signature for each secret', () => {
  const hex = (secret: string) => createHmac('sha256', secret).update(`1700000000.${payload}`).digest('hex')
  assert.equal(signPayload(payload, ['whsec_a'], at), `t=1700000000,v1=${hex('whsec_a')}`)
  const two = signPayload(payload, ['whsec_a', 'whsec_b'], at)
  assert.equal(two, `t=1700000000,v1=${hex('whsec_a')},v1=${hex('whsec_b')}`)
  assert.throws(() => signPayload(payload, [], at), Defect)
})

test('the official client accepts it, with either secret, and nothing else', () => {
  const { webhooks } = new Stripe('sk_test_unused')
  const header = signPayload(payload, ['whsec_old', 'whsec_new'], at)
  const accepts = (body: string, secret: string) =>
    webhooks.constructEvent(body, header, secret, 300, undefined, at * 1000).id
  assert.equal(accepts(payload, 'whsec_old'), 'evt_1')
  assert.equal(accepts(payload, 'whsec_new'), 'evt_1')
  assert.throws(() => accepts(payload, 'whsec_other'))
  assert.throws(() => accepts(payload.replace('evt_1', 'evt_2'), 'whsec_old'))
})
