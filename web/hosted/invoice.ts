// What an invoice says, printed or on its page, in the customer's language: which lines stand on it. How it is drawn is no business of
// this file. (https://docs.stripe.com/invoicing/customize)
import type { Language } from './language.ts'
import { among } from './page.ts'
import { INVOICE_WORDS, type InvoiceWords } from './words/invoice/index.ts'
import { countryOf, dayOf } from './written.ts'

/** An invoice as the house hands it out to be printed. Amounts are minor units, times epoch seconds. */
export interface InvoiceDocument {
  readonly account_name: string | null
  readonly account_tax_ids: readonly TaxId[]
  readonly amount_due: number
  readonly amount_paid: number
  readonly amount_remaining: number
  /** What the customer's balance added to the total, or took off it. */
  readonly applied_balance: number
  readonly credit_grants: number
  readonly credit_notes: number
  readonly currency: string
  readonly custom_fields: readonly { readonly name: string; readonly value: string }[]
  readonly customer: {
    readonly name: string | null
    readonly email: string | null
    readonly phone: string | null
    readonly address: Address | null
    readonly shipping: { readonly name: string | null; readonly address: Address | null } | null
    readonly tax_ids: readonly TaxId[]
    readonly locales: readonly string[]
    readonly is_reverse_charged: boolean
  }
  readonly discounts: readonly {
    readonly name: string | null
    readonly percent_off: string | null
    readonly amount: number
  }[]
  readonly due_at: number | null
  readonly footer: string | null
  readonly issued_at: number
  readonly lines: readonly {
    readonly amount: number
    readonly description: string | null
    readonly period: { readonly start: number; readonly end: number }
    /** As text where it has decimals. */
    readonly quantity: number | string | null
    readonly unit_amount_decimal: string | null
  }[]
  readonly memo: string | null
  readonly number: string
  readonly page_size: string | null
  readonly paid_at: number | null
  readonly shipping: number
  readonly status: string
  readonly subtotal: number
  readonly taxes: readonly {
    readonly name: string
    readonly percentage: string | null
    readonly inclusive: boolean
    readonly amount: number
    readonly taxable_amount: number | null
  }[]
  readonly total: number
  readonly total_excluding_tax: number
}

interface TaxId {
  readonly type: string
  readonly value: string | null
}

interface Address {
  readonly line1?: string | null
  readonly line2?: string | null
  readonly postal_code?: string | null
  readonly city?: string | null
  readonly state?: string | null
  readonly country?: string | null
}

/** How amounts are written: whole minor units, and those of a price, which may be a part of one. */
export interface Money {
  readonly amount: (minor: number, currency: string) => string
  readonly unit: (decimal: string, currency: string) => string
}

/** All that stands on an invoice, on paper or on its page. */
export function invoiceText(view: InvoiceDocument, money: Money, language: Language) {
  const { customer } = view
  const words = INVOICE_WORDS[language]
  const day = (seconds: number) => dayOf(seconds, language)
  const amount = (minor: number) => money.amount(minor, view.currency)
  const isPaid = view.status === 'paid' && view.paid_at !== null
  const stamp = among(words.stamps, view.status)
  const headline = isPaid
    ? words.headline.paid(amount(view.amount_paid), day(view.paid_at!))
    : words.headline.open(amount(view.amount_remaining), view.due_at === null ? undefined : day(view.due_at))
  return {
    title: words.title,
    language,
    size: sizeOf(view),
    from: view.account_name ?? 'Brindle',
    ...(stamp !== undefined && { stamp }),
    facts: [
      [words.number, view.number],
      [words.issued, day(view.issued_at)],
      ...(view.due_at === null ? [] : [[words.due, day(view.due_at)] as const]),
      ...(isPaid ? [[words.paidOn, day(view.paid_at!)] as const] : []),
      ...view.account_tax_ids.map((one) => [words.taxId, taxIdText(one)] as const),
      ...view.custom_fields.map(({ name, value }) => [name, value] as const),
    ] as readonly (readonly [string, string])[],
    parties: partiesOf(view, words, language),
    ...(view.status !== 'void' && { headline }),
    ...(view.memo !== null && { memo: view.memo }),
    columns: words.columns,
    rows: view.lines.map(({ period, ...line }) => ({
      cells: cellsOf(line, view.currency, money),
      ...(period.end > period.start && { note: `${day(period.start)} – ${day(period.end)}` }),
    })),
    sums: sumsOf(view, amount, words),
    notes: [...(customer.is_reverse_charged ? [words.reverse] : []), ...(view.footer === null ? [] : [view.footer])],
    foot: `${view.number} · ${words.test}`,
    page: words.page,
  }
}

type Line = InvoiceDocument['lines'][number]

/** What a line says in each column. */
export const cellsOf = (
  { description, quantity, unit_amount_decimal: unit, amount }: Omit<Line, 'period'>,
  currency: string,
  money: Money,
) =>
  [
    description ?? '',
    quantity === null ? '' : String(quantity),
    unit === null ? '' : money.unit(unit, currency),
    money.amount(amount, currency),
  ] as const

/** "If set to `auto`": A4 for Japanese customers, letter for all others. (the comments of the official client) */
export const sizeOf = ({
  page_size,
  customer: { locales },
}: Pick<InvoiceDocument, 'page_size'> & { readonly customer: Pick<InvoiceDocument['customer'], 'locales'> }):
  | 'a4'
  | 'letter' =>
  page_size === 'a4' || page_size === 'letter' ? page_size : locales[0]?.startsWith('ja') ? 'a4' : 'letter'

/** Whose it is, and where it went. */
export function partiesOf({ customer }: Pick<InvoiceDocument, 'customer'>, words: InvoiceWords, language: Language) {
  const { name, email, phone, address, shipping, tax_ids } = customer
  const billed = [
    ...present(name),
    ...addressLines(address, language),
    ...present(phone, email),
    ...tax_ids.map(taxIdText),
  ]
  const shipped = shipping ? [...present(shipping.name), ...addressLines(shipping.address, language)] : []
  return [
    ...(billed.length > 0 ? [{ head: words.billTo, lines: billed }] : []),
    ...(shipped.length > 0 ? [{ head: words.shipTo, lines: shipped }] : []),
  ]
}

const taxIdText = ({ type, value }: TaxId): string => `${type.replaceAll('_', ' ').toUpperCase()} ${value ?? ''}`

const present = (...texts: readonly (string | null | undefined)[]): string[] =>
  texts.filter((text) => !!text) as string[]

function addressLines(address: Address | null, language: Language): string[] {
  if (!address) return []
  const { line1, line2, postal_code, city, state, country } = address
  // An American address has the postal code last; most others have it first.
  const isAmerican = country === 'US' || country === 'CA' || country === 'AU'
  const place = isAmerican
    ? [present(city).join(), present(state, postal_code).join(' ')].filter((text) => text !== '').join(', ')
    : [present(postal_code, city).join(' '), ...present(state)].filter((text) => text !== '').join(', ')
  return present(line1, line2, place, country && countryOf(country, language))
}

type Summed = Pick<
  InvoiceDocument,
  'credit_grants' | 'discounts' | 'shipping' | 'subtotal' | 'taxes' | 'total' | 'total_excluding_tax'
>

/** From the sum of the lines to the total. What is nothing is left out. */
export function totalsOf(view: Summed, amount: (minor: number) => string, words: InvoiceWords) {
  const percentOf = (text: string | null) => (text === null ? null : `${text}${words.percent}%`)
  const sum = (label: string, minor: number) => ({ label, amount: amount(minor) })
  const discounts = view.discounts.map(({ name, percent_off, amount: off }) => {
    const percent = percentOf(percent_off)
    const said = [name ?? words.discount, ...(percent === null ? [] : [`(${words.off(percent)})`])].join(' ')
    return sum(said, -off)
  })
  const taxes = view.taxes.map(({ name, percentage, inclusive, amount: tax, taxable_amount: base }) => {
    const said = words.tax(name, percentOf(percentage), base === null ? null : amount(base))
    return sum(inclusive ? words.included(said) : said, tax)
  })
  return [
    sum(words.subtotal, view.subtotal),
    ...discounts,
    ...(view.credit_grants === 0 ? [] : [sum(words.grants, -view.credit_grants)]),
    ...(view.shipping === 0 ? [] : [sum(words.shipping, view.shipping)]),
    ...(taxes.length === 0 ? [] : [sum(words.untaxed, view.total_excluding_tax)]),
    ...taxes,
    sum(words.total, view.total),
  ]
}

/** And on to what is still to be paid. */
function sumsOf(view: InvoiceDocument, amount: (minor: number) => string, words: InvoiceWords) {
  const sum = (label: string, minor: number) => ({ label, amount: amount(minor) })
  return [
    ...totalsOf(view, amount, words),
    ...(view.credit_notes === 0 ? [] : [sum(words.creditNotes, -view.credit_notes)]),
    ...(view.applied_balance === 0 ? [] : [sum(words.balance, view.applied_balance)]),
    ...(view.amount_paid === 0
      ? []
      : [sum(words.amountDue, view.amount_due), sum(words.amountPaid, -view.amount_paid)]),
    {
      ...sum(view.amount_paid === 0 ? words.amountDue : words.remaining, view.amount_remaining),
      strong: true,
    },
  ]
}
