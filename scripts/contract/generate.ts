// Writes src/contract/current.json and history.json from the majors of the `stripe` package that are
// installed here.
//   node scripts/contract/generate.ts           all versions; first `npm ci` in this folder
//   node scripts/contract/generate.ts --check   fails when the newest is not what the root's `stripe` says
import fs from 'node:fs'
import path from 'node:path'
import { differences } from './difference.ts'
import { type Lengthen, maxLengths } from './max_lengths.ts'
import { sortKeys } from './nodes.ts'
import { type Snapshot, snapshot } from './snapshot.ts'
import { snapshotOf, type Tables, tablesOf } from './tables.ts'

const here = import.meta.dirname
const root = path.join(here, '../..')
const output = path.join(root, 'src/contract')

/**
 * The versions that requests meet every day; the others are only loaded when one of them is first asked for.
 */
const CURRENT = ['2026-08-26.dahlia', '2026-10-28.endive']
/** How many differences are shown: more would be a new version, not a slip. */
const SHOWN_MAX = 40

if (process.argv.includes('--check')) check()
else generate()

function generate(): void {
  const modules = path.join(here, 'node_modules')
  const lengthen = maxLengths()
  const snapshots = fs
    .readdirSync(modules)
    .filter((name) => name.startsWith('stripe-'))
    .map((name) => read(path.join(modules, name), lengthen))
    .sort((a, b) => (a.version < b.version ? -1 : 1))
  const isCurrent = ({ version }: Snapshot) => CURRENT.includes(version)
  const past = snapshots.filter((one) => !isCurrent(one))
  const pastVersions = past.map(({ version }) => version)
  write('current.json', tablesOf(snapshots.filter(isCurrent), pastVersions))
  write('history.json', tablesOf(past))
}

function read(folder: string, lengthen: Lengthen): Snapshot {
  const { version, objects, ...rest } = snapshot(folder)
  const entries = Object.entries(rest.operations).map(([key, entry]) => [
    key,
    { ...entry, params: lengthen(key, entry.params) },
  ])
  const operations: Snapshot['operations'] = sortKeys(Object.fromEntries(entries))
  console.log(`${version}: ${entries.length} operations, ${Object.keys(objects).length} objects`)
  return { version, operations, objects }
}

function write(name: string, tables: Tables): void {
  const text = `${JSON.stringify(tables)}\n`
  fs.mkdirSync(output, { recursive: true })
  fs.writeFileSync(path.join(output, name), text)
  console.log(`${name}: ${tables.versions.length} versions, ${tables.nodes.length} nodes, ${text.length} bytes`)
}

/** Lengths come from a package that only this folder has, so they are left out of the comparison. */
function check(): void {
  const fresh = snapshot(path.join(root, 'node_modules/stripe'))
  const tables: Tables = JSON.parse(fs.readFileSync(path.join(output, 'current.json'), 'utf8'))
  const committed = snapshotOf(tables, fresh.version, ({ max: _, ...flat }) => flat)
  const found = differencesBetween(tables, committed, fresh)
  for (const line of found.slice(0, SHOWN_MAX)) console.error(line)
  if (found.length > 0) {
    console.error(`${found.length} differences from stripe ${fresh.version}: run \`npm run contract\`.`)
    process.exitCode = 1
    return
  }
  console.log(`src/contract is what stripe ${fresh.version} says: ${Object.keys(fresh.operations).length} operations.`)
}

function differencesBetween(tables: Tables, committed: Snapshot | undefined, fresh: Snapshot): string[] {
  if (!committed || tables.versions.at(-1) !== fresh.version) return [`the newest version is not ${fresh.version}`]
  const { events, apiVersions } = tablesOf([fresh], [])
  const names = JSON.stringify([events, apiVersions]) === JSON.stringify([tables.events, tables.apiVersions])
  return [...(names ? [] : ['the names of events or versions differ']), ...differences(committed, fresh)]
}
