// Which texts are addresses of the Internet Protocol. (RFC 4291, section 2.2, has the first three of the sixth version)
import assert from 'node:assert/strict'
import test from 'node:test'
import { isIpAddress } from '../../src/lib/ip.ts'

const YES = [
  '2001:DB8::8:800:200C:417A',
  '::1',
  '::',
  'abcd:ef01:2345:6789:abcd:ef01:2345:6789',
  '1.2.3.4',
  '255.0.0.0',
]
const NO = [
  '',
  ':',
  '1.2.3',
  '1.2.3.256',
  '1.2.3.4.5',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8::',
  'g::1',
  '12345::',
  'x.1.2.3',
]

test('an address is told from what is none', () => {
  assert.deepEqual(
    YES.filter((text) => !isIpAddress(text)),
    [],
  )
  assert.deepEqual(NO.filter(isIpAddress), [])
})
