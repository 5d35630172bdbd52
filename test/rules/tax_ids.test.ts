// What tax ids look like: the examples of https://docs.stripe.com/billing/customer/tax-ids, and what misses them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countryOf, isTaxId, verdictOn } from '../../src/rules/tax_ids.ts'

/** By type, the example of Stripe's table. */
const EXAMPLES = [
  ['ad_nrt', 'A-123456-Z'],
  ['ae_trn', '123456789012345'],
  ['ar_cuit', '12-3456789-01'],
  ['au_abn', '12345678912'],
  ['br_cnpj', '01.234.456/5432-10'],
  ['br_cpf', '123.456.789-87'],
  ['ca_gst_hst', '123456789RT0002'],
  ['ca_pst_bc', 'PST-1234-5678'],
  ['ca_qst', '1234567890TQ1234'],
  ['ch_vat', 'CHE-123.456.789 MWST'],
  ['cl_tin', '12.345.678-K'],
  ['es_cif', 'A12345678'],
  ['eu_oss_vat', 'EU123456789'],
  ['gb_vat', 'GB123456789'],
  ['id_npwp', '12.345.678.9-012.345'],
  ['in_gst', '12ABCDE3456FGZH'],
  ['jp_cn', '1234567891234'],
  ['jp_trn', 'T1234567891234'],
  ['kr_brn', '123-45-67890'],
  ['mx_rfc', 'ABC010203AB9'],
  ['my_sst', 'A12-3456-78912345'],
  ['no_vat', '123456789MVA'],
  ['sg_gst', 'M12345678X'],
  ['us_ein', '12-3456789'],
  ['za_vat', '4123456789'],
] as const

test('every example of Stripe is a tax id of its type, also without its separators', () => {
  for (const [type, value] of EXAMPLES) {
    assert.ok(isTaxId(type, value), type)
    assert.ok(isTaxId(type, value.replace(/[ ./-]/g, '')), type)
    assert.ok(!isTaxId(type, `${value}99999`), `${type} with more digits`)
  }
})

const EU = [
  ['ATU12345678', 'AT'],
  ['BE0123456789', 'BE'],
  ['CY12345678Z', 'CY'],
  ['DE123456789', 'DE'],
  ['EL123456789', 'GR'],
  ['ESA1234567Z', 'ES'],
  ['FRAB123456789', 'FR'],
  ['IE1234567AB', 'IE'],
  ['LT123456789123', 'LT'],
  ['NL123456789B12', 'NL'],
  ['SE123456789123', 'SE'],
  ['XI123456789', 'GB'],
] as const

test('a VAT number of the European Union is that of its country', () => {
  for (const [value, country] of EU) {
    assert.ok(isTaxId('eu_vat', value), value)
    assert.equal(countryOf('eu_vat', value), country)
  }
  for (const value of ['DE123', 'DE12345678A', 'US123456789', '123456789', 'GB123456789', 'toString'])
    assert.ok(!isTaxId('eu_vat', value), value)
})

test('a literal letter is that letter', () => {
  for (const [type, value] of [
    ['no_vat', '123456789MVB'],
    ['jp_trn', 'U1234567891234'],
    ['ch_vat', 'CHE123456789TVX'],
    ['za_vat', '5123456789'],
  ] as const)
    assert.ok(!isTaxId(type, value), value)
})

test('the country of the others is in their name', () => {
  assert.equal(countryOf('kr_brn', '123-45-67890'), 'KR')
  assert.equal(countryOf('eu_oss_vat', 'EU123456789'), null)
  assert.equal(countryOf('eu_vat', '000000000'), null)
})

test('the numbers of tests choose what the register says', () => {
  for (const type of ['eu_vat', 'au_abn'])
    for (const [value, verdict] of [
      ['000000000', 'verified'],
      ['111111111', 'unverified'],
      ['222222222', 'never'],
    ] as const) {
      assert.ok(isTaxId(type, value))
      assert.equal(verdictOn(type, value), verdict)
    }
  assert.equal(verdictOn('eu_vat', 'DE111111111'), 'unverified')
  assert.equal(verdictOn('us_ein', '000000000'), undefined)
  assert.ok(!isTaxId('kr_brn', '000000000'))
})
