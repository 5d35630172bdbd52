// Where the time of a request goes, by function: the real server under a load, with Node's profiler on.
// Run: node bench/profile.ts post|keyed|get|list|subscribe [bare] (bare: the same without a store, for post and keyed)
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { subscribing } from './billing.ts'
import { prepare } from './get.ts'
import { load, request } from './load.ts'
import { REQUESTS } from './post.ts'
import { brindle, folder, KEY, ROUND_MS, serve, whole } from './support.ts'

const TOP = 45

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Own time and time with all it called, in parts of the whole, of each function of one thread. */
function report(file: string): void {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const spent = new Map<number, number>()
  for (const [i, id] of samples.entries()) spent.set(id, (spent.get(id) ?? 0) + timeDeltas[i]!)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const name = (node: Profile['nodes'][number]) => {
    const { functionName, url, lineNumber } = node.callFrame
    return `${functionName || '(anonymous)'}  ${url.replace(/^.*\/(src|node_modules)\//, '$1/')}:${lineNumber + 1}`
  }
  const own = new Map<string, number>()
  const all = new Map<string, number>()
  const walk = (id: number, above: ReadonlySet<string>): number => {
    const node = byId.get(id)!
    const key = name(node)
    const mine = spent.get(id) ?? 0
    const inside = new Set(above).add(key)
    const whole = (node.children ?? []).reduce((sum, child) => sum + walk(child, inside), mine)
    own.set(key, (own.get(key) ?? 0) + mine)
    // What calls itself is counted once, where it is outermost.
    if (!above.has(key)) all.set(key, (all.get(key) ?? 0) + whole)
    return whole
  }
  const total = walk(nodes[0]!.id, new Set())
  const idle = [...own].filter(([key]) => key.startsWith('(idle)')).reduce((sum, [, time]) => sum + time, 0)
  const busy = total - idle
  console.log(`\n${file.split('/').at(-1)}: busy ${whole(busy / 1000)} ms of ${whole(total / 1000)} ms; % of busy`)
  const share = (time: number) => `${((time / busy) * 100).toFixed(1).padStart(5)} %`
  console.log('   own     all')
  const shown = [...own.keys()].filter((key) => !/^\((idle|root)\)/.test(key))
  const byOwn = shown.toSorted((a, b) => own.get(b)! - own.get(a)!).slice(0, TOP)
  for (const key of byOwn) console.log(`${share(own.get(key)!)} ${share(all.get(key)!)}  ${key}`)
  console.log('by all:')
  const byAll = shown.toSorted((a, b) => all.get(b)! - all.get(a)!).slice(0, TOP)
  for (const key of byAll) console.log(`${share(own.get(key)!)} ${share(all.get(key)!)}  ${key}`)
}

const [what = 'get', bare] = process.argv.slice(2)
const place = folder()
const profiles = join(place, 'profiles')
mkdirSync(profiles)
const nodeArgs = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-interval=200']
const server = bare ? await serve('./no_store.ts', [], nodeArgs) : await brindle(place, { nodeArgs })
const requests =
  what === 'post'
    ? REQUESTS.plain
    : what === 'keyed'
      ? REQUESTS.keyed
      : what === 'subscribe'
        ? await subscribing(server.port)
        : (await prepare(server.port)).requests
const list = [request('GET', '/v1/customers?limit=10', KEY)]
const { port } = server
const measured = await load({
  port,
  requests: what === 'list' ? list : requests,
  connections: 64,
  warmupMs: 500,
  ms: ROUND_MS * 3,
})
console.log(`${what}: ${whole(measured.perSecond)}/s with the profiler on`)
await server.stop()
for (const file of readdirSync(profiles)) report(join(profiles, file))
