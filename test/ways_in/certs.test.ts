// `brindle certs` as a person types it: what it writes, what it says, and what it leaves alone.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { certs } from './trusted.ts'

const DAY_MS = 86_400_000
const room = mkdtempSync(join(tmpdir(), 'brindle certs '))
after(() => rmSync(room, { recursive: true }))

const read = (folder: string, file: string) => readFileSync(join(room, folder, file), 'utf8')
const mode = (folder: string, file: string) => statSync(join(room, folder, file)).mode & 0o777

test('an authority, a certificate of Stripe’s names and its key, for a short time', async () => {
  await certs('--to', join(room, 'new'), '--name', 'shop.test', '--name', '10.0.0.7', '--days', '30')
  assert.deepEqual(readdirSync(join(room, 'new')).sort(), ['.gitignore', 'bundle.pem', 'ca.pem', 'cert.pem', 'key.pem'])
  assert.equal(read('new', '.gitignore'), '*\n')
  assert.deepEqual(
    ['key.pem', 'ca.pem', 'cert.pem', 'bundle.pem'].map((file) => mode('new', file)),
    [0o600, 0o644, 0o644, 0o644],
  )
  const [ca, cert] = [new X509Certificate(read('new', 'ca.pem')), new X509Certificate(read('new', 'cert.pem'))]
  assert.equal(ca.ca, true)
  assert.equal(cert.ca, false)
  assert.ok(cert.checkIssued(ca) && cert.verify(ca.publicKey))
  assert.match(read('new', 'key.pem'), /^-----BEGIN PRIVATE KEY-----\n/)
  for (const name of `api js hooks checkout billing files m r pm-redirects dashboard`.split(' '))
    assert.equal(cert.checkHost(`${name}.stripe.com`), `${name}.stripe.com`)
  for (const name of ['localhost', 'shop.test']) assert.equal(cert.checkHost(name), name)
  for (const address of ['127.0.0.1', '::1', '10.0.0.7']) assert.ok(cert.checkIP(address), address)
  for (const name of ['stripe.com', 'docs.stripe.com', 'example.com']) assert.equal(cert.checkHost(name), undefined)
  for (const { validToDate } of [ca, cert]) {
    const days = (validToDate.getTime() - Date.now()) / DAY_MS
    assert.ok(days > 29.9 && days <= 30, String(days))
  }
  assert.ok(read('new', 'bundle.pem').endsWith(read('new', 'ca.pem')))
  assert.ok(read('new', 'bundle.pem').split('BEGIN CERTIFICATE').length > 100)
})

test('it never writes over what is there, unless it is told to', async () => {
  const folder = join(room, 'kept')
  await certs('--to', folder)
  const before = read('kept', 'key.pem')
  chmodSync(join(folder, 'key.pem'), 0o644)
  await assert.rejects(certs('--to', folder), {
    code: 2,
    stderr: /^brindle certs: ca.pem, cert.pem, key.pem, bundle.pem in .* would be lost: .* --force\./,
  })
  assert.equal(read('kept', 'key.pem'), before)
  await certs('--to', folder, '--force')
  assert.notEqual(read('kept', 'key.pem'), before)
  assert.equal(mode('kept', 'key.pem'), 0o600)
})

test('in a folder that holds other things too it touches nothing else', async () => {
  writeFileSync(join(room, 'key.pem'), 'of somebody else')
  await assert.rejects(certs('--to', room), { code: 2, stderr: /key.pem in .* would be lost/ })
  rmSync(join(room, 'key.pem'))
  const said = await certs('--to', room)
  assert.ok(!readdirSync(room).includes('.gitignore'))
  // What it says to remove are its own files, each as one word of a shell.
  const [, removal = ''] = /and then +rm (.*)/.exec(said)!
  assert.equal(
    removal,
    ['ca.pem', 'cert.pem', 'key.pem', 'bundle.pem'].map((file) => `'${join(room, file)}'`).join(' '),
  )
})

test('it says where names lead, who trusts it and how, and how all is removed', async () => {
  const folder = join(room, 'said')
  const said = await certs('--to', folder)
  assert.match(said, /^ {2}127\.0\.0\.1 api\.stripe\.com .*js\.stripe\.com.* r\.stripe\.com$/m)
  for (const variable of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'])
    assert.match(said, new RegExp(`export ${variable}='?${room}`))
  assert.match(said, /--host-resolver-rules="MAP \*\.stripe\.com:443 127\.0\.0\.1:443"/)
  for (const [made, gone] of [
    ['security add-trusted-cert', 'security remove-trusted-cert'],
    ['certutil -user -addstore', 'certutil -user -delstore'],
    ['-A -t C,,', '-D -n'],
    ['cp .* update-ca-certificates', 'rm .* update-ca-certificates --fresh'],
  ])
    assert.match(said, new RegExp(`${made}[^]*To remove it all[^]*${gone}`))
})

test('what cannot be is refused', async () => {
  for (const [args, why] of [
    [['--days', '399'], /--days is a number from 1 to 398/],
    [['--days', '0'], /--days is a number/],
    [['--name', '*.com'], /--name is a host's name/],
    [['--nonsense'], /--nonsense/],
  ] as const)
    await assert.rejects(certs('--to', join(room, 'none'), ...args), { code: 2, stderr: why })
  assert.ok(!readdirSync(room).includes('none'))
})
