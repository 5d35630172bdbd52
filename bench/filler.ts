// Writes rows into a data folder through the store's own tables, far faster than the API could.
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Write } from '../src/kernel/store.ts'
import { sequence } from '../src/lib/ids.ts'
import { Applier, openWriter } from '../src/store/sqlite_tables.ts'
import { ACCOUNT } from './support.ts'

const SLICE = 10_000

interface Content {
  readonly text: string
  readonly hidden: string | null
  readonly terms: readonly string[]
  readonly queue?: string
  readonly due?: number
}

export class Filler {
  readonly db: DatabaseSync
  readonly #applier: Applier
  #writes: Write[] = []
  #made = 0

  constructor(folder: string) {
    this.db = openWriter(join(folder, 'brindle.sqlite'))
    // Nothing is lost if this machine stops now: the bench starts again.
    this.db.exec('pragma synchronous = off; pragma cache_size = -500000')
    this.#applier = new Applier(this.db)
  }

  /** Writes a row. `created` in epoch seconds. */
  put(id: string, object: string, created: number, content: Content): void {
    const { text, hidden, terms, queue = null, due = null } = content
    const position = { created, seq: sequence(created * 1_000_000 + (this.#made++ % 1_000_000), 0, 0) }
    const document = { id, object, ...position, shape: 1, text, hidden, queue, due }
    const place = { tenant: ACCOUNT, account: ACCOUNT }
    this.#writes.push({ place, id, existed: false, document, position, terms, add: terms, drop: [] })
    if (this.#writes.length >= SLICE) this.#flush()
  }

  #flush(): void {
    this.#applier.apply(this.#writes)
    this.#writes = []
  }

  close(): void {
    this.#flush()
    this.db.exec('pragma wal_checkpoint(truncate)')
    this.db.close()
  }
}
