// What is served beside the API: the customer's pages, the browser's SDK, files, the clock, health and measures.
import { forbidden, invalid } from '../kernel/errors.ts'
import type { Place } from '../kernel/store.ts'
import type { Door } from './api.ts'
import type { Measures } from './measures.ts'
import { type BrowserFiles, browserPages } from './browser_pages.ts'
import { checkoutPages } from './checkout_pages.ts'
import { dashboardPages } from './dashboard_pages.ts'
import { type Figuring, figurePages } from './figures.ts'
import { findPages } from './find.ts'
import { holderPages } from './holders.ts'
import { invoicePages } from './invoice_pages.ts'
import { json, large, type OwnCall } from './own_call.ts'
import { paperPages } from './papers.ts'
import { paymentUpdatePages } from './payment_update_pages.ts'
import { receiptPages } from './receipt_pages.ts'
import type { RequestLog } from './request_log.ts'
import { requestPages } from './requests.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'
import { portalLoginPages } from './portal_login_pages.ts'
import { portalPages } from './portal_pages.ts'
import { type Scene, scenarioPages } from './scenarios.ts'
import { snapshotPages } from './snapshots.ts'
import { upcomingPages } from './upcoming.ts'
import { askOpenly, customerPages, type StepsOptions } from './steps.ts'

export interface PagesOptions extends StepsOptions {
  readonly measures: Measures
  readonly requests: RequestLog
  readonly advance: (place: Place, to: number) => Promise<number>
  readonly figuring: Figuring
  readonly scenes: readonly Scene[]
  /** What browsers load, in parts. */
  readonly files: BrowserFiles
  /** Whether pages without a key may be seen: on loopback, or in a trusted network. */
  readonly open: boolean
}

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
    ...portalLoginPages(options),
    ...invoicePages(options),
    ...receiptPages(options),
    ...paymentUpdatePages(options),
    ...paperPages(options),
    ...holderPages(options),
    { method: 'GET', path: '/links/:account/:id/:token', run: (request) => showFile(door, request) },
    large(door, 'GET /brindle/clock', async ({ look }) => clockAt(await look((tx) => tx.now)), 'restricted'),
    large<Advance>(door, 'POST /brindle/clock/advance', (call) => advanceClock(options, call), 'restricted'),
    ...snapshotPages(door),
    ...requestPages(door, requests),
    ...upcomingPages(door),
    ...findPages(door, requests),
    ...figurePages(door, options.figuring),
    ...scenarioPages(door, requests, options.scenes),
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

const clockAt = (now: number) => ({ object: 'brindle.clock', now, wall: Math.floor(Date.now() / 1000) })

/** Why ten years: each step on the way is work, and nobody bills further ahead. */
const ADVANCE_MAX = 10 * 366 * 24 * 60 * 60

interface Advance {
  readonly by?: number
  readonly to?: number
}

/** `to` (epoch seconds) or `by` (seconds): the account's clock goes there, running what is due on the way. */
async function advanceClock({ advance }: PagesOptions, { place, params, look }: OwnCall<Advance>): Promise<object> {
  const { by, to } = params
  const param = to === undefined ? 'by' : 'to'
  if ((by === undefined) === (to === undefined))
    throw invalid('Say either `to` (epoch seconds) or `by` (seconds).', { param })
  const from = await look((tx) => tx.now)
  const target = to ?? from + by!
  if (target < from) throw invalid('A clock goes forward only.', { param })
  if (target > from + ADVANCE_MAX) throw invalid('A clock may be advanced by ten years at a time.', { param })
  return clockAt(await advance(place, target))
}
