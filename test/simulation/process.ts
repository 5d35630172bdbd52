// Brindle as a process of its own: started as users start it, so that it can be killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/brindle', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}
export interface Running {
  readonly child: ChildProcess
  /** Where it says that it listens. */
  readonly url: string
  /** Resolves when it has ended, with all that it said. */
  readonly ended: Promise<Ended>
  readonly alive: () => boolean
  /** The errors that it has logged so far. */
  readonly defects: () => string[]
}

/** Starts the command line; does not wait for anything. */
function launch(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended>; said: () => string } {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('BRINDLE_'))
  const env = { ...Object.fromEntries(environment), NODE_NO_WARNINGS: '1' }
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  let [stdout, stderr] = ['', '']
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk))
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk))
  const leave = () => child.kill('SIGKILL')
  process.once('exit', leave)
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    process.off('exit', leave)
    return { code, signal, stdout, stderr }
  })
  return { child, ended, said: () => stdout }
}

/** A command that ends by itself. */
export const runToEnd = (args: readonly string[]): Promise<Ended> => launch(args).ended

/** A server on a folder, on a free port. */
export async function startProcess(folder: string, flags: readonly string[] = []): Promise<Running> {
  const { child, ended, said } = launch(['start', '--port', '0', '--data', folder, '--log-level', 'error', ...flags])
  const listens = new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', () => {
      const url = /Brindle listens on (http:\S+)/.exec(said())?.[1]
      if (url) resolve(url)
    })
    ended.then(({ stderr }) => reject(new Error(`it ended before it listened: ${stderr}`)))
  })
  const url = await listens
  const alive = () => child.exitCode === null && child.signalCode === null
  const defects = () =>
    said()
      .split('\n')
      .filter((line) => line.startsWith('{'))
  return { child, url, ended, alive, defects }
}
