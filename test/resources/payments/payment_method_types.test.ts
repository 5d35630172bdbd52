// Payment methods that are no cards: each shows the hash of its type, to a browser too. (https://docs.stripe.com/api/payment_methods)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'

behaves('POST /v1/payment_methods', 'keeps of an account what may be shown', async ({ stripe, call, news }) => {
  const { id, sepa_debit, type, billing_details } = await stripe.paymentMethods.create({
    type: 'sepa_debit',
    sepa_debit: { iban: 'DE89370400440532013000' },
    billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
  })
  assert.equal(type, 'sepa_debit')
  assert.equal(billing_details.email, 'jenny@example.com')
  assert.deepEqual(sepa_debit, {
    bank_code: '37040044',
    branch_code: null,
    country: 'DE',
    fingerprint: '0000OSB6RGYLTU3T',
    generated_from: null,
    last4: '3000',
  })
  assert.doesNotMatch((await call('GET', `/v1/payment_methods/${id}`)).text, /0532013000/)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_methods', 'shows a browser the hash of the type', async ({ call, publishable, news }) => {
  const browser = { authorization: `Bearer ${publishable}` }
  const { body } = await call('POST', '/v1/payment_methods', 'type=ideal&ideal[bank]=rabobank', browser)
  assert.equal(body.type, 'ideal')
  assert.deepEqual(body.ideal, { bank: 'rabobank', bic: 'RABONL2U' })
  assert.equal(body.metadata, undefined)
  assert.deepEqual(await news(), [])
})
