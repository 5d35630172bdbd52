// The page of an invoice: what it is for, what is due and until when, what was paid of it, and while something is owed the form that pays
// it. Plain HTML, which works without JavaScript. (https://docs.stripe.com/invoicing/hosted-invoice-page)
import { type InvoiceDocument, invoiceText, type Money } from './invoice.ts'
import type { Language } from './language.ts'
import { holderFields, canAsk, type MethodChoice, methodChoices } from './method_fields.ts'
import { escaped, linkable, pageOf, wayTo } from './page.ts'
import { factRows, lineSection } from './paper_html.ts'
import { type Problem, problemIn } from './problem.ts'
import { type Saved, savedName } from './saved_method.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { INVOICE_PAGE_WORDS, type InvoicePageWords } from './words/invoice_page/index.ts'
import { PAYING_WORDS } from './words/paying/index.ts'
import { dayOf } from './written.ts'

/** An invoice as the house hands it out, with what can be done about it. */
export interface InvoicePageDocument extends InvoiceDocument {
  readonly payment: {
    readonly amount: number
    readonly default_method: string | null
    readonly saves: 'always' | 'never' | 'offer'
    readonly status: string
    readonly types: readonly string[]
  } | null
  readonly payments: readonly {
    readonly amount: number
    readonly paid_at: number | null
    readonly receipt_url: string | null
  }[]
}

export interface InvoicePageAround {
  readonly money: Money
  /** As people call a type of payment method. */
  readonly methodName: (type: string) => string
  readonly asks: MethodChoice['asks']
  readonly countries: MethodChoice['countries']
  readonly methods: readonly Saved[]
  /** What was refused just now, and what had been filled in; never of a card. */
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
  /** Where the customer goes on with a payment that waits for them. */
  readonly goOn?: string
  readonly pdf?: string
}

type State = 'open' | 'paid' | 'processing' | 'uncollectible' | 'void'

/** The whole page. All that the invoice says is text in it, never markup. */
export function invoicePage(
  view: InvoicePageDocument | undefined,
  around: InvoicePageAround,
  language: Language,
): string {
  const words = INVOICE_PAGE_WORDS[language]
  if (!view) {
    const [title, lead] = words.unknown
    return pageOf({ title, lead, state: 'unknown' }, language)
  }
  const paper = invoiceText(view, around.money, language)
  const state = stateOf(view)
  const isOwed = state === 'open' || state === 'uncollectible'
  const of = words.of(escaped(view.number), `<bdi>${escaped(paper.from)}</bdi>`)
  const [about, ...facts] = factRows(paper)
  const body = [
    problemIn(around.problem, language),
    isOwed && view.payment ? paying(view, view.payment, around, language) : '',
    payments(view, around, words, language),
    lineSection(words.details, paper),
    wayTo(around.pdf, words.pdf, 'button quiet'),
  ]
  return pageOf(
    {
      title: isOwed ? escaped(paper.headline ?? '') : words.titles[state],
      lead: isOwed ? of : `${of}. ${words.leads[state]}`,
      state,
      rows: [about!, [words.status, words.statuses[state]], ...facts],
      body: body.join('\n'),
      ...(isOwed && { notice: words.play }),
    },
    language,
  )
}

/** What is with the bank is not to be paid a second time. */
function stateOf({ status, payment }: InvoicePageDocument): State {
  if (payment?.status === 'processing') return 'processing'
  return status as State
}

function paying(
  view: InvoicePageDocument,
  payment: NonNullable<InvoicePageDocument['payment']>,
  around: InvoicePageAround,
  language: Language,
): string {
  const { said = {}, methods, methodName } = around
  const words = INVOICE_PAGE_WORDS[language]
  const labels = { ...FIELD_WORDS[language], ...PAYING_WORDS[language] }
  const types = payment.types.filter(canAsk)
  const saved = methods.map((one) => ({ id: one.id, name: savedName(one, payment.default_method, methodName, labels) }))
  const first = methods.find(({ id }) => id === payment.default_method) ?? methods[0]
  const amount = escaped(around.money.amount(payment.amount, view.currency))
  const keep =
    payment.saves === 'offer'
      ? `<label class="choice"><input type="checkbox" name="save" value="true"${said.save ? ' checked' : ''}><span>${labels.save}</span></label>`
      : ''
  const choices = methodChoices({
    types,
    saved,
    chosen: said.method ?? first?.id ?? types[0],
    name: 'method',
    methodName,
    asks: around.asks,
    countries: around.countries,
    said,
    known: view.customer,
    language,
    more: holderFields(labels, { ...view.customer, ...said }) + keep,
  })
  return `<section><h2>${words.pay}</h2>${waiting(around.goOn, language)}
<form method="post"><input type="hidden" name="expected_amount" value="${payment.amount}">
${choices}
<button id="submit">${words.submit(amount)}</button></form></section>`
}

/** That a payment waits for the customer, with the way to it. */
export function waiting(goOn: string | undefined, language: Language): string {
  const {
    waiting: [title, text],
    goOn: button,
  } = INVOICE_PAGE_WORDS[language]
  if (goOn === undefined) return ''
  return `<p class="notice"><strong>${title}</strong> ${text}</p>${wayTo(goOn, button, 'button')}`
}

/** What has come in, where it is more than one payment, or less than all. */
function payments(
  view: InvoicePageDocument,
  { money }: InvoicePageAround,
  words: InvoicePageWords,
  language: Language,
): string {
  if (view.payments.length === 0) return ''
  const rows = view.payments.map(({ amount, paid_at, receipt_url }) => {
    const href = receipt_url === null ? undefined : linkable(receipt_url)
    const receipt = href === undefined ? '' : `<br><a href="${escaped(href)}">${words.receipt}</a>`
    const term = `${paid_at === null ? '' : dayOf(paid_at, language)}${receipt}`
    return `<div><dt>${term}</dt><dd>${escaped(money.amount(amount, view.currency))}</dd></div>`
  })
  return `<section><h2>${words.payments}</h2><dl>${rows.join('')}</dl></section>`
}
