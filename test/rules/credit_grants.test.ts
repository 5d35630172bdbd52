// Which credit grants pay for which lines: the order of docs.stripe.com/billing/subscriptions/usage-based/billing-credits
// ("Apply credit grants"), worked out by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyCredits, type Grant, isEligible } from '../../src/rules/credit_grants.ts'

/** A grant by its letter: 10, paid, priority 50, from time 100 on, for all prices, unless told. */
type Told = readonly [id: string, more?: Partial<Grant>]
const grant = ([id, more = {}]: Told): Grant => ({
  id,
  balance: 10,
  category: 'paid',
  created: 100,
  effective_at: 100,
  expires_at: null,
  prices: null,
  priority: 50,
  ...more,
})

/** What it is about; the lines as `amount price`; the grants; and who pays: `line<grant amount`. */
const TABLE: readonly (readonly [says: string, lines: string, grants: readonly Told[], paid: string])[] = [
  ['there are no credits', '10 a', [], ''],
  ['there are no lines', '', [['A']], ''],
  ['all of one line', '7 a', [['A']], '0<A 7'],
  ['exactly the line', '10 a', [['A']], '0<A 10'],
  ['as much as there is', '12 a', [['A']], '0<A 10'],
  ['a line of nothing takes nothing', '0 a', [['A']], ''],
  ['nor does what is given back', '-5 a, 4 a', [['A']], '1<A 4'],
  ['a grant that is used up pays nothing', '5 a', [['A', { balance: 0 }], ['B']], '0<B 5'],
  ['lines in their order', '6 a, 6 b, 6 c', [['A']], '0<A 6, 1<A 4'],
  ['only prices that it is for', '6 a, 6 b', [['A', { prices: ['b'] }]], '1<A 6'],
  ['several prices', '6 a, 3 b, 2 c', [['A', { prices: ['a', 'c'] }]], '0<A 6, 2<A 2'],
  ['no price that it is for', '6 a', [['A', { prices: ['b'] }]], ''],
  ['the lower priority first', '4 a', [['A'], ['B', { priority: 49 }]], '0<B 4'],
  [
    '0 before all',
    '15 a',
    [
      ['A', { priority: 1 }],
      ['B', { priority: 0 }],
    ],
    '0<B 10, 0<A 5',
  ],
  [
    'the earlier end first',
    '4 a',
    [
      ['A', { expires_at: 300 }],
      ['B', { expires_at: 299 }],
    ],
    '0<B 4',
  ],
  ['any end before none', '4 a', [['A'], ['B', { expires_at: 9_999 }]], '0<B 4'],
  [
    'priority before the end',
    '4 a',
    [
      ['A', { priority: 10 }],
      ['B', { expires_at: 200 }],
    ],
    '0<A 4',
  ],
  ['promotional first', '4 a', [['A'], ['B', { category: 'promotional' }]], '0<B 4'],
  [
    'the end before the category',
    '4 a',
    [
      ['A', { category: 'promotional', expires_at: 300 }],
      ['B', { expires_at: 200 }],
    ],
    '0<B 4',
  ],
  ['the earlier beginning first', '4 a', [['A'], ['B', { effective_at: 99 }]], '0<B 4'],
  [
    'the category before the beginning',
    '4 a',
    [
      ['A', { effective_at: 1 }],
      ['B', { category: 'promotional' }],
    ],
    '0<B 4',
  ],
  ['the earlier made first', '4 a', [['A'], ['B', { created: 99 }]], '0<B 4'],
  [
    'the beginning before the making',
    '4 a',
    [
      ['A', { effective_at: 99 }],
      ['B', { created: 1 }],
    ],
    '0<A 4',
  ],
  ['alike: as they are given', '12 a', [['A'], ['B']], '0<A 10, 0<B 2'],
  [
    'several grants over several lines',
    '8 a, 8 b, 8 c',
    [
      ['A', { priority: 1, prices: ['b'], balance: 5 }],
      ['B', { priority: 2 }],
      ['C', { priority: 3, prices: ['a', 'c'] }],
    ],
    '0<B 8, 1<A 5, 1<B 2, 2<C 8',
  ],
  [
    'what comes first is not spared for what only it can pay',
    '10 a, 10 b',
    [
      ['A', { priority: 0 }],
      ['B', { priority: 1, prices: ['a'] }],
    ],
    '0<A 10',
  ],
]

test('who pays for what', () => {
  for (const [says, lines, grants, paid] of TABLE) {
    const asked = lines === '' ? [] : lines.split(', ').map((line) => line.split(' '))
    const applied = applyCredits(
      asked.map(([amount, price]) => ({ amount: Number(amount), price: price! })),
      grants.map(grant),
    )
    assert.equal(applied.map(({ line, grant: by, amount }) => `${line}<${by} ${amount}`).join(', '), paid, says)
  }
})

/** "Credit grant eligibility": the end of the invoice's period, and whether the grant may pay for it. */
const ELIGIBLE: readonly (readonly [says: string, more: Partial<Grant>, at: number, is: boolean])[] = [
  ['before its beginning', { effective_at: 100 }, 99, false],
  ['on its beginning', { effective_at: 100 }, 100, true],
  ['without an end', { effective_at: 100 }, 1e12, true],
  ['before its end', { expires_at: 200 }, 199, true],
  ['on its end', { expires_at: 200 }, 200, false],
  ['after its end', { expires_at: 200 }, 201, false],
]

test('for which invoices', () => {
  for (const [says, more, at, is] of ELIGIBLE) assert.equal(isEligible(grant(['A', more]), at), is, says)
})

test('nothing is paid twice, and no grant pays what it does not have', () => {
  const lines = Array.from({ length: 30 }, (_, i) => ({ amount: (i * 7) % 13, price: 'abc'[i % 3]! }))
  const grants = Array.from({ length: 12 }, (_, i) =>
    grant([`G${i}`, { balance: (i * 5) % 11, priority: (i * 3) % 7, prices: i % 2 ? null : ['abc'[i % 3]!] }]),
  )
  const applied = applyCredits(lines, grants)
  const sum = (of: (one: (typeof applied)[number]) => boolean) =>
    applied.filter(of).reduce((total, { amount }) => total + amount, 0)
  for (const [i, { amount }] of lines.entries()) assert.ok(sum(({ line }) => line === i) <= amount)
  for (const { id, balance } of grants) assert.ok(sum((one) => one.grant === id) <= balance)
  // Whatever is left of both does not fit: no line is open that a grant with something left is for.
  for (const [i, { amount, price }] of lines.entries())
    for (const { id, balance, prices } of grants)
      if (prices === null || prices.includes(price))
        assert.ok(sum(({ line }) => line === i) === amount || sum((one) => one.grant === id) === balance)
})
