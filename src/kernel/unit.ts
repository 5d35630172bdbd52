// How the shell runs one unit of work: over a store, in a situation, with everything it wrote committed together.
import type { Read, Store } from './store.ts'
import { type Situation, Work } from './work.ts'

interface Ahead {
  readonly ahead?: () => readonly Read[]
  readonly reading?: boolean
  readonly levels?: number
}

/**
 * Resolves with what `run` returned, once that and all it read is durable. `ahead` is read before it starts; `reading` says
 * that it is not expected to write.
 */
export function unit<T>(
  store: Store,
  situation: Situation,
  run: (work: Work) => T,
  { ahead = () => [], reading = false, levels = 0 }: Ahead = {},
): Promise<T> {
  return store.unit({ requestId: situation.requestId, reads: ahead, reading, levels }, (reads) => {
    const work = new Work(reads, situation)
    const value = run(work)
    return { writes: work.writes(), value, levels: work.levels }
  })
}
