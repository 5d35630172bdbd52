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
        const { status, body } = problem(
          503,
          'lake_not_open',
          `The lake could not be opened: ${(error as Error).message}`,
        )
        response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body))
        return
      }
      await source.serve(request, response)
    },
    close: async () => {
      const source = await opening?.catch(() => undefined)
      await source?.close()
      if (kept === undefined && folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
