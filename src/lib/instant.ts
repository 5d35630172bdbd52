// The wall clock in microseconds, never twice the same: what sequences count from.

let last = 0

/** Microseconds since the epoch. Later calls give larger numbers, even when the wall clock is set back. */
export function microseconds(): number {
  const now = Math.floor((performance.timeOrigin + performance.now()) * 1000)
  last = now > last ? now : last + 1
  return last
}
