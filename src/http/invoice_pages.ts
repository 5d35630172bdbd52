// The page of an invoice: what stands on it, and the form that pays it. Whoever has the address may see and pay it: it has a word that
// nobody guesses, the same as that of its PDF. (https://docs.stripe.com/invoicing/hosted-invoice-page)
import { readForm } from './forms.ts'
import type { Json, Problem } from './hosted.ts'
import { chosenMethod, placeOf, saidIn } from './method_form.ts'
import type { Page, PageReply, PageRequest } from './server.ts'
import { askInside, goTo, html, names, refused, type StepsOptions } from './steps.ts'

export function invoicePages(options: StepsOptions): Page[] {
  const path = '/i/:account/:id'
  const found: Page[] = [
    { method: 'GET', path, run: (request) => openInvoice(options, request) },
    { method: 'POST', path, run: (request) => payInvoice(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run({ ...request, ids: names(request) }) }))
}

const addressOf = ({ publicUrl }: StepsOptions, { ids }: PageRequest) => `${publicUrl()}/i/${ids.account}/${ids.id}`

const pathOf = ({ ids }: PageRequest) => `/brindle/invoice_documents/${ids.id}`

async function documentOf(options: StepsOptions, page: PageRequest): Promise<Json | undefined> {
  const { status, text } = await askInside(options, page, 'GET', pathOf(page), {})
  return status === 200 ? (JSON.parse(text) as Json) : undefined
}

/** Who comes back from their bank is told its no; the page without a mark shows what its yes has made of the invoice. */
async function openInvoice(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  if (!page.query.has('redirect_status')) return showInvoice(options, page)
  if (page.query.get('redirect_status') !== 'failed') return goTo(addressOf(options, page))
  const problem = (await documentOf(options, page))?.payment?.problem as Problem | null | undefined
  return showInvoice(options, page, problem ? { problem } : {})
}

interface Shown {
  readonly status?: number
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
}

async function showInvoice(
  options: StepsOptions,
  page: PageRequest,
  { status = 200, ...shown }: Shown = {},
): Promise<PageReply> {
  const acceptLanguage = page.request.headers['accept-language']
  const document = await documentOf(options, page)
  if (!document) return html(options, 404, options.hosted.invoice_page(undefined, { methods: [] }, acceptLanguage))
  const around = { ...shown, methods: await methodsOf(options, page, document), pdf: pdfOf(options, page) }
  return html(options, status, options.hosted.invoice_page(document, around, acceptLanguage))
}

const pdfOf = ({ publicUrl }: StepsOptions, { ids }: PageRequest) =>
  `${publicUrl()}/invoice/${ids.account}/${ids.id}/pdf`

/** Why 20: what fits on a page. */
const METHODS_MAX = '20'

/** What the customer has saved and may pay it with. */
async function methodsOf(options: StepsOptions, page: PageRequest, { customer, payment }: Json): Promise<Json[]> {
  if (!payment || !customer.id) return []
  const params = { customer: customer.id, limit: METHODS_MAX }
  const { status, text } = await askInside(options, page, 'GET', '/v1/payment_methods', params)
  const found = status === 200 ? ((JSON.parse(text) as Json).data as Json[]) : []
  return found.filter(({ type }) => payment.types.includes(type))
}

async function payInvoice(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const form = await readForm(page)
    const document = await documentOf(options, page)
    if (!document) return await showInvoice(options, page)
    const reply = await askInside(options, page, 'POST', `${pathOf(page)}/pay`, {
      ...chosenMethod(form, document.customer as Json),
      expected_amount: form.expected_amount ?? '',
      ...(form.save && { save: 'true' }),
      return_url: addressOf(options, page),
    })
    if (reply.status !== 200) {
      const { error } = JSON.parse(reply.text) as { error: Problem }
      return await showInvoice(options, page, { status: reply.status, problem: error, said: saidIn(form) })
    }
    const { next_action } = JSON.parse(reply.text) as Json
    return goTo(placeOf(next_action as Json | null) ?? addressOf(options, page))
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}
