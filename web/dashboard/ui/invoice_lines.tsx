// What an invoice is made of: its lines with their periods, discounts and taxes, what they add up to; and previews of invoices.
import type Stripe from 'stripe'
import { call, type Params, Refused, useGet, useRead } from '../api.ts'
import { count, day, money, percent, perUnit } from '../format.ts'
import { words } from '../words.ts'
import { Facts, Money } from './fields.tsx'
import { Shown } from './page.tsx'
import { type Column, Table } from './table.tsx'

const W = words({
  en: {
    lines: 'Lines',
    what: 'Description',
    quantity: 'Quantity',
    unit: 'Unit price',
    amount: 'Amount',
    discount: 'Discount',
    tax: 'Tax',
    included: 'included',
    none: 'No lines yet.',
    subtotal: 'Subtotal',
    shipping: 'Shipping',
    total: 'Total',
    balance: 'From the customer balance',
    due: 'Amount due',
    paid: 'Paid',
    remaining: 'Still to pay',
    nothing: 'There is nothing to invoice.',
  },
  de: {
    lines: 'Posten',
    what: 'Beschreibung',
    quantity: 'Menge',
    unit: 'Einzelpreis',
    amount: 'Betrag',
    discount: 'Rabatt',
    tax: 'Steuer',
    included: 'enthalten',
    none: 'Noch keine Posten.',
    subtotal: 'Zwischensumme',
    shipping: 'Versand',
    total: 'Summe',
    balance: 'Vom Kundenguthaben',
    due: 'Fälliger Betrag',
    paid: 'Bezahlt',
    remaining: 'Noch zu zahlen',
    nothing: 'Es gibt nichts zu berechnen.',
  },
})

const sum = (all: readonly { readonly amount: number }[] | null | undefined): number =>
  (all ?? []).reduce((total, { amount }) => total + amount, 0)

const LINE_COLUMNS: readonly Column<Stripe.InvoiceLineItem>[] = [
  { title: W.what, cell: described },
  { title: W.quantity, right: true, cell: ({ quantity }) => (quantity === null ? '–' : count(quantity)) },
  {
    title: W.unit,
    right: true,
    cell: ({ pricing, currency }) => {
      const each = pricing?.unit_amount_decimal
      return each === null || each === undefined ? '–' : perUnit(String(each), currency)
    },
  },
  { title: W.amount, right: true, cell: ({ amount, currency }) => <Money of={amount} in={currency} /> },
]

/** The words of a line, its period, and what is taken off or added. */
function described({ description, period, discount_amounts, taxes, currency }: Stripe.InvoiceLineItem) {
  const off = sum(discount_amounts)
  return (
    <>
      {description ?? '–'}
      {period.end > period.start && (
        <div class="quiet-text">
          {day(period.start)} – {day(period.end)}
        </div>
      )}
      {off > 0 && (
        <div class="quiet-text">
          {W.discount}: {money(-off, currency)}
        </div>
      )}
      {(taxes ?? []).map(({ amount, tax_behavior }) => (
        <div class="quiet-text">
          {W.tax}: {money(amount, currency)} {tax_behavior === 'inclusive' && `(${W.included})`}
        </div>
      ))}
    </>
  )
}

export const InvoiceLines = ({
  of,
  more = [],
  isShort = false,
}: {
  readonly of: readonly Stripe.InvoiceLineItem[]
  /** Only words and amounts, for a place beside a form: the words say how many and at what price. */
  readonly isShort?: boolean
  /** Columns beside these. */
  readonly more?: readonly Column<Stripe.InvoiceLineItem>[]
}) => (
  <Table
    caption={W.lines}
    rows={of}
    columns={[...(isShort ? [LINE_COLUMNS[0]!, LINE_COLUMNS.at(-1)!] : LINE_COLUMNS), ...more]}
    empty={W.none}
  />
)

/** What an invoice adds up to; what is nothing is left out. */
export function Totals({ of }: { readonly of: Stripe.Invoice }) {
  const { currency, total, subtotal, amount_due, shipping_cost } = of
  const shown = (amount: number) => <Money of={amount} in={currency} />
  const some = (amount: number) => (amount === 0 ? undefined : shown(amount))
  const isDraft = of.status === 'draft'
  const taxes = of.total_taxes ?? []
  const rates = useGet<{ data: readonly Stripe.TaxRate[] }>(taxes.length > 0 ? '/v1/tax_rates' : undefined, {
    limit: 100,
  })
  return (
    <Facts
      kind="totals"
      of={[
        [W.subtotal, subtotal === total ? undefined : shown(subtotal)],
        [W.discount, some(-sum(of.total_discount_amounts))],
        [W.shipping, shipping_cost ? shown(shipping_cost.amount_total) : undefined],
        ...taxes.map((tax, i) => [taxName(tax, i, rates.data?.data), shown(tax.amount)] as const),
        [W.total, shown(total)],
        [W.balance, total > 0 ? some(Math.max(amount_due, 0) - total) : undefined],
        [W.due, shown(amount_due)],
        [W.paid, isDraft ? undefined : some(of.amount_paid)],
        [W.remaining, isDraft || of.amount_remaining === amount_due ? undefined : some(of.amount_remaining)],
      ]}
    />
  )
}

/** A tax by the name of its rate, and how much that is. */
function taxName(
  { tax_rate_details, tax_behavior }: Stripe.Invoice.TotalTax,
  at: number,
  rates: readonly Stripe.TaxRate[] = [],
): string {
  const rate = rates.find(({ id }) => id === tax_rate_details?.tax_rate)
  const name = rate ? `${rate.display_name} ${percent(rate.percentage)}` : `${W.tax}${at === 0 ? '' : ` ${at + 1}`}`
  return tax_behavior === 'inclusive' ? `${name} (${W.included})` : name
}

/** The invoice that would be: its lines and what they add up to. Nothing is changed by asking. */
export function Preview({ params, isShort = false }: { readonly params: Params; readonly isShort?: boolean }) {
  const reading = usePreview(params)
  if (reading.error instanceof Refused && reading.error.code === 'invoice_upcoming_none')
    return <p class="quiet-text">{W.nothing}</p>
  return (
    <Shown of={reading}>
      {(invoice) => (
        <>
          <InvoiceLines of={invoice.lines.data} isShort={isShort} />
          <Totals of={invoice} />
        </>
      )}
    </Shown>
  )
}

/** (https://docs.stripe.com/api/invoices/create_preview) */
export const usePreview = (params: Params | undefined) =>
  useRead<Stripe.Invoice>(params && `preview of ${JSON.stringify(params)}`, () =>
    call('POST', '/v1/invoices/create_preview', params),
  )
