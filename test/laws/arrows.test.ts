// Law: which room may know which. The arrows are those of ARCHITECTURE.md; any other fails here.
import assert from 'node:assert/strict'
import test from 'node:test'
import { imports, type Source, sources } from './source.ts'

/** Rooms and files that each room may import from, beside itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  contract: ['lib'],
  versions: ['contract', 'lib'],
  kernel: ['contract', 'versions', 'lib'],
  rules: ['lib'],
  network: ['lib'],
  resources: ['contract', 'kernel', 'rules', 'network', 'versions', 'lib'],
  store: ['kernel', 'lib'],
  jobs: ['kernel', 'lib'],
  delivery: ['kernel', 'lib'],
  http: ['kernel', 'lib'],
  describe: ['contract', 'kernel', 'lib'],
  scenarios: ['lib'],
  source: ['contract', 'lib'],
  ways_in: ['testing.ts'],
  commands: ['main.ts', 'config.ts', 'contract', 'kernel', 'versions', 'resources', 'http', 'source', 'lib'],
}
/** Packages by room. Types of `stripe` are the contract and may be named anywhere. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  lib: ['asn1js', 'ipaddr.js', 'pkijs', 'qrcode-generator', 'subset-font'],
  store: ['pg'],
  delivery: ['undici', 'ws', 'pino'],
  jobs: ['pino'],
  http: ['find-my-way', 'pino', 'prom-client'],
  commands: ['pino'],
  source: ['@duckdb/node-api', 'croner', 'fast-json-patch', 'pg', 'pg-copy-streams', 'pino', 'ulid', 'undici'],
}
/** Where objects stand: a folder may only import those before it. */
const DOWNHILL = [
  'core',
  'catalog',
  'payments',
  'tax',
  'billing',
  'checkout',
  'connect',
  'financial_connections',
  'treasury',
  'vault',
  'money_management',
  'terminal',
  'identity',
  'climate',
  'apps',
  'issuing',
]

const roomOf = (path: string) => path.split('/')[1]!

function wrong(source: Source): string[] {
  const room = roomOf(source.path)
  if (['main.ts', 'browser.ts', 'cli.ts', 'config.ts', 'hosted.ts', 'testing.ts'].includes(room)) return []
  return imports(source).flatMap(({ path, typeOnly }) => {
    if (path.startsWith('node:')) return []
    if (!path.startsWith('src/')) {
      const allowed = (path === 'stripe' && typeOnly) || PACKAGES[room]?.includes(path)
      return allowed ? [] : [`${source.path} imports the package ${path}`]
    }
    const target = roomOf(path)
    if (target !== room && !ARROWS[room]?.includes(target)) return [`${source.path} imports ${path}`]
    if (room !== 'resources' || target !== 'resources' || path.split('/').length < 4) return []
    const [from, to] = [source.path, path].map((one) => DOWNHILL.indexOf(one.split('/')[2]!))
    return source.path.split('/').length > 3 && to! > from! ? [`${source.path} imports uphill: ${path}`] : []
  })
}

test('every import follows an arrow', () => {
  assert.deepEqual(sources('src').flatMap(wrong), [])
})

test('an import against the arrows is seen', () => {
  const file = (path: string, text: string) => wrong({ path, text })
  assert.equal(file('src/kernel/x.ts', "import { a } from '../store/sqlite.ts'").length, 1)
  assert.equal(file('src/resources/core/x.ts', "import { a } from '../billing/invoice.ts'").length, 1)
  assert.equal(file('src/rules/x.ts', "import pg from 'pg'").length, 1)
  assert.equal(file('src/lib/x.ts', "import type Stripe from 'stripe'").length, 0)
  assert.equal(file('src/http/x.ts', "const { a } = await import('../jobs/runner.ts')").length, 1)
})

test('every room has its arrows', () => {
  const rooms = new Set(sources('src').map(({ path }) => roomOf(path)))
  assert.deepEqual(
    [...rooms].filter((room) => !room.endsWith('.ts') && !ARROWS[room]),
    [],
  )
})
