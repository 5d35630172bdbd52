// PostgreSQL keeps the promises of every store.
import { openTestStore } from '../engines.ts'
import { conformance } from './conformance.ts'

conformance('postgres', async () => (await openTestStore('postgres')).store)
