// The line of a command that goes on for a while: written over on a terminal, and nothing but what stays without one.

export interface ProgressLine {
  /** What it is doing just now. */
  readonly show: (text: string) => void
  /** What stays. */
  readonly print: (text: string) => void
  readonly end: () => void
}

export function progressLine(): ProgressLine {
  const isLive = process.stderr.isTTY
  const wipe = () => {
    if (isLive) process.stderr.write('\r\u001b[K')
  }
  let shownAt = 0
  return {
    show: (text) => {
      if (!isLive || Date.now() - shownAt < 100) return
      shownAt = Date.now()
      process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`)
    },
    print: (text) => {
      wipe()
      process.stdout.write(`${text}\n`)
    },
    end: wipe,
  }
}
