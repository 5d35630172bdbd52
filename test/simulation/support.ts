// What these tests share: a store in a file that SQL can look into, requests as they travel, and ways to wait.
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Config, configure } from '../../src/config.ts'
import { type Brindle, start } from '../../src/main.ts'
import { openSqlite, type SqliteOptions } from '../../src/store/sqlite.ts'

/** A folder that goes when the process does. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-simulation-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const dataFile = (folder: string): string => join(folder, 'brindle.sqlite')

/** A server over a file, and a second pair of eyes on that file. */
export async function startOnFile(
  folder: string,
  changes: Partial<Config> = {},
  options: Omit<SqliteOptions, 'path'> = {},
): Promise<Brindle & { sql: DatabaseSync }> {
  const path = dataFile(folder)
  const store = await openSqlite({ path, ...options })
  const brindle = await start(configure({ port: 0, logLevel: 'silent', ...changes }), { store })
  const sql = new DatabaseSync(path, { readOnly: true })
  const close = async () => {
    sql.close()
    await brindle.close()
  }
  return { ...brindle, close, sql }
}

/** Rows that follow what happened before, in their own time: answers under their keys, and the index of searches. */
export const FOLLOWS = "object <> 'brindle.idempotency_key' and object not like 'brindle.search_%'"

/** All that an account keeps, as one text; what follows in its own time aside. */
export function keptBy(sql: DatabaseSync, account: string): string {
  const fields = "id || '|' || object || '|' || created || '|' || seq || '|' || text || '|' || coalesce(hidden, '')"
  const queued = "coalesce(queue, '') || '|' || coalesce(due, '')"
  const rows = sql
    .prepare(
      `select ${fields} || '|' || ${queued} as line from rows
       where account = ? and ${FOLLOWS} order by id`,
    )
    .all(account)
  const terms = sql.prepare("select term || '|' || id as line from terms where account = ? order by 1").all(account)
  return [...rows, ...terms].map(({ line }) => line).join('\n')
}

/** A request as it travels: nothing is checked or completed. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}
export interface Spoken {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Why 5 s: a request that the server lost must fail a test, not hang it. */
const ANSWER_MS = 5_000

/** A client that keeps its connections until it is closed. */
export function speaker(
  url: string,
  answerMs = ANSWER_MS,
): { speak(request: Request): Promise<Spoken>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const { hostname, port } = new URL(url)
  const speak = ({ method, path, headers, body }: Request): Promise<Spoken> =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
      const sent = httpRequest(
        { agent, hostname, port, method, path, headers: { ...headers, ...length }, timeout: answerMs },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            resolve({ status: response.statusCode!, headers: response.headers, text })
          })
        },
      )
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${answerMs / 1000} seconds`)))
      sent.on('error', reject)
      sent.end(body)
    })
  return { speak, close: () => agent.destroy() }
}

export const FORM = 'application/x-www-form-urlencoded'

/** Headers of a key with a form. */
export const keyed = (key: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  authorization: `Bearer ${key}`,
  'content-type': FORM,
  ...more,
})

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until something holds; says what it waited for when it never does. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain until ${what}`)
    await pause(10)
  }
}

/** Numbers from 0 up to 1 that repeat themselves (mulberry32), for times and choices outside of fast-check. */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
