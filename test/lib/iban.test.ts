// International bank account numbers: length by country, and the remainder of 97.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ibanCountry, ibanLength, ibanOf } from '../../src/lib/iban.ts'

test('valid numbers tell their country', () => {
  // The examples of SWIFT's registry, where spaces are as people write them.
  const valid: readonly (readonly [string, string])[] = [
    ['GB29 NWBK 6016 1331 9268 19', 'GB'],
    ['DE89370400440532013000', 'DE'],
    ['FR14 2004 1010 0505 0001 3M02 606', 'FR'],
    ['NO9386011117947', 'NO'],
    ['MT84MALT011000012345MTLCAST001S', 'MT'],
    ['be68 5390 0754 7034', 'BE'],
    ['CH9300762011623852957', 'CH'],
    ['VA59001123000012345678', 'VA'],
  ]
  for (const [iban, country] of valid) assert.equal(ibanCountry(iban), country, iban)
})

test('everything else tells nothing', () => {
  const invalid: readonly (readonly [string, string])[] = [
    ['DE89370400440532013001', 'one digit is wrong'],
    ['DE98370400440532013000', 'the check digits are swapped'],
    ['DE8937040044053201300', 'a digit is missing'],
    ['DE893704004405320130000', 'a digit too many'],
    ['DE863704004405320130', 'right check digits, but two characters too few for Germany'],
    ['NO37860111179470', 'right check digits, but one character too many for Norway'],
    ['US89370400440532013000', 'no such country in the euro area’s payments'],
    ['DE89-3704-0044-0532-0130-00', 'hyphens'],
    ['XX', 'too short for anything'],
    ['', 'nothing'],
    ['__proto__', 'no number at all'],
  ]
  for (const [iban, why] of invalid) assert.equal(ibanCountry(iban), undefined, why)
})

test('check digits are those of the registry’s examples', () => {
  assert.equal(ibanOf('DE', '370400440532013000'), 'DE89370400440532013000')
  assert.equal(ibanOf('GB', 'NWBK60161331926819'), 'GB29NWBK60161331926819')
  assert.equal(ibanOf('NO', '86011117947'), 'NO9386011117947')
})

test('how long a country’s numbers are', () => {
  assert.deepEqual(
    [ibanLength('DE'), ibanLength('MT'), ibanLength('US'), ibanLength('__proto__')],
    [22, 31, undefined, undefined],
  )
})
