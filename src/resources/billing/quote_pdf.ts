// A quote as a page that can be printed and sent. (https://docs.stripe.com/quotes/overview#quote_pdf)
import type { Bytes } from '../../kernel/resource.ts'
import { formatDay } from '../../lib/calendar.ts'
import { formatAmount } from '../../lib/money.ts'
import { pdfPage } from '../../lib/pdf.ts'
import type { Item } from './item.ts'
import type { Quote } from './quote_state.ts'

/** The page: what is offered, what it comes to, and until when. */
export function quotePdf(self: Quote, lines: readonly Item[], name: string | null): Bytes {
  const money = (amount: number) => formatAmount(amount, self.currency ?? 'usd')
  const { amount_discount: off, amount_tax: tax } = self.total_details
  const { recurring } = self.computed
  const every =
    recurring &&
    (recurring.interval_count === 1 ? recurring.interval : `${recurring.interval_count} ${recurring.interval}s`)
  const text = [
    ...(self.header ? [self.header, ''] : []),
    ...(name ? [`For ${name}`] : []),
    `Valid until ${formatDay(self.expires_at)}`,
    ...(self.description ? ['', self.description] : []),
    '',
    ...lines.map(
      ({ quantity, description, amount_subtotal }) =>
        `${quantity === null ? '' : `${quantity} x `}${description}: ${money(amount_subtotal)}`,
    ),
    '',
    `Subtotal: ${money(self.amount_subtotal)}`,
    ...(off > 0 ? [`Discount: -${money(off)}`] : []),
    ...(tax > 0 ? [`Tax: ${money(tax)}`] : []),
    `Total: ${money(self.amount_total)}`,
    ...(recurring ? [`Then ${money(recurring.amount_total)} every ${every}`] : []),
    ...(self.footer ? ['', self.footer] : []),
  ]
  const base64 = pdfPage(`Quote ${self.number}`, text).toString('base64')
  return { kind: 'bytes', base64, type: 'application/pdf', filename: `${self.number}.pdf` }
}
