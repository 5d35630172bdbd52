// The engine that a run's tests go over. Each test file opens its own; PostgreSQL is one cluster for the whole run, with
// a database for each file.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Store } from '../src/kernel/store.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { booking } from './booking.ts'
import { repeating } from './repeating.ts'

export const ENGINE = process.env.BRINDLE_TEST_STORE ?? 'memory'

/**
 * A store, its name, and the number under which this process writes to it. Its sums are not followed from unit to unit where accounts
 * go back in time.
 */
export async function openTestStore(
  engine = ENGINE,
  { inOrder = true } = {},
): Promise<{ store: Store; engine: string; node: number }> {
  if (engine === 'memory')
    return { store: repeating(booking(await openSqlite({ path: ':memory:' }), inOrder)), engine, node: 0 }
  if (engine === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'brindle-'))
    return { store: await openSqlite({ path: join(folder, 'brindle.sqlite') }), engine, node: 0 }
  }
  if (engine === 'postgres') {
    const store = await openPostgres({ url: await newDatabase(), onRounds: law })
    return { store: booking(store, false), engine, node: process.pid % 1296 }
  }
  throw new Error(`There is no engine ${engine}.`)
}

/** Law: no operation and no job takes more than four rounds of reads, whatever the number of items. */
function law(rounds: number): void {
  if (rounds > 4) throw new Error(`a unit of work took ${rounds} rounds of reads; the law is 4`)
}

let databases = 0

/** The address of a new, empty database in the run's cluster. */
export async function newDatabase(): Promise<string> {
  const cluster = process.env.BRINDLE_TEST_CLUSTER
  if (!cluster) throw new Error('Tests over PostgreSQL are run by npm test, which starts it.')
  const name = `test_${process.pid}_${++databases}`
  const client = new pg.Client(cluster)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return cluster.replace(/\/postgres$/, `/${name}`)
}
