// The streams: what is read of an account, and which events say that it is another one now. The six are Adobe's; their parameters
// and events are those of Stripe's reference (https://docs.stripe.com/api/events/types).
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventTypes, operationAt } from '../../src/contract/index.ts'
import { explored } from '../../src/source/extract/explore.ts'
import { SIX, type Stream, streamNamed, streams } from '../../src/source/extract/streams.ts'

const named = (base: string, words: string) => words.split(' ').map((word) => `${base}.${word}`)
const DISPUTES = named('charge.dispute', 'closed created funds_reinstated funds_withdrawn updated')
const DISCOUNTS = named('customer.discount', 'created deleted updated')
const all = (types: readonly string[], field: string) => Object.fromEntries(types.map((type) => [type, field]))

type Row = Omit<Stream, 'name' | 'path' | 'created'>

/** Worked out by hand from the reference. `created` is true of all. */
const ROWS: Readonly<Record<string, Row>> = {
  charges: {
    object: 'charge',
    params: {},
    events: [...named('charge', 'captured expired failed pending refunded succeeded updated'), ...DISPUTES],
    by: all(DISPUTES, 'charge'),
    deleted: [],
  },
  subscriptions: {
    object: 'subscription',
    params: { status: 'all' },
    events: [
      ...named('customer.subscription', 'created deleted paused pending_update_applied pending_update_expired resumed'),
      ...named('customer.subscription', 'trial_will_end updated'),
      ...DISCOUNTS,
    ],
    by: all(DISCOUNTS, 'subscription'),
    // It is canceled then, and can be read.
    deleted: [],
  },
  refunds: {
    object: 'refund',
    params: {},
    events: ['charge.refund.updated', ...named('refund', 'created failed updated')],
    by: {},
    deleted: [],
  },
  balance_transactions: {
    object: 'balance_transaction',
    params: {},
    events: [],
    by: {},
    deleted: [],
    settles: { field: 'status', from: 'pending', at: 'available_on' },
  },
  customers: {
    object: 'customer',
    params: {},
    events: [...named('customer', 'created deleted updated'), ...DISCOUNTS],
    by: all(DISCOUNTS, 'customer'),
    deleted: ['customer.deleted'],
  },
  prices: {
    object: 'price',
    params: {},
    events: named('price', 'created deleted updated'),
    by: {},
    deleted: ['price.deleted'],
  },
}

test('Adobe’s six come first, in its order', () => {
  const order = ['charges', 'subscriptions', 'refunds', 'balance_transactions', 'customers', 'prices']
  assert.deepEqual([SIX, streams.slice(0, 6).map(({ name }) => name)], [order, order])
  for (const [name, row] of Object.entries(ROWS))
    assert.deepEqual(streamNamed(name), { name, path: `/v1/${name}`, created: true, ...row })
})

test('what stands inside of others says where, and where the rest of it is', () => {
  const rows: [name: string, path: string, object: string, within: Stream['within']][] = [
    [
      'subscription_items',
      '/v1/subscriptions',
      'subscription_item',
      {
        parent: 'subscriptions',
        at: 'items.data',
        as: 'subscription',
        key: ['id'],
        more: '/v1/subscription_items?subscription={id}',
      },
    ],
    [
      'invoice_line_items',
      '/v1/invoices',
      'line_item',
      { parent: 'invoices', at: 'lines.data', as: 'invoice', key: ['id'], more: '/v1/invoices/{id}/lines' },
    ],
    [
      'balance_transaction_fee_details',
      '/v1/balance_transactions',
      'balance_transaction',
      {
        parent: 'balance_transactions',
        at: 'fee_details',
        as: 'balance_transaction',
        key: ['balance_transaction', 'index'],
      },
    ],
  ]
  for (const [name, path, object, within] of rows)
    assert.deepEqual(streamNamed(name), {
      name,
      path,
      object,
      created: false,
      params: {},
      events: [],
      by: {},
      deleted: [],
      within,
    })
})

test('every list that needs no id and no parameter is a stream', () => {
  const names = streams.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const { path } of streams) assert.equal(operationAt('GET', path)?.operation.kind, 'list', path)
  for (const name of [
    'invoices',
    'payouts',
    'coupons',
    'issuing/cards',
    'checkout/sessions',
    'test_helpers/test_clocks',
  ])
    assert.ok(streamNamed(name), name)
  // They need a value list, a scope and an invoice; the last is no list of v1.
  for (const name of [
    'radar/value_list_items',
    'apps/secrets',
    'credit_notes/preview/lines',
    'v2/core/accounts',
    'nothing',
  ])
    assert.equal(streamNamed(name), undefined, name)
})

test('events lead to the object that they are of', () => {
  const rows: [name: string, has: string[], not: string[], deleted: string[]][] = [
    ['disputes', DISPUTES, ['charge.refunded', 'issuing_dispute.created'], []],
    ['issuing/disputes', ['issuing_dispute.created'], ['charge.dispute.created'], []],
    [
      'invoices',
      ['invoice.paid', 'invoice_payment.paid'],
      ['invoice.upcoming', 'invoiceitem.created'],
      ['invoice.deleted'],
    ],
    ['invoiceitems', ['invoiceitem.created'], ['invoice.created'], ['invoiceitem.deleted']],
    ['tax_ids', ['customer.tax_id.updated'], ['customer.updated'], ['customer.tax_id.deleted']],
    ['sigma/scheduled_query_runs', ['sigma.scheduled_query_run.created'], [], []],
    ['accounts', ['account.updated', 'account.external_account.deleted'], ['account.application.deauthorized'], []],
    ['plans', ['plan.updated'], ['reserve.plan.updated'], ['plan.deleted']],
    ['coupons', ['coupon.created'], [], ['coupon.deleted']],
  ]
  for (const [name, has, not, deleted] of rows) {
    const { events, deleted: gone } = streamNamed(name)!
    assert.deepEqual(
      has.filter((type) => !events.includes(type)),
      [],
      name,
    )
    assert.deepEqual(
      not.filter((type) => events.includes(type)),
      [],
      name,
    )
    assert.deepEqual(gone, deleted, name)
  }
  for (const { events } of streams)
    assert.deepEqual(
      events.filter((type) => !eventTypes.includes(type)),
      [],
    )
})

test('a sample is explored as in Adobe’s sample of charges', () => {
  const WHOLE = { type: 'integer', minimum: -9007199254740992, maximum: 9007199254740991 }
  const records = [
    {
      id: 'ch_1',
      amount: 100,
      failure_code: null,
      fraud_details: {},
      captured: true,
      card: { last4: null, exp_month: 3 },
    },
    {
      id: 'ch_2',
      amount: 200,
      failure_code: null,
      metadata: { k: 'v' },
      card: { last4: '4242', exp_month: null },
      rate: 1,
    },
    { id: 'ch_3', card: null, rate: 1.5, rows: [], mixed: 1, seen: [{ a: 1 }, { b: null }] },
    { rows: null, mixed: 'one', seen: [] },
  ]
  assert.deepEqual(explored(records), {
    type: 'object',
    properties: {
      data: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          amount: WHOLE,
          failure_code: {},
          fraud_details: { type: 'object', properties: {} },
          captured: { type: 'boolean' },
          card: { type: 'object', properties: { last4: { type: 'string' }, exp_month: WHOLE } },
          metadata: { type: 'object', properties: { k: { type: 'string' } } },
          rate: { type: 'number' },
          rows: { type: 'array', items: {} },
          mixed: {},
          seen: { type: 'array', items: { type: 'object', properties: { a: WHOLE, b: {} } } },
        },
      },
    },
  })
  assert.deepEqual(explored([]), { type: 'object', properties: { data: {} } })
})
