// What this server says of itself to machines: its OpenAPI document is valid, and Postman's own runner runs its collection.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import newman from 'newman'
import { operations } from '../../src/contract/index.ts'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const get = async (path: string): Promise<any> => {
  const response = await fetch(`${brindle.url}${path}`)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'application/json')
  return response.json()
}

test('the OpenAPI document is valid, and names every operation', async () => {
  const document = await get('/openapi.json')
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  assert.ok(valid, JSON.stringify(errors)?.slice(0, 2000))
  assert.equal(validator.version, '3.1')
  // Every reference leads somewhere.
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name!,
  )
  assert.deepEqual(
    [...new Set(names)].filter((name) => !document.components.schemas[name]),
    [],
  )
  const all = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const ours = [...operations()].map(({ key }) => key)
  assert.deepEqual(
    ours.filter((key) => !all.includes(key)),
    [],
  )
  const own = all.filter((key) => !ours.includes(key))
  for (const key of ['GET /brindle/clock', 'POST /brindle/account', 'POST /v1/events/{id}/retry'])
    assert.ok(own.includes(key), key)
  assert.deepEqual(document.servers, [{ url: brindle.url }])
})

test('an operation says what it takes, answers and does', async () => {
  const { paths, components } = await get('/openapi.json')
  const create = paths['/v1/coupons'].post
  const { schema, encoding } = create.requestBody.content['application/x-www-form-urlencoded']
  assert.equal(create.operationId, 'post_v1_coupons')
  assert.equal(create['x-brindle-behaviour'], 'behaves')
  assert.deepEqual(schema.properties.name, { type: 'string', maxLength: 40 })
  assert.deepEqual(schema.properties.duration, { type: 'string', enum: ['forever', 'once', 'repeating'] })
  assert.deepEqual(encoding.applies_to, { style: 'deepObject', explode: true })
  assert.deepEqual(create.responses, {
    200: {
      description: 'What was asked for.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/coupon' } } },
    },
    default: { $ref: '#/components/responses/error' },
  })
  assert.equal(paths['/v1/apple_pay/domains'].get['x-brindle-behaviour'], 'behaves')
  const json = paths['/v2/billing/meter_events'].post.requestBody
  assert.deepEqual([json.required, Object.keys(json.content)], [true, ['application/json']])
  assert.deepEqual(json.content['application/json'].schema.required.toSorted(), ['event_name', 'payload'])
  const limit = paths['/v1/customers'].get.parameters.find((one: { name: string }) => one.name === 'limit')
  assert.deepEqual(limit, { name: 'limit', in: 'query', schema: { type: 'integer' } })
  const { properties, required } = components.schemas.refund
  assert.deepEqual(properties.charge, {
    anyOf: [{ anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/charge' }] }, { type: 'null' }],
  })
  // A real answer has what the schema requires, and nothing that it does not know.
  const { stripe } = sandbox(brindle)
  const { id } = await stripe.paymentIntents.create({
    amount: 500,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_visa',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  const refund = await stripe.refunds.create({ payment_intent: id })
  const fields = Object.keys(refund).filter((name) => name !== 'lastResponse')
  assert.deepEqual(
    fields.filter((name) => !properties[name]),
    [],
  )
  assert.deepEqual(
    required.filter((name: string) => !fields.includes(name)),
    [],
  )
})

interface Item {
  readonly name: string
  readonly item?: Item[]
  readonly request?: any
}

const requestsOf = (item: Item): Item[] => (item.item ? item.item.flatMap(requestsOf) : [item])

/** Runs requests with Postman's runner. Answers the status of each. */
function run(collection: object, environment: object): Promise<number[]> {
  return new Promise((resolve, reject) => {
    newman.run({ collection, environment } as never, (error: Error | null, summary: any) => {
      if (error) reject(error)
      else resolve(summary.run.executions.map(({ response }: any) => response?.code))
    })
  })
}

test("Postman's runner runs the collection as it is imported", async () => {
  const collection = await get('/postman/collection.json')
  const environment = await get('/postman/environment.json')
  const all = requestsOf(collection)
  const lines = all.map(
    ({ request: { method, url } }) => `${method} /${url.path.join('/').replaceAll(/:(\w+)/g, '{$1}')}`,
  )
  assert.deepEqual(
    [...operations()].map(({ key }) => key).filter((key) => !lines.includes(key)),
    [],
  )
  assert.equal(new Set(lines).size, lines.length)
  const { key, stripe, news } = sandbox(brindle)
  const values = environment.values.map((one: { key: string }) =>
    one.key === 'secret_key' ? { ...one, value: key } : one,
  )
  assert.deepEqual(
    values.map((one: { key: string; value: string }) => [one.key, one.value]),
    [
      ['base_url', brindle.url],
      ['secret_key', key],
    ],
  )
  const coupon = await stripe.coupons.create({ percent_off: 25, id: 'POSTMAN' })
  const pick = (line: string): Item => {
    const found = structuredClone(all[lines.indexOf(line)]!)
    for (const variable of found.request.url.variable ?? []) variable.value = coupon.id
    return found
  }
  const name = pick('POST /v1/products')
  // What is switched off is switched on, as a person does.
  const wanted: Readonly<Record<string, string>> = { 'metadata[order_id]': '6735', name: 'Book', description: 'Paper' }
  for (const field of name.request.body.urlencoded)
    if (wanted[field.key]) Object.assign(field, { value: wanted[field.key], disabled: false })
  const item = [
    pick('GET /v1/coupons/{id}'),
    name,
    pick('GET /v1/customers'),
    pick('GET /brindle/clock'),
    pick('DELETE /v1/coupons/{id}'),
    pick('GET /v1/coupons/{id}'),
  ]
  assert.deepEqual(await run({ ...collection, item }, { ...environment, values }), [200, 200, 200, 200, 200, 404])
  const [product] = (await stripe.products.list()).data
  assert.deepEqual([product!.name, product!.description, product!.metadata], ['Book', 'Paper', { order_id: '6735' }])
  assert.deepEqual(await news(), ['coupon.created', 'product.created', 'coupon.deleted'])
})
