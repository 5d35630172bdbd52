// Memory after a rush: V8 keeps what it grew to until it collects again, which an idle program gives it no reason to do.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const EVERY_MS = 2_000
/** Why 1 000: a collection takes some 20 ms, and fewer pieces of work leave little behind. */
const WORTH_IT = 1_000

/** Collects garbage once nothing has happened for a moment; `done` counts what has happened so far. */
export function collectWhenIdle(done: () => number): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let collected = 0
  let before = 0
  setInterval(() => {
    const now = done()
    if (now === before && now - collected >= WORTH_IT) {
      collected = now
      collect()
    }
    before = now
  }, EVERY_MS).unref()
}
