// Where nothing is sent that others asked for: addresses of this machine and its networks, however they are written or looked up.
import assert from 'node:assert/strict'
import { lookup } from 'node:dns/promises'
import test from 'node:test'
import { checkPublic, isPublic, NotPublic, publicLookup } from '../../src/lib/public_address.ts'

const PRIVATE = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.0.1'],
  ...[
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.255.255',
    '198.18.0.1',
    '198.19.255.255',
  ],
  ...['192.0.0.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fc00::1', 'fdff:ffff::1', 'fe80::1', 'febf::1', 'ff02::1', 'FD00::1', '[::1]'],
  // IPv4 within IPv6, in both spellings, and behind the translators that networks have.
  ...[
    '::ffff:127.0.0.1',
    '::FFFF:10.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '[::ffff:192.168.0.1]',
    '0:0:0:0:0:ffff:a00:1',
  ],
  ...['64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::7f00:1', '2002:a00:1::', '::7f00:1'],
  // For documentation, and of old, for sites; and what is no address.
  ...['192.0.2.1', 'fec0::1', 'example.com', ''],
]
const PUBLIC = [
  ...[
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
  ],
  ...[
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '223.255.255.255',
  ],
  ...['2606:4700:4700::1111', '2001:4860:4860::8888', '::ffff:8.8.8.8', '::ffff:808:808'],
]

test('addresses of this machine and its networks are private, all others are not', () => {
  // (RFC 6890 and IANA's registries of special-purpose addresses)
  assert.deepEqual(PRIVATE.filter(isPublic), [])
  assert.deepEqual(
    PUBLIC.filter((address) => !isPublic(address)),
    [],
  )
})

test('an address in a URL is refused in every spelling that URLs have', () => {
  for (const host of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
  ])
    assert.throws(() => checkPublic(new URL(`http://${host}/hook`)), NotPublic, host)
  for (const host of ['169.254.169.254', '[fd00::1]', '[fe80::1]', '[::ffff:a9fe:a9fe]', '10.0.0.1:8080'])
    assert.throws(() => checkPublic(new URL(`http://${host}/hook`)), /private address.*--trust-network/, host)
  for (const host of ['1.1.1.1', 'example.com', '[2606:4700:4700::1111]', '10.example.com'])
    assert.doesNotThrow(() => checkPublic(new URL(`http://${host}/hook`)), host)
})

test('a name that leads to a private address is refused when it is looked up', async () => {
  const { address } = await lookup('localhost')
  for (const options of [{}, { all: true }])
    await assert.rejects(
      new Promise((resolve, reject) =>
        publicLookup('localhost', options, (error, found) => (error ? reject(error) : resolve(found))),
      ),
      (error: Error) => error instanceof NotPublic && error.message.includes(address),
    )
})
