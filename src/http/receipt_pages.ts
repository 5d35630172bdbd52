// The page of a receipt, and its PDF. Whoever has the address may see them: it has a word that nobody guesses.
// (https://docs.stripe.com/api/charges/object#charge_object-receipt_url)
import { printed } from '../lib/print.ts'
import type { Json } from './hosted.ts'
import { fileName } from './papers.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'
import { askInside, html, names, sent, type StepsOptions } from './steps.ts'

export function receiptPages(options: StepsOptions): Page[] {
  const path = '/receipts/payment/:token'
  const found: Page[] = [
    { method: 'GET', path, run: (request) => show(options, request) },
    { method: 'GET', path: `${path}/pdf`, run: (request) => print(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run(named(request)) }))
}

/** `test_<account>.<charge>.<chance>`: the account may have that of its platform before it. */
function named(page: PageRequest): PageRequest {
  const { token = '' } = names(page)
  const [, account = 'none', id = 'none', word = 'none'] = /^test_(.+)\.(\w+)\.(\w+)$/.exec(token) ?? []
  return { ...page, ids: { token, account, id: `test_${id}.${word}` } }
}

async function documentOf(options: StepsOptions, page: PageRequest): Promise<Json | undefined> {
  const { status, text } = await askInside(options, page, 'GET', `/brindle/receipt_documents/${page.ids.id}`, {})
  return status === 200 ? (JSON.parse(text) as Json) : undefined
}

async function show(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const document = await documentOf(options, page)
  const pdf = `${options.publicUrl()}/receipts/payment/${page.ids.token}/pdf`
  const body = options.hosted.receipt_page(document, { pdf }, page.request.headers['accept-language'])
  return html(options, document ? 200 : 404, body)
}

async function print(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const document = await documentOf(options, page)
  if (!document) return plain(404, 'There is no receipt here.\n')
  const file = await printed(options.hosted.receipt(document, page.request.headers['accept-language']))
  const name = fileName('receipt', document.number ?? document.charge)
  return sent('application/pdf', file, { 'content-disposition': `inline; filename="${name}"` })
}
