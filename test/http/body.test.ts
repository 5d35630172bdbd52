// Parameters come as forms of several dialects, in the address, as multipart or as JSON: read alike, or refused whole.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { bearer, FORM, refused, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const JSON_TYPE = { 'content-type': 'application/json' }

test('a list is a list, however it is written', async () => {
  const { call } = sandbox(brindle)
  const forms = [
    // By hand, by PHP and older SDKs, by today's SDKs, and escaped as browsers do.
    'preferred_locales[]=de&preferred_locales[]=en',
    'preferred_locales[0]=de&preferred_locales[1]=en',
    'preferred_locales[1]=en&preferred_locales[0]=de',
    'preferred_locales%5B%5D=de&preferred_locales%5B%5D=en',
    'preferred_locales%5B0%5D=de&preferred_locales%5B1%5D=en',
    // Ten and more stand behind nine.
    [...'abcdefghijk'].map((_, i) => `preferred_locales[${i}]=l${i}`).join('&'),
  ]
  const read = []
  for (const form of forms) read.push((await call('POST', '/v1/customers', form)).body.preferred_locales)
  const eleven = ['l0', 'l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7', 'l8', 'l9', 'l10']
  assert.deepEqual(read, [...Array(5).fill(['de', 'en']), eleven])
})

test('a list of hashes is one, with and without numbers', async () => {
  const { call } = sandbox(brindle)
  const customer = (await call('POST', '/v1/customers', 'name=x')).body.id
  const method = (await call('POST', '/v1/payment_methods/pm_card_visa/attach', `customer=${customer}`)).body.id
  const price = async (amount: number) => {
    const form = `product_data[name]=x&currency=usd&unit_amount=${amount}&recurring[interval]=month`
    return (await call('POST', '/v1/prices', form)).body.id
  }
  const [a, b] = [await price(500), await price(700)]
  const rest = `customer=${customer}&default_payment_method=${method}`
  for (const items of [
    `items[0][price]=${a}&items[0][quantity]=2&items[1][price]=${b}&items[1][quantity]=3`,
    `items[][price]=${a}&items[][quantity]=2&items[][price]=${b}&items[][quantity]=3`,
  ]) {
    const { body, text } = await call('POST', '/v1/subscriptions', `${rest}&${items}`)
    assert.equal(body.status, 'active', text)
    const quantities = new Map(body.items.data.map((item: any) => [item.price.id, item.quantity]))
    assert.equal(quantities.size, 2)
    assert.deepEqual([quantities.get(a), quantities.get(b)], [2, 3])
  }
})

test('text arrives as it was meant', async () => {
  const { call } = sandbox(brindle)
  const form = 'name=J%C3%B6rg+%2B+S%C3%B6hne+%26+Co%20%F0%9F%8C%B1&description=a=b&metadata[a.b-c]=%5B1%5D'
  const { body } = await call('POST', '/v1/customers', form)
  assert.equal(body.name, 'Jörg + Söhne & Co 🌱')
  assert.equal(body.description, 'a=b')
  assert.deepEqual(body.metadata, { 'a.b-c': '[1]' })
})

test('what is sent empty is cleared, where it may be', async () => {
  const { call } = sandbox(brindle)
  const address = 'shipping[name]=x&shipping[address][line1]=y'
  const { id } = (await call('POST', '/v1/customers', `metadata[a]=1&metadata[b]=2&${address}`)).body
  const one = (await call('POST', `/v1/customers/${id}`, 'metadata[a]=&shipping=')).body
  assert.deepEqual(one.metadata, { b: '2' })
  assert.equal(one.shipping, null)
  assert.deepEqual((await call('POST', `/v1/customers/${id}`, 'metadata=')).body.metadata, {})
  const product = (await call('POST', '/v1/products', 'name=x&description=y&url=https://a.example')).body.id
  const cleared = (await call('POST', `/v1/products/${product}`, 'description=&url=')).body
  assert.deepEqual([cleared.description, cleared.url, cleared.name], [null, null, 'x'])
})

test('a customer’s email and phone are cleared too', async () => {
  // Stripe's maintainers: stripe-dotnet's issue 1954 and stripe-node's pull request 1834. Their types do not say so.
  const { call } = sandbox(brindle)
  const { id } = (await call('POST', '/v1/customers', 'email=a@b.example&phone=5551234')).body
  const { status, body, text } = await call('POST', `/v1/customers/${id}`, 'email=&phone=')
  assert.equal(status, 200, text)
  assert.deepEqual([body.email, body.phone], [null, null])
})

test('parameters of a POST may stand in its address', async () => {
  const { call } = sandbox(brindle)
  assert.equal((await call('POST', '/v1/customers?name=query&metadata[a]=1')).body.name, 'query')
  const both = (await call('POST', '/v1/customers?name=query&metadata[a]=1', 'email=a@b.example&metadata[b]=2')).body
  assert.deepEqual([both.name, both.email, both.metadata], ['query', 'a@b.example', { a: '1', b: '2' }])
})

test('a form needs no content type, and may name its charset', async () => {
  const { key } = sandbox(brindle)
  for (const headers of [{}, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }]) {
    const answer = await speak(`${brindle.url}/v1/customers`, 'POST', { ...bearer(key), ...headers }, 'name=x')
    assert.equal(answer.body.name, 'x', answer.text)
  }
})

test('multipart is a form too', async () => {
  const { key, call } = sandbox(brindle)
  const part = (name: string, value: string) =>
    `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const send = (body: string, type = 'multipart/form-data; boundary=cut') =>
    speak(`${brindle.url}/v1/customers`, 'POST', { ...bearer(key), 'content-type': type }, body)
  const made = await send(`${part('name', 'a & b=c')}${part('metadata[x]', '1')}--cut--\r\n`)
  assert.equal(made.body.name, 'a & b=c', made.text)
  assert.deepEqual(made.body.metadata, { x: '1' })
  const news = { code: 'parameter_unknown', param: 'foo', message: 'Received unknown parameter: foo' }
  refused(await send(`${part('foo', '1')}--cut--\r\n`), 400, news)
  // Cut off, without a boundary, and a file where a text belongs.
  refused(await send(part('name', 'x').slice(0, 40)), 400, { message: /multipart\/form-data/ })
  refused(await send(`${part('name', 'x')}--cut--\r\n`, 'multipart/form-data'), 400, { message: /multipart/ })
  const file = '--cut\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\nx\r\n--cut--\r\n'
  refused(await send(file), 400, { param: 'name', message: /^Invalid string/ })
  assert.equal((await call('GET', '/v1/customers')).body.data.length, 1)
})

test('v1 takes no JSON, and says what it takes', async () => {
  const { call, events } = sandbox(brindle)
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
    const answer = await call('POST', '/v1/customers', '{"name":"x"}', { 'content-type': type })
    refused(answer, 400, { message: /application\/x-www-form-urlencoded/ })
  }
  assert.deepEqual(await events(), [])
})

test('v2 takes JSON, if it is JSON', async () => {
  const { call } = sandbox(brindle)
  for (const body of ['{"contact_email":', '{contact_email: 1}', 'name=x', '[]', '"text"', 'null']) {
    const answer = await call('POST', '/v2/core/accounts', body, JSON_TYPE)
    refused(answer, 400, { message: /JSON/ })
  }
})

test('bytes that are no UTF-8', async () => {
  const { key, call } = sandbox(brindle)
  const bytes = Buffer.from([...Buffer.from('name='), 0xc3, 0x28])
  const answer = await speak(`${brindle.url}/v1/customers`, 'POST', { ...bearer(key), ...FORM }, bytes)
  refused(answer, 400, { message: /Invalid UTF-8/ })
  const json = Buffer.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')])
  const v2 = await speak(`${brindle.url}/v2/core/accounts`, 'POST', { ...bearer(key), ...JSON_TYPE }, json)
  refused(v2, 400, { message: /Invalid UTF-8/ })
  assert.deepEqual((await call('GET', '/v1/customers')).body.data, [])
})

test('a body beyond the limit: 413, announced or in pieces', async () => {
  const { key, call } = sandbox(brindle)
  const large = `name=x&description=${'d'.repeat(1024 * 1024)}`
  for (const how of [{ 'content-length': String(large.length) }, { 'transfer-encoding': 'chunked' }] as Record<
    string,
    string
  >[]) {
    const answer = await speak(`${brindle.url}/v1/customers`, 'POST', { ...bearer(key), ...FORM, ...how }, large)
    refused(answer, 413, { message: /too large/ })
    // What was not read must not be taken for the next request.
    assert.equal(answer.headers.get('connection'), 'close')
  }
  assert.deepEqual((await call('GET', '/v1/events')).body.data, [])
})
