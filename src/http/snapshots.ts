// Snapshots of a sandbox: all that it has, kept and put back in some milliseconds, so that many tests begin from one state. With the
// objects come their events, what is still to happen to them, the answers under idempotency keys, and how far the clock was ahead.
import { randomBytes } from 'node:crypto'
import { invalid, noSuch } from '../kernel/errors.ts'
import type { LargeKey } from '../kernel/large.ts'
import { KEPT_DOCUMENTS_MAX, type Snapshot, TooMuchToKeep } from '../kernel/store.ts'
import type { Door } from './api.ts'
import { large, type OwnCall } from './own_call.ts'
import type { Page } from './server.ts'

/** Why 20: each is a copy of everything. */
const SNAPSHOTS_MAX = 20

/** The calls about snapshots, and that which empties a sandbox. */
export function snapshotPages(door: Door): Page[] {
  const { snapshots } = door.store
  const page = (key: LargeKey, run: (call: OwnCall, id: string) => Promise<object>): Page =>
    large(door, key, (call) => run(checked(call), call.ids.snapshot ?? ''))
  return [
    page('POST /brindle/snapshots', async ({ place }) => {
      if ((await snapshots.list(place.tenant)).length >= SNAPSHOTS_MAX)
        throw invalid(`A sandbox has ${SNAPSHOTS_MAX} snapshots at most. Delete one first.`)
      try {
        return shown(await snapshots.keep(place.tenant, `snap_${randomBytes(12).toString('hex')}`))
      } catch (error) {
        if (!(error instanceof TooMuchToKeep)) throw error
        throw invalid(
          `A snapshot keeps ${KEPT_DOCUMENTS_MAX} documents at most, and this sandbox has ${error.message}.`,
        )
      }
    }),
    page('GET /brindle/snapshots', async ({ place }) => ({
      object: 'list',
      data: (await snapshots.list(place.tenant)).map(shown),
      has_more: false,
      url: '/brindle/snapshots',
    })),
    page('POST /brindle/snapshots/{snapshot}/restore', async ({ place }, id) => {
      const known = (await snapshots.list(place.tenant)).find((one) => one.id === id)
      if (!known || !(await snapshots.restore(place.tenant, id))) throw noSuch('snapshot', id)
      return shown(known)
    }),
    page('DELETE /brindle/snapshots/{snapshot}', async ({ place }, id) => {
      if (!(await snapshots.drop(place.tenant, id))) throw noSuch('snapshot', id)
      return { id, object: 'brindle.snapshot', deleted: true }
    }),
    page('POST /brindle/reset', async ({ place, open }) => {
      await snapshots.restore(place.tenant)
      await open()
      return { object: 'brindle.reset', account: place.account }
    }),
  ]
}

/** A sandbox is kept whole: with its connected accounts, and not one of those by itself. */
function checked(call: OwnCall): OwnCall {
  if (call.place.account !== call.place.tenant)
    throw invalid(
      'A sandbox is kept and put back with all its connected accounts. Leave the header Stripe-Account out.',
    )
  return call
}

const shown = ({ id, at, documents }: Snapshot) => ({
  id,
  object: 'brindle.snapshot',
  created: Math.floor(at / 1000),
  documents,
})
