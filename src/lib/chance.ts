// Random bytes, fetched by the page: asking the system for each request's few would cost more than the rest of it.
import { randomFillSync } from 'node:crypto'

const PAGE = Buffer.alloc(8192)
let used = PAGE.length

/** So many random bytes, at most 1 024, which nobody else is given. */
export function chance(count: number): Uint8Array {
  if (used + count > PAGE.length) {
    randomFillSync(PAGE)
    used = 0
  }
  const bytes = Uint8Array.prototype.slice.call(PAGE, used, used + count)
  used += count
  return bytes
}
