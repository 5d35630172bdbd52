// API keys that are handed out: what each may do, that they are shown once, and that a deleted one is none.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

const make = async ({ call }: Pick<Sandbox, 'call'>, form = '') => (await call('POST', '/brindle/api_keys', form)).body
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

behaves('POST /brindle/api_keys', 'a secret key does what the sandbox’s own does', async (world) => {
  const { call, news } = world
  const made = await make(world, 'name=CI')
  assert.match(made.key, /^sk_test_key_[A-Za-z0-9]{32}$/)
  assert.deepEqual([made.object, made.name, made.permissions], ['brindle.api_key', 'CI', null])
  assert.equal(made.masked, `sk_test_****${made.key.slice(-4)}`)
  assert.ok(!('hidden' in made))
  const { body } = await call('POST', '/v1/customers', 'name=Ada', bearer(made.key))
  assert.equal((await call('GET', `/v1/customers/${body.id}`)).body.name, 'Ada')
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /brindle/api_keys', 'a restricted key does what it was given, and nothing else', async (world) => {
  const { call, news } = world
  const { key, masked } = await make(
    world,
    'permissions[customer]=write&permissions[product]=read&permissions[price]=none',
  )
  assert.match(key, /^rk_test_key_/)
  const as = bearer(key)
  assert.equal((await call('POST', '/v1/customers', 'name=Ada', as)).status, 200)
  assert.equal((await call('GET', '/v1/products', undefined, as)).status, 200)
  const account = (await call('GET', '/v1/account')).body.id
  for (const [method, path, form, right] of [
    ['POST', '/v1/products', 'name=x', 'rak_product_write'],
    ['GET', '/v1/prices', undefined, 'rak_price_read'],
    ['GET', '/v1/subscriptions', undefined, 'rak_subscription_read'],
    ['POST', '/brindle/api_keys', '', 'rak_brindle_api_keys_write'],
  ] as const) {
    const { status, body } = await call(method, path, form, as)
    assert.equal(status, 403, path)
    assert.equal(body.error.type, 'invalid_request_error')
    assert.equal(
      body.error.message,
      `The provided key '${masked}' does not have the required permissions for this endpoint on account '${account}'. ` +
        `Having the '${right}' permission would allow this request to continue.`,
    )
  }
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('GET /brindle/api_keys', 'keys are listed without what they are', async (world) => {
  const { call, news } = world
  const [first, second] = [await make(world, 'name=a'), await make(world, 'name=b')]
  const { body, text } = await call('GET', '/brindle/api_keys')
  assert.deepEqual(
    body.data.map(({ id }: { id: string }) => id),
    [second.id, first.id],
  )
  assert.ok(!text.includes(first.key) && !text.includes(second.key))
  assert.deepEqual(await news(), [])
})

behaves('GET /brindle/api_keys/{id}', 'a key is shown once', async (world) => {
  const { call, news } = world
  const { id, key } = await make(world)
  const { text, body } = await call('GET', `/brindle/api_keys/${id}`)
  assert.equal(body.id, id)
  assert.ok(!text.includes(key))
  assert.deepEqual(await news(), [])
})

behaves('DELETE /brindle/api_keys/{id}', 'a deleted key is none, like one that never was', async (world) => {
  const { call, news } = world
  const { id, key, masked } = await make(world)
  assert.equal((await call('GET', '/v1/customers', undefined, bearer(key))).status, 200)
  assert.deepEqual((await call('DELETE', `/brindle/api_keys/${id}`)).body, {
    id,
    object: 'brindle.api_key',
    deleted: true,
  })
  for (const [dead, shown] of [
    [key, masked],
    ['sk_test_key_never1234', 'sk_test_****1234'],
  ] as const) {
    const { status, body } = await call('GET', '/v1/customers', undefined, bearer(dead))
    assert.deepEqual([status, body.error.message], [401, `Invalid API Key provided: ${shown}`])
  }
  assert.deepEqual(await news(), [])
})
