// Lists: pages, cursors and times. Rules: https://docs.stripe.com/api/pagination
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** Customers named 1, 2, 3 and so on; their ids in that order. */
async function customers({ call }: Sandbox, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 1; i <= count; i++) ids.push((await call('POST', '/v1/customers', `name=${i}`)).body.id)
  return ids
}

/** The names on a page, and whether there are more beyond it. */
async function page({ call }: Sandbox, query: string): Promise<[names: string, more: boolean]> {
  const { body, text } = await call('GET', `/v1/customers?${query}`)
  assert.ok(Array.isArray(body.data), text)
  return [body.data.map(({ name }: { name: string }) => name).join(' '), body.has_more]
}

test('a list says what it is', async () => {
  const box = sandbox(brindle)
  assert.deepEqual((await box.call('GET', '/v1/customers')).body, {
    object: 'list',
    data: [],
    has_more: false,
    url: '/v1/customers',
  })
  await customers(box, 11)
  // Newest first, ten unless asked otherwise.
  assert.deepEqual(await page(box, ''), ['11 10 9 8 7 6 5 4 3 2', true])
  const { body } = await box.call('GET', '/v1/customers?limit=1')
  assert.deepEqual(Object.keys(body), ['object', 'data', 'has_more', 'url'])
  assert.equal(body.url, '/v1/customers')
})

test('a page has one to a hundred', async () => {
  const box = sandbox(brindle)
  await customers(box, 3)
  assert.deepEqual(await page(box, 'limit=1'), ['3', true])
  assert.deepEqual(await page(box, 'limit=3'), ['3 2 1', false])
  assert.deepEqual(await page(box, 'limit=100'), ['3 2 1', false])
  const integer = { code: 'parameter_invalid_integer', param: 'limit' }
  for (const limit of [0, -1])
    refused(await box.call('GET', `/v1/customers?limit=${limit}`), 400, {
      ...integer,
      message: 'This value must be greater than or equal to 1.',
    })
  refused(await box.call('GET', '/v1/customers?limit=101'), 400, {
    ...integer,
    message: /^This value must be less than or equal to 100\b/,
  })
  refused(await box.call('GET', '/v1/customers?limit=ten'), 400, { ...integer, message: 'Invalid integer: ten' })
})

test('twenty-five by ten, there and back', async () => {
  const box = sandbox(brindle)
  const ids = await customers(box, 25)
  const id = (name: number) => ids[name - 1]
  assert.deepEqual(await page(box, 'limit=10'), ['25 24 23 22 21 20 19 18 17 16', true])
  assert.deepEqual(await page(box, `limit=10&starting_after=${id(16)}`), ['15 14 13 12 11 10 9 8 7 6', true])
  assert.deepEqual(await page(box, `limit=10&starting_after=${id(6)}`), ['5 4 3 2 1', false])
  assert.deepEqual(await page(box, `limit=10&starting_after=${id(1)}`), ['', false])
  // Backwards: what stands just before the cursor, still newest first; `has_more` is about newer ones.
  assert.deepEqual(await page(box, `limit=10&ending_before=${id(5)}`), ['15 14 13 12 11 10 9 8 7 6', true])
  assert.deepEqual(await page(box, `limit=10&ending_before=${id(15)}`), ['25 24 23 22 21 20 19 18 17 16', false])
  assert.deepEqual(await page(box, `limit=10&ending_before=${id(16)}`), ['25 24 23 22 21 20 19 18 17', false])
  assert.deepEqual(await page(box, `limit=10&ending_before=${id(25)}`), ['', false])
  // Exactly as many as are left: there are no more.
  assert.deepEqual(await page(box, `limit=5&starting_after=${id(6)}`), ['5 4 3 2 1', false])
  assert.deepEqual(await page(box, `limit=4&starting_after=${id(6)}`), ['5 4 3 2', true])
})

test('what is made meanwhile does not shift the pages', async () => {
  const box = sandbox(brindle)
  const ids = await customers(box, 4)
  assert.deepEqual(await page(box, 'limit=2'), ['4 3', true])
  await box.call('POST', '/v1/customers', 'name=new')
  assert.deepEqual(await page(box, `limit=2&starting_after=${ids[2]}`), ['2 1', false])
  assert.deepEqual(await page(box, `limit=2&ending_before=${ids[3]}`), ['new', false])
})

test('a cursor that leads nowhere', async () => {
  const [box, other] = [sandbox(brindle), sandbox(brindle)]
  await customers(box, 1)
  const [foreign] = await customers(other, 1)
  const product = (await box.call('POST', '/v1/products', 'name=x')).body.id
  for (const param of ['starting_after', 'ending_before'])
    for (const id of ['cus_gone', foreign!, product])
      refused(await box.call('GET', `/v1/customers?${param}=${id}`), 400, {
        code: 'resource_missing',
        param,
        message: `No such customer: '${id}'`,
      })
})

test('one cursor at a time', async () => {
  const box = sandbox(brindle)
  const [a, b] = await customers(box, 2)
  const both = await box.call('GET', `/v1/customers?starting_after=${a}&ending_before=${b}`)
  assert.equal(both.status, 400)
  assert.equal(both.body.error.type, 'invalid_request_error')
  assert.match(both.body.error.message, /ending_before.*starting_after|starting_after.*ending_before/)
})

test('created: at, before and after a time', async () => {
  const box = sandbox(brindle)
  await customers(box, 1)
  const first = (await box.call('GET', '/v1/customers')).body.data[0].created
  // Another day, so that the two cannot fall into one second.
  const second = await box.advance(86_400)
  await box.call('POST', '/v1/customers', 'name=2')
  const created = async (query: string) => (await page(box, query))[0]
  assert.equal(await created(`created=${first}`), '1')
  assert.equal(await created(`created[lte]=${first}`), '1')
  assert.equal(await created(`created[lt]=${first}`), '')
  assert.equal(await created(`created[gt]=${first}`), '2')
  assert.equal(await created(`created[gte]=${first}`), '2 1')
  assert.equal(await created(`created[gte]=${first}&created[lt]=${second}`), '1')
  assert.equal(await created(`created[gt]=${first}&created[lte]=${second + 60}`), '2')
  assert.equal(await created(`created[gt]=${second + 60}`), '')
  // An interval that is none.
  assert.equal(await created(`created[gt]=${second}&created[lt]=${first}`), '')
})

test('times and cursors together', async () => {
  const box = sandbox(brindle)
  const ids = await customers(box, 3)
  const { created } = (await box.call('GET', `/v1/customers/${ids[0]}`)).body
  await box.advance(86_400)
  await box.call('POST', '/v1/customers', 'name=4')
  const early = `created[lt]=${created + 3600}`
  assert.deepEqual(await page(box, `limit=2&${early}`), ['3 2', true])
  assert.deepEqual(await page(box, `limit=2&${early}&starting_after=${ids[1]}`), ['1', false])
  assert.deepEqual(await page(box, `limit=2&${early}&ending_before=${ids[0]}`), ['3 2', false])
})

test('a deleted customer is in no list, and answers as a stub', async () => {
  // https://docs.stripe.com/api/customers/delete and /retrieve
  const box = sandbox(brindle)
  const ids = await customers(box, 3)
  const stub = { id: ids[1], object: 'customer', deleted: true }
  const gone = await box.call('DELETE', `/v1/customers/${ids[1]}`)
  assert.deepEqual([gone.status, gone.body], [200, stub])
  assert.deepEqual(await page(box, ''), ['3 1', false])
  assert.deepEqual(await page(box, 'limit=2'), ['3 1', false])
  const seen = await box.call('GET', `/v1/customers/${ids[1]}`)
  assert.deepEqual([seen.status, seen.body], [200, stub])
  const missing = { code: 'resource_missing', message: `No such customer: '${ids[1]}'` }
  refused(await box.call('POST', `/v1/customers/${ids[1]}`, 'name=x'), 404, { ...missing, param: 'id' })
  refused(await box.call('DELETE', `/v1/customers/${ids[1]}`), 404, { ...missing, param: 'id' })
  refused(await box.call('POST', '/v1/setup_intents', `customer=${ids[1]}`), 400, { ...missing, param: 'customer' })
  assert.deepEqual(await box.events(), ['customer.created', 'customer.created', 'customer.created', 'customer.deleted'])
})
