// What a charge brought after fees, and every attempt and event of a payment in the order of time.
import type Stripe from 'stripe'
import { call, useRead } from '../api.ts'
import { money } from '../format.ts'
import { href } from '../router.ts'
import { Facts, Money } from '../ui/fields.tsx'
import { type MethodLike, methodText } from '../ui/methods.ts'
import { Section, Shown } from '../ui/page.tsx'
import { type Entry, Timeline, useEvents } from '../ui/timeline.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'What it brought',
    captured: 'Captured',
    refunded: 'Refunded',
    rate: (rate: number, currency: string) => `In ${currency.toUpperCase()}, at ${rate}`,
    fee: 'Fee',
    net: 'Net',
    transaction: 'Balance transaction',
    timeline: 'Timeline',
    attempt: (amount: string, method: string) => `Attempt: ${amount} with ${method}`,
  },
  de: {
    title: 'Was sie einbrachte',
    captured: 'Eingezogen',
    refunded: 'Erstattet',
    rate: (rate: number, currency: string) => `In ${currency.toUpperCase()}, zu ${rate}`,
    fee: 'Gebühr',
    net: 'Netto',
    transaction: 'Umsatz',
    timeline: 'Verlauf',
    attempt: (amount: string, method: string) => `Versuch: ${amount} mit ${method}`,
  },
})

/** The balance transaction of the charge has to be expanded. */
export function ChargeMoney({ of }: { readonly of: Stripe.Charge }) {
  const { amount, amount_captured, amount_refunded, currency } = of
  const entry = of.balance_transaction as Stripe.BalanceTransaction | null
  return (
    <Section title={W.title}>
      <Facts
        of={[
          [COMMON.amount, <Money of={amount} in={currency} />],
          [W.captured, amount_captured === amount ? undefined : <Money of={amount_captured} in={currency} />],
          ...(entry ? fromEntry(entry, currency) : []),
          [W.refunded, amount_refunded === 0 ? undefined : <Money of={-amount_refunded} in={currency} />],
          [W.transaction, entry ? <a href={href(`/id/${entry.id}`)}>{entry.id}</a> : undefined],
        ]}
      />
    </Section>
  )
}

const fromEntry = ({ exchange_rate, fee_details, net, ...entry }: Stripe.BalanceTransaction, paidIn: string) =>
  [
    [
      W.rate(exchange_rate ?? 1, entry.currency),
      entry.currency === paidIn ? undefined : <Money of={entry.amount} in={entry.currency} />,
    ],
    ...fee_details.map(
      ({ amount, currency, description, type }) =>
        [description ?? `${W.fee}: ${type}`, <Money of={-amount} in={currency} />] as const,
    ),
    [W.net, <Money of={net} in={entry.currency} />],
  ] as const

/** The attempts of an intent, or one charge, and what came of each. */
export function PaymentTimeline({ name, id }: { readonly name: 'payment_intent' | 'charge'; readonly id: string }) {
  const reading = useRead(`belongings of ${id}`, () => belongings(name, id))
  const events = useEvents(reading.data ? [id, ...reading.data.others] : [])
  return (
    <Section title={W.timeline}>
      <Shown of={events}>{(all) => <Timeline of={[...all, ...(reading.data?.charges ?? []).map(attempt)]} />}</Shown>
    </Section>
  )
}

interface Listed<T> {
  readonly data: readonly T[]
}

/** Why 20: more attempts, refunds and disputes than these a payment does not have. */
const EACH_MAX = 20

async function belongings(name: 'payment_intent' | 'charge', id: string) {
  const of = { [name]: id, limit: EACH_MAX }
  const [charges, refunds, disputes] = await Promise.all([
    name === 'charge'
      ? call<Stripe.Charge>('GET', `/v1/charges/${id}`).then((one) => ({ data: [one] }))
      : call<Listed<Stripe.Charge>>('GET', '/v1/charges', of),
    call<Listed<Stripe.Refund>>('GET', '/v1/refunds', of),
    call<Listed<Stripe.Dispute>>('GET', '/v1/disputes', of),
  ])
  const others = [...charges.data, ...refunds.data, ...disputes.data].map((one) => one.id)
  return { charges: charges.data, others: others.filter((one) => one !== id) }
}

function attempt({ created, amount, currency, payment_method_details, ...of }: Stripe.Charge): Entry {
  const method = payment_method_details ? methodText(payment_method_details as unknown as MethodLike) : '–'
  const { seller_message } = of.outcome ?? {}
  return {
    at: created,
    text: W.attempt(money(amount, currency), method),
    tone: of.status === 'failed' ? 'bad' : of.status === 'pending' ? 'waits' : 'good',
    about: of.failure_message ?? seller_message ?? undefined,
    to: `/id/${of.id}?as=json`,
  }
}
