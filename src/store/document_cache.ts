// Documents read lately. One process holds the data, and every write passes through it, so what is here is what is on disk.
import type { Document } from '../kernel/store.ts'

/** Why these: the accounts and objects of a busy minute, in some 10 MB with their parsed rows. */
const DOCUMENTS_MAX = 2_000
const CHARACTERS_MAX = 4_000_000

const sizeOf = ({ text, hidden }: Document) => text.length + (hidden?.length ?? 0)

export class DocumentCache {
  readonly #documents = new Map<string, Document>()
  #characters = 0

  get(account: string, id: string): Document | undefined {
    return this.#documents.get(`${account} ${id}`)
  }

  /** Keeps a document that was read; the ones that came first go first. */
  keep(account: string, document: Document): Document {
    this.#documents.set(`${account} ${document.id}`, document)
    this.#characters += sizeOf(document)
    for (const [key, oldest] of this.#documents) {
      if (this.#documents.size <= DOCUMENTS_MAX && this.#characters <= CHARACTERS_MAX) break
      this.#drop(key, oldest)
    }
    return document
  }

  /** Forgets what is about to change. */
  forget(account: string, id: string): void {
    const key = `${account} ${id}`
    const known = this.#documents.get(key)
    if (known) this.#drop(key, known)
  }

  clear(): void {
    this.#documents.clear()
    this.#characters = 0
  }

  #drop(key: string, document: Document): void {
    this.#documents.delete(key)
    this.#characters -= sizeOf(document)
  }
}
