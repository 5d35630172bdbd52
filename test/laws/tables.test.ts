// Law: the rules are checked by tables that were worked out by hand. A test of a rule takes only functions and types from src/,
// so that no table of data is checked against itself, a table takes only types, and there are enough rows.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { currencies } from '../../src/lib/money.ts'
import { DOLLARS } from '../../src/rules/exchange_rates.ts'
import { imports, read, type Source, sources } from './source.ts'

/** Each in `test/rules/<name>_table.ts`, as `ROWS`, read by `<name>.test.ts`. Why so many: each kind of case has its row. */
const ENOUGH: Readonly<Record<string, number>> = {
  pricing: 35,
  proration: 30,
  periods: 30,
  discounts: 30,
  taxes: 25,
  customer_balance: 15,
  dunning: 6,
  revenue: 25,
}
const ALTOGETHER = 150

const root = join(import.meta.dirname, '../..')
const VALUES = /^import\s+(?!type\b)([^'"]*?)\s+from\s+'([^']+)'/gm

/** What a test of rules takes from src/ beside functions and types, and a table beside types, as `path: name`. */
async function wrong(source: Source): Promise<string[]> {
  const found: string[] = []
  for (const [, clause, from] of source.text.matchAll(VALUES)) {
    const path = join(source.path, '..', from!)
    if (!path.startsWith('src/')) continue
    const names = /^\{([^}]*)\}$/.exec(clause!)?.[1]
    // Everything under one name, or a default.
    if (names === undefined) {
      found.push(`${path}: ${clause}`)
      continue
    }
    const module = (await import(join(root, path))) as Record<string, unknown>
    const taken = names.split(',').map((one) => one.trim().split(/\s+as\s+/)[0]!)
    const values = taken.filter((name) => name !== '' && !name.startsWith('type '))
    const isAllowed = (name: string) => !source.path.endsWith('_table.ts') && typeof module[name] === 'function'
    found.push(...values.filter((name) => !isAllowed(name)).map((name) => `${path}: ${name}`))
  }
  const later = /^export\s[^'"]*from\s+'([^']+)'|\bimport\('([^']+)'\)|\brequire\(/gm
  for (const [text, again, dynamic] of source.text.matchAll(later)) {
    const path = again ?? dynamic
    if (!path || join(source.path, '..', path).startsWith('src/')) found.push(text)
  }
  return found
}

test('a test of rules takes only functions and types from src/', async () => {
  for (const source of sources('test/rules')) assert.deepEqual(await wrong(source), [], source.path)
})

test('a table that a test takes from src/ is seen', async () => {
  const file = (text: string) => wrong({ path: 'test/rules/x.test.ts', text })
  assert.deepEqual(await file("import { entryOf, RULES } from '../../src/rules/ledger.ts'"), [
    'src/rules/ledger.ts: RULES',
  ])
  assert.deepEqual(
    await file("import {\n  type Rate,\n  DOLLARS as rates,\n} from '../../src/rules/exchange_rates.ts'"),
    ['src/rules/exchange_rates.ts: DOLLARS'],
  )
  assert.deepEqual(await file("import { SMART_RETRY_DAYS } from '../../src/rules/dunning.ts'"), [
    'src/rules/dunning.ts: SMART_RETRY_DAYS',
  ])
  // Whatever it is called, and wherever it stands.
  assert.deepEqual(await file("import { currencies } from '../../src/lib/money.ts'"), ['src/lib/money.ts: currencies'])
  assert.deepEqual(await file("import { DAY } from '../../src/lib/calendar.ts'"), ['src/lib/calendar.ts: DAY'])
  assert.deepEqual(await file("import * as ledger from '../../src/rules/ledger.ts'"), [
    'src/rules/ledger.ts: * as ledger',
  ])
  // What a table expects is not what the code says.
  const table = {
    path: 'test/rules/x_table.ts',
    text: "import { type Tier, amountOf } from '../../src/rules/pricing.ts'",
  }
  assert.deepEqual(await wrong(table), ['src/rules/pricing.ts: amountOf'])
  assert.equal((await file("const { RULES } = await import('../../src/rules/ledger.ts')")).length, 1)
  assert.equal((await file("export { RULES } from '../../src/rules/ledger.ts'")).length, 1)
})

test('functions, types and tables of the tests themselves may be taken', async () => {
  const text = [
    "import type { Row } from '../../src/rules/ledger.ts'",
    "import { entryOf, type Line } from '../../src/rules/ledger.ts'",
    "import { Defect } from '../../src/lib/assert.ts'",
    "import { ROWS } from './pricing_table.ts'",
    "import test from 'node:test'",
  ]
  assert.deepEqual(await wrong({ path: 'test/rules/x.test.ts', text: text.join('\n') }), [])
})

test('every table has its rows, no two of them alike, and a test that reads them', async () => {
  let rows = 0
  for (const [name, least] of Object.entries(ENOUGH)) {
    const { ROWS } = (await import(join(root, `test/rules/${name}_table.ts`))) as { ROWS: readonly unknown[][] }
    // The last column says why; what is left is what is checked.
    const checked = new Set(ROWS.map((row) => JSON.stringify(row.slice(0, -1))))
    assert.equal(checked.size, ROWS.length, `${name}: two rows are alike`)
    assert.ok(ROWS.length >= least, `${name} has ${ROWS.length} rows`)
    for (const row of ROWS) assert.match(String(row.at(-1)), /\S/, `${name}: ${JSON.stringify(row)} has no working`)
    const path = `test/rules/${name}.test.ts`
    const taken = imports({ path, text: read(path) }).map((one) => one.path)
    assert.ok(taken.includes(`test/rules/${name}_table.ts`), `${path} does not read its table`)
    assert.ok(taken.includes(`src/rules/${name}.ts`), `${path} does not read its rule`)
    assert.match(read(path), /\bof ROWS\)/, `${path} does not go through the rows`)
    rows += ROWS.length
  }
  assert.ok(rows >= ALTOGETHER, `${rows} rows altogether`)
})

test('samples of Stripe are among the rows, with the page that they are from', () => {
  const tables = Object.keys(ENOUGH).map((name) => read(`test/rules/${name}_table.ts`))
  const samples = tables.flatMap((text) =>
    [...text.matchAll(/Stripe’s sample \[([A-Z])\]/g)].map(([, mark]) => ({ text, mark: mark! })),
  )
  for (const { text, mark } of samples) assert.match(text, new RegExp(`^//.*\\[${mark}\\] \\S+\\.(?:com|io)/`, 'm'))
  assert.ok(samples.length >= 10, `${samples.length} samples`)
})

test('a rate of exchange is of a currency that there is', () => {
  for (const code of Object.keys(DOLLARS)) assert.ok(currencies[code], code)
})
