// The source of a server: opened when it is first asked for, or at once where a lake is there already, whose schedules go on.
// DuckDB is large, and most servers have no lake.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { problem } from './door/errors.ts'
import type { OpenSource, SourceOptions } from './index.ts'

export interface SourceMount {
  readonly prefix: string
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** What is said to who may not come in. */
  readonly denial: (message: string) => { readonly status: number; readonly type: string; readonly body: string }
  /** The source's figures; nothing while it is not open. */
  readonly measures: () => Promise<string>
  close(): Promise<void>
}

/** `folder` is undefined where nothing is to be kept: then a temporary one is used, and taken away. */
export function atFirstUse(
  options: Omit<SourceOptions, 'folder'> & { readonly folder: string | undefined },
): SourceMount {
  const { folder: kept, log } = options
  let folder = kept
  let opening: Promise<OpenSource> | undefined
  const open = (): Promise<OpenSource> => {
    opening ??= import('./index.ts').then(({ openSource }) => {
      folder ??= mkdtempSync(join(tmpdir(), 'brindle-lake-'))
      return openSource({ ...options, folder })
    })
    return opening
  }
  if (kept !== undefined && existsSync(join(kept, 'catalog.duckdb')))
    open().catch((error) => log.error({ err: error }, 'the lake could not be opened'))
  return {
    prefix: '/data/foundation',
    serve: async (request, response) => {
      let source: OpenSource
      try {
        source = await open()
      } catch (error) {
        // The next call tries again: another process may have let go of the lake.
        opening = undefined
        log.error({ err: error }, 'the lake could not be opened')
        const said = told(503, 'lake_not_open', `The lake could not be opened: ${(error as Error).message}`)
        response.writeHead(said.status, { 'content-type': said.type }).end(said.body)
        return
      }
      await source.serve(request, response)
    },
    denial: (message) => told(403, 'address_not_allowed', message),
    measures: async () => {
      const source = await opening?.catch(() => undefined)
      // The server's own figures are shown whatever becomes of the lake's.
      const unseen = (error: unknown) => {
        log.error({ err: error }, 'the source could not be measured')
        return ''
      }
      return (await source?.measures().catch(unseen)) ?? ''
    },
    close: async () => {
      const source = await opening?.catch(() => undefined)
      await source?.close()
      if (kept === undefined && folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function told(status: number, code: string, message: string) {
  const { body } = problem(status, code, message)
  return { status, type: 'application/problem+json', body: JSON.stringify(body) }
}
