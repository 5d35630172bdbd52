// Papers that are printed or kept: the PDF of an invoice. Whoever has the address may see it: it has a word that nobody guesses.
import { pdfDocument } from '../lib/paper.ts'
import { type Page, type PageReply, type PageRequest, plain } from './server.ts'
import { askInside, type Json, names, type StepsOptions, sent } from './steps.ts'

/** The addresses of papers, each with the account and the word. */
export function paperPages(options: StepsOptions): Page[] {
  return [{ method: 'GET', path: '/invoice/:account/:id/pdf', run: (request) => showInvoice(options, request) }]
}

async function showInvoice(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const asked = { ...page, ids: names(page) }
  const { status, text } = await askInside(options, asked, 'GET', `/brindle/invoice_documents/${asked.ids.id}`, {})
  if (status !== 200) return plain(404, 'There is no invoice here.\n')
  const document = JSON.parse(text) as Json
  const file = pdfDocument(options.hosted.invoice(document, page.request.headers['accept-language']))
  return sent('application/pdf', file, { 'content-disposition': `inline; filename="${nameOf(document)}"` })
}

/** The number of an invoice may be the user's own word: what a name of a file cannot have is left out. */
const nameOf = ({ number }: Json): string => `invoice-${String(number).replace(/[^\w.-]/g, '_')}.pdf`
