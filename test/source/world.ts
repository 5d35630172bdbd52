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

/** Opens a source over a new folder, or over one that a closed world has left. */
export async function sourceWorld(
  options: { folder?: string; now?: () => number; open?: boolean } = {},
): Promise<SourceWorld> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'brindle-lake-'))
  const { now, open = true } = options
  const log = pino({ level: 'silent' })
  const source = await openSource({ folder, key: '', log, open, ...(now && { now }) })
  const server = createServer((request, response) => void source.serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
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
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await source.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
