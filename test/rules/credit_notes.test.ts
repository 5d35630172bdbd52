// What goes with a part of a line that is credited, worked out by hand: discounts and taxes of each note, and what is left
// for the next. Several notes together are exactly the line.
// (https://docs.stripe.com/invoicing/integration/programmatic-credit-notes)
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import {
  type Creditable,
  type CreditedTax,
  creditAmount,
  creditTotal,
  creditUnits,
  plus,
  totalOf,
} from '../../src/rules/credit_notes.ts'

/** `1000 off:100 tax:180 in:20`: the amount, a discount, a tax on top and one within; minor units. */
function read(text: string): Creditable {
  const [amount, ...parts] = text.split(' ')
  const off: number[] = []
  const taxes: CreditedTax[] = []
  for (const part of parts) {
    const [kind, number] = part.split(':')
    if (kind === 'off') off.push(Number(number))
    else taxes.push({ inclusive: kind === 'in', amount: Number(number), taxable: 0 })
  }
  return { amount: Number(amount), off, taxes }
}

const written = ({ amount, off, taxes }: Creditable) =>
  [
    // There is no minus zero in JSON.
    amount + 0,
    ...off.map((one) => `off:${one + 0}`),
    ...taxes.map((tax) => `${tax.inclusive ? 'in' : 'tax'}:${tax.amount + 0}`),
  ].join(' ')

type Step = readonly [by: 'amount' | 'total', wanted: number, expected: string]

/** A line, and the notes that credit it one after the other. */
// biome-ignore format: a table
const NOTES: readonly (readonly [line: string, ...steps: Step[]])[] = [
  ['1000', ['amount', 400, '400'], ['amount', 600, '600']],
  ['1000 tax:200', ['amount', 1000, '1000 tax:200']],
  ['1000 tax:200', ['amount', 500, '500 tax:100'], ['amount', 500, '500 tax:100']],
  // 66.6; then 133 × 333 ÷ 667 = 66.4; then what is left.
  ['1000 tax:200', ['amount', 333, '333 tax:67'], ['amount', 333, '333 tax:66'], ['amount', 334, '334 tax:67']],
  // Where each is rounded for itself three times 7 are 21, one more than was paid: 6.6; 13 × 33 ÷ 67 = 6.4; the rest.
  ['100 tax:20', ['amount', 33, '33 tax:7'], ['amount', 33, '33 tax:6'], ['amount', 34, '34 tax:7']],
  // 0.5 goes up, and there is no more of it.
  ['10 tax:1', ['amount', 5, '5 tax:1'], ['amount', 5, '5 tax:0']],
  // 0.33; then 1 × 1 ÷ 2 = 0.5.
  ['3 tax:1', ['amount', 1, '1 tax:0'], ['amount', 1, '1 tax:1'], ['amount', 1, '1 tax:0']],
  ['1000 off:100 tax:180', ['amount', 500, '500 off:50 tax:90'], ['amount', 500, '500 off:50 tax:90']],
  // 10 % of 999 are 99.9, 20 % of 899 are 179.8. A third: 33.3 and 60; of the rest 33.5 and 60.
  ['999 off:100 tax:180', ['amount', 333, '333 off:33 tax:60'], ['amount', 333, '333 off:34 tax:60'], ['amount', 333, '333 off:33 tax:60']],
  ['1234 off:123 tax:211', ['amount', 1234, '1234 off:123 tax:211']],
  // Two discounts: 10 and 4.5.
  ['1000 off:100 off:45', ['amount', 100, '100 off:10 off:5'], ['amount', 900, '900 off:90 off:40']],
  // All of it was free.
  ['1000 off:1000 tax:0', ['amount', 500, '500 off:500 tax:0'], ['amount', 500, '500 off:500 tax:0']],
  ['1200 in:200', ['amount', 600, '600 in:100'], ['amount', 600, '600 in:100']],
  // 20 % within 1000 are 166.67. 55.6; then 111 × 333 ÷ 667 = 55.4; the rest.
  ['1000 in:167', ['amount', 333, '333 in:56'], ['amount', 333, '333 in:55'], ['amount', 334, '334 in:56']],
  // Two rates: 12.5 and 20; then 37 × 250 ÷ 750 = 12.3 and 20; the rest.
  ['1000 tax:50 tax:80', ['amount', 250, '250 tax:13 tax:20'], ['amount', 250, '250 tax:12 tax:20'], ['amount', 500, '500 tax:25 tax:40']],
  // What was given back before is taken back: 66.6.
  ['-500 tax:-100', ['amount', -333, '-333 tax:-67'], ['amount', -167, '-167 tax:-33']],
  ['-500 off:0 tax:-100', ['amount', -500, '-500 off:0 tax:-100']],
  // By what is paid for it: half of 1200.
  ['1000 tax:200', ['total', 600, '500 tax:100'], ['total', 600, '500 tax:100']],
  // 200 × 100 ÷ 1200 = 16.7; then 183 × 100 ÷ 1100 = 16.6; the rest.
  ['1000 tax:200', ['total', 100, '83 tax:17'], ['total', 100, '83 tax:17'], ['total', 1000, '834 tax:166']],
  ['1000 tax:200', ['total', 1, '1 tax:0'], ['total', 1199, '999 tax:200']],
  ['1000 off:100 tax:180', ['total', 540, '500 off:50 tax:90'], ['total', 540, '500 off:50 tax:90']],
  // Of 1079: 9.27 off, 16.68 of taxes, and so 100 - 17 + 9.
  ['999 off:100 tax:180', ['total', 100, '92 off:9 tax:17'], ['total', 979, '907 off:91 tax:163']],
  ['1200 in:200', ['total', 300, '300 in:50'], ['total', 900, '900 in:150']],
  // One way and then the other.
  ['1000 tax:200', ['amount', 250, '250 tax:50'], ['total', 300, '250 tax:50'], ['amount', 500, '500 tax:100']],
  // Cent by cent: 0.2, 0.25, 0.33; then two taxes are left, and one cent for both of 0.5 each.
  ['3 tax:1 tax:1', ['total', 1, '1 tax:0 tax:0'], ['total', 1, '1 tax:0 tax:0'], ['total', 1, '1 tax:0 tax:0'], ['total', 1, '0 tax:1 tax:0'], ['total', 1, '0 tax:0 tax:1']],
]

for (const [line, ...steps] of NOTES)
  test(`${line} is credited in ${steps.length}`, () => {
    let left = read(line)
    for (const [by, wanted, expected] of steps) {
      const credit = by === 'amount' ? creditAmount(left, wanted) : creditTotal(left, wanted)
      assert.equal(written(credit), expected)
      if (by === 'total') assert.equal(totalOf(credit), wanted)
      left = plus(left, credit, -1)
    }
    const isWhole = steps.reduce((sum, [, , expected]) => sum + Number(expected.split(' ')[0]), 0) === read(line).amount
    assert.ok(isWhole, 'the notes are the whole line')
    const none = read(line)
    assert.equal(written(left), written(plus(none, none, -1)))
  })

/** An amount, how many units it is for, and what each of them is credited with. */
const UNITS = [
  [1000, 3, [333, 334, 333]], // 333.3, 666.7, 1000
  [100, 7, [14, 15, 14, 14, 14, 15, 14]], // 14.3, 28.6, 42.9, 57.1, 71.4, 85.7, 100
  [-1000, 3, [-333, -334, -333]],
  [2000, 2, [1000, 1000]],
  [1, 2, [1, 0]], // 0.5
  [0, 2, [0, 0]],
] as const

for (const [amount, of, expected] of UNITS)
  test(`${amount} for ${of} units is credited one by one`, () => {
    const parts = expected.map((_, i) => creditUnits(amount, { before: i, after: i + 1, of }) + 0)
    assert.deepEqual(parts, [...expected])
  })

test('what is taxed goes with it, too', () => {
  const line = { amount: 1000, off: [100], taxes: [{ inclusive: false, amount: 180, taxable: 900 }] }
  const credit = creditAmount(line, 333)
  // 33.3, 59.94 and 299.7
  assert.deepEqual(credit, { amount: 333, off: [33], taxes: [{ inclusive: false, amount: 60, taxable: 300 }] })
  assert.deepEqual(plus(line, credit, -1).taxes, [{ inclusive: false, amount: 120, taxable: 600 }])
})

test('any notes together are the line, and none is below nothing', () => {
  const lines = fc.record({
    net: fc.integer({ min: 0, max: 5000 }),
    off: fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 3 }),
    rates: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 3 }),
    steps: fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 12 }),
  })
  fc.assert(
    fc.property(lines, ({ net, off, rates, steps }) => {
      const amount = net + off.reduce((sum, one) => sum + one, 0)
      const taxes = rates.map((rate) => ({ inclusive: false, amount: Math.round((net * rate) / 100), taxable: net }))
      let left: Creditable = { amount, off, taxes }
      const least = () => Math.min(left.amount, ...left.off, ...left.taxes.map((tax) => tax.amount))
      for (const [byAmount, part] of steps) {
        const whole = byAmount ? left.amount : totalOf(left)
        const wanted = Math.floor(whole * part)
        const credit = byAmount ? creditAmount(left, wanted) : creditTotal(left, wanted)
        if (!byAmount) assert.equal(totalOf(credit), wanted)
        assert.ok(credit.amount >= 0 && credit.off.every((one) => one >= 0))
        left = plus(left, credit, -1)
        assert.ok(least() >= 0)
      }
      left = plus(left, creditAmount(left, left.amount), -1)
      assert.equal(left.amount, 0)
    }),
  )
})
