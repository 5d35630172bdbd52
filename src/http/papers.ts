// Papers that are printed or kept: the PDF of an invoice and of a credit note. Whoever has the address may see it: it has a word that nobody guesses.
import { printed } from '../lib/print.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'
import type { Json } from './hosted.ts'
import { askInside, names, type StepsOptions, sent } from './steps.ts'

/** The addresses of papers, each with the account and the word. */
export function paperPages(options: StepsOptions): Page[] {
  return (['invoice', 'credit_note'] as const).map((kind) => ({
    method: 'GET',
    path: `/${kind}/:account/:id/pdf`,
    run: (request) => show(options, request, kind),
  }))
}

async function show(options: StepsOptions, page: PageRequest, kind: 'invoice' | 'credit_note'): Promise<PageReply> {
  const asked = { ...page, ids: names(page) }
  const { status, text } = await askInside(options, asked, 'GET', `/brindle/${kind}_documents/${asked.ids.id}`, {})
  if (status !== 200) return plain(404, `There is no ${kind.replace('_', ' ')} here.\n`)
  const document = JSON.parse(text) as Json
  const file = await printed(options.hosted[kind](document, page.request.headers['accept-language']))
  const name = fileName(kind.replace('_', '-'), document.number)
  return sent('application/pdf', file, { 'content-disposition': `inline; filename="${name}"` })
}

/** The number of an invoice may be the user's own word: what a name of a file cannot have is left out. */
export const fileName = (kind: string, number: unknown): string =>
  `${kind}-${String(number).replace(/[^\w.-]/g, '_')}.pdf`
