// What registrations cover and when, and what a flat refund gives back, against tables made by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { leviesOn } from '../../src/rules/automatic_tax.ts'
import { percentageText, sharesOf, summed, partsOf } from '../../src/rules/tax_calculation.ts'
import { coverageOf, covers, type Option, statusAt } from '../../src/rules/tax_registrations.ts'

const at = (
  country: string,
  state: string | null = null,
  type: 'gst' | 'hst' | 'pst' | 'vat' | 'sales_tax' = 'vat',
) => ({
  country,
  state,
  type,
})

// biome-ignore format: a table
const COVERAGE: readonly (readonly [country: string, option: Option, place: string | undefined, why: string])[] = [
  ['DE', { type: 'standard' }, 'DE', 'a country'],
  ['IE', { type: 'oss_union' }, 'EU-IE', 'the One Stop Shop is for the other member states'],
  ['IE', { type: 'oss_non_union' }, 'EU', 'whoever is not established in the Union files for all of it'],
  ['IE', { type: 'ioss' }, undefined, 'parcels from abroad are not told apart'],
  ['FR', { type: 'standard', standard: { place_of_supply_scheme: 'standard' } }, 'FR', 'said in so many words'],
  ['FR', { type: 'standard', standard: { place_of_supply_scheme: 'small_seller' } }, undefined, 'taxed at home'],
  ['US', { type: 'state_sales_tax', state: 'CA' }, 'US-CA', 'a state'],
  ['US', { type: 'state_sales_tax', state: 'OR' }, undefined, 'has no tax on sales'],
  ['US', { type: 'state_sales_tax', state: 'WI' }, undefined, 'is not in the table'],
  ['US', { type: 'local_amusement_tax', state: 'IL' }, undefined, 'no cities'],
  ['CA', { type: 'standard' }, 'CA', 'GST and HST'],
  ['CA', { type: 'simplified' }, 'CA', 'the same'],
  ['CA', { type: 'province_standard', province_standard: { province: 'BC' } }, 'CA-BC', 'its PST'],
  ['CA', { type: 'province_standard', province_standard: { province: 'ON' } }, undefined, 'Ontario has none of its own'],
  ['AL', { type: 'standard' }, undefined, 'Albania is not in the table'],
]
for (const [country, option, place, why] of COVERAGE)
  test(`${country} ${JSON.stringify(option)} covers ${place} (${why})`, () => {
    assert.equal(coverageOf(country, option), place)
  })

// biome-ignore format: a table
const COVERED: readonly (readonly [place: string, owed: Parameters<typeof covers>[1], expected: boolean])[] = [
  ['DE', at('DE'), true], ['DE', at('FR'), false],
  ['EU', at('IE'), true], ['EU', at('GB'), false], ['EU-IE', at('IE'), false], ['EU-IE', at('DE'), true], ['EU-IE', at('CH'), false],
  ['US-CA', at('US', 'CA', 'sales_tax'), true], ['US-CA', at('US', 'NY', 'sales_tax'), false], ['US-CA', at('CA', 'ON', 'hst'), false],
  ['CA', at('CA', 'ON', 'hst'), true], ['CA', at('CA', 'BC', 'gst'), true], ['CA', at('CA', 'BC', 'pst'), false],
  ['CA-BC', at('CA', 'BC', 'pst'), true], ['CA-BC', at('CA', 'BC', 'gst'), false], ['CA-BC', at('CA', 'SK', 'pst'), false],
]
test('a registration covers the taxes of its place', () => {
  for (const [place, owed, expected] of COVERED)
    assert.equal(covers(place, owed), expected, `${place} ${JSON.stringify(owed)}`)
})

test('it counts from its beginning until its end', () => {
  const status = (now: number) => statusAt(100, 200, now)
  assert.deepEqual([99, 100, 199, 200].map(status), ['scheduled', 'active', 'active', 'expired'])
  assert.equal(statusAt(100, null, 1000), 'active')
  assert.equal(statusAt(100, 100, 50), 'scheduled', 'one that was given up before it began')
})

const sold = (country: string, state: string | null, places: readonly string[] | undefined, now = 150) => {
  const registered = places?.map((place) => ({ place, from: 100, to: 200 }))
  const where = { country, state, source: 'billing_address' as const }
  const { reason, levies } = leviesOn({
    where,
    seller: 'US',
    exempt: 'none',
    ids: country === 'FR' ? ['eu_vat'] : [],
    code: null,
    collecting: { registered, at: now },
  })
  return `${reason}: ${levies.map(({ description, percentage }) => `${description} ${percentage}`).join(', ')}`
}
test('taxes are collected where and while somebody is registered', () => {
  assert.equal(sold('DE', null, undefined), 'standard_rated: VAT Germany 19')
  assert.equal(sold('DE', null, []), 'not_collecting: VAT Germany 0')
  assert.equal(sold('DE', null, ['DE']), 'standard_rated: VAT Germany 19')
  assert.equal(sold('DE', null, ['DE'], 99), 'not_collecting: VAT Germany 0')
  assert.equal(sold('DE', null, ['DE'], 200), 'not_collecting: VAT Germany 0')
  assert.equal(sold('FR', null, ['DE']), 'not_collecting: VAT France 0')
  assert.equal(sold('FR', null, ['EU-IE']), 'reverse_charge: VAT France 0')
  assert.equal(sold('CA', 'BC', ['CA']), 'standard_rated: GST British Columbia 5')
  assert.equal(sold('CA', 'BC', ['CA', 'CA-BC']), 'standard_rated: GST British Columbia 5, PST British Columbia 7')
  assert.equal(sold('US', 'OR', ['US-CA']), 'not_subject_to_tax: Sales Tax Oregon 0')
})

test('sums go by tax, rate, reason and kind of price', () => {
  const sale = {
    where: { country: 'CA', state: 'QC', source: 'billing_address' as const },
    seller: 'US',
    exempt: 'none',
    ids: [],
    code: null,
  }
  // 9.975 % of 1001 is 99.85 and of 999 is 99.65: 100 each; 5 % are 50.05 and 49.95: 50 each.
  const parts = [...partsOf(1001, false, sale), ...partsOf(999, false, sale)]
  const shown = summed(parts).map(({ levy, amount, taxable_amount }) => [levy.type, amount, taxable_amount])
  assert.deepEqual(shown, [
    ['gst', 100, 2000],
    ['qst', 200, 2000],
  ])
})

test('percentages have a decimal', () => {
  assert.deepEqual(['23', '0', '8.5', '9.975'].map(percentageText), ['23.0', '0.0', '8.5', '9.975'])
})

// docs.stripe.com/tax/custom, "Partially refund a sale by a flat amount": $10 and $20 at 10 %, of which $16.50 go back; then the
// same after the first line was refunded. The others by hand.
// biome-ignore format: a table
const FLAT: readonly (readonly [flat: number, left: readonly (readonly [amount: number, tax: number, inclusive?: true])[], shares: readonly (readonly [number, number])[]])[] = [
  [1650, [[1000, 100], [2000, 200]], [[500, 50], [1000, 100]]],
  [1650, [[0, 0], [2000, 200]], [[0, 0], [1500, 150]]],
  // 101 of 300: 33, then 67 as 33.67 is rounded down to 33 and the rest follows; of 33 a tenth of 110 is 3.
  [101, [[91, 9], [182, 18]], [[30, 3], [62, 6]]],
  // Within: 123 of which 23 are tax, a half of it.
  [61, [[123, 23, true]], [[61, 11]]],
]
for (const [flat, left, shares] of FLAT)
  test(`${flat} back of ${JSON.stringify(left)}`, () => {
    const found = sharesOf(
      flat,
      left.map(([amount, amount_tax, inclusive = false]) => ({ amount, amount_tax, inclusive })),
    )
    assert.deepEqual(
      found.map(({ amount, amount_tax }) => [amount, amount_tax]),
      shares,
    )
  })
