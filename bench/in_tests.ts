// What tests of users wait for (docs/in-tests.md): the start of a server in their process, a sandbox of their own, and a state put
// back instead of made again.
// Run: node bench/in_tests.ts
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { brindle, type TestSandbox } from '../src/testing.ts'
import { alone, median, millis, type Row, spread } from './support.ts'

const TIMES = 20
/** Of the state that is put back. */
const OBJECTS = 300

const NO_TARGET = { against: '', ratio: '', target: '' }
const TESTING = fileURLToPath(new URL('../src/testing.ts', import.meta.url))

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function times(count: number, work: (at: number) => Promise<number>): Promise<number[]> {
  const all: number[] = []
  for (let at = 0; at < count; at++) all.push(await work(at))
  return all
}

const make = (sandbox: TestSandbox, name: string) => sandbox.call('POST', '/v1/customers', { name })

/** The first of a process, with the import; and any after it. */
async function starts(): Promise<Row[]> {
  const code = `
    const began = performance.now()
    const { brindle } = await import(${JSON.stringify(TESTING)})
    const server = await brindle()
    process.stdout.write(String(performance.now() - began))
    await server.close()`
  const run = () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'ignore'] }))
  run()
  const first = Array.from({ length: TIMES / 2 }, run)
  const later = await times(TIMES, async () => {
    let close = async () => {}
    const ms = await timed(async () => ({ close } = await brindle()))
    await close()
    return ms
  })
  return [
    {
      ...NO_TARGET,
      what: 'brindle/test: the first server of a process, with its import',
      measured: millis(median(first)),
    },
    { ...NO_TARGET, what: 'brindle/test: another server in the same process', measured: millis(median(later)) },
  ]
}

async function sandboxes(): Promise<Row> {
  await using server = await brindle()
  const known = server.sandbox()
  await make(known, 'first')
  const fresh: number[] = []
  const again: number[] = []
  for (let at = 0; at < TIMES * 5; at++) {
    fresh.push(await timed(() => make(server.sandbox(), 'x')))
    again.push(await timed(() => make(known, 'x')))
  }
  return {
    ...NO_TARGET,
    what: 'brindle/test: a customer in a sandbox of its own',
    measured: millis(median(fresh)),
    against: `in one that is known: ${millis(median(again))}`,
    ratio: spread(fresh.map((ms, at) => ms / again[at]!)),
  }
}

async function restores(): Promise<Row> {
  await using server = await brindle()
  const fill = async (sandbox: TestSandbox) => {
    for (let at = 0; at < OBJECTS; at++) await make(sandbox, String(at))
  }
  const sandbox = server.sandbox()
  await fill(sandbox)
  const snapshot = await sandbox.snapshot()
  const [restored, made]: [number[], number[]] = [[], []]
  for (let at = 0; at < TIMES; at++) {
    await make(sandbox, 'one more')
    restored.push(await timed(() => snapshot.restore()))
    made.push(await timed(() => fill(server.sandbox())))
  }
  return {
    ...NO_TARGET,
    what: `brindle/test: a state of ${OBJECTS} customers and their events put back`,
    measured: millis(median(restored)),
    against: `made again: ${millis(median(made))}`,
    ratio: spread(restored.map((ms, at) => ms / made[at]!)),
  }
}

export async function run(): Promise<Row[]> {
  return [...(await starts()), await sandboxes(), await restores()]
}

if (import.meta.main) await alone(run)
