// Check digits, and that no secret or card number is left in a text that is shown.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { passesLuhn } from '../../src/lib/luhn.ts'
import { maskKey, maskSecrets } from '../../src/lib/mask.ts'

test('check digits', () => {
  // 79927398713, from the right: 3 + 2 + 7 + 16->7 + 9 + 6 + 7 + 4 + 9 + 18->9 + 7 = 70.
  assert.equal(passesLuhn('79927398713'), true)
  for (let digit = 0; digit < 10; digit++) assert.equal(passesLuhn(`7992739871${digit}`), digit === 3)
  assert.equal(passesLuhn('4242424242424242'), true)
  assert.equal(passesLuhn('378282246310005'), true)
  assert.equal(passesLuhn('4242424242424241'), false)
  assert.equal(passesLuhn('0'), true)
  for (const bad of ['', '4242 4242 4242 4242', '-18', 'a', '٠']) assert.equal(passesLuhn(bad), false, bad)
})

test('keys keep their kind and their end', () => {
  assert.equal(maskKey('sk_test_abcdefgh1234'), 'sk_test_****1234')
  assert.equal(maskKey('rk_live_abcdefgh1234'), 'rk_live_****1234')
  assert.equal(maskKey('pk_test_abcdefgh1234'), 'pk_test_****1234')
  assert.equal(maskKey('whsec_abcdefgh1234'), 'whsec_****1234')
  assert.equal(maskKey('somethingelse'), '****else')
  // Four of eight characters would be half of it.
  assert.equal(maskKey('sk_test_12345678'), 'sk_test_****')
  assert.equal(maskKey(''), '****')
})

const MASKED: readonly (readonly [string, string])[] = [
  ['Bearer sk_test_51AbCdEfGhIj1234', 'Bearer sk_test_****1234'],
  ['{"key":"rk_live_51AbCdEfGhIj1234"}', '{"key":"rk_live_****1234"}'],
  ['secret=whsec_abcdefghijklmnop', 'secret=whsec_****mnop'],
  ['old sk_abcdefghijklmnop1234', 'old sk_****1234'],
  ['a risk_level of normal, task_sk_x', 'a risk_level of normal, task_sk_x'],
  ['pk_test_public', 'pk_test_public'],
  ['/pi_1?client_secret=pi_1_secret_abcDEF', '/pi_1?client_secret=pi_1_secret_****'],
  ['cs_test_a1_secret_fid%2Fx%3D', 'cs_test_a1_secret_****'],
  ['4242424242424242', '****4242'],
  ['4242 4242 4242 4242', '****4242'],
  ['4000-0566-5566-5556', '****5556'],
  ['card[number]=4242+4242+4242+4242&card[exp_year]=2030', 'card[number]=****4242&card[exp_year]=2030'],
  ['number=4242%204242%204242%204242', 'number=****4242'],
  ['number=%204242424242424242', 'number=%20****4242'],
  ['%22number%22%3A%224242424242424242%22', '%22number%22%3A%22****4242%22'],
  ['{"number":"378282246310005"}', '{"number":"****0005"}'],
  // Other numbers may stand beside it.
  ['2026 4242 4242 4242 4242', '2026 ****4242'],
  ['1700000000 4242424242424242', '1700000000 ****4242'],
  ['4242424242424242 5555555555554444', '****4242 ****4444'],
  // No card: a wrong check digit, too short, too long.
  ['4242424242424241', '4242424242424241'],
  ['42424242426', '42424242426'],
  ['42424242424242424242', '42424242424242424242'],
  ['card[cvc]=123&a=1234', 'card[cvc]=***&a=1234'],
  ['card%5Bcvc%5D=1234', 'card%5Bcvc%5D=***'],
  ['{"cvc": "123"}', '{"cvc": "***"}'],
  ['%22cvc%22%3A%22123%22', '%22cvc%22%3A%22***%22'],
]

test('secrets and cards are masked, and nothing else', () => {
  for (const [text, shown] of MASKED) {
    assert.equal(maskSecrets(text), shown)
    assert.equal(maskSecrets(shown), shown, 'masked twice')
  }
})

test('a card is never left, whatever stands around it and however it is grouped', () => {
  const card = fc
    .array(fc.nat(9), { minLength: 11, maxLength: 18 })
    .map((digits) => digits.join(''))
    .map((body) => body + [...'0123456789'].find((digit) => passesLuhn(body + digit))!)
  const separator = fc.constantFrom('', ' ', '-', '+', '%20', '%2D')
  const around = fc.constantFrom('', 'number=', '%22', '2026 ', '%20', '12-', '{"a":"', 'x')
  fc.assert(
    fc.property(card, separator, around, (digits, between, before) => {
      const text = before + digits.match(/.{1,4}/g)!.join(between)
      assert.ok(!maskSecrets(text).includes(digits.slice(0, -4)), text)
      assert.match(maskSecrets(text), /\*{4}/)
    }),
    { seed: 4242, numRuns: 1_000 },
  )
})

test('long hostile texts take no longer than their length', () => {
  for (const unit of ['%20', '1 ', ' ', '1', '%', 'sk_', '_secret_', 'cvc "', 'a_']) {
    const text = unit.repeat(50_000)
    const start = process.cpuUsage().user
    maskSecrets(text)
    assert.ok(process.cpuUsage().user - start < 2_000_000, unit)
  }
})
