// A source over a fresh lake, and calls as Adobe's samples make them. For tests.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { type OpenSource, openSource } from '../../src/source/index.ts'

export interface SourceWorld {
  readonly source: OpenSource
  readonly folder: string
  /** Where it listens. */
  readonly url: string
  /** `call('POST', '/flowservice/connections', {…})`. A text is sent as it is. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Called>
  close(): Promise<void>
  /** Closes it, and takes its folder away. */
  discard(): Promise<void>
}

export interface Called {
  readonly status: number
  readonly headers: Headers
  // What a call answers is looked into by every test in its own way.
  readonly body: any
}

/** The headers of every call in Adobe's samples. */
export const HEADERS = {
  authorization: 'Bearer brindle',
  'x-api-key': 'tests',
  'x-gw-ims-org-id': 'BRINDLE@AdobeOrg',
  'x-sandbox-name': 'prod',
}

export interface WorldOptions {
  /** That of a world that was closed. */
  readonly folder?: string
  readonly now?: () => number
  readonly open?: boolean
  readonly host?: string
  /** Whether the folder stays when the world is closed. */
  readonly keep?: boolean
  /** How long a failed request waits before it is tried again, in milliseconds. */
  readonly pauseMs?: number
  /** Whether flows run when they are due; they do where nothing is said. */
  readonly schedules?: boolean
}

/** Opens a source over a new folder, or over one that a closed world has left. */
export async function sourceWorld(options: WorldOptions = {}): Promise<SourceWorld> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'brindle-lake-'))
  const { now, pauseMs, open = true, host = 'http://127.0.0.1:9', schedules = true } = options
  const log = pino({ level: 'silent' })
  const source = await openSource({
    folder,
    key: '',
    log,
    open,
    host: () => host,
    schedules,
    ...(now && { now }),
    ...(pauseMs && { pauseMs }),
  })
  const server = createServer((request, response) => void source.serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  let isClosed = false
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const world: SourceWorld = {
    source,
    folder,
    url,
    call: async (method, path, body, headers = {}) => {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const sent = text === undefined ? {} : { body: text }
      const type = text === undefined ? {} : { 'content-type': 'application/json' }
      const response = await fetch(`${url}/data/foundation${path}`, {
        method,
        headers: { ...HEADERS, ...type, ...headers },
        ...sent,
      })
      const said = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(said) : said }
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await source.close()
      if (!options.keep) rmSync(folder, { recursive: true, force: true })
    },
    discard: async () => {
      await world.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}
