// The embedded store, in memory and in a file, keeps the promises of every store.
import { openTestStore } from '../engines.ts'
import { conformance } from './conformance.ts'

for (const engine of ['memory', 'sqlite']) conformance(engine, async () => (await openTestStore(engine)).store)
