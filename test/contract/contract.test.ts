// The generated tables have all operations and versions, and say what Stripe's own documentation says. The
// facts here are typed by hand from docs.stripe.com/api, its changelog and the SDK's README, not from the
// tables.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  apiVersions,
  eventTypes,
  newest,
  objectOf,
  operationByKey,
  operations,
  parameters,
  paramsNode,
  shapeNode,
  tableVersion,
  thinEventTypes,
  versionKnown,
  versions,
} from '../../src/contract/index.ts'

const DAHLIA = '2026-08-26.dahlia'
const BASIL = '2025-08-27.basil'
const ACACIA = '2025-02-24.acacia'
const OLDEST = '2020-08-27'

/** The parameters of an operation, which the version must have. */
function params(key: string, version = newest) {
  const node = paramsNode({ key }, version)
  assert.ok(node, `${version} has no ${key}`)
  return node
}
const names = (key: string, version = newest) => Object.keys(params(key, version).p)
const required = (key: string, version = newest) => params(key, version).r ?? []

/** The fields of an object, which the version must have. */
function fields(object: string, version = newest) {
  const shape = shapeNode(object, version)
  assert.ok(shape?.p, `${version} has no ${object}`)
  return shape.p
}

test('the newest version has 650 operations: 557 of v1, 91 of v2 and the two of OAuth', () => {
  const keys = [...operations()].map(({ key }) => key)
  assert.equal(keys.length, 650)
  assert.equal(new Set(keys).size, 650)
  assert.equal(keys.filter((key) => key.includes(' /v1/')).length, 557)
  assert.equal(keys.filter((key) => key.includes(' /v2/')).length, 91)
  assert.deepEqual(
    keys.filter((key) => key.includes(' /oauth/')),
    ['POST /oauth/deauthorize', 'POST /oauth/token'],
  )
})

test('15 versions have tables, and all are among the 129 that Stripe takes', () => {
  assert.equal(versions.length, 15)
  assert.equal(versions[0], OLDEST)
  assert.equal(newest, '2026-10-28.endive')
  assert.deepEqual([...versions].sort(), versions)
  assert.equal(apiVersions.length, 129)
  assert.equal(apiVersions[0], '2011-01-01')
  assert.deepEqual(
    versions.filter((version) => !versionKnown(version)),
    [],
  )
})

test('the file of past versions has those that the reader expects in it', () => {
  const file = new URL('../../src/contract/history.json', import.meta.url)
  const past = JSON.parse(readFileSync(file, 'utf8')) as { versions: string[] }
  assert.deepEqual(past.versions, versions.slice(0, 13))
})

test('there are 275 types of events and 326 of thin ones', () => {
  assert.equal(eventTypes.length, 275)
  assert.equal(new Set(eventTypes).size, 275)
  for (const type of ['customer.created', 'invoice.paid', 'charge.refund.updated', 'checkout.session.completed'])
    assert.ok(eventTypes.includes(type), type)
  assert.ok(!eventTypes.includes('*'))
  assert.equal(thinEventTypes.length, 326)
  assert.ok(thinEventTypes.includes('v1.customer.created'))
  assert.ok(thinEventTypes.includes('v2.core.account.created'))
})

test('the operations of a customer are what they are called', () => {
  const kinds = Object.fromEntries(
    [...operations()]
      .filter(({ path }) => /^\/v1\/customers(\/(\{id\}|search))?$/.test(path))
      .map(({ key, kind, verb }) => [key, `${kind} ${verb}`]),
  )
  assert.deepEqual(kinds, {
    'DELETE /v1/customers/{id}': 'delete del',
    'GET /v1/customers': 'list list',
    'GET /v1/customers/search': 'search search',
    'GET /v1/customers/{id}': 'retrieve retrieve',
    'POST /v1/customers': 'create create',
    'POST /v1/customers/{id}': 'update update',
  })
  const verbs = [
    'POST /v1/payment_intents/{id}/confirm',
    'DELETE /v1/subscriptions/{id}',
    'POST /v1/invoices/create_preview',
    'DELETE /v1/customers/{id}/discount',
  ]
  for (const key of verbs) assert.equal(operationByKey(key)?.kind, 'verb', key)
  assert.equal(operationByKey('DELETE /v1/customers/{id}')?.deletedReturn, true)
  assert.deepEqual(operationByKey('GET /v1/customers/{id}/sources')?.returns, [
    'account',
    'bank_account',
    'card',
    'source',
  ])
  assert.equal([...operations()].filter(({ kind }) => kind === 'search').length, 7)
})

test('hosts, uploads, streams and deprecations are marked', () => {
  const { multipart, host } = operationByKey('POST /v1/files')!
  assert.deepEqual({ multipart, host }, { multipart: true, host: 'files' })
  assert.equal(operationByKey('GET /v1/quotes/{id}/pdf')?.streaming, true)
  assert.equal(operationByKey('POST /oauth/token')?.host, 'connect')
  assert.equal(operationByKey('POST /v2/billing/meter_event_stream')?.host, 'meter_events')
  assert.equal(operationByKey('POST /v1/customers')?.host, undefined)
  assert.equal([...operations()].filter(({ deprecated }) => deprecated).length, 4)
})

test('resources are Stripe’s, and know their object', () => {
  const of = (key: string) => [operationByKey(key)?.resource, objectOf(operationByKey(key)!)]
  assert.deepEqual(of('POST /v1/checkout/sessions/{id}/expire'), ['checkout/sessions', 'checkout.session'])
  assert.deepEqual(of('POST /v1/customers/{id}/sources'), ['customers', 'customer'])
  assert.deepEqual(of('GET /v1/account'), ['accounts', 'account'])
  assert.deepEqual(of('POST /v1/invoices/create_preview'), ['invoices', 'invoice'])
  assert.deepEqual(of('POST /v2/core/accounts/{id}'), ['v2/core/accounts', 'v2.core.account'])
})

test('required parameters are those of the documentation', () => {
  assert.deepEqual(required('POST /v1/customers'), [])
  assert.deepEqual(required('POST /v1/refunds'), [])
  assert.deepEqual(required('POST /v1/payment_intents'), ['amount', 'currency'])
  assert.deepEqual(required('POST /v1/prices'), ['currency'])
  assert.deepEqual(required('POST /v1/products'), ['name'])
  assert.deepEqual(required('POST /v1/tax_rates'), ['display_name', 'inclusive', 'percentage'])
  assert.deepEqual(required('POST /v1/webhook_endpoints'), ['enabled_events', 'url'])
  assert.deepEqual(required('POST /v1/files'), ['file', 'purpose'])
  assert.deepEqual(required('POST /v1/transfers'), ['currency', 'destination'])
})

test('a subscription needed a customer until it could have a customer_account instead', () => {
  assert.deepEqual(required('POST /v1/subscriptions', '2023-10-16'), ['customer'])
  assert.deepEqual(required('POST /v1/subscriptions'), [])
  assert.ok(names('POST /v1/subscriptions').includes('customer_account'))
})

test('parameters have their kinds', () => {
  const customer = params('POST /v1/customers').p
  assert.deepEqual(customer.email, { k: 'empty', of: { k: 'string', max: 512 } })
  assert.deepEqual(customer.description, { k: 'empty', of: { k: 'string' } })
  assert.deepEqual(customer.balance, { k: 'integer' })
  assert.deepEqual(customer.metadata, { k: 'empty', of: { k: 'metadata' } })
  assert.deepEqual(customer.tax_exempt, { k: 'empty', of: { k: 'enum', v: ['exempt', 'none', 'reverse'] } })
  assert.deepEqual(params('POST /v1/payment_intents').p.statement_descriptor, { k: 'string', max: 22 })
  assert.deepEqual(params('POST /v1/prices').p.unit_amount_decimal, { k: 'decimal' })
  assert.deepEqual(params('POST /v1/coupons').p.percent_off, { k: 'float' })
  assert.deepEqual(params('POST /v1/coupons').p.redeem_by, { k: 'timestamp' })
  assert.deepEqual(params('POST /v1/files').p.file, { k: 'file' })
  const now = { k: 'enum', v: ['now'] }
  assert.deepEqual(params('POST /v1/subscriptions').p.trial_end, {
    k: 'union',
    of: [now, { k: 'timestamp' }],
  })
  const { tiers } = params('POST /v1/prices').p
  assert.ok(tiers?.k === 'array')
  assert.deepEqual(tiers.of.p?.up_to, { k: 'union', of: [{ k: 'enum', v: ['inf'] }, { k: 'integer' }] })
  const time = { k: 'timestamp' }
  const range = { k: 'object', p: { gt: time, gte: time, lt: time, lte: time } }
  assert.deepEqual(params('GET /v1/charges').p.created, { k: 'union', of: [time, range] })
})

test('lists are paged by the same four parameters', () => {
  const operation = operationByKey('GET /v1/customers')!
  for (const name of ['ending_before', 'expand', 'limit', 'starting_after'])
    assert.ok(parameters(operation).includes(name), name)
})

test('endive took payment_method_types from what intents and Checkout are given', () => {
  for (const key of ['POST /v1/setup_intents', 'POST /v1/payment_intents', 'POST /v1/checkout/sessions']) {
    assert.ok(names(key, DAHLIA).includes('payment_method_types'), key)
    assert.ok(!names(key).includes('payment_method_types'), key)
  }
})

test('basil moved a subscription’s period to its items, and an invoice’s charge to its payments', () => {
  assert.ok('current_period_end' in fields('subscription', OLDEST))
  assert.ok('current_period_end' in fields('subscription', ACACIA))
  assert.ok(!('current_period_end' in fields('subscription', BASIL)))
  assert.ok(!('current_period_end' in fields('subscription')))
  assert.ok('current_period_end' in fields('subscription_item'))
  assert.ok('charge' in fields('invoice', ACACIA))
  assert.ok(!('charge' in fields('invoice', BASIL)))
  assert.ok(operationByKey('GET /v1/invoices/upcoming', ACACIA))
  assert.equal(operationByKey('GET /v1/invoices/upcoming', BASIL), undefined)
})

test('2022-11-15 took the charges out of a PaymentIntent', () => {
  assert.deepEqual(fields('payment_intent', '2022-08-01').charges, { k: 'list', of: ['charge'] })
  assert.ok(!('charges' in fields('payment_intent', '2022-11-15')))
})

test('a version without a table is served by the next that has one', () => {
  assert.equal(tableVersion('2026-09-30.endive'), newest)
  assert.equal(tableVersion('2025-03-31.basil'), BASIL)
  assert.equal(tableVersion('2024-10-28.acacia'), ACACIA)
  assert.equal(tableVersion('2023-08-16'), '2023-08-16')
  assert.equal(tableVersion('2015-10-16'), OLDEST)
  assert.equal(versionKnown('2026-01-01'), false)
})

test('accounts are retrieved by id and without one, in every version', () => {
  for (const version of versions) {
    assert.ok(operationByKey('GET /v1/accounts/{id}', version), version)
    assert.ok(operationByKey('GET /v1/account', version), version)
  }
})
