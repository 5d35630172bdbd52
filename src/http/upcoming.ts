// What will happen in an account by itself: the jobs that wait for its clock or for one of its test clocks, in the order of their
// time, and what each is about.
import { noSuch } from '../kernel/errors.ts'
import { queueOfClock } from '../kernel/job.ts'
import { checkedLimit } from '../kernel/list.ts'
import type { Due } from '../kernel/store.ts'
import type { Door } from './api.ts'
import { labelled } from './labels.ts'
import { large, type OwnCall } from './own_call.ts'
import type { Page } from './server.ts'

const PATH = '/brindle/upcoming'

interface Asked {
  readonly limit?: number
  /** One of the account's test clocks, whose time it is then. */
  readonly test_clock?: string
}

export const upcomingPages = (door: Door): Page[] => [large<Asked>(door, `GET ${PATH}`, (call) => upcoming(door, call))]

/** Work that nobody can see: sums are right before it is done. */
const UNSEEN = ['balance.fold']

async function upcoming({ store }: Door, { place, params, look }: OwnCall<Asked>): Promise<object> {
  const limit = checkedLimit({ limit: params.limit ?? 10 })
  const { test_clock: clock } = params
  const queue = clock === undefined ? 'jobs' : queueOfClock(clock)
  const jobs = await store.jobs(queue, place, limit + 1 + UNSEEN.length)
  const seen = jobs.map(read).filter(({ kind }) => !UNSEEN.includes(kind))
  const page = seen.slice(0, limit)
  return look((tx) => {
    const rows = tx.any([...(clock === undefined ? [] : [clock]), ...page.map(({ subject }) => subject)])
    if (clock !== undefined && rows.shift()?.object !== 'test_helpers.test_clock')
      throw noSuch('test clock', clock, 'test_clock')
    const now = tx.under(clock).now
    const data = page.map(({ at, kind }, i) => ({
      object: 'brindle.upcoming',
      about: rows[i] ? labelled(rows[i]) : null,
      at,
      kind,
    }))
    return { object: 'list', data, has_more: seen.length > limit, now, url: PATH }
  })
}

/** A job's id holds its name and what it is about (kernel/job.ts). */
function read({ id, due }: Due): { readonly at: number; readonly kind: string; readonly subject: string } {
  const [, kind = '', ...subject] = id.split(' ')
  return { at: due, kind, subject: subject.join(' ') }
}
