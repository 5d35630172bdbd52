// Runs the tests: all of them over memory, then those that go through the door once more over PostgreSQL.
//   node scripts/test.ts [--long] [files…]     BRINDLE_TEST_STORE=postgres only that engine
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startCluster } from '../test/cluster.ts'

const args = process.argv.slice(2)
const long = args.includes('--long') || process.env.BRINDLE_LONG === '1'
const files = args.filter((arg) => !arg.startsWith('--'))
const only = process.env.BRINDLE_TEST_STORE
/** Each test file is a process that reads the same modules: compiled once, they take a third of the time to start. */
const COMPILED = 'node_modules/.cache/compiled'
/**
 * The tests of resources share a server: so many files each are one process, which starts it once. To start one for each of
 * them took two fifths of the whole. A file that is named runs by itself.
 */
const TOGETHER = 10
const RESOURCES = 'test/resources/**/*.test.ts'
/** What is about the API, and so must hold over every engine. The other tests of the store open each engine themselves. */
const DOOR = [
  RESOURCES,
  'test/http/**/*.test.ts',
  'test/sdk/**/*.test.ts',
  'test/stories/**/*.test.ts',
  'test/store/contention.test.ts',
  'test/simulation/payments.test.ts',
]

/** Files that import those of each group, the largest spread over all of them. */
function groups(folder: string): string[] {
  const largest = globSync(RESOURCES).toSorted((a, b) => statSync(b).size - statSync(a).size)
  const count = Math.ceil(largest.length / TOGETHER)
  return Array.from({ length: count }, (_, group) => {
    const path = join(folder, `resources_${group + 1}.test.mjs`)
    const own = largest.filter((_, at) => at % count === group)
    writeFileSync(path, own.map((file) => `import ${JSON.stringify(pathToFileURL(resolve(file)).href)}\n`).join(''))
    return path
  })
}

/** All files of these patterns, with the resources' in groups. */
function grouped(patterns: readonly string[], folder: string): string[] {
  const all = new Set(patterns.flatMap((pattern) => globSync(pattern)))
  for (const file of globSync(RESOURCES)) all.delete(file)
  // The groups first: they take the longest.
  return [...groups(folder), ...[...all].toSorted()]
}

function run(engine: string, patterns: readonly string[], cluster: string): Promise<number> {
  console.log(`\n# Tests over ${engine}`)
  const env = {
    ...process.env,
    BRINDLE_TEST_STORE: engine,
    BRINDLE_TEST_CLUSTER: cluster,
    NODE_COMPILE_CACHE: COMPILED,
    ...(long && { BRINDLE_LONG: '1' }),
  }
  const child = spawn(
    process.execPath,
    ['--test', '--test-concurrency=2', `--test-timeout=${long ? 3_600_000 : 120_000}`, ...patterns],
    { stdio: 'inherit', env },
  )
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

const folder = mkdtempSync(join(tmpdir(), 'brindle-tests-'))
const cluster = await startCluster()
let failed = 0
try {
  if (!only || only === 'memory')
    failed = Math.max(
      failed,
      await run('memory', files.length ? files : grouped(['test/**/*.test.ts'], folder), cluster.url),
    )
  if (!only || only === 'postgres')
    failed = Math.max(failed, await run('postgres', files.length ? files : grouped(DOOR, folder), cluster.url))
} finally {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}
// The package that brings PostgreSQL ends the process in its own way, and without our code: end it first.
process.exit(failed)
