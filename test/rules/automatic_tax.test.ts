// Where customers are for taxes and what is owed there, against tables made by hand; and the table of rates itself.
import assert from 'node:assert/strict'
import test from 'node:test'
import { behaviorOf, leviesOn, locate } from '../../src/rules/automatic_tax.ts'
import { fromDecimal } from '../../src/lib/rational.ts'
import { NAMES, PROVINCES, TAXES, ZIPS } from '../../src/rules/tax_table.ts'
import { taxesOn } from '../../src/rules/taxes.ts'
import { BEHAVIORS, PLACES, SALES } from './automatic_tax_table.ts'

for (const [shipping, billing, expected, why] of PLACES)
  test(`${JSON.stringify(shipping)} and ${JSON.stringify(billing)} is ${expected} (${why})`, () => {
    const found = locate(shipping, billing)
    assert.equal(found ? `${found.country} ${found.state ?? '-'} ${found.source}` : null, expected)
  })

for (const [place, { seller = 'US', exempt = 'none', ids = [], code = null }, expected, why] of SALES)
  test(`a sale to ${place}: ${expected} (${why})`, () => {
    const [country, state = null] = place.split(' ')
    const where = { country: country!, state, source: 'billing_address' as const }
    const { reason, levies } = leviesOn({ where, seller, exempt, ids, code })
    const owed = levies.map(({ description, percentage }) => `${description} ${percentage}`).join(', ')
    assert.equal(`${reason}: ${owed}`, expected)
  })

for (const [said, usual, currency, expected] of BEHAVIORS)
  test(`${said} with ${usual} in ${currency} is ${expected}`, () => {
    assert.equal(behaviorOf(said, usual, currency), expected)
  })

test('where nothing is owed, nothing is taxable', () => {
  const rate = { id: 'txr_1', percentage: '0', inclusive: true, reason: 'reverse_charge' }
  assert.deepEqual(taxesOn(1000, [rate]), [
    { rate: 'txr_1', inclusive: true, amount: 0, taxable_amount: 0, reason: 'reverse_charge' },
  ])
  assert.deepEqual(taxesOn(1190, [{ ...rate, percentage: '19', reason: 'standard_rated' }]), [
    { rate: 'txr_1', inclusive: true, amount: 190, taxable_amount: 1000, reason: 'standard_rated' },
  ])
})

test('the table has rates of known taxes, and knows the state of every postal code that it names', () => {
  for (const [key, [name, taxes]] of Object.entries(TAXES)) {
    assert.match(key, /^[A-Z]{2}(-[A-Z]{2})?$/)
    assert.notEqual(name, '')
    for (const tax of taxes) {
      const [type, percentage] = tax.split(' ') as [keyof typeof NAMES, string]
      assert.ok(NAMES[type], tax)
      assert.ok(fromDecimal(percentage).n > 0n, tax)
    }
  }
  for (const province of Object.values(PROVINCES)) assert.ok(TAXES[`CA-${province}`], province)
  let before = -1
  for (const [first, last, state] of ZIPS) {
    assert.ok(TAXES[`US-${state}`], state)
    assert.ok(first > before && last >= first, `${first} to ${last}`)
    before = last
  }
})
