// Whether the changes bring back what the contract's own history says that objects once had: customers, charges, and what
// they are paid with. (src/contract/history.json, made from the official SDK of each version)
import assert from 'node:assert/strict'
import test from 'node:test'
import { objectOf, operations, shapeNode, versions } from '../../src/contract/index.ts'
import { changesOf, includedIn, paramsUp, readVersion, servedVersion, shapeDown } from '../../src/versions/index.ts'

const CORE = '2026-08-26.dahlia'
const OBJECTS = [
  'bank_account',
  'card',
  'charge',
  'checkout.session',
  'customer',
  'event',
  'plan',
  'price',
  'refund',
  'source',
  'token',
]

/** In the types of 2020, and not brought back. */
const NEVER_SENT: Readonly<Record<string, readonly string[]>> = {
  // Absent in the charges that were recorded in 2019.
  charge: ['alternate_statement_descriptors'],
  // Of a card that money is paid out to, by a recipient: Brindle has none.
  card: ['recipient'],
}

test('what an older version’s contract has of an object is there in that version', () => {
  for (const version of versions.filter((each) => each < CORE))
    for (const object of OBJECTS) {
      const now = Object.keys(shapeNode(object, CORE)?.p ?? {})
      const sample = Object.fromEntries(now.map((field) => [field, null]))
      const shown = shapeDown({ ...sample, object, deleted: false }, version) as object
      const fields = [...Object.keys(shown), ...(includedIn(version)[object] ?? []), ...(NEVER_SENT[object] ?? [])]
      const missing = Object.keys(shapeNode(object, version)?.p ?? {}).filter((field) => !fields.includes(field))
      assert.deepEqual(missing, [], `${object} in ${version}`)
    }
})

test('nothing is taken from an object that a newer version gave it', () => {
  // https://docs.stripe.com/upgrades: new properties are no change of version. Recorded: an event of 2020 in version 2019-03-14
  // has `balance` and `next_invoice_sequence`, which came later.
  for (const object of OBJECTS) {
    const sample = Object.fromEntries(Object.keys(shapeNode(object, CORE)?.p ?? {}).map((field) => [field, null]))
    const shown = shapeDown({ ...sample, object }, '2019-03-14') as object
    assert.deepEqual(
      Object.keys(sample).filter((field) => !(field in shown)),
      [],
    )
  }
})

test('versions before 2019-03-14 are answered in the core’s, and all older ones are read by it', () => {
  assert.equal(servedVersion('2019-02-19'), CORE)
  assert.equal(servedVersion('2019-03-14'), '2019-03-14')
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
  const told = [...operations(CORE)].filter((operation) => changesOf(operation).length > 1)
  assert.deepEqual([...new Set(told.map((operation) => objectOf(operation)))].sort(), [
    'charge',
    'checkout.session',
    'customer',
  ])
  const create = told.find(({ key }) => key === 'POST /v1/customers')!
  assert.deepEqual(paramsUp(create, { account_balance: 5, name: 'x' }, '2019-03-14'), { balance: 5, name: 'x' })
  const list = told.find(({ key }) => key === 'GET /v1/customers')!
  assert.deepEqual(paramsUp(list, { account_balance: 5 }, '2019-03-14'), { account_balance: 5 })
})
