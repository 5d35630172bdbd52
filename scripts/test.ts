// Runs the tests: all of them over memory, then those that go through the door once more over PostgreSQL.
//   node scripts/test.ts [--long] [files…]     BRINDLE_TEST_STORE=postgres only that engine
import { spawn } from 'node:child_process'
import { startCluster } from '../test/cluster.ts'

const args = process.argv.slice(2)
const long = args.includes('--long') || process.env.BRINDLE_LONG === '1'
const files = args.filter((arg) => !arg.startsWith('--'))
const only = process.env.BRINDLE_TEST_STORE
/** Each test file is a process that reads the same modules: compiled once, they take a third of the time to start. */
const COMPILED = 'node_modules/.cache/compiled'
/** What is about the API, and so must hold over every engine. The other tests of the store open each engine themselves. */
const DOOR = [
  'test/resources/**/*.test.ts',
  'test/http/**/*.test.ts',
  'test/sdk/**/*.test.ts',
  'test/stories/**/*.test.ts',
  'test/store/contention.test.ts',
  'test/simulation/payments.test.ts',
]

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

const cluster = await startCluster()
let failed = 0
try {
  if (!only || only === 'memory')
    failed = Math.max(failed, await run('memory', files.length ? files : ['test/**/*.test.ts'], cluster.url))
  if (!only || only === 'postgres')
    failed = Math.max(failed, await run('postgres', files.length ? files : DOOR, cluster.url))
} finally {
  await cluster.stop()
}
// The package that brings PostgreSQL ends the process in its own way, and without our code: end it first.
process.exit(failed)
