// What one unit of work has read so far.
import type { Document, Place } from './store.ts'

/** What a unit has read, by account and id: joining the two for each look costs more than the look. */
export class Loaded {
  readonly #places = new Map<string, Map<string, Document | undefined>>()

  has(place: Place, id: string): boolean {
    return this.#places.get(place.account)?.has(id) ?? false
  }

  get(place: Place, id: string): Document | undefined {
    return this.#places.get(place.account)?.get(id)
  }

  set(place: Place, id: string, document: Document | undefined): void {
    const known = this.#places.get(place.account)
    if (known) known.set(id, document)
    else this.#places.set(place.account, new Map([[id, document]]))
  }
}
