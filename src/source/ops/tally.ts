// What this process has counted since it began: figures that only grow, by name and labels.

type Labels = Readonly<Record<string, string>>

/** One figure with its labels. */
export interface Sample {
  readonly labels: Labels
  readonly value: number
}

export class Tally {
  readonly #counts = new Map<string, Map<string, { readonly labels: Labels; value: number }>>()

  /** Adds to a figure; by one where nothing is said. */
  count(name: string, labels: Labels, by = 1): void {
    const known = this.#counts.get(name) ?? new Map()
    this.#counts.set(name, known)
    const key = JSON.stringify(labels)
    const counted = known.get(key) ?? { labels, value: 0 }
    known.set(key, counted)
    counted.value += by
  }

  /** A figure by its labels, in the order in which they came up. */
  of = (name: string): readonly Sample[] => [...(this.#counts.get(name)?.values() ?? [])]
}
