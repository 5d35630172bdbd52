// The tables of the embedded store, their migrations, and how one group of writes is applied. Used by the writer's
// connection, which is on a thread of its own for files and on the same thread for memory.
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Write } from '../kernel/store.ts'
import { columnOf } from './account_column.ts'

/**
 * Numbered; the count of them is the schema epoch, kept in `user_version`. A released one is never edited.
 * 1: documents by id, waiting ones by queue, and the index of terms. Terms carry the position, so that a list is one
 * walk of one index and a cursor is one seek.
 * 2: what is kept of a tenant at one time, to be put back.
 * 3: jobs by account, so that what one has before it is a walk of its own and not of everybody's.
 */
const MIGRATIONS = [
  `create table rows (
     tenant text not null, account text not null, id text not null, object text not null,
     created integer not null, seq text not null, shape integer not null,
     text text not null, hidden text, queue text, due integer);
   create unique index rows_by_id on rows (account, id);
   create index rows_by_due on rows (queue, due, seq) where queue is not null;
   create table terms (
     account text not null, term text not null, created integer not null, seq text not null, id text not null,
     primary key (account, term, created, seq, id)) without rowid;`,
  `create table kept (
     tenant text not null, id text not null, at integer not null, documents integer not null,
     primary key (tenant, id)) without rowid;
   create table kept_rows (
     kept text not null, tenant text not null, account text not null, id text not null, object text not null,
     created integer not null, seq text not null, shape integer not null,
     text text not null, hidden text, queue text, due integer);
   create index kept_rows_by_kept on kept_rows (tenant, kept);
   create table kept_terms (
     kept text not null, tenant text not null, account text not null, term text not null,
     created integer not null, seq text not null, id text not null);
   create index kept_terms_by_kept on kept_terms (tenant, kept);`,
  `create index jobs_by_account on rows (account, queue, due, seq) where object = 'brindle.job' and queue is not null;`,
]

/** Opens the writer's connection: durable before it answers, and migrated. `path` may be `:memory:`. */
export function openWriter(path: string): DatabaseSync {
  const db = new DatabaseSync(path)
  // 8 kB pages: the best all-round choice for documents of about 2 kB (docs/decisions/0004-sqlite.md).
  db.exec('pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
  db.exec('pragma wal_autocheckpoint = 4000; pragma cache_size = -8000')
  const { user_version: epoch } = db.prepare('pragma user_version').get() as { user_version: number }
  if (epoch > MIGRATIONS.length)
    throw new Error(`This data was written by a newer Brindle (schema ${epoch}; this one knows ${MIGRATIONS.length}).`)
  for (const [i, migration] of MIGRATIONS.entries()) {
    if (i < epoch) continue
    db.exec(`begin immediate; ${migration}; pragma user_version = ${i + 1}; commit`)
  }
  return db
}

/** Applies groups of writes, each group in one transaction: all of it or nothing. */
export class Applier {
  readonly #db: DatabaseSync
  readonly #insert: StatementSync
  readonly #update: StatementSync
  readonly #delete: StatementSync
  readonly #addTerm: StatementSync
  readonly #dropTerm: StatementSync

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#insert = db.prepare('insert into rows values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#update = db.prepare(
      'update rows set shape = ?, text = ?, hidden = ?, queue = ?, due = ? where account = ? and id = ?',
    )
    this.#delete = db.prepare('delete from rows where account = ? and id = ?')
    this.#addTerm = db.prepare('insert into terms values (?, ?, ?, ?, ?)')
    this.#dropTerm = db.prepare(
      'delete from terms where account = ? and term = ? and created = ? and seq = ? and id = ?',
    )
  }

  apply(writes: readonly Write[]): void {
    this.#db.exec('begin immediate')
    try {
      for (const write of writes) this.#write(write)
      this.#db.exec('commit')
    } catch (error) {
      this.#db.exec('rollback')
      throw error
    }
  }

  #write({ place, id, existed, document: d, position, add, drop }: Write): void {
    const { tenant } = place
    const account = columnOf(place)
    if (!d || existed === 'unknown') this.#delete.run(account, id)
    if (!d) {
      // Nothing is put in its place.
    } else if (existed === true) this.#update.run(d.shape, d.text, d.hidden, d.queue, d.due, account, id)
    else this.#insert.run(tenant, account, id, d.object, d.created, d.seq, d.shape, d.text, d.hidden, d.queue, d.due)
    for (const term of drop) this.#dropTerm.run(account, term, position.created, position.seq, id)
    for (const term of add) this.#addTerm.run(account, term, position.created, position.seq, id)
  }
}
