// A lake held against itself: a small account, made by hand, of which everything is true, and for each rule a change after which one
// thing is not. Then a Brindle's own account, from payments to the command line. One file because the account by hand is read with the
// table of what may go wrong with it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { run as brindleSource } from '../../src/commands/source.ts'
import type { Brindle } from '../../src/main.ts'
import { streamNamed } from '../../src/source/extract/streams.ts'
import type { Lake } from '../../src/source/lake/query.ts'
import { type Balance, balanceOf } from '../../src/source/reconcile/balance.ts'
import { checkInvariants, type Invariant, type InvariantOptions } from '../../src/source/reconcile/invariants.ts'
import { Budget } from '../../src/source/extract/budget.ts'
import { Host } from '../../src/source/extract/host.ts'
import { syncLake } from '../../src/source/sync.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { ListHost, spoil } from './reconcile_host.ts'
import { sourceWorld } from './world.ts'

const NOW = 1_700_000_000
const landed = (id: string, account = '', changed = NOW * 1000) =>
  `{id: '${id}', account: '${account}', parent: null::varchar, changed: ${changed}::bigint, deleted: false, batch: 'b', n: 0}`

/**
 * Two charges in usd: 1000 with a fee of 59, of which 400 went back, and 500 with a fee of 45, all of which went back; one in eur, converted;
 * one that was only held. 941 + 455 − 400 − 500 = 496 usd, of which 455 are pending; of the eur charge 950 usd came, less 50: 900.
 */
const TABLES = `
  create table charges as select * from (values
    (${landed('ch_1')}, 'ch_1', 1000, 1000, 400, false, true, 'usd', 'cus_1', 'txn_1', ${NOW}::bigint),
    (${landed('ch_2')}, 'ch_2', 500, 500, 500, true, true, 'usd', null, 'txn_2', ${NOW}::bigint),
    (${landed('ch_3')}, 'ch_3', 900, 900, 0, false, true, 'eur', 'cus_gone', 'txn_3', ${NOW}::bigint),
    (${landed('ch_4')}, 'ch_4', 700, 0, 0, false, false, 'usd', 'cus_1', null, ${NOW}::bigint),
    (${landed('ch_1', 'acct_x')}, 'ch_1', 10, 10, 0, false, true, 'usd', 'cus_1', 'txn_1', ${NOW}::bigint))
    t(_landed, id, amount, amount_captured, amount_refunded, refunded, captured, currency, customer, balance_transaction, created);
  create table refunds as select * from (values
    (${landed('re_1')}, 're_1', 'ch_1', 400, 'succeeded'), (${landed('re_2')}, 're_2', 'ch_2', 500, 'succeeded'),
    (${landed('re_3')}, 're_3', 'ch_1', 300, 'failed')) t(_landed, id, charge, amount, status);
  create table balance_transactions as select * from (values
    (${landed('txn_1')}, 'txn_1', 1000, 59, 941, 'available', 'usd', null::double, [{amount: 50}, {amount: 9}], ${NOW}::bigint, ${NOW}::bigint),
    (${landed('txn_2')}, 'txn_2', 500, 45, 455, 'pending', 'usd', null, [{amount: 45}], ${NOW}::bigint, ${NOW + 86_400}::bigint),
    (${landed('txn_3')}, 'txn_3', 950, 50, 900, 'available', 'usd', 1.0556, [{amount: 50}], ${NOW}::bigint, ${NOW}::bigint),
    (${landed('txn_4')}, 'txn_4', -400, 0, -400, 'available', 'usd', null, [], ${NOW}::bigint, ${NOW}::bigint),
    (${landed('txn_5')}, 'txn_5', -500, 0, -500, 'available', 'usd', null, [], ${NOW}::bigint, ${NOW}::bigint),
    (${landed('txn_1', 'acct_x')}, 'txn_1', 10, 0, 10, 'available', 'usd', null, [], ${NOW}::bigint, ${NOW}::bigint))
    t(_landed, id, amount, fee, net, status, currency, exchange_rate, fee_details, created, available_on);
  create table customers as select * from (values
    (${landed('cus_1')}, 'cus_1', ${NOW}::bigint), (${landed('cus_1', 'acct_x')}, 'cus_1', ${NOW}::bigint)) t(_landed, id, created);
  create table customers_history as select _landed from customers union all select ${landed('cus_gone')};
  create table prices as select ${landed('price_1')} as _landed, 'price_1' as id, ${NOW}::bigint as created;
  create table prices_history as select _landed from prices;
  create table subscriptions as select ${landed('sub_1')} as _landed, 'sub_1' as id, 'cus_1' as customer, ${NOW}::bigint as created,
    {data: [{id: 'si_1', price: {id: 'price_1'}}]} as items;
  create table subscription_items as select ${landed('si_1')} as _landed, 'si_1' as id, 'sub_1' as subscription, {id: 'price_1'} as price`
const NAMES = [
  'charges',
  'refunds',
  'balance_transactions',
  'customers',
  'prices',
  'subscriptions',
  'subscription_items',
]

const amounts = (available: number, pending: number) =>
  [
    { currency: 'usd', status: 'available', amount: available },
    { currency: 'usd', status: 'pending', amount: pending },
  ] as const
const BALANCE: Balance = { account: '', at: NOW, amounts: amounts(941, 455), newest: [] }
const OTHER: Balance = { account: 'acct_x', at: NOW, amounts: amounts(10, 0), newest: [] }

let instance: DuckDBInstance
let connection: DuckDBConnection
before(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
  await connection.run(TABLES)
})
after(() => {
  connection.closeSync()
  instance.closeSync()
})

/** What of the account by hand is not so after a change, which is then undone. */
async function judged(change: string, options: InvariantOptions = {}, tables = NAMES): Promise<Invariant[]> {
  const ask: Lake['ask'] = async (sql) =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[]
  await connection.run(`begin; ${change}`)
  try {
    return await checkInvariants({ connection, tables, ask }, { balances: [BALANCE, OTHER], ...options })
  } finally {
    await connection.run('rollback')
  }
}

const violated = (found: readonly Invariant[]) =>
  found
    .filter(({ state }) => state === 'violated')
    .map(({ name, violations }) => `${name}: ${violations.first.map((row) => row.id ?? row.status).join(' ')}`)
const set = (table: string, what: string, id: string, account = '') =>
  `update ${table} set ${what} where _landed.id = '${id}' and _landed.account = '${account}'`
const drop = (table: string, id: string) => `delete from ${table} where _landed.id = '${id}'`

/** A change, and what is then not so. */
const CASES: readonly (readonly [change: string, ...expected: string[]])[] = [
  [''],
  [set('charges', 'amount_refunded = 401', 'ch_1'), 'amount_refunded: ch_1'],
  // The refund was lost: of ch_2 is known that all was refunded, and no refund is there.
  [drop('refunds', 're_2'), 'amount_refunded: ch_2'],
  [set('refunds', `status = 'failed'`, 're_1'), 'amount_refunded: ch_1'],
  // On its way: counted or not.
  [set('refunds', `status = 'pending'`, 're_1')],
  [`${set('refunds', `status = 'pending'`, 're_1')}; ${set('charges', 'amount_refunded = 0', 'ch_1')}`],
  [set('refunds', `status = 'canceled'`, 're_3')],
  // The other account's charge of the same id has no refund.
  [set('charges', 'amount_refunded = 4', 'ch_1', 'acct_x'), 'amount_refunded: ch_1'],
  // What was only held is let go.
  [set('charges', 'amount_refunded = 700, refunded = true', 'ch_4')],
  [set('charges', 'refunded = true', 'ch_1'), 'refunded: ch_1'],
  [set('charges', 'refunded = false', 'ch_2'), 'refunded: ch_2'],
  // Captured in part: the rest is counted, or it is not.
  [set('charges', 'amount = 1200', 'ch_1')],
  [set('charges', 'amount = 1200, amount_refunded = 600', 'ch_1')],
  [set('charges', 'amount = 1200, amount_refunded = 500', 'ch_1'), 'amount_refunded: ch_1'],
  [set('charges', 'amount_captured = 1001', 'ch_1'), 'amount_captured: ch_1'],
  [set('charges', 'amount_captured = -1', 'ch_4'), 'amount_captured: ch_4'],
  [set('balance_transactions', 'amount = 951', 'txn_3'), 'net: txn_3'],
  [set('balance_transactions', 'fee = 60, net = 940', 'txn_1'), 'balance: available', 'fee_details: txn_1'],
  [set('balance_transactions', 'fee_details = []', 'txn_2'), 'fee_details: txn_2'],
  [set('balance_transactions', 'fee_details = null', 'txn_4')],
  [set('charges', `balance_transaction = 'txn_9'`, 'ch_2'), 'balance_transaction: ch_2'],
  [set('charges', 'balance_transaction = null', 'ch_2')],
  [set('charges', `balance_transaction = 'txn_4'`, 'ch_1'), 'balance_transaction: ch_1'],
  // The eur charge was converted; without a rate it was not.
  [set('balance_transactions', 'exchange_rate = null', 'txn_3'), 'balance_transaction: ch_3'],
  [drop('prices_history', 'price_1'), 'price: si_1', 'subscription_price: sub_1'],
  [set('charges', `customer = 'cus_2'`, 'ch_2'), 'customer: ch_2'],
  [drop('customers_history', 'cus_gone'), 'customer: ch_3'],
  // The customer of one account is nobody in the other.
  [set('charges', `customer = 'cus_gone'`, 'ch_1', 'acct_x'), 'customer: ch_1'],
  [set('charges', `created = ${NOW + 61}`, 'ch_1'), 'created: ch_1'],
  [set('charges', `created = ${NOW + 59}`, 'ch_1')],
  [drop('balance_transactions', 'txn_4'), 'balance: available'],
  [set('balance_transactions', `status = 'available'`, 'txn_2'), 'balance: available pending'],
  [set('balance_transactions', `currency = 'eur'`, 'txn_5'), 'balance: available available'],
]

test('each rule is seen when it is broken, and only then', async () => {
  for (const [change, ...expected] of CASES) assert.deepEqual(violated(await judged(change)), expected, change)
})

test('the balance takes in what came after the lake was read, and what is due', async () => {
  const with_ = (changes: Partial<Balance>) => judged('', { balances: [{ ...BALANCE, ...changes }, OTHER] })
  const newest = [
    { id: 'txn_1', currency: 'usd', status: 'available' as const, amount: 941 },
    { id: 'txn_6', currency: 'usd', status: 'pending' as const, amount: 70 },
  ]
  const [taken] = await with_({ amounts: amounts(941, 525), newest })
  assert.deepEqual(
    [taken!.state, taken!.why],
    ['holds', '1 transactions came after the lake was read, and are taken in'],
  )
  assert.deepEqual(violated(await with_({ newest })), ['balance: pending'])
  // The day of txn_2 has come: it is available at the host, or about to be. Before that day it is not.
  for (const [at, available, pending, expected] of [
    [NOW + 86_400, 1396, 0, []],
    [NOW + 86_400, 941, 455, []],
    [NOW + 86_399, 1396, 0, ['balance: available pending']],
    [NOW + 86_400, 1397, 0, ['balance: available pending']],
  ] as const)
    assert.deepEqual(violated(await with_({ at, amounts: amounts(available, pending) })), expected)
  const [sum] = (await with_({ amounts: amounts(940, 455) })).filter(({ name }) => name === 'balance')
  assert.deepEqual(sum!.violations.first, [
    { account: '', currency: 'usd', status: 'available', host: '940', lake: '941', difference: '1', after_lake: '0' },
  ])
})

test('what cannot be known is not checked, and says why', async () => {
  const states = (found: readonly Invariant[]) =>
    Object.fromEntries(found.map(({ name, state, why }) => [name, state === 'not checked' ? why : state]))
  assert.deepEqual(states(await judged('', { balances: [] }, ['balance_transactions'])), {
    balance: 'the host’s balance was not asked for',
    amount_refunded: 'the lake has no charges',
    refunded: 'the lake has no charges',
    amount_captured: 'the lake has no charges',
    net: 'holds',
    fee_details: 'holds',
    balance_transaction: 'the lake has no charges',
    price: 'the lake has no subscription_items',
    subscription_price: 'the lake has no subscriptions',
    customer: 'the lake has no customers',
    created: 'holds',
  })
  const partial = states(await judged(drop('refunds', 're_2'), { begins: NOW }))
  assert.equal(partial.amount_refunded, 'the lake begins at 2023-11-14, and its account may be older')
  assert.equal(partial.refunded, 'holds')
  const mapped = states(await judged('alter table charges drop column refunded'))
  assert.match(mapped.refunded!, /Binder Error.*refunded/)
  const [unsure] = await judged('', { balances: [{ ...BALANCE, unsure: 'it moves' }] })
  assert.deepEqual([unsure!.state, unsure!.why], ['not checked', 'it moves'])
  const late = set('charges', `created = ${NOW + 3_661}`, 'ch_1')
  assert.deepEqual(violated(await judged(late, { ahead: 3_600 })), ['created: ch_1'])
  assert.deepEqual(violated(await judged(late, { ahead: 3_601 })), [])
})

test('a customer who was deleted before the lake was made is asked for at the host', async () => {
  const asked: string[] = []
  const found = await judged(
    `${set('charges', `customer = 'cus_old'`, 'ch_2')}; ${set('charges', `customer = 'cus_lost'`, 'ch_4')}`,
    {
      isDeleted: async (account, customer) => {
        asked.push(`${account}/${customer}`)
        return customer === 'cus_old'
      },
    },
  )
  assert.deepEqual(violated(found), ['customer: ch_4'])
  assert.deepEqual(asked, ['/cus_lost', '/cus_old'])
})

test('a balance is of a moment at which nothing came', async () => {
  const host = await new ListHost().start()
  const reader = new Host({
    url: host.url,
    token: 'sk_test',
    budget: new Budget({ all: Infinity, endpoint: Infinity }),
  })
  const transaction = (n: number) =>
    host.put('balance_transactions', {
      id: `txn_${n}`,
      created: host.now + n,
      net: n,
      currency: 'usd',
      status: 'pending',
    })
  try {
    for (let n = 0; n < 1000; n++) transaction(n)
    host.balance = {
      available: [{ currency: 'usd', amount: 5 }],
      pending: [{ currency: 'usd', amount: 7 }],
      issuing: { available: [{ currency: 'usd', amount: 3 }] },
    }
    let come = 2
    host.onAsk = (path) => {
      if (path === '/v1/balance' && come-- > 0) transaction(2000 + come)
    }
    const now = async () => host.now
    const found = await balanceOf(reader, { account: '', since: host.now + 1500, now })
    assert.equal(come, -1)
    assert.deepEqual(found.amounts, [
      { currency: 'usd', status: 'available', amount: 5 },
      { currency: 'usd', status: 'available', amount: 3 },
      { currency: 'usd', status: 'pending', amount: 7 },
    ])
    // Ten minutes before the lake's newest are looked at again: 900 to 999, and the two that came.
    assert.equal(found.newest.length, 102)
    come = 100
    assert.match((await balanceOf(reader, { account: '', since: host.now, now })).unsure!, /each of 5 times/)
  } finally {
    await reader.close()
    await host.stop()
  }
})

let brindle: Brindle
let shop: Sandbox
before(async () => {
  brindle = await startBrindle()
  shop = sandbox(brindle)
})
after(() => brindle.close())

/** What a command prints, and its exit code. */
async function command(...args: string[]): Promise<{ code: number; text: string }> {
  const write = process.stdout.write
  let text = ''
  process.stdout.write = ((piece: string) => {
    text += piece
    return true
  }) as never
  try {
    const code = await brindleSource(args)
    return { code, text }
  } finally {
    process.stdout.write = write
  }
}

const STREAMS = ['charges', 'refunds', 'balance_transactions']

async function land() {
  const world = await sourceWorld({ host: brindle.url, keep: true })
  const results = await syncLake(world.source, {
    url: brindle.url,
    key: shop.key,
    streams: STREAMS.map((name) => streamNamed(name)!),
    version: '2026-08-26.dahlia',
    connected: false,
  })
  assert.deepEqual(
    results.flatMap(({ error }) => error ?? []),
    [],
  )
  return world
}

async function pay(amount: number): Promise<string> {
  const intent = await shop.stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: 'https://shop.example',
  })
  return intent.latest_charge as string
}

/** The words of the line that begins so. */
const line = (text: string, name: string) => text.match(new RegExp(`^${name} .*$`, 'm'))![0].split(/\s+/)

test('of a Brindle’s account everything holds; a row that was changed or lost is named, and the lake repaired', async () => {
  const [first, second] = [await pay(1000), await pay(2500)]
  await pay(700)
  await shop.stripe.refunds.create({ charge: first, amount: 300 })
  await shop.stripe.refunds.create({ charge: second })
  await shop.advance(10)
  const world = await land()
  try {
    await world.close()
    const verb = ['reconcile', '--lake', world.folder] as const
    const good = await command(...verb)
    assert.equal(good.code, 0, good.text)
    assert.deepEqual(line(good.text, 'charges'), ['charges', '3', '3', '0', '0', '-'])
    // All but those of prices, subscriptions and customers, which the lake has not.
    assert.deepEqual(
      [good.text.match(/ holds /g)!.length, good.text.match(/ not checked /g)!.length],
      [8, 3],
      good.text,
    )

    // A refund is lost, a transaction says another net, and a payment is made that the lake does not know of.
    await spoil(world, 'refunds', `select * from {} where _brindle.refunds_data.charge <> '${second}'`)
    const booked = '_brindle.balance_transactions_data'
    await spoil(
      world,
      'balance_transactions',
      `select * replace (struct_update(_brindle, balance_transactions_data := struct_update(${booked},
         net := ${booked}.net + (case ${booked}.amount when 2500 then 1 else 0 end))) as _brindle) from {}`,
    )
    await pay(5000)
    // It is booked two seconds later.
    await shop.advance(10)
    const bad = await command(
      ...verb,
      '--deep',
      '--streams',
      'refunds,balance_transactions',
      '--url',
      brindle.url,
      '--key',
      shop.key,
    )
    assert.equal(bad.code, 1, bad.text)
    assert.deepEqual(
      bad.text.match(/^(\S+) +violated/gm)!.map((text) => text.split(' ')[0]),
      ['balance', 'amount_refunded', 'net'],
    )
    assert.match(bad.text, new RegExp(`"id":"${second}"`))
    assert.match(bad.text, /1 transactions came after the lake was read/)
    assert.deepEqual(line(bad.text, 'refunds'), ['refunds', '2', '1', '1', '0', '0'])
    assert.deepEqual(line(bad.text, 'balance_transactions').slice(1), ['6', '5', '1', '0', '1'])

    const mended = await command(...verb, '--deep', '--repair')
    assert.equal(mended.code, 0, mended.text)
    assert.match(mended.text, /repaired: 2 read again, 0 marked as gone/)
    assert.equal(mended.text.match(/ holds /g)!.length, 8, mended.text)
    const stranger = ['--url', brindle.url, '--key', sandbox(brindle).key]
    await assert.rejects(command(...verb, ...stranger), /has no flow that reads/)
    await assert.rejects(command('reconcile', '--lake', `${world.folder}/none`), /there is no lake/)
  } finally {
    await world.discard()
  }
})
