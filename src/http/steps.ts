// The pages of a customer: the step that an intent or a source waits for, with its code or its voucher, and the mandate that
// they gave. Whoever has the address may see it: the name of a step or of a mandate is a secret, and tells of nothing else.
import { createHash } from 'node:crypto'
import { type Reply, refuse } from '../kernel/api.ts'
import type { Place } from '../kernel/store.ts'
import { lettersFor } from '../lib/letters.ts'
import { pdfPage } from '../lib/pdf.ts'
import { qrPng, qrSvg } from '../lib/qr.ts'
import { ask, type Door, refusalOf, requestId } from './api.ts'
import type { Params } from './body.ts'
import { readForm } from './forms.ts'
import type { Around, Hosted, Json, Problem, Step } from './hosted.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'

export interface StepsOptions extends Door {
  readonly hosted: Hosted
}

/** The pages of customers, and the pictures and papers that stand under them. */
export function customerPages(options: StepsOptions): Page[] {
  const step = '/authorize/:account/:id'
  const found: Page[] = [
    { method: 'GET', path: step, run: (request) => showStep(options, request) },
    { method: 'POST', path: step, run: (request) => decideStep(options, request) },
    { method: 'GET', path: `${step}/qr.png`, run: (request) => showCode(options, request, 'png') },
    { method: 'GET', path: `${step}/qr.svg`, run: (request) => showCode(options, request, 'svg') },
    { method: 'GET', path: `${step}/pdf`, run: (request) => showVoucher(options, request) },
    { method: 'GET', path: '/mandates/:account/:id', run: (request) => showMandate(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run({ ...request, ids: names(request) }) }))
}

/** What no account, step or mandate can be called is as good as a name that nobody has; some of it no store would take. */
export const names = ({ ids }: PageRequest) =>
  Object.fromEntries(Object.entries(ids).map(([name, id = '']) => [name, /^[\w.]{1,200}$/.test(id) ? id : 'none']))

/** Asks without a key, for an account that the address names: with nothing but the name of what it asks for. */
export const askOpenly = (door: Door, page: PageRequest, method: 'GET' | 'POST', path: string, params: object) =>
  askAs('publishable', door, page, method, path, params)

/** Asks for what only the merchant's server may see or do. For pages that show or do a part of it. */
export const askInside = (
  door: Door,
  page: PageRequest,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  params: object,
) => askAs('secret', door, page, method, path, params)

function askAs(
  kind: 'publishable' | 'secret',
  door: Door,
  { request, ids }: PageRequest,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  params: object,
): Promise<Reply> {
  const account = ids.account ?? ''
  const actor = { kind, masked: '', account, opens: false } as const
  return ask(door, {
    call: { method, path, params: { ...params }, actor },
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

const pathOf = ({ ids }: PageRequest) => `/brindle/authorizations/${ids.id}`

async function stepOf(door: Door, page: PageRequest): Promise<Step | undefined> {
  const { status, text } = await askOpenly(door, page, 'GET', pathOf(page), {})
  return status === 200 ? (JSON.parse(text) as Step) : undefined
}

/** Whether its customer is shown a code, which leads to the page of the step itself. */
const hasCode = (step: Step | undefined): boolean => step?.next_action?.type.endsWith('_display_qr_code') ?? false

const addressOf = (door: Door, { ids }: PageRequest) => `${door.publicUrl()}/authorize/${ids.account}/${ids.id}`

/** In a frame of the browser's SDK nobody is led on: the SDK sees that it is decided, and the page around it goes on. */
const isFramed = ({ query }: PageRequest) => query.get('in') === 'frame'

async function showStep(
  options: StepsOptions,
  page: PageRequest,
  { status = 200, ...more }: { status?: number } & Pick<Around, 'problem' | 'done'> = {},
): Promise<PageReply> {
  const step = await stepOf(options, page)
  const around: Around = {
    id: page.ids.id ?? '',
    // In a frame, the language is the SDK's.
    acceptLanguage: page.query.get('locale') ?? page.request.headers['accept-language'],
    ...(hasCode(step) && { code: qrSvg(addressOf(options, page)) }),
    ...(isFramed(page) && { framed: true }),
    ...more,
  }
  return html(options, step ? status : 404, options.hosted.authorize(step, around))
}

/** A page that can load nothing and run nothing. */
export function html({ hosted }: StepsOptions, status: number, body: string): PageReply {
  const hash = createHash('sha256').update(hosted.css).digest('base64')
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body,
  }
}

/** The same in a frame of anybody's page, with a script of ours that tells that page how high it is and how it ended. */
export const framed = ({ headers, ...reply }: PageReply): PageReply => ({
  ...reply,
  headers: {
    ...headers,
    'content-security-policy': `${headers['content-security-policy']}; script-src 'self'`,
    'cross-origin-resource-policy': 'cross-origin',
  },
})

/** The fields of forms that do not decide: two deposits are told, a transfer is sent. */
const OTHER_FORMS = ['amounts', 'descriptor_code', 'transfer']

/** The customer's decision: one button, or one call with `outcome=succeed` or `outcome=fail`. Leads back to the merchant. */
async function decideStep(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const { in: _, locale: __, ...params } = await readForm(page)
    if (OTHER_FORMS.some((name) => params[name] !== undefined)) return await act(options, page, params)
    const reply = await askOpenly(options, page, 'POST', pathOf(page), params)
    const { redirect_url } = JSON.parse(reply.text) as Step
    const leads = redirect_url !== null && !isFramed(page)
    if (reply.status === 200) return leads ? goTo(redirect_url) : showStep(options, page)
    const isSpent = (JSON.parse(reply.text) as { error: { code?: string } }).error.code?.startsWith('authorization_')
    if (isSpent || reply.status === 404 || reply.status === 401) return showStep(options, page)
    return { status: reply.status, headers: { 'content-type': 'application/json' }, body: reply.text }
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}

/** What else a page can do than decide, by what its intent asks for; told are the fields of its form. */
const ACTS: Readonly<Record<string, (options: StepsOptions, page: PageRequest, asked: Asked) => Promise<PageReply>>> = {
  display_bank_transfer_instructions: send,
  verify_with_microdeposits: verify,
}

interface Asked {
  /** The id of the intent. */
  readonly intent: string
  /** What it asks for: the hash under the type of its `next_action`. */
  readonly hash: Json
  readonly told: Params
}

/** Does with the merchant's rights, and for this intent alone, what the page is for. */
async function act(options: StepsOptions, page: PageRequest, told: Params): Promise<PageReply> {
  const { status, text } = await askInside(options, page, 'GET', pathOf(page), {})
  const step = JSON.parse(text) as Step & { readonly intent: string }
  const action = status === 200 ? step.next_action : null
  const run = action && ACTS[action.type]
  if (!run) return showStep(options, page)
  return run(options, page, { intent: step.intent, hash: action[action.type] as Json, told })
}

/** The customer tells what two deposits were. */
async function verify(options: StepsOptions, page: PageRequest, { intent, told }: Asked): Promise<PageReply> {
  const { amounts, descriptor_code } = told
  const params = {
    ...(amounts !== undefined && { amounts }),
    ...(descriptor_code !== undefined && { descriptor_code }),
  }
  const intents = intent.startsWith('seti_') ? 'setup_intents' : 'payment_intents'
  const reply = await askInside(options, page, 'POST', `/v1/${intents}/${intent}/verify_microdeposits`, params)
  return reply.status === 200 ? showStep(options, page, { done: 'verified' }) : problemOf(options, page, reply)
}

/** The tester has the customer's bank send what is missing. */
async function send(options: StepsOptions, page: PageRequest, { intent, hash }: Asked): Promise<PageReply> {
  const path = `/v1/payment_intents/${intent}`
  const { customer } = JSON.parse((await askInside(options, page, 'GET', path, {})).text) as { customer: string }
  const { amount_remaining, currency, reference } = hash
  const reply = await askInside(options, page, 'POST', `/v1/test_helpers/customers/${customer}/fund_cash_balance`, {
    amount: String(amount_remaining),
    currency,
    reference,
  })
  if (reply.status !== 200) return problemOf(options, page, reply)
  const { status } = JSON.parse((await askInside(options, page, 'GET', path, {})).text) as { status: string }
  return showStep(options, page, status === 'succeeded' ? { done: 'succeeded' } : {})
}

function problemOf(options: StepsOptions, page: PageRequest, { status, text }: Reply): Promise<PageReply> {
  const { error } = JSON.parse(text) as { error: Problem }
  return showStep(options, page, { status, problem: error })
}

export const goTo = (location: string): PageReply => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: '',
})

/** A refusal reads as any of the API's; a defect is thrown on. */
export function refused(door: Door, error: Error): PageReply {
  const known = refusalOf(error)
  if (!known) throw error
  const { status, text } = refuse(known, { requestId: requestId(), publicUrl: door.publicUrl() })
  return { status, headers: { 'content-type': 'application/json' }, body: text }
}

/** What a browser shows or saves, and never runs. */
export const sent = (type: string, bytes: Buffer, more: Readonly<Record<string, string>> = {}): PageReply => ({
  status: 200,
  headers: {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    ...more,
  },
  body: bytes.toString('base64'),
  encoding: 'base64',
})

async function showCode(door: Door, page: PageRequest, format: 'png' | 'svg'): Promise<PageReply> {
  if (!hasCode(await stepOf(door, page))) return plain(404, 'There is no code here, or it is needed no longer.\n')
  const address = addressOf(door, page)
  return format === 'png' ? sent('image/png', qrPng(address)) : sent('image/svg+xml', Buffer.from(qrSvg(address)))
}

async function showVoucher(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const step = await stepOf(options, page)
  if (step?.next_action?.type !== 'boleto_display_details')
    return plain(404, 'There is no voucher here, or it is paid or has expired.\n')
  const [title, lines, language] = options.hosted.voucher(step, page.request.headers['accept-language'])
  const letters = await lettersFor({ regular: [title, ...lines], bold: [] }, language)
  return sent('application/pdf', pdfPage(title, lines, letters), {
    'content-disposition': 'inline; filename="voucher.pdf"',
  })
}

async function showMandate(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const params = { expand: ['payment_method'] }
  const [mandate, account] = await Promise.all([
    askInside(options, page, 'GET', `/v1/mandates/${page.ids.id}`, params),
    askInside(options, page, 'GET', '/v1/account', {}),
  ])
  const isThere = mandate.status === 200 && account.status === 200
  const found = isThere ? { mandate: JSON.parse(mandate.text), account: JSON.parse(account.text) } : undefined
  const body = options.hosted.mandate(found, page.request.headers['accept-language'])
  return html(options, found ? 200 : 404, body)
}
