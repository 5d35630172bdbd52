// What the tests of subscription schedules start from: a customer on a test clock who pays with a card, and prices of a month.
import type Stripe from 'stripe'
import { refused } from '../../http/speak.ts'
import { advanceClock } from '../../clock.ts'
import type { Sandbox } from '../../world.ts'
import { SETTLED } from './invoicing.ts'

export const at = (day: string): number => Date.parse(`${day}Z`) / 1000
export const MAY = at('2026-05-01T00:00')
export const JUNE = at('2026-06-01T00:00')
export const JULY = at('2026-07-01T00:00')
export const HOUR = 3600

/** What comes of a draft that is finalised and paid. */
export const PAID = ['invoice.updated', 'invoice.finalized', 'payment_intent.created', ...SETTLED]
/** Recorded, in this order. (billing facts, section 3) */
export const BEGUN = ['customer.subscription.created', 'invoice.created', 'subscription_schedule.created']
export const CREATED = 'subscription_schedule.created'
export const UPDATED = 'subscription_schedule.updated'
export const CHANGED = 'customer.subscription.updated'

export interface Scheduled {
  readonly clock: string
  readonly customer: string
  readonly card: string
  readonly product: string
  /** $10.00 and $30.00 a month. */
  readonly basic: string
  readonly team: string
  /** Moves the clock to a day. */
  go(day: string): Promise<void>
  /** What has happened since, but for the clock itself and for money that becomes available. */
  news(): Promise<string[]>
}

/** It is 1 May 2026 on the customer's clock. */
export async function scheduled({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>): Promise<Scheduled> {
  const clock = (await stripe.testHelpers.testClocks.create({ frozen_time: MAY })).id
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id: product } = await stripe.products.create({ name: 'Desk' })
  const monthly = async (unit_amount: number) =>
    (await stripe.prices.create({ product, currency: 'usd', unit_amount, recurring: { interval: 'month' } })).id
  const basic = await monthly(1000)
  const team = await monthly(3000)
  await news()
  return {
    clock,
    customer,
    card,
    product,
    basic,
    team,
    go: async (day) => {
      await advanceClock(stripe, clock, at(day))
    },
    news: async () =>
      (await news()).filter((type) => !type.startsWith('test_helpers.') && type !== 'balance.available'),
  }
}

/** The parameters of a call as they are spoken. */
export function form(params: object, path = ''): string {
  return Object.entries(params)
    .map(([name, value]) => {
      const key = path === '' ? name : `${path}[${name}]`
      return typeof value === 'object' && value !== null
        ? form(value, key)
        : `${key}=${encodeURIComponent(String(value))}`
    })
    .join('&')
}

/** The items of a subscription: prices, quantities and periods. */
export const itemsOf = ({ items }: Stripe.Subscription) =>
  items.data.map(({ price, quantity, current_period_start, current_period_end }) => [
    price.id,
    quantity,
    current_period_start,
    current_period_end,
  ])

/** The lines of an invoice: what they say, and what they come to. */
export const linesOf = ({ lines }: Stripe.Invoice) => lines.data.map(({ description, amount }) => [description, amount])

/** A schedule whose first phase, $10.00 a month, has been paid; it is 11 May. */
export async function running(world: Sandbox) {
  const base = await scheduled(world)
  const made = await world.stripe.subscriptionSchedules.create({
    customer: base.customer,
    start_date: 'now',
    phases: [{ items: [{ price: base.basic }], end_date: JUNE }],
  })
  await base.go('2026-05-11T00:00')
  await base.news()
  const update = (params: Stripe.SubscriptionScheduleUpdateParams) =>
    world.stripe.subscriptionSchedules.update(made.id, params)
  const subscription = () =>
    world.stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
  const refuses = async (params: object, expected: Parameters<typeof refused>[2]) =>
    refused(await world.call('POST', `/v1/subscription_schedules/${made.id}`, form(params)), 400, expected)
  return { ...base, made, update, subscription, refuses }
}

type Phase = Stripe.SubscriptionScheduleCreateParams.Phase

/** A schedule that begins now, and what there is to see of it. */
export async function begun(
  world: Sandbox,
  phases: (base: Scheduled) => Phase[],
  more: Partial<Stripe.SubscriptionScheduleCreateParams> = {},
) {
  const base = await scheduled(world)
  const { customer } = base
  const asked = { customer, start_date: 'now' as const, ...more, phases: phases(base) }
  const made = await world.stripe.subscriptionSchedules.create(asked)
  const subscription = () =>
    world.stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
  return {
    ...base,
    made,
    subscription,
    schedule: () => world.stripe.subscriptionSchedules.retrieve(made.id),
    invoice: async () => (await subscription()).latest_invoice as Stripe.Invoice,
  }
}
