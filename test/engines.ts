// The engine that a run's tests go over. Each test file opens its own; PostgreSQL is one cluster for the whole run.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../src/kernel/store.ts'
import { openSqlite } from '../src/store/sqlite.ts'

export const ENGINE = process.env.BRINDLE_TEST_STORE ?? 'memory'

/** A store, and the number under which a process may write to it. */
export async function openTestStore(): Promise<{ store: Store; engine: string; node: number }> {
  if (ENGINE === 'memory') return { store: await openSqlite({ path: ':memory:' }), engine: ENGINE, node: 0 }
  if (ENGINE === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'brindle-'))
    return { store: await openSqlite({ path: join(folder, 'brindle.sqlite') }), engine: ENGINE, node: 0 }
  }
  throw new Error(`There is no engine ${ENGINE}.`)
}
