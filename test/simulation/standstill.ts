// Time that stands still: the wall clock of this process, so that only the clocks of sandboxes move, and only when they are
// told to. Nothing falls due while a test reads its lists, and a run with one seed is always the same run.
import { mock } from 'node:test'

let stopped: { readonly mock: { restore(): void } } | undefined

/**
 * Stops the wall at a time (epoch seconds), before a server is started; called again, at another. Microseconds go on counting one by
 * one.
 */
export function stopTime(at: number): void {
  if (stopped) {
    stopped.mock.restore()
    mock.timers.reset()
  }
  mock.timers.enable({ apis: ['Date'], now: at * 1000 })
  const since = at * 1000 - performance.timeOrigin
  stopped = mock.method(performance, 'now', () => since)
}
