// The contract's history against what is answered: whatever the types of an older version require of an object, its answer in that
// version has, and nothing that the version had lost. Recorded answers are held against ours key by key.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type Node, newest, objectOf, operations, shapeNode, versions } from '../../src/contract/index.ts'
import type { Brindle } from '../../src/main.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { askOf, checkAll, pageNow, pageOf, wrong } from '../../scripts/sdk_types.ts'
import { check } from '../../scripts/sdk_types/check.ts'
import { corpusIn } from '../../scripts/sdk_types/corpus.ts'
import { furnishFurther } from '../../scripts/sdk_types/further.ts'
import { changesOf, paramsUp, readVersion, servedVersion, shapeDown } from '../../src/versions/index.ts'
import { MAJORS } from '../sdk/clients.ts'
import { furnish } from '../simulation/furnish.ts'
import { LONG } from '../simulation/sizes.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { type Spoken, stockOlder } from './stock.ts'

const CORE = '2026-08-26.dahlia'
const OLDER = versions.filter((each) => each < CORE)

let brindle: Brindle
let world: Sandbox
/** One of each object, by its name: the path under which it is found. */
let stock: ReadonlyMap<string, string>
before(async () => {
  // What is read for a version is counted elsewhere (test/http/older_versions.test.ts); here it is only what is shown.
  brindle = await startBrindle({}, await openSqlite({ path: ':memory:' }))
  world = sandbox(brindle)
  const speak: Spoken = async ({ method, path, headers, body }) => {
    const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(`${brindle.url}${path}`, {
      method,
      headers: { ...form, ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const furniture = await furnish(speak as never, world.key, 'WORD')
  stock = await stockOlder(world, furniture)
})
after(() => brindle.close())

const answered = async (path: string, version: string) => {
  const { status, body, text } = await world.call('GET', path, undefined, { 'stripe-version': version })
  assert.equal(status, 200, `${path} in ${version}: ${text}`)
  return body.object === 'list' ? body.data[0] : body
}

/** What a value lacks of a shape, and has beyond it, by path. */
function held(node: Node | undefined, value: unknown, version: string, path = ''): { lacks: string[]; more: string[] } {
  const none = { lacks: [], more: [] }
  const all = (found: { lacks: string[]; more: string[] }[]) => ({
    lacks: found.flatMap(({ lacks }) => lacks),
    more: found.flatMap(({ more }) => more),
  })
  if (!node || value === null || value === undefined) return none
  if (node.k === 'null') return held(node.of, value, version, path)
  if (node.k === 'array') return all((value as unknown[]).map((one) => held(node.of, one, version, path)))
  if (node.k === 'list' && (value as { object?: string }).object === 'list')
    return all((value as { data: unknown[] }).data.map((one) => held(objectNode(one, version), one, version, path)))
  if (node.k === 'embed' || node.k === 'ref')
    return typeof value === 'string' ? none : held(objectNode(value, version), value, version, path)
  if (node.k !== 'object' || typeof value !== 'object' || (value as { deleted?: boolean }).deleted === true) return none
  const has = value as Record<string, unknown>
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const required = Object.keys(node.p).filter((name) => !node.o?.includes(name))
  return all([
    {
      lacks: required.filter((name) => !Object.hasOwn(has, name)).map(at),
      more: Object.keys(has)
        .filter((name) => !Object.hasOwn(node.p, name))
        .map(at),
    },
    ...Object.entries(node.p).map(([name, inner]) => held(inner, has[name], version, at(name))),
  ])
}

const objectNode = (value: unknown, version: string) =>
  shapeNode(String((value as { object?: string }).object), version) ??
  shapeNode(String((value as { object?: string }).object), CORE)

/** In the types of a time, from a version on, and not sent. */
const NOT_SENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Only where it is expanded. (docs.stripe.com/api/customer_portal/configurations/object)
  'billing_portal.configuration': { 'features.subscription_update.products': '2020-08-27' },
  // Recorded: absent in 2,509 charges. (docs.stripe.com/changelog/2022-11-15/deprecates-charges-auto-expand)
  charge: { refunds: '2022-11-15' },
  // Only where they are expanded; the types of the first months say otherwise. (docs.stripe.com/api/tax/calculations/object)
  'tax.calculation': { line_items: '2020-08-27' },
  'tax.transaction': { line_items: '2020-08-27' },
}

test('an object has all that its version requires, and nothing that the version had lost', async () => {
  const wrong: string[] = []
  for (const [object, path] of stock) {
    const now = await answered(path, CORE)
    const known = held(shapeNode(object, CORE), now, CORE)
    const has = OLDER.filter((each) => shapeNode(object, each))
    const older = await Promise.all(has.map((version) => answered(path, version)))
    for (const [i, version] of has.entries()) {
      const then = older[i]
      const { lacks, more } = held(shapeNode(object, version), then, version)
      // What the core lacks of its own types, no version has; what it has beyond them, all have.
      const missing = lacks.filter((field) => !known.lacks.includes(field) && !isNotSent(object, field, version))
      wrong.push(...new Set(missing.map((field) => `${object} lacks ${field} in ${version}`)))
      const had = (field: string) =>
        has.slice(0, i).some((each) => isTyped(shapeNode(object, each), field.split('.'), each))
      const isNow = (field: string) =>
        known.more.includes(field) || isTyped(shapeNode(object, CORE), field.split('.'), CORE)
      const lost = more.filter((field) => !isNow(field) && had(field))
      wrong.push(...new Set(lost.map((field) => `${object} has ${field} in ${version}`)))
      // https://docs.stripe.com/upgrades: what a newer version gave, all have.
      const taken = Object.keys(now).filter((field) => !(field in then))
      wrong.push(...taken.map((field) => `${object} lost ${field} in ${version}`))
    }
  }
  assert.deepEqual(wrong, [])
})

/** Whether a shape knows a path. */
function isTyped(node: Node | undefined, [name, ...rest]: readonly string[], version: string): boolean {
  if (!node) return false
  if (name === undefined) return true
  if (node.k === 'null' || node.k === 'array') return isTyped(node.of, [name, ...rest], version)
  const others = node.k === 'list' ? node.of : node.k === 'embed' || node.k === 'ref' ? node.to : undefined
  if (others) return others.some((one) => isTyped(shapeNode(one, version), [name, ...rest], version))
  return node.k === 'object' && isTyped(node.p[name], rest, version)
}

const isNotSent = (object: string, field: string, version: string) => version >= (NOT_SENT[object]?.[field] ?? '9999')

// The compiler takes half a second for each major: three of them here, all with `npm run test:long`.
const CHECKED = MAJORS.filter(({ major }) => LONG || [9, 17, 23].includes(major))

test(`answers compile against the own types of ${CHECKED.length} majors of the SDK`, async () => {
  await furnishFurther(world)
  const ask = askOf(world)
  const checked = await checkAll(CHECKED, ask, stock)
  assert.deepEqual(wrong(checked), [])
  // None of them because nothing was compiled: the first types 51 kinds of objects.
  for (const { objects } of checked) assert.ok(objects.length > 50)
  if (LONG) assert.equal(pageNow(), pageOf(checked, await corpusIn(ask, stock, newest)))
})

test('a field of another type, one that is missing and a word that is none do not compile', async () => {
  const coupon = { ...(await answered(stock.get('coupon')!, '2025-02-24.acacia')), more: 1 }
  const acacia = MAJORS.find(({ major }) => major === 17)!
  const { id: _id, ...nameless } = coupon
  const planted = [
    coupon,
    { ...coupon, valid: 'yes' },
    { ...coupon, percent_off: { of: 50 } },
    { ...coupon, metadata: { word: null } },
    { ...coupon, duration: 'always' },
    { ...coupon, livemode: null },
    nameless,
  ]
  const { complaints } = await check(acacia, new Map([['coupon', planted]]))
  assert.deepEqual(
    complaints.map(({ about, field, value }) => `${about} ${field} ${value}`),
    [
      'value valid "yes"',
      'whole percent_off a hash',
      'value metadata.word null',
      'value duration "always"',
      'value livemode null',
      'lacks id a hash',
    ],
  )
})

const recorded = (version: string) =>
  JSON.parse(readFileSync(new URL(`recorded/${version}.json`, import.meta.url), 'utf8'))

/** The fields of a recorded answer that ours has not, or in another type. */
function unlike(theirs: any, ours: any, path = ''): string[] {
  if (theirs === null || ours === null || theirs === undefined) return []
  if (typeof theirs !== typeof ours || Array.isArray(theirs) !== Array.isArray(ours)) return [`${path}: ${typeof ours}`]
  if (Array.isArray(theirs)) return theirs.length && ours.length ? unlike(theirs[0], ours[0], `${path}[]`) : []
  if (typeof theirs !== 'object' || path.endsWith('metadata')) return []
  return Object.keys(theirs).flatMap((name) => {
    const at = path === '' ? name : `${path}.${name}`
    return Object.hasOwn(ours, name) ? unlike(theirs[name], ours[name], at) : [at]
  })
}

test('answers of 2023-10-16 are as recorded', async () => {
  for (const theirs of recorded('2023-10-16')) {
    // Radar for Fraud Teams gives it, to who has that. (docs.stripe.com/api/charges/object#charge_object-outcome-risk_score)
    if (theirs.outcome) delete theirs.outcome.risk_score
    const ours = await answered(stock.get(theirs.object)!, '2023-10-16')
    assert.deepEqual(unlike(theirs, ours), [], theirs.object)
  }
})

test('what is found in 2020-08-27 is as recorded', async () => {
  const theirs = recorded('2020-08-27')
  const ours = await answered('/v1/subscriptions', '2020-08-27')
  assert.deepEqual(unlike(theirs.data[0], ours), [])
})

test('events of 2018-01-23 are as recorded', async () => {
  const [created, updated] = recorded('2018-01-23')
  const { stripe, call } = sandbox(brindle)
  await call('POST', '/brindle/account', 'default_version=2018-01-23')
  const { id: customer } = await stripe.customers.create({ source: 'tok_visa' })
  const { id: product } = await stripe.products.create({ name: 'Beacon' })
  const price = await stripe.prices.create({
    ...{ currency: 'eur', unit_amount: 100, product },
    recurring: { interval: 'month' },
  })
  const made = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] })
  await stripe.subscriptions.update(made.id, { metadata: { Samsung: 'yes' } })
  const told = async (type: string) => (await call('GET', `/v1/events?type=${type}`)).body.data[0]
  const first = await told('customer.subscription.created')
  assert.equal(first.api_version, '2018-01-23')
  assert.deepEqual(unlike(created.object, first.data.object), [])
  assert.deepEqual([first.data.object.plan.name, first.data.object.items.data[0].plan.name], ['Beacon', 'Beacon'])
  const { data } = await told('customer.subscription.updated')
  assert.deepEqual(unlike(updated.object, data.object), [])
  assert.deepEqual(data.previous_attributes, updated.previous_attributes)
})

test('versions before 2017 are answered in the core’s, and all older ones are read by it', () => {
  assert.equal(servedVersion('2016-10-19'), CORE)
  assert.equal(servedVersion('2017-01-27'), '2017-01-27')
  assert.equal(readVersion('2019-03-14'), CORE)
  assert.equal(readVersion('2026-10-28.endive'), '2026-10-28.endive')
  assert.deepEqual(shapeDown({ object: 'customer' }, CORE), { object: 'customer' })
})

test('a charge or a customer within another object goes down as well, a deleted one and a frozen one do not', () => {
  const customer = { id: 'cus_1', object: 'customer', balance: 5, currency: null }
  const old = { ...customer, default_currency: null, tax_info: null, tax_info_verification: null, account_balance: 5 }
  const gone = { id: 'cus_2', object: 'customer', deleted: true }
  const frozen = { object: 'event', data: { object: customer } }
  assert.deepEqual(shapeDown({ object: 'mandate', of: [customer, gone], told: frozen }, '2019-03-14'), {
    object: 'mandate',
    of: [old, gone],
    told: frozen,
  })
})

test('the changes are about operations that they name', () => {
  const told = [...operations(CORE)].filter((operation) => changesOf(operation).length > 2)
  const objects = new Set(told.map((operation) => objectOf(operation)))
  for (const object of ['charge', 'customer', 'invoice', 'subscription']) assert.ok(objects.has(object), object)
  const create = told.find(({ key }) => key === 'POST /v1/customers')!
  assert.deepEqual(paramsUp(create, { account_balance: 5, name: 'x' }, '2019-03-14'), { balance: 5, name: 'x' })
  const list = told.find(({ key }) => key === 'GET /v1/customers')!
  assert.deepEqual(paramsUp(list, { account_balance: 5 }, '2019-03-14'), { account_balance: 5 })
})
