// Fills a store with subscriptions and their search index, through the store's own port and the kernel's own indexing, so
// that both engines are filled alike: rows that the API made once are varied, many in one unit.
import { configure } from '../src/config.ts'
import { transaction } from '../src/kernel/api.ts'
import type { AnyRow } from '../src/kernel/resource.ts'
import { note, searchQueue, workOff } from '../src/kernel/search_index.ts'
import type { Store } from '../src/kernel/store.ts'
import { unit } from '../src/kernel/unit.ts'
import { standing } from '../src/main.ts'
import { subscription } from '../src/resources/billing/subscription.ts'
import { ACCOUNT, situation } from './support.ts'

const SLICE = 500
const PLACE = { tenant: ACCOUNT, account: ACCOUNT }
const DEVICES = ['samsung', 'apple', 'roku', 'web', 'lg']

/**
 * Makes so many subscriptions like the model: one in five of each device, one in five canceled, and none of a Samsung; each
 * with an order of its own. The account must be there.
 */
export async function fillSearch(store: Store, model: AnyRow, count: number): Promise<void> {
  const house = standing(configure().defaultVersion)
  for (let from = 0; from < count; from += SLICE)
    await unit(store, situation(), (work) => {
      const tx = transaction(house, work)
      const notes: string[] = []
      for (let i = from; i < Math.min(count, from + SLICE); i++) {
        const device = DEVICES[i % DEVICES.length]!
        // Spread over all devices but the first, which is never canceled.
        const status = device !== 'samsung' && i % 4 === 0 ? 'canceled' : 'active'
        const { id: _, ...rest } = model
        const metadata = { device_type: device, order: `order-${i}` }
        const row = tx.insert(subscription, {
          ...rest,
          status,
          metadata,
          created: model.created! + i,
          hidden: {},
        } as never)
        note(tx, { type: subscription, place: PLACE, before: undefined, after: row as never })
        notes.push(`search note ${row.id}`)
      }
      while (tx.any(notes).some((row) => row !== undefined)) workOff(house, tx, notes)
    })
  // The model's own.
  const left = await store.claim({
    queue: searchQueue(PLACE),
    until: Number.MAX_SAFE_INTEGER,
    limit: 100,
    leaseMs: 1000,
  })
  const notes = left.map(({ id }) => id)
  await unit(store, situation(), (work) => workOff(house, transaction(house, work), notes))
}
