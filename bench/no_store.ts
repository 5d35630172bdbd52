// Brindle with its store taken out: http, keys, forms, the unit of work and the answer are the very same code, but nothing
// is kept beyond the account's own row, which every request needs. What post.ts measures Brindle against.
// Run: node bench/no_store.ts (it prints where it listens, like `brindle start`).
import { configure } from '../src/config.ts'
import type { Document, Reads, Store } from '../src/kernel/store.ts'
import { start } from '../src/main.ts'

export function noStore(): Store {
  const accounts = new Map<string, Document>()
  const reads: Reads = {
    all: (asked) => asked.map((read) => ('query' in read ? [] : accounts.get(read.id))),
  }
  return {
    unit: async (_plan, work) => {
      const { writes, value } = work(reads)
      for (const { document } of writes) if (document?.object === 'account') accounts.set(document.id, document)
      return value
    },
    claim: async () => [],
    queues: async () => [],
    next: async () => undefined,
    jobs: async () => [],
    count: async () => 0,
    release: async () => {},
    watch: () => {},
    snapshots: {
      keep: async (_tenant, id) => ({ id, at: 0, documents: 0 }),
      list: async () => [],
      restore: async () => false,
      drop: async () => false,
    },
    backup: async () => {},
    close: async () => {},
  }
}

if (import.meta.main) {
  const { url, close } = await start(configure({ port: 0, logLevel: 'silent' }), { store: noStore() })
  console.log(`listens on ${url}`)
  process.once('SIGINT', () => close())
}
