// What is served beside the API: the customer's step outside, the browser's SDK, the clock, health and measures.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Reply, refuse, transaction } from '../kernel/api.ts'
import { forbidden, invalid, invalidInteger, unknownParameters } from '../kernel/errors.ts'
import type { Place } from '../kernel/store.ts'
import { unit } from '../kernel/unit.ts'
import { wireText } from '../lib/stable_json.ts'
import { type Asked, ask, type Door, refusalOf, requestId, understand } from './api.ts'
import { readBody, readParams } from './body.ts'
import { checkHost } from './guard.ts'
import type { Measures } from './measures.ts'
import type { RequestLog } from './request_log.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'

/** An authorisation as its page shows it; the house's own object, as it is sent. */
export interface Step {
  readonly amount: number | null
  readonly currency: string | null
  readonly merchant: string
  readonly outcome: 'pending' | 'succeeded' | 'failed' | 'replaced'
  readonly payment_method_type: string
  readonly redirect_url: string | null
}

export interface PagesOptions extends Door {
  readonly measures: Measures
  readonly requests: RequestLog
  readonly advance: (place: Place, to: number) => Promise<number>
  /** The page of a step in the language that the browser prefers; nothing where there is no such step. */
  readonly authorizePage: (step: Step | undefined, id: string, acceptLanguage: string | undefined) => string
  readonly authorizeCss: string
  /** The browser's SDK. */
  readonly script: string
  /** Whether pages without a key may be seen: on loopback, or in a trusted network. */
  readonly open: boolean
}

/** Every page. */
export function pages(options: PagesOptions): Page[] {
  const { measures, requests, script, door } = { ...options, door: options as Door }
  const opened =
    (run: Page['run']): Page['run'] =>
    (request) => {
      if (!options.open)
        throw forbidden('This page needs no key, so beyond loopback it is only shown with --trust-network.')
      return run(request)
    }
  const scriptPage = () => sendScript(script)
  return [
    { method: 'GET', path: '/health', run: () => json(200, { status: 'ok' }) },
    { method: 'GET', path: '/metrics', run: opened(async () => plain(200, await measures.text())) },
    { method: 'GET', path: '/v3', run: scriptPage },
    { method: 'GET', path: '/:train/stripe.js', run: scriptPage },
    { method: 'GET', path: '/authorize/:account/:id', run: (request) => showStep(options, request) },
    { method: 'POST', path: '/authorize/:account/:id', run: (request) => decideStep(options, request) },
    { method: 'GET', path: '/links/:account/:id/:token', run: (request) => showFile(door, request) },
    { method: 'GET', path: '/brindle/clock', run: (request) => clock(door, request) },
    { method: 'POST', path: '/brindle/clock/advance', run: (request) => advanceClock(options, request) },
    {
      method: 'GET',
      path: '/dashboard/logs',
      run: opened(({ query }) => json(200, { data: requests.latest(Number(query.get('limit')) || 100) })),
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

const json = (status: number, value: unknown): PageReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: wireText(value),
})

const sendScript = (body: string): PageReply => ({
  status: 200,
  headers: {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
  },
  body,
})

/** Asks for the step with nothing but its own name, which is a secret: the way Stripe's pages know what they are about. */
const askStep = (door: Door, page: PageRequest, method: 'GET' | 'POST', params: object): Promise<Reply> =>
  askOpenly(door, page, method, `/brindle/authorizations/${page.ids.id}`, params)

/** Asks without a key, for an account that the address names. */
function askOpenly(door: Door, { request, ids }: PageRequest, method: 'GET' | 'POST', path: string, params: object) {
  const account = ids.account ?? ''
  const actor = { kind: 'publishable', masked: '', account, opens: false } as const
  return ask(door, {
    call: { method, path, params: { ...params }, actor, strict: false },
    place: placeIn(account),
    client: { ip: request.socket.remoteAddress ?? '', userAgent: request.headers['user-agent'] ?? '' },
    requestId: requestId(),
  })
}

/** The account that an address names, by itself or with the platform that it is connected to. */
function placeIn(name: string): Place {
  const [tenant = '', account = tenant] = name.split('.')
  return { tenant, account }
}

/** The file that a link's address leads to, for whoever has the address. (https://docs.stripe.com/file-upload#download-file-contents) */
async function showFile(door: Door, page: PageRequest): Promise<PageReply> {
  const { status, text, headers, encoding } = await askOpenly(door, page, 'GET', `/brindle/file_links/${page.ids.id}`, {
    token: page.ids.token,
  })
  if (status !== 200 || !encoding) return plain(404, 'This link leads to no file, or does so no longer.\n')
  return { status, headers: { ...headers, 'cache-control': 'no-store' }, body: text, encoding }
}

async function showStep(options: PagesOptions, request: PageRequest): Promise<PageReply> {
  const { status, text } = await askStep(options, request, 'GET', {})
  const step = status === 200 ? (JSON.parse(text) as Step) : undefined
  const hash = createHash('sha256').update(options.authorizeCss).digest('base64')
  return {
    status: step ? 200 : 404,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: options.authorizePage(step, request.ids.id ?? '', request.request.headers['accept-language']),
  }
}

/** The customer's decision: one button, or one call with `outcome=succeed` or `outcome=fail`. Leads back to the merchant. */
async function decideStep(options: PagesOptions, page: PageRequest): Promise<PageReply> {
  try {
    const params = await readParams(page.request, '', page.query.toString(), await readBody(page.request))
    const reply = await askStep(options, page, 'POST', params)
    const { redirect_url } = JSON.parse(reply.text) as Step
    if (reply.status === 200) return redirect_url === null ? showStep(options, page) : goTo(redirect_url)
    const isSpent = (JSON.parse(reply.text) as { error: { code?: string } }).error.code?.startsWith('authorization_')
    if (isSpent || reply.status === 404 || reply.status === 401) return showStep(options, page)
    return { status: reply.status, headers: { 'content-type': 'application/json' }, body: reply.text }
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}

const goTo = (location: string): PageReply => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: '',
})

/** Runs a call of the house that is more than one unit of work; a refusal reads as any of the API's. */
async function asCall(door: Door, request: IncomingMessage, run: (place: Place, params: Said) => Promise<number>) {
  try {
    checkHost(request.headers.host, door.doors)
    const { call, place } = await understand(door, request, await readBody(request))
    if (call.actor.kind === 'publishable') throw forbidden('The clock takes a secret key.', 'secret_key_required')
    await unit(door.store, door.situate(place, {}), (work) =>
      door.house.account.open(transaction(door.house, work), call.actor),
    )
    const now = await run(place, call.params)
    return json(200, { object: 'brindle.clock', now, wall: Math.floor(Date.now() / 1000) })
  } catch (thrown) {
    return refused(door, thrown as Error)
  }
}

function refused(door: Door, error: Error): PageReply {
  const known = refusalOf(error)
  if (!known) throw error
  const { status, text } = refuse(known, { requestId: requestId(), publicUrl: door.publicUrl() })
  return { status, headers: { 'content-type': 'application/json' }, body: text }
}

type Said = Asked['call']['params']

const now = (door: Door, place: Place) =>
  unit(door.store, door.situate(place, {}), (work) => transaction(door.house, work).now)

const clock = (door: Door, { request }: PageRequest) => asCall(door, request, (place) => now(door, place))

/** Why ten years: each step on the way is work, and nobody bills further ahead. */
const ADVANCE_MAX = 10 * 366 * 24 * 60 * 60

/** `to` (epoch seconds) or `by` (seconds): the account's clock goes there, running what is due on the way. */
const advanceClock = (options: PagesOptions, { request }: PageRequest) =>
  asCall(options, request, async (place, params) => {
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
    return options.advance(place, target)
  })
