// How an invoice is being paid: its payments, and what happened to it and to them.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { href } from '../router.ts'
import { idOf, Money, Moment, Status } from '../ui/fields.tsx'
import { Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Timeline, useEvents } from '../ui/timeline.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Payments',
    payment: 'Payment',
    record: 'Paid outside',
    timeline: 'Timeline',
  },
  de: {
    title: 'Zahlungen',
    payment: 'Zahlung',
    record: 'Außerhalb bezahlt',
    timeline: 'Verlauf',
  },
})

const useInvoicePayments = (id: string) =>
  useGet<{ data: readonly Stripe.InvoicePayment[] }>('/v1/invoice_payments', { invoice: id, limit: 20 })

export function InvoicePayments({ id }: { readonly id: string }) {
  const { data } = useInvoicePayments(id)
  if (!data || data.data.length === 0) return null
  return (
    <Section title={W.title}>
      <Table
        caption={W.title}
        rows={data.data}
        columns={[
          { title: W.payment, cell: paymentOf },
          { title: COMMON.status, cell: ({ status }) => <Status of={status} /> },
          {
            title: COMMON.amount,
            right: true,
            cell: ({ amount_paid, amount_requested, currency }) => (
              <Money of={amount_paid ?? amount_requested} in={currency} />
            ),
          },
          { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
        ]}
      />
    </Section>
  )
}

function paymentOf({ payment }: Stripe.InvoicePayment) {
  const id = idOf(payment.payment_intent) ?? idOf(payment.charge)
  return id === undefined ? (
    W.record
  ) : (
    <a href={href(`/payments/${id}`)}>
      <code>{id}</code>
    </a>
  )
}

export function InvoiceTimeline({ id }: { readonly id: string }) {
  const { data } = useInvoicePayments(id)
  const events = useEvents(data ? [id, ...data.data.map(({ payment }) => idOf(payment.payment_intent))] : [])
  return (
    <Section title={W.timeline}>
      <Shown of={events}>{(all) => <Timeline of={all} />}</Shown>
    </Section>
  )
}
