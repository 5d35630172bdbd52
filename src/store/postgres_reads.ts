// Reading the server store within a unit's transaction: a whole level of documents and pages in one round, and nothing
// that has not been asked for.
import type pg from 'pg'
import { type Answer, type Document, type Read, type Reads, readKey, Suspended } from '../kernel/store.ts'
import { byIds, page } from './postgres_tables.ts'

/** What a transaction has read so far; anything else suspends. */
export class Loaded implements Reads {
  readonly #client: pg.PoolClient
  readonly #answers = new Map<string, Answer>()

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  all(reads: readonly Read[]): readonly Answer[] {
    const missing = reads.filter((read) => !this.#answers.has(readKey(read)))
    if (missing.length > 0) throw new Suspended(missing)
    return reads.map((read) => this.#answers.get(readKey(read)))
  }

  /** Fetches a level of reads in one round: all documents by id at once, and every page beside them. */
  async load(reads: readonly Read[]): Promise<void> {
    const places = Map.groupBy(
      reads.filter((read) => 'id' in read),
      ({ place }) => place.account,
    )
    const byId = [...places.values()].map(async (named) => {
      const { rows } = await this.#client.query<Document>(
        byIds(named[0]!.place, [...new Set(named.map(({ id }) => id))]),
      )
      const found = new Map(rows.map((row) => [row.id, row]))
      for (const read of named) this.#answers.set(readKey(read), found.get(read.id))
    })
    const pages = reads
      .filter((read) => 'query' in read)
      .map(async (read) => {
        const { rows } = await this.#client.query<Document>(page(read.place, read.query))
        this.#answers.set(readKey(read), rows)
      })
    await together([...byId, ...pages])
  }
}

/** Waits for all, and throws the first failure: those after it only say that the transaction is over. */
export async function together(statements: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(statements)
  const failed = outcomes.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
