// The pages of a customer: the step that an intent or a source waits for, with its code or its voucher, and the mandate that
// they gave. Whoever has the address may see it: the name of a step or of a mandate is a secret, and tells of nothing else.
import { createHash } from 'node:crypto'
import { type Reply, refuse } from '../kernel/api.ts'
import type { Place } from '../kernel/store.ts'
import { pdfPage } from '../lib/pdf.ts'
import { qrPng, qrSvg } from '../lib/qr.ts'
import { ask, type Door, refusalOf, requestId } from './api.ts'
import { type Params, readBody, readParams } from './body.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'

/** An authorisation as its page shows it; the house's own object, as it is sent. */
export interface Step {
  readonly amount: number | null
  readonly currency: string | null
  readonly expires_at: number
  readonly merchant: string
  /** What its intent asks for; nothing once it is decided. */
  readonly next_action: { readonly type: string; readonly [name: string]: unknown } | null
  readonly outcome: 'pending' | 'succeeded' | 'failed' | 'replaced'
  readonly payment_method_type: string
  readonly redirect_url: string | null
}

/** What a page of a step knows beside the step. */
export interface Around {
  readonly id: string
  readonly acceptLanguage: string | undefined
  /** An SVG of the code that leads to this page. */
  readonly code?: string
  /** What was refused just now, or that the bank account has been verified. */
  readonly problem?: string
  readonly verified?: true
}

/** Answers of the API, as JSON. */
type Json = Readonly<Record<string, any>>

/** How the pages look, in the language that the browser prefers. */
export interface Hosted {
  readonly css: string
  /** Nothing where there is no such step. */
  readonly authorize: (step: Step | undefined, around: Around) => string
  /** The printed voucher: its title, and its lines. */
  readonly voucher: (step: Step, acceptLanguage: string | undefined) => readonly [title: string, lines: string[]]
  /** A mandate with its payment method, and the account that it was given to; nothing where there is none. */
  readonly mandate: (found: { mandate: Json; account: Json } | undefined, acceptLanguage: string | undefined) => string
}

export interface StepsOptions extends Door {
  readonly hosted: Hosted
}

/** The pages of customers, and the pictures and papers that stand under them. */
export function customerPages(options: StepsOptions): Page[] {
  const step = '/authorize/:account/:id'
  return [
    { method: 'GET', path: step, run: (request) => showStep(options, request) },
    { method: 'POST', path: step, run: (request) => decideStep(options, request) },
    { method: 'GET', path: `${step}/qr.png`, run: (request) => showCode(options, request, 'png') },
    { method: 'GET', path: `${step}/qr.svg`, run: (request) => showCode(options, request, 'svg') },
    { method: 'GET', path: `${step}/pdf`, run: (request) => showVoucher(options, request) },
    { method: 'GET', path: '/mandates/:account/:id', run: (request) => showMandate(options, request) },
  ]
}

/** Asks without a key, for an account that the address names: with nothing but the name of what it asks for. */
export const askOpenly = (door: Door, page: PageRequest, method: 'GET' | 'POST', path: string, params: object) =>
  askAs('publishable', door, page, method, path, params)

/** Asks for what only the merchant's server may see or do. For pages that show or do a part of it. */
const askInside = (door: Door, page: PageRequest, method: 'GET' | 'POST', path: string, params: object) =>
  askAs('secret', door, page, method, path, params)

function askAs(
  kind: 'publishable' | 'secret',
  door: Door,
  { request, ids }: PageRequest,
  method: 'GET' | 'POST',
  path: string,
  params: object,
): Promise<Reply> {
  const account = ids.account ?? ''
  const actor = { kind, masked: '', account, opens: false } as const
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

const pathOf = ({ ids }: PageRequest) => `/brindle/authorizations/${ids.id}`

async function stepOf(door: Door, page: PageRequest): Promise<Step | undefined> {
  const { status, text } = await askOpenly(door, page, 'GET', pathOf(page), {})
  return status === 200 ? (JSON.parse(text) as Step) : undefined
}

/** Whether its customer is shown a code, which leads to the page of the step itself. */
const hasCode = (step: Step | undefined): boolean => step?.next_action?.type.endsWith('_display_qr_code') ?? false

const addressOf = (door: Door, { ids }: PageRequest) => `${door.publicUrl()}/authorize/${ids.account}/${ids.id}`

async function showStep(
  options: StepsOptions,
  page: PageRequest,
  { status = 200, ...more }: { status?: number; problem?: string; verified?: true } = {},
): Promise<PageReply> {
  const step = await stepOf(options, page)
  const around: Around = {
    id: page.ids.id ?? '',
    acceptLanguage: page.request.headers['accept-language'],
    ...(hasCode(step) && { code: qrSvg(addressOf(options, page)) }),
    ...more,
  }
  return html(options, step ? status : 404, options.hosted.authorize(step, around))
}

/** A page that can load nothing and run nothing. */
function html({ hosted }: StepsOptions, status: number, body: string): PageReply {
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

/** The customer's decision: one button, or one call with `outcome=succeed` or `outcome=fail`. Leads back to the merchant. */
async function decideStep(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const params = await readParams(page.request, '', page.query.toString(), await readBody(page.request))
    if (params.amounts !== undefined || params.descriptor_code !== undefined) return await tell(options, page, params)
    const reply = await askOpenly(options, page, 'POST', pathOf(page), params)
    const { redirect_url } = JSON.parse(reply.text) as Step
    if (reply.status === 200) return redirect_url === null ? showStep(options, page) : goTo(redirect_url)
    const isSpent = (JSON.parse(reply.text) as { error: { code?: string } }).error.code?.startsWith('authorization_')
    if (isSpent || reply.status === 404 || reply.status === 401) return showStep(options, page)
    return { status: reply.status, headers: { 'content-type': 'application/json' }, body: reply.text }
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}

/** The customer tells what two deposits were: the page verifies the intent as its merchant's page would. */
async function tell(options: StepsOptions, page: PageRequest, params: Params): Promise<PageReply> {
  const step = await askInside(options, page, 'GET', pathOf(page), {})
  const { intent, next_action } = JSON.parse(step.text) as { intent: string; next_action: Step['next_action'] }
  if (step.status !== 200 || next_action?.type !== 'verify_with_microdeposits') return showStep(options, page)
  const { amounts, descriptor_code } = params
  const told = { ...(amounts !== undefined && { amounts }), ...(descriptor_code !== undefined && { descriptor_code }) }
  const intents = intent.startsWith('seti_') ? 'setup_intents' : 'payment_intents'
  const reply = await askInside(options, page, 'POST', `/v1/${intents}/${intent}/verify_microdeposits`, told)
  if (reply.status === 200) return showStep(options, page, { verified: true })
  const { error } = JSON.parse(reply.text) as { error: { message: string } }
  return showStep(options, page, { status: reply.status, problem: error.message })
}

const goTo = (location: string): PageReply => ({
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
const sent = (type: string, bytes: Buffer, more: Readonly<Record<string, string>> = {}): PageReply => ({
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
  const [title, lines] = options.hosted.voucher(step, page.request.headers['accept-language'])
  return sent('application/pdf', pdfPage(title, lines), { 'content-disposition': 'inline; filename="voucher.pdf"' })
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
