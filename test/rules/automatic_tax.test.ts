// Where customers are for taxes and what is owed there, against tables made by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { behaviorOf, leviesAt, leviesOn, locate } from '../../src/rules/automatic_tax.ts'
import { taxesOn } from '../../src/rules/taxes.ts'
import { BEHAVIORS, PLACES, RATES, SALES } from './automatic_tax_table.ts'

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

test('the standard rates of the whole table are those of 2026', () => {
  const rates = (country: string, states: readonly (string | null)[]) =>
    states.map((state) => {
      const levies = leviesAt({ country, state, source: 'billing_address' })
      return `${state ?? country} ${levies.map(({ percentage }) => percentage).join('+')}`
    })
  for (const [country, text] of Object.entries(RATES)) {
    const expected = text.split(', ')
    const names = expected.map((one) => one.split(' ')[0]!)
    const found = country.length > 2 ? names.flatMap((name) => rates(name, [null])) : rates(country, names)
    assert.deepEqual(found, expected)
  }
})
