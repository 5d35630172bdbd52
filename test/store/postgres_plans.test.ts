// How PostgreSQL goes about a page in the first minutes of a database, when its planner knows nothing of the tables yet.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { migrate, page } from '../../src/store/postgres_tables.ts'
import { newDatabase } from '../engines.ts'

const PLACE = { tenant: 'acct_1', account: 'acct_1' }

test('each document of a page is sought by its whole key, also before there are statistics', async () => {
  const pool = new pg.Pool({ connectionString: await newDatabase() })
  try {
    await migrate(pool)
    await pool.query(`insert into rows select 'acct_1', 'acct_1', 'id_' || i, 'customer', i, 'seq', 1, '{}', null, null, null
      from generate_series(1, 2000) i`)
    await pool.query(`insert into terms select 'acct_1', 'acct_1', 'customer', i, 'seq', 'id_' || i
      from generate_series(1, 100) i`)
    const { text, values = [] } = page(PLACE, { terms: ['customer'], limit: 100 })
    const { rows } = await pool.query(`explain (analyze, format json) ${text}`, values)
    const scans = scansIn(rows[0]['QUERY PLAN'][0].Plan)
    const ofRows = scans.filter((scan) => scan['Relation Name'] === 'rows')
    // 100 seeks that find one document each: nothing is walked and thrown away.
    assert.deepEqual(
      ofRows.map((scan) => [scan['Actual Loops'], scan['Actual Rows'], scan['Rows Removed by Filter'] ?? 0]),
      [[100, 1, 0]],
    )
    assert.equal(rows[0]['QUERY PLAN'][0].Plan['Rows Removed by Join Filter'] ?? 0, 0)
  } finally {
    await pool.end()
  }
})

interface Scan {
  readonly [key: string]: unknown
  readonly Plans?: readonly Scan[]
}

const scansIn = (plan: Scan): Scan[] => [plan, ...(plan.Plans ?? []).flatMap(scansIn)]
