// How the pages for customers look: what the server asks of the API for them, put into the words and amounts of web/hosted.
import { type AuthorizeView, authorizePage } from '../web/hosted/authorize.ts'
import { type CheckoutAround, type CheckoutSession, checkoutPage, leavingPage } from '../web/hosted/checkout.ts'
import { type CreditNoteDocument, creditNotePaper } from '../web/hosted/credit_note.ts'
import { voucherLines } from '../web/hosted/instructions.ts'
import { type InvoiceDocument, invoiceText } from '../web/hosted/invoice.ts'
import { type InvoicePageDocument, invoicePage } from '../web/hosted/invoice_page.ts'
import { LANGUAGES, type Language, languageOf, PRINTED } from '../web/hosted/language.ts'
import { mandatePage } from '../web/hosted/mandate.ts'
import { type ExpressView, expressPage, type OnboardingView, onboardingPage } from '../web/hosted/onboarding.ts'
import { among } from '../web/hosted/page.ts'
import { type PaymentUpdateView, paymentUpdatePage } from '../web/hosted/payment_update.ts'
import { type PortalView, portalPage } from '../web/hosted/portal.ts'
import { type PortalLoginView, portalLoginPage, portalOverPage } from '../web/hosted/portal_login.ts'
import { type ReceiptDocument, receiptPage, receiptText } from '../web/hosted/receipt.ts'
import type { Saved } from '../web/hosted/saved_method.ts'
import { PAGE_CSS } from '../web/hosted/style.ts'
import { METHOD_WORDS } from '../web/hosted/words/methods/index.ts'
import { operationByKey, paramsNode } from './contract/index.ts'
import type { Around, Hosted, Step } from './http/hosted.ts'
import { placeOf } from './http/method_form.ts'
import { hasLetters } from './lib/letters.ts'
import { formatAmount, formatPlain, formatUnitAmount, localAmount } from './lib/money.ts'
import { methodOf } from './network/catalogue.ts'
import { sourceTypeOf } from './network/source_types.ts'

/** The customer's step, in words. */
function authorize(step: Step | undefined, { id, acceptLanguage, code, problem, done, framed }: Around): string {
  const language = languageOf(acceptLanguage)
  const intent = id.startsWith('sa_') ? 'setup' : 'payment'
  if (!step) return authorizePage({ state: 'unknown', intent, merchant: '', method: '' }, language)
  const { outcome, redirect_url, expires_at: expires, next_action: action } = step
  const decided = outcome === 'succeeded' || outcome === 'failed'
  const more = {
    ...(redirect_url !== null && !framed && { goOn: redirect_url }),
    ...(decided && (redirect_url === null || framed) && { outcome }),
    ...(framed && step.payment_method_type === 'card' && { challenge: true as const }),
    ...(code !== undefined && { code }),
    ...(problem !== undefined && { problem }),
    // The step itself was not decided: what was done has replaced it.
    ...(done && ({ state: 'spent', outcome: done } as const)),
  }
  const state = outcome === 'pending' ? 'open' : outcome === 'replaced' ? 'expired' : 'spent'
  return authorizePage({ state, intent, ...paid(step, language), expires, action, ...more }, language)
}

/** How the pages of a language write amounts, and call ways to pay. */
const spoken = (language: Language) => ({
  money: (minor: number, currency: string) => localAmount(minor, currency, language),
  methodName: (type: string) => nameOf(type, language),
})

/** Who is to be paid how much, and how. Of a transfer that has come in part, what is missing. */
function paid(
  { merchant, payment_method_type: type, amount, currency, next_action }: Step,
  language: Language,
  money = spoken(language).money,
) {
  const named: Pick<AuthorizeView, 'merchant' | 'method' | 'amount'> = { merchant, method: nameOf(type, language) }
  const { amount_remaining } = (next_action?.display_bank_transfer_instructions ?? {}) as { amount_remaining?: number }
  const open = amount_remaining ?? amount
  return open === null || currency === null ? named : { ...named, amount: money(open, currency) }
}

/** As people call a type of payment method, or of a source. */
function nameOf(type: string, language: Language): string {
  const known = methodOf(type) ? type : (sourceTypeOf(type)?.paidAs ?? type)
  const translated = language === 'en' ? undefined : among(METHOD_WORDS[language], known)
  return translated ?? methodOf(known)?.name ?? type
}

/** Of a paper: its customer's language, or else what the browser prefers, of those whose letters can be printed here. */
const paperLanguage = (locales: readonly string[], acceptLanguage: string | undefined): Language =>
  languageOf(acceptLanguage, locales, printable())

let languages: readonly Language[] | undefined

/** Looked for once: nobody installs letters while Brindle runs. */
function printable(): readonly Language[] {
  languages ??= LANGUAGES.filter((one) => PRINTED.includes(one) || hasLetters(one as 'ja'))
  return languages
}

/** A voucher as it is printed. */
function voucher(step: Step, acceptLanguage: string | undefined): readonly [string, string[], string] {
  const language = paperLanguage([], acceptLanguage)
  const { merchant, method, amount = '' } = paid(step, language, MONEY.amount)
  return [
    method,
    voucherLines({ merchant, amount, expires: step.expires_at, action: step.next_action! }, language),
    language,
  ]
}

/** A mandate, in words. */
function agreed(found: Parameters<Hosted['mandate']>[0], acceptLanguage: string | undefined): string {
  const language = languageOf(acceptLanguage)
  if (!found) return mandatePage(undefined, language)
  const { id, status, type, customer_acceptance, single_use, payment_method, payment_method_details } = found.mandate
  const kind = payment_method_details.type
  const view = {
    merchant: found.account.settings?.dashboard.display_name ?? 'Brindle',
    name: payment_method.billing_details.name,
    method: nameOf(kind, language),
    last4: payment_method[kind]?.last4 ?? null,
    mandate: {
      id,
      status,
      type,
      accepted_at: customer_acceptance.accepted_at,
      accepted: customer_acceptance.type,
      reference: payment_method_details[kind]?.reference ?? null,
      ...(single_use && { amount: localAmount(single_use.amount, single_use.currency, language) }),
    },
  }
  return mandatePage(view, language)
}

/** An invoice as it is printed. */
const invoice: Hosted['invoice'] = (document, acceptLanguage) =>
  invoiceText(document as InvoiceDocument, MONEY, paperLanguage(document.customer.locales, acceptLanguage))

const credit_note: Hosted['credit_note'] = (document, acceptLanguage) =>
  creditNotePaper(document as CreditNoteDocument, MONEY, paperLanguage(document.customer.locales, acceptLanguage))

/** Amounts on paper, in the letters that papers have. */
const MONEY = { amount: formatAmount, unit: formatUnitAmount }

/** Amounts on a page, and prices that may be a part of the smallest coin. */
const moneyIn = (language: Language) => ({
  amount: (minor: number, currency: string) => localAmount(minor, currency, language),
  unit: (decimal: string, currency: string) =>
    /^-?\d+$/.test(decimal) ? localAmount(Number(decimal), currency, language) : formatUnitAmount(decimal, currency),
})

/** In the customer's `preferred_locales`, else the browser's. */
const invoice_page: Hosted['invoice_page'] = (document, { methods, ...around }, acceptLanguage) => {
  const language = languageOf(acceptLanguage, document?.customer.locales)
  const goOn = placeOf(document?.payment?.next_action)
  const said = {
    ...around,
    ...spoken(language),
    money: moneyIn(language),
    methods: methods as unknown as Saved[],
    ...LISTED,
    ...(goOn !== undefined && { goOn }),
  }
  return invoicePage(document as InvoicePageDocument | undefined, said, language)
}

/** Likewise. */
const payment_update: Hosted['payment_update'] = (view, { methods, ...around }, acceptLanguage) => {
  const language = languageOf(acceptLanguage, view?.who?.locales)
  const goOn = placeOf(view?.next_action)
  const said = {
    ...around,
    ...spoken(language),
    money: moneyIn(language),
    methods: methods as unknown as Saved[],
    ...LISTED,
    ...(goOn !== undefined && { goOn }),
  }
  return paymentUpdatePage(view as PaymentUpdateView | undefined, said, language)
}

/** Likewise. */
const receipt_page: Hosted['receipt_page'] = (document, around, acceptLanguage) => {
  const language = languageOf(acceptLanguage, document?.customer.locales)
  const said = { ...around, ...spoken(language), money: moneyIn(language) }
  return receiptPage(document as ReceiptDocument | undefined, said, language)
}

const receipt: Hosted['receipt'] = (document, acceptLanguage) => {
  const language = paperLanguage(document.customer.locales, acceptLanguage)
  const around = { money: MONEY, methodName: (type: string) => nameOf(type, language) }
  return receiptText(document as ReceiptDocument, around, language)
}

/** What a type of payment method has to come with, and the words of the contract for what is chosen of a list. */
function asks(type: string): ReturnType<CheckoutAround['asks']> {
  const { requires, flow } = methodOf(type)!
  const options = (path: string) => {
    const [name = '', field = ''] = path.split(/[[\]]+/)
    const node = METHOD_DATA[name]?.p?.[field]
    return node?.k === 'enum' ? (node.v as string[]) : []
  }
  return { requires, options, isDebit: flow === 'debit' }
}

type Shape = { readonly k: string; readonly p?: Readonly<Record<string, Shape>>; readonly v?: unknown }
const paramsOf = (key: string) => paramsNode(operationByKey(key)!)!.p as unknown as Readonly<Record<string, Shape>>
const METHOD_DATA = paramsOf('POST /v1/payment_intents/{id}/confirm').payment_method_data!.p!
const TO_SHIP_TO = paramsOf('POST /v1/checkout/sessions').shipping_address_collection!.p!.allowed_countries!

/** What the contract lists: the countries that Stripe ships to, and the kinds of tax ids. */
const LISTED = {
  asks,
  // ZZ stands for none of them.
  countries: ((TO_SHIP_TO as unknown as { readonly of: Shape }).of.v as string[]).filter((code) => code !== 'ZZ'),
  taxIdTypes: paramsOf('POST /v1/customers/{id}/tax_ids').type!.v as string[],
  plain: formatPlain,
}

/** The country that a browser's first language names, or is most spoken in. */
function regionOf(acceptLanguage: string | undefined): string | undefined {
  const [tag = ''] = (acceptLanguage ?? '').split(/[,;]/)
  const isTag = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag.trim())
  return new Intl.Locale(isTag ? tag.trim() : 'en').maximize().region
}

/** In the session's locale, else the browser's. (docs: create_checkout_session-locale) */
const checkout: Hosted['checkout'] = (session, { acceptLanguage, ...around }) => {
  const language = languageOf(acceptLanguage, [session?.locale])
  const said = { ...around, ...LISTED, ...spoken(language), country: regionOf(acceptLanguage) }
  return checkoutPage(session as CheckoutSession | undefined, said, language)
}

/** In the session's locale, else the customer's `preferred_locales`, else the browser's. (docs: create_portal_session-locale) */
const portal: Hosted['portal'] = (view, around, acceptLanguage) => {
  const language = languageOf(acceptLanguage, [view?.session.locale, ...(view?.customer.preferred_locales ?? [])])
  const said = { ...around, ...LISTED, ...spoken(language) }
  return portalPage(view as PortalView | undefined, said, language)
}

/** Every page. */
export const HOSTED: Hosted = {
  css: PAGE_CSS,
  authorize,
  voucher,
  mandate: agreed,
  invoice,
  invoice_page,
  payment_update,
  receipt,
  receipt_page,
  credit_note,
  checkout,
  leaves: (type) => methodOf(type)?.flow === 'redirect',
  leaving: (to, acceptLanguage) => leavingPage(to, languageOf(acceptLanguage)),
  portal,
  portal_over: (login, acceptLanguage) => portalOverPage(login, languageOf(acceptLanguage)),
  portal_login: (view, around, acceptLanguage) =>
    portalLoginPage(view as PortalLoginView | undefined, around, languageOf(acceptLanguage)),
  onboarding: (link, acceptLanguage) => onboardingPage(link as OnboardingView | undefined, languageOf(acceptLanguage)),
  express: (account, acceptLanguage) => expressPage(account as ExpressView | undefined, languageOf(acceptLanguage)),
}
