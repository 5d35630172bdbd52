// A server that goes by Stripe's names over HTTPS, as `brindle certs` and `--as-stripe` make it, and a client that is led to it.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, type AgentOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '../../src/config.ts'
import type { Brindle } from '../../src/main.ts'
import { startBrindle } from '../world.ts'

export interface Trusted {
  readonly brindle: Brindle
  readonly folder: string
  /** What clients are to trust. */
  readonly ca: string
  /** What the command printed. */
  readonly said: string
  close(): Promise<void>
}

const PROGRAM = join(import.meta.dirname, '../../bin/brindle')

/** Runs `brindle certs`; answers what it prints, and rejects where it fails. */
export const certs = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [PROGRAM, 'certs', ...args])).stdout

export async function startTrusted(changes: Partial<Config> = { asStripe: true }): Promise<Trusted> {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-certs-'))
  const said = await certs('--to', folder)
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const brindle = await startBrindle({ tlsCert: [cert], tlsKey: [key], tlsPort: 0, ...changes })
  return {
    brindle,
    folder,
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    said,
    close: async () => {
      await brindle.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Leads every name and port here, as a hosts file would. */
export class Here extends Agent {
  readonly #port: number

  constructor(port: number, options: AgentOptions = {}) {
    super(options)
    this.#port = port
  }

  override createConnection(...[options, created]: Parameters<Agent['createConnection']>) {
    return super.createConnection({ ...options, host: '127.0.0.1', port: this.#port }, created)
  }
}
