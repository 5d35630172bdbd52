// Work on many things, some of them at once.

/** Pages, or objects, that are asked for at once. */
export const WORKERS = 8

/**
 * Does `each` with every item, at most `count` at once. The first that fails, or the signal, ends it when those that were begun have
 * ended; then that is thrown.
 */
export async function atOnce<T>(
  count: number,
  items: readonly T[],
  each: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const waiting = [...items]
  const work = async () => {
    try {
      while (waiting.length > 0) {
        signal?.throwIfAborted()
        await each(waiting.shift() as T)
      }
    } catch (error) {
      waiting.length = 0
      throw error
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: Math.min(count, items.length) }, work))
  const failed = workers.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
