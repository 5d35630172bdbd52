// What is to be known of a subscription: its period, how it is collected, its discounts.
import type Stripe from 'stripe'
import { type Interval, period } from '../format.ts'
import { couponText } from '../ui/catalog.ts'
import { Copy, Facts, Id, idOf, Moment } from '../ui/fields.tsx'
import { methodText, type MethodLike } from '../ui/methods.ts'
import { COMMON, words } from '../words.ts'
import { periodEnd } from './subscriptions.tsx'

const W = words({
  en: {
    id: 'Subscription ID',
    period: 'Current period',
    started: 'Started',
    trial: 'Trial ends',
    ended: 'Ended',
    collection: 'Collection',
    automatic: 'Charged automatically',
    sent: 'Invoice, due in days: ',
    method: 'Payment method',
    discounts: 'Discounts',
    clock: 'Test clock',
  },
  de: {
    id: 'Abonnement-ID',
    period: 'Laufender Zeitraum',
    started: 'Begonnen',
    trial: 'Testzeitraum endet',
    ended: 'Geendet',
    collection: 'Einzug',
    automatic: 'Wird automatisch belastet',
    sent: 'Rechnung, fällig in Tagen: ',
    method: 'Zahlungsmethode',
    discounts: 'Rabatte',
    clock: 'Testuhr',
  },
})

export function SubscriptionFacts({ of }: { readonly of: Stripe.Subscription }) {
  const [first] = of.items.data
  const method = of.default_payment_method as Stripe.PaymentMethod | null
  const { recurring } = first?.price ?? {}
  return (
    <Facts
      of={[
        [W.id, <Copy text={of.id} />],
        [
          W.period,
          first && (
            <>
              <Moment at={first.current_period_start} /> – <Moment at={periodEnd(of.items.data)} />
              {recurring && ` (${period(recurring.interval as Interval, recurring.interval_count)})`}
            </>
          ),
        ],
        [W.started, <Moment at={of.start_date} />],
        [W.trial, of.trial_end === null ? undefined : <Moment at={of.trial_end} />],
        [W.ended, of.ended_at === null ? undefined : <Moment at={of.ended_at} />],
        [W.collection, of.collection_method === 'charge_automatically' ? W.automatic : W.sent + of.days_until_due],
        [W.method, method ? <Id of={method.id}>{methodText(method as unknown as MethodLike)}</Id> : undefined],
        [W.discounts, of.discounts.length === 0 ? undefined : of.discounts.map(discountText).join('; ')],
        [COMMON.description, of.description ?? undefined],
        [W.clock, of.test_clock ? <Id of={idOf(of.test_clock)!} /> : undefined],
      ]}
    />
  )
}

function discountText(given: string | Stripe.Discount): string {
  const coupon = typeof given === 'object' ? given.source.coupon : null
  if (typeof given === 'string' || !coupon || typeof coupon === 'string') return String(coupon ?? idOf(given))
  return coupon.name ? `${coupon.name}: ${couponText(coupon)}` : couponText(coupon)
}
