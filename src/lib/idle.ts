// Memory after a rush: V8 keeps what it grew to until it collects again, which an idle program gives it no reason to do. The space for
// young objects alone, 64 MB of it twice, stays as large as the rush made it, or the loading of modules.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const EVERY_MS = 2_000
/** Why 1 000: a collection takes 30 to 80 ms, and fewer pieces of work leave little behind. */
const WORTH_IT = 1_000

/**
 * Collects garbage once nothing has happened for a moment, first of all what the start has left; `done` counts what has happened so far.
 * A collection of the last resort is the one that gives memory back.
 */
export function collectWhenIdle(done: () => number): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (how: object) => void
  let collected = -WORTH_IT
  let before = 0
  setInterval(() => {
    const now = done()
    if (now === before && now - collected >= WORTH_IT) {
      collected = now
      collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    }
    before = now
  }, EVERY_MS).unref()
}
