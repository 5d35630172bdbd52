// What is accepted but not yet on disk: laid over every read, so that a request sees the one before it at once.
import type { Document, Position, Query, Write } from '../kernel/store.ts'
import { within } from '../kernel/store.ts'
import { columnOf } from './account_column.ts'

export interface Laid {
  readonly unit: number
  readonly document: Document | undefined
  readonly position: Position
  readonly terms: readonly string[]
  readonly drop: readonly string[]
}

export class Overlay {
  readonly #accounts = new Map<string, Map<string, Laid>>()

  /** Lays the writes of an accepted unit over the disk. */
  lay(unit: number, writes: readonly Write[]): void {
    for (const { place, id, document, position, terms, drop } of writes) {
      const account = columnOf(place)
      let rows = this.#accounts.get(account)
      if (!rows) this.#accounts.set(account, (rows = new Map()))
      const earlier = rows.get(id)
      // What an earlier unit dropped is still on disk until that unit is: keep both.
      rows.set(id, {
        unit,
        document,
        position,
        terms,
        drop: earlier ? [...earlier.drop, ...earlier.terms, ...drop] : drop,
      })
    }
  }

  /** Takes away what a unit laid, once it is on disk, unless a newer unit laid over it. */
  lift(unit: number, writes: readonly Write[]): void {
    for (const { place, id } of writes) {
      const account = columnOf(place)
      const rows = this.#accounts.get(account)
      if (rows?.get(id)?.unit !== unit) continue
      rows.delete(id)
      if (rows.size === 0) this.#accounts.delete(account)
    }
  }

  clear(): void {
    this.#accounts.clear()
  }

  get(account: string, id: string): Laid | undefined {
    return this.#accounts.get(account)?.get(id)
  }

  /** What the overlay adds to a query, and the newest unit that has a say in its answer. */
  matching(account: string, query: Query): { added: Document[]; unit: number } {
    const rows = this.#accounts.get(account)
    const added: Document[] = []
    let unit = 0
    if (!rows) return { added, unit }
    const lead = query.terms[0]!
    for (const laid of rows.values()) {
      const has = laid.terms.includes(lead)
      if (!has && !laid.drop.includes(lead)) continue
      if (laid.unit > unit) unit = laid.unit
      if (!has || !laid.document || !within(query, laid.position)) continue
      if (query.terms.every((term) => laid.terms.includes(term))) added.push(laid.document)
    }
    return { added, unit }
  }
}
