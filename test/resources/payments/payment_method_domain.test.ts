// Payment method domains. (https://docs.stripe.com/api/payment_method_domains)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const active = { status: 'active' }

behaves('POST /v1/payment_method_domains', 'registers a domain', async ({ stripe, news }) => {
  const made = await stripe.paymentMethodDomains.create({ domain_name: 'Shop.Example.com' })
  const { id, created, lastResponse: _, ...rest } = made
  assert.match(id, /^pmd_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'payment_method_domain',
    amazon_pay: active,
    apple_pay: active,
    domain_name: 'shop.example.com',
    enabled: true,
    google_pay: active,
    klarna: active,
    link: active,
    livemode: false,
    paypal: active,
  })
  assert.equal((await stripe.paymentMethodDomains.create({ domain_name: 'shop.example.com' })).id, id)
  assert.equal((await stripe.paymentMethodDomains.list()).data.length, 1)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_method_domains', 'refuses what is no domain', async ({ call, news }) => {
  for (const name of ['localhost', 'https://shop.example', 'shop.example/path', 'shop.example:8080', '-a.example'])
    refused(await call('POST', '/v1/payment_method_domains', `domain_name=${encodeURIComponent(name)}`), 400, {
      param: 'domain_name',
      message: `Invalid domain name: ${name}`,
    })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_method_domains/{id}', 'is the domain, or not there', async ({ stripe, call, news }) => {
  const made = await stripe.paymentMethodDomains.create({ domain_name: 'a.example' })
  assert.deepEqual({ ...(await stripe.paymentMethodDomains.retrieve(made.id)) }, { ...made })
  assert.equal((await call('GET', '/v1/payment_method_domains/pmd_none')).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_method_domains', 'has the newest first, by name and by state', async ({ stripe, news }) => {
  const a = await stripe.paymentMethodDomains.create({ domain_name: 'a.example' })
  const b = await stripe.paymentMethodDomains.create({ domain_name: 'b.example', enabled: false })
  const ids = async (params: object) => (await stripe.paymentMethodDomains.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [b.id, a.id])
  assert.deepEqual(await ids({ domain_name: 'a.example' }), [a.id])
  assert.deepEqual(await ids({ enabled: false }), [b.id])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_method_domains/{id}', 'turns it off and on', async ({ stripe, news }) => {
  const { id } = await stripe.paymentMethodDomains.create({ domain_name: 'a.example' })
  assert.equal((await stripe.paymentMethodDomains.update(id, { enabled: false })).enabled, false)
  assert.equal((await stripe.paymentMethodDomains.retrieve(id)).enabled, false)
  assert.equal((await stripe.paymentMethodDomains.update(id, { enabled: true })).enabled, true)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_method_domains/{id}/validate', 'finds the domain proven', async ({ stripe, news }) => {
  const made = await stripe.paymentMethodDomains.create({ domain_name: 'a.example' })
  const { apple_pay, google_pay } = await stripe.paymentMethodDomains.validate(made.id)
  assert.deepEqual([apple_pay, google_pay], [active, active])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/apple_pay/domains', 'registers a domain for Apple Pay, once', async ({ stripe, call, news }) => {
  const { id, created, ...rest } = await stripe.applePayDomains.create({ domain_name: 'Shop.Example.com' })
  assert.match(id, /^apwc_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual({ ...rest }, { object: 'apple_pay_domain', domain_name: 'shop.example.com', livemode: false })
  assert.equal((await stripe.applePayDomains.create({ domain_name: 'shop.example.com' })).id, id)
  refused(await call('POST', '/v1/apple_pay/domains', 'domain_name=https://shop.example'), 400, {
    param: 'domain_name',
    message: 'Invalid domain name: https://shop.example',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/apple_pay/domains/{id}', 'is the domain', async ({ stripe, news }) => {
  const made = await stripe.applePayDomains.create({ domain_name: 'a.example' })
  assert.deepEqual(await stripe.applePayDomains.retrieve(made.id), made)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/apple_pay/domains', 'has the newest first, or the one of a name', async ({ stripe, news }) => {
  const a = await stripe.applePayDomains.create({ domain_name: 'a.example' })
  const b = await stripe.applePayDomains.create({ domain_name: 'b.example' })
  assert.deepEqual((await stripe.applePayDomains.list()).data, [b, a])
  assert.deepEqual((await stripe.applePayDomains.list({ domain_name: 'A.example' })).data, [a])
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/apple_pay/domains/{id}', 'is gone then', async ({ stripe, call, news }) => {
  const { id } = await stripe.applePayDomains.create({ domain_name: 'a.example' })
  assert.deepEqual({ ...(await stripe.applePayDomains.del(id)) }, { id, object: 'apple_pay_domain', deleted: true })
  refused(await call('GET', `/v1/apple_pay/domains/${id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such apple pay domain: '${id}'`,
  })
  assert.notEqual((await stripe.applePayDomains.create({ domain_name: 'a.example' })).id, id)
  assert.deepEqual(await news(), [])
})
