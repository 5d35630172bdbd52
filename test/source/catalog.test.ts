// The catalogue: that it can be closed whatever goes on in it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Catalog } from '../../src/source/lake/catalog.ts'

test('a catalogue that is closed answers what it was asked, and nothing more', async () => {
  const catalog = await Catalog.open(':memory:')
  // Long enough that it goes on when the connection would be closed: some tenths of a second.
  const long = catalog.ask<{ n: bigint }>('select count(*) as n from range(30000000) t(i) where sqrt(i) > 5000')
  const written = catalog.write((tx) => tx.insert({ org: 'a', sandbox: 'b' }, 'thing', 'x', {}))
  await catalog.close()
  // Of the numbers below 30 million those above 25 million: 4 999 999.
  assert.deepEqual(await long, [{ n: 4_999_999n }])
  assert.match(await written, /^"/)
  await assert.rejects(catalog.ask('select 1'), /The lake is closed/)
})
