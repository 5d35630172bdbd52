// What happened with a customer, in the order of time: their own events, payments, invoices and subscriptions.
import type Stripe from 'stripe'
import { call, useRead } from '../api.ts'
import { money } from '../format.ts'
import { Status } from '../ui/fields.tsx'
import { Section, Shown } from '../ui/page.tsx'
import { paymentStatus } from '../ui/payment_status.ts'
import { type Entry, Timeline, useEvents } from '../ui/timeline.tsx'
import { words } from '../words.ts'

const W = words({
  en: { title: 'Timeline', payment: 'Payment', invoice: 'Invoice', draft: 'Draft', subscription: 'Subscription' },
  de: { title: 'Verlauf', payment: 'Zahlung', invoice: 'Rechnung', draft: 'Entwurf', subscription: 'Abonnement' },
})

/** Why 20: of each kind, what somebody reads back to. */
const EACH_MAX = 20

interface Listed<T> {
  readonly data: readonly T[]
}

const paid = (one: Stripe.PaymentIntent): Entry => ({
  at: one.created,
  text: `${W.payment}: ${money(one.amount, one.currency)}`,
  to: `/payments/${one.id}`,
  about: <Status of={paymentStatus(one)} />,
  tone: one.status === 'succeeded' ? 'good' : one.last_payment_error ? 'bad' : undefined,
})

async function belongings(customer: string): Promise<Entry[]> {
  const list = async <T,>(path: string, more = {}): Promise<readonly T[]> =>
    (await call<Listed<T>>('GET', path, { customer, limit: EACH_MAX, ...more })).data
  const [payments, invoices, subscriptions] = await Promise.all([
    list<Stripe.PaymentIntent>('/v1/payment_intents'),
    list<Stripe.Invoice>('/v1/invoices'),
    list<Stripe.Subscription>('/v1/subscriptions', { status: 'all' }),
  ])
  return [
    ...payments.map(paid),
    ...invoices.map(({ id, created, number, total, currency, status }) => ({
      at: created,
      text: `${W.invoice} ${number ?? W.draft}: ${money(total, currency)}`,
      to: `/invoices/${id}`,
      about: <Status of={status ?? 'draft'} />,
    })),
    ...subscriptions.map(({ id, created, status }) => ({
      at: created,
      text: W.subscription,
      to: `/subscriptions/${id}`,
      about: <Status of={status} kind="subscription" />,
    })),
  ]
}

export function CustomerTimeline({ customer }: { readonly customer: string }) {
  const events = useEvents([customer])
  const owned = useRead(`belongings of ${customer}`, () => belongings(customer))
  return (
    <Section title={W.title}>
      <Shown of={events}>{(own) => <Shown of={owned}>{(all) => <Timeline of={[...own, ...all]} />}</Shown>}</Shown>
    </Section>
  )
}
