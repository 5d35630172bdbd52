// What is typed into fields: how it is written, and what is wrong with it. Numbers are of https://docs.stripe.com/testing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountProblem, bsbProblem, ibanProblem, writeBsb, writeIban } from '../../web/frames/checks/account.ts'
import {
  codeProblem,
  expiryOf,
  expiryProblem,
  lacksPostal,
  networkOf,
  numberProblem,
  postalProblem,
  writeCode,
  writeExpiry,
  writeNumber,
} from '../../web/frames/checks/card.ts'

test('a number is written in the groups of its network, and no longer than that', () => {
  const truth: [typed: string, written: string, brand: string][] = [
    ['4242424242424242', '4242 4242 4242 4242', 'visa'],
    ['4242424242424242999', '4242 4242 4242 4242', 'visa'],
    ['42424', '4242 4', 'visa'],
    ['378282246310005', '3782 822463 10005', 'amex'],
    ['5555555555554444', '5555 5555 5555 4444', 'mastercard'],
    ['2223003122003222', '2223 0031 2200 3222', 'mastercard'],
    ['6011111111111117', '6011 1111 1111 1117', 'discover'],
    ['3056930009020004', '3056 9300 0902 0004', 'diners'],
    ['3566002020360505', '3566 0020 2036 0505', 'jcb'],
    ['6200000000000005', '6200 0000 0000 0005', 'unionpay'],
    ['９ ４２４', '9424', 'unknown'],
    ['４２４２－４２４２', '4242 4242', 'visa'],
    ['card', '', 'unknown'],
  ]
  for (const [typed, written, brand] of truth)
    assert.deepEqual([writeNumber(typed), networkOf(writeNumber(typed).replaceAll(' ', '')).brand], [written, brand])
})

test('a number is whole when it has its length and its check digit', () => {
  const truth: [typed: string, problem: string | undefined][] = [
    ['', 'incomplete_number'],
    ['4242 4242 4242 424', 'incomplete_number'],
    ['4242 4242 4242 4242', undefined],
    ['4242 4242 4242 4241', 'invalid_number'],
    ['3782 822463 10005', undefined],
    ['3782 822463 1000', 'incomplete_number'],
    ['36227206271667', undefined],
    ['0000 0000 0000 0001', 'invalid_number'],
  ]
  for (const [typed, problem] of truth) assert.equal(numberProblem(typed), problem, typed)
})

test('a date may be typed in many ways, and may have passed', () => {
  const written: [typed: string, as: string][] = [
    ['1', '1'],
    ['12', '12'],
    ['123', '12 / 3'],
    ['1234', '12 / 34'],
    ['12/34', '12 / 34'],
    ['12 / 2034', '12 / 34'],
    ['1/34', '01 / 34'],
    ['5', '05'],
    ['534', '05 / 34'],
    ['１２３４', '12 / 34'],
    ['', ''],
  ]
  for (const [typed, as] of written) assert.equal(writeExpiry(typed), as, typed)
  assert.deepEqual(expiryOf('02 / 29'), { month: 2, year: 2029 })
  const today = new Date(2026, 10, 24)
  const truth: [typed: string, problem: string | undefined][] = [
    ['', 'incomplete_expiry'],
    ['12 / 3', 'incomplete_expiry'],
    ['11 / 26', undefined],
    ['10 / 26', 'invalid_expiry_month_past'],
    ['12 / 25', 'invalid_expiry_year_past'],
    ['13 / 30', 'invalid_expiry_month'],
    ['00 / 30', 'invalid_expiry_month'],
    ['12 / 77', 'invalid_expiry_year'],
    ['12 / 76', undefined],
  ]
  for (const [typed, problem] of truth) assert.equal(expiryProblem(typed, today), problem, typed)
})

test('the code and the postal code go by the number', () => {
  assert.equal(writeCode('12345', '4242'), '123')
  assert.equal(writeCode('12345', '3782'), '1234')
  assert.equal(writeCode('１２３', ''), '123')
  assert.equal(codeProblem('12', '4242'), 'incomplete_cvc')
  assert.equal(codeProblem('123', '4242'), undefined)
  assert.equal(codeProblem('123', '3782'), 'incomplete_cvc')
  assert.equal(codeProblem('123', ''), undefined)
  assert.equal(postalProblem('9410', '4242424242424242'), 'incomplete_zip')
  assert.equal(postalProblem('94107', '4242424242424242'), undefined)
  // Australia's test card; Hong Kong has no postal codes.
  assert.equal(postalProblem('2000', '4000000360000006'), undefined)
  assert.equal(lacksPostal('4000003440000004'), true)
  assert.equal(lacksPostal('4000000360000006'), false)
})

test('an IBAN has its country, its length and its remainder', () => {
  assert.equal(writeIban('de89370400440532013000'), 'DE89 3704 0044 0532 0130 00')
  assert.equal(writeIban('DE893704004405320130001234'), 'DE89 3704 0044 0532 0130 00')
  const truth: [typed: string, problem: string | undefined][] = [
    ['', 'incomplete_iban'],
    ['D', 'incomplete_iban'],
    ['12', 'invalid_iban_start'],
    ['DE89 3704', 'incomplete_iban'],
    ['DE89 3704 0044 0532 0130 00', undefined],
    ['DE89 3704 0044 0532 0130 01', 'invalid_iban'],
    ['US89 3704', 'invalid_iban_country_code'],
  ]
  for (const [typed, problem] of truth) assert.equal(ibanProblem(typed), problem, typed)
  assert.equal(ibanProblem('DE89 3704 0044 0532 0130 00', ['SEPA']), undefined)
  assert.equal(ibanProblem('DE89 3704 0044 0532 0130 00', ['FR']), 'invalid_iban_country_code')
})

test('Australia has two numbers', () => {
  assert.equal(writeBsb('000000123'), '000-000')
  assert.equal(writeBsb('00'), '00')
  assert.equal(bsbProblem('000-00'), 'incomplete_bsb')
  assert.equal(bsbProblem('000-000'), undefined)
  assert.equal(accountProblem('1234'), 'incomplete_account_number')
  assert.equal(accountProblem('12345'), undefined)
})
