// What is served beside the API: the customer's pages, the browser's SDK, files, the clock, health and measures.
import { transaction } from '../kernel/api.ts'
import { forbidden, invalid, invalidInteger, unknownParameters } from '../kernel/errors.ts'
import type { Place } from '../kernel/store.ts'
import { unit } from '../kernel/unit.ts'
import type { Door } from './api.ts'
import type { Measures } from './measures.ts'
import { type BrowserFiles, browserPages } from './browser_pages.ts'
import { checkoutPages } from './checkout_pages.ts'
import { dashboardPages } from './dashboard_pages.ts'
import { holderPages } from './holders.ts'
import { json, ownCall } from './own_call.ts'
import { paperPages } from './papers.ts'
import type { RequestLog } from './request_log.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'
import { portalPages } from './portal_pages.ts'
import { snapshotPages } from './snapshots.ts'
import { askOpenly, customerPages, type StepsOptions } from './steps.ts'

export interface PagesOptions extends StepsOptions {
  readonly measures: Measures
  readonly requests: RequestLog
  readonly advance: (place: Place, to: number) => Promise<number>
  /** What browsers load, in parts. */
  readonly files: BrowserFiles
  /** Whether pages without a key may be seen: on loopback, or in a trusted network. */
  readonly open: boolean
}

/** Addresses that objects name already, and whose pages are not built. */
const UNBUILT = [
  [
    '/p/login/:page',
    'Brindle has no page on which customers ask for a way into the portal yet. Make a portal session for them.',
  ],
] as const

/** Every page. */
export function pages(options: PagesOptions): Page[] {
  const { measures, requests, door } = { ...options, door: options as Door }
  const opened =
    (run: Page['run']): Page['run'] =>
    (request) => {
      if (!options.open)
        throw forbidden('This page needs no key, so beyond loopback it is only shown with --trust-network.')
      return run(request)
    }
  return [
    { method: 'GET', path: '/health', run: () => json(200, { status: 'ok' }) },
    { method: 'GET', path: '/metrics', run: opened(async () => plain(200, await measures.text())) },
    ...browserPages(options.files),
    ...dashboardPages(options),
    ...customerPages(options),
    ...checkoutPages(options),
    ...portalPages(options),
    ...paperPages(options),
    ...holderPages(options),
    ...UNBUILT.map(([path, says]): Page => ({ method: 'GET', path, run: () => plain(404, `${says}\n`) })),
    { method: 'GET', path: '/links/:account/:id/:token', run: (request) => showFile(door, request) },
    { method: 'GET', path: '/brindle/clock', run: (request) => clock(door, request) },
    { method: 'POST', path: '/brindle/clock/advance', run: (request) => advanceClock(options, request) },
    ...snapshotPages(door),
    {
      method: 'GET',
      path: '/dashboard/logs',
      run: opened(({ query }) =>
        json(200, { data: requests.latest(Number(query.get('limit')) || 100, query.getAll('account')) }),
      ),
    },
    {
      method: 'GET',
      path: '/dashboard/logs/:request',
      run: opened(({ ids }) => {
        const entry = requests.find(ids.request ?? '')
        return entry ? json(200, entry) : plain(404, 'That request is not, or no longer, in the log.\n')
      }),
    },
  ]
}

/** The file that a link's address leads to, for whoever has the address. (https://docs.stripe.com/file-upload#download-file-contents) */
async function showFile(door: Door, page: PageRequest): Promise<PageReply> {
  const { status, text, headers, encoding } = await askOpenly(door, page, 'GET', `/brindle/file_links/${page.ids.id}`, {
    token: page.ids.token,
  })
  if (status !== 200 || !encoding) return plain(404, 'This link leads to no file, or does so no longer.\n')
  return { status, headers: { ...headers, 'cache-control': 'no-store' }, body: text, encoding }
}

const now = (door: Door, place: Place) =>
  unit(door.store, door.situate(place, {}), (work) => transaction(door.house, work).now)

const clock = (door: Door, { request }: PageRequest) =>
  ownCall(door, request, async ({ place }) => clockAt(await now(door, place)))

const clockAt = (now: number) => ({ object: 'brindle.clock', now, wall: Math.floor(Date.now() / 1000) })

/** Why ten years: each step on the way is work, and nobody bills further ahead. */
const ADVANCE_MAX = 10 * 366 * 24 * 60 * 60

/** `to` (epoch seconds) or `by` (seconds): the account's clock goes there, running what is due on the way. */
const advanceClock = (options: PagesOptions, { request }: PageRequest) =>
  ownCall(options, request, async ({ place, params }) => {
    const names = Object.keys(params)
    const unknown = names.filter((name) => name !== 'to' && name !== 'by')
    if (unknown.length > 0) throw unknownParameters(unknown)
    const [param = 'by', other] = names
    if (names.length === 0 || other !== undefined)
      throw invalid('Say either `to` (epoch seconds) or `by` (seconds).', { param })
    const digits = params[param]
    if (typeof digits !== 'string' || !/^\d{1,12}$/.test(digits)) throw invalidInteger(JSON.stringify(digits), param)
    const from = await now(options, place)
    const target = param === 'by' ? from + Number(digits) : Number(digits)
    if (target < from) throw invalid('A clock goes forward only.', { param })
    if (target > from + ADVANCE_MAX) throw invalid('A clock may be advanced by ten years at a time.', { param })
    return clockAt(await options.advance(place, target))
  })
