// Brindle in tests: `import { brindle } from 'brindle/test'` starts one, in this process and in memory, and gives each test a sandbox of
// its own. (docs/in-tests.md) Nothing here may need a new Node before it is known that this one is: below 24 the server is a process
// of its own, under the Node that comes with the package.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import nodeModule from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import { encodeForm, type FormInput } from './lib/form.ts'

/** A server that is there for the tests of one process. */
export interface TestServer {
  /** Where it is reached, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** A new, empty Stripe: another one with each call, or that of a name. */
  sandbox(name?: string): TestSandbox
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** An account of its own, with what Stripe's API does not have. */
export interface TestSandbox {
  readonly key: string
  readonly publishableKey: string
  /** Of the official client: `new Stripe(sandbox.key, sandbox.client)`. */
  readonly client: {
    readonly host: string
    readonly port: number
    readonly protocol: 'http' | 'https'
    readonly telemetry: false
    readonly maxNetworkRetries: 0
  }
  /** Any call. Answers what the API does, and throws its refusals as `Refusal`. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, params?: { readonly [key: string]: FormInput }): Promise<any>
  /** The sandbox's time, in epoch seconds. */
  now(): Promise<number>
  /** Moves its clock by so many seconds, with all that happens on the way. Answers the time then. */
  advance(seconds: number): Promise<number>
  /** The same to a time, in epoch seconds. */
  advanceTo(time: number): Promise<number>
  /** All events, or those of a type, oldest first. */
  events(type?: string): Promise<TestEvent[]>
  /** The next event of a type: each is answered once, oldest first. Waits for it, by default 5 seconds, and throws then. */
  event(type: string, within?: { readonly milliseconds: number }): Promise<TestEvent>
  /** Something that goes wrong (docs/own-calls.md, Faults), until `end`. */
  fault(fault: { readonly [key: string]: FormInput }): Promise<{ readonly id: string; end(): Promise<void> }>
  /** All that the sandbox has now, to be put back any number of times. */
  snapshot(): Promise<{ readonly id: string; restore(): Promise<void>; drop(): Promise<void> }>
  /** Empties it; its keys stay. */
  reset(): Promise<void>
}

export interface TestEvent {
  readonly id: string
  readonly type: string
  /** Epoch seconds. */
  readonly created: number
  readonly data: { readonly object: any; readonly previous_attributes?: any }
  readonly [field: string]: any
}

/** What the API refused. */
export class Refusal extends Error {
  readonly status: number
  readonly type: string | undefined
  readonly code: string | undefined
  readonly param: string | undefined

  constructor(status: number, error: { message?: string; type?: string; code?: string; param?: string }) {
    super(error.message ?? `The answer was ${status}.`)
    this.name = 'Refusal'
    this.status = status
    this.type = error.type
    this.code = error.code
    this.param = error.param
  }
}

export interface TestOptions {
  /** In a process of its own, as it is below Node 24 whatever is said here. */
  readonly spawn?: boolean
  /** A Brindle that runs already: the sandboxes are on it, and it goes on running. Settings are its own affair. */
  readonly url?: string
}

/**
 * Starts a server on a free port, with its data in memory where `settings` (docs/settings.md) say nothing else. Throws what a setting
 * that cannot be says, and below Node 24, where no newer one came with the package, that it needs one.
 */
export async function brindle(settings: Partial<Config> = {}, options: TestOptions = {}): Promise<TestServer> {
  const isOld = Number(process.versions.node.split('.')[0]) < 24
  const isKept = settings.data !== undefined || settings.databaseUrl !== undefined
  const all: Partial<Config> = { port: 0, logLevel: 'silent', ...(!isKept && { memory: true }), ...settings }
  const start = () => (isOld || options.spawn ? beside(all) : inside(all))
  const { url, close } = options.url === undefined ? await start() : there(options.url)
  return {
    url,
    port: portOf(new URL(url)),
    sandbox: (name = `test_${randomBytes(9).toString('hex')}`) => sandbox(url, name),
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Running {
  readonly url: string
  close(): Promise<void>
}

const there = (url: string): Running => ({ url: url.replace(/\/$/, ''), close: async () => {} })

const portOf = ({ port, protocol }: URL) => Number(port) || (protocol === 'https:' ? 443 : 80)

async function inside(settings: Partial<Config>): Promise<Running> {
  // Compiled once, and kept beside the system's temporary files, as the command line does.
  nodeModule.enableCompileCache?.()
  const [{ start }, { configure }] = [await import('./main.ts'), await import('./config.ts')]
  return start(configure(settings))
}

async function beside(settings: Partial<Config>): Promise<Running> {
  const { flagsOf } = await import('./config.ts')
  // From a checkout, or out of dist/ as npm packs it.
  const program = ['../bin/brindle', '../../bin/brindle']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path))!
  const child = spawn(process.execPath, [program, 'start', ...flagsOf(settings)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => child.kill()
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let [said, complained] = ['', '']
    child.stdout.on('data', (text) => {
      said += text
      const found = /Brindle listens on (\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
    child.stderr.on('data', (text) => {
      complained += text
    })
    child.once('exit', (code) => reject(new Error(complained.trim() || `brindle start ended with ${code}.`)))
  }).catch((error) => {
    process.removeListener('exit', kill)
    throw error
  })
  const close = async () => {
    process.removeListener('exit', kill)
    child.kill()
    await ended
  }
  return { url, close }
}

/** Why 20 ms: what is waited for is there some milliseconds after it happened. */
const LOOK_EVERY_MS = 20
const WITHIN_MS = 5_000

function sandbox(url: string, name: string): TestSandbox {
  const key = `sk_test_${name}`
  const at = new URL(url)
  const given = new Set<string>()
  const call: TestSandbox['call'] = async (method, path, params) => {
    const form = params && encodeForm(params)
    const isSent = method === 'POST'
    const response = await fetch(`${url}${path}${!isSent && form ? `?${form}` : ''}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(isSent && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(isSent && { body: form ?? '' }),
    })
    const body = (await response.json()) as any
    if (!response.ok) throw new Refusal(response.status, body.error ?? {})
    return body
  }
  const events: TestSandbox['events'] = async (type) => {
    const found: TestEvent[] = []
    for (let after: string | undefined; ; after = found.at(-1)!.id) {
      const page = await call('GET', '/v1/events', {
        limit: '100',
        ...(type !== undefined && { type }),
        ...(after !== undefined && { starting_after: after }),
      })
      found.push(...page.data)
      if (!page.has_more) return found.reverse()
    }
  }
  const advance = async (params: { readonly [key: string]: string }) =>
    (await call('POST', '/brindle/clock/advance', params)).now as number
  return {
    key,
    publishableKey: `pk_test_${name}`,
    client: {
      host: at.hostname,
      port: portOf(at),
      protocol: at.protocol === 'https:' ? 'https' : 'http',
      telemetry: false,
      maxNetworkRetries: 0,
    },
    call,
    now: async () => (await call('GET', '/brindle/clock')).now,
    advance: (seconds) => advance({ by: String(seconds) }),
    advanceTo: (time) => advance({ to: String(time) }),
    events,
    event: async (type, { milliseconds } = { milliseconds: WITHIN_MS }) => {
      for (const end = performance.now() + milliseconds; ; await wait(LOOK_EVERY_MS)) {
        const found = (await events(type)).find(({ id }) => !given.has(id))
        if (found) {
          given.add(found.id)
          return found
        }
        if (performance.now() < end) continue
        const came = [...new Set((await events()).map((one) => one.type))].join(', ')
        throw new Error(`No ${type} came within ${milliseconds} ms. There were ${came || 'no events'}.`)
      }
    },
    fault: async (fault) => {
      const { id } = await call('POST', '/brindle/faults', fault)
      return { id, end: async () => void (await call('DELETE', `/brindle/faults/${id}`)) }
    },
    snapshot: async () => {
      const { id } = await call('POST', '/brindle/snapshots')
      return {
        id,
        restore: async () => void (await call('POST', `/brindle/snapshots/${id}/restore`)),
        drop: async () => void (await call('DELETE', `/brindle/snapshots/${id}`)),
      }
    },
    reset: async () => void (await call('POST', '/brindle/reset')),
  }
}
