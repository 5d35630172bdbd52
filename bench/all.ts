// Every bench, one after the other, as one table.
// Run: node bench/all.ts
import { cpus } from 'node:os'
import { run as billing } from './billing.ts'
import { run as dashboard } from './dashboard.ts'
import { run as deliver } from './deliver.ts'
import { run as get } from './get.ts'
import { run as inTests } from './in_tests.ts'
import { run as lists } from './lists.ts'
import { run as post } from './post.ts'
import { run as search } from './search.ts'
import { run as source } from './source.ts'
import { run as start } from './start.ts'
import { type Row, table } from './support.ts'

const rows: Row[] = []
for (const run of [post, get, lists, search, deliver, start, billing, source, inTests, dashboard])
  rows.push(...(await run()))
console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}\n`)
console.log(table(rows))
