// A store that runs every unit twice: straight through, and again from the start after each read that was not loaded
// yet. What both want written must be equal, or the unit would not survive a suspension. (core rule: repeatable)
import assert from 'node:assert/strict'
import {
  type Answer,
  type Done,
  type Plan,
  type Read,
  type Reads,
  readKey,
  type Store,
  Suspended,
} from '../src/kernel/store.ts'

export function repeating(store: Store): Store {
  return Object.assign(Object.create(store), {
    unit: <T>(plan: Plan, work: (reads: Reads) => Done<T>): Promise<T> =>
      store.unit(plan, (reads) => {
        const straight = outcome(() => work(reads))
        const loaded = new Map<string, Answer>()
        const suspending: Reads = {
          all: (asked: readonly Read[]) => {
            const missing = asked.filter((read) => !loaded.has(readKey(read)))
            if (missing.length > 0) throw new Suspended(missing)
            return asked.map((read) => loaded.get(readKey(read)))
          },
        }
        for (;;) {
          const again = outcome(() => work(suspending))
          if (again.thrown instanceof Suspended) {
            const missing = again.thrown.reads
            for (const [i, answer] of reads.all(missing).entries()) loaded.set(readKey(missing[i]!), answer)
            continue
          }
          assert.equal(String(again.thrown), String(straight.thrown))
          assert.deepEqual(again.done?.writes, straight.done?.writes)
          assert.deepEqual(again.done?.value, straight.done?.value)
          if (straight.thrown) throw straight.thrown
          return straight.done!
        }
      }),
    claim: store.claim.bind(store),
    queues: store.queues.bind(store),
    next: store.next.bind(store),
    jobs: store.jobs.bind(store),
    count: store.count.bind(store),
    release: store.release.bind(store),
    watch: store.watch.bind(store),
    backup: store.backup.bind(store),
    close: store.close.bind(store),
  })
}

function outcome<T>(run: () => Done<T>): { done?: Done<T>; thrown?: unknown } {
  try {
    return { done: run() }
  } catch (thrown) {
    return { thrown }
  }
}
