// What tests of subscriptions begin with: a customer on a test clock that stands at the first second of 2025, who pays with a
// card, and prices. So that all times and amounts can be worked out by hand: January has 2 678 400 seconds.
import type Stripe from 'stripe'
import { advanceClock } from '../../clock.ts'
import type { Sandbox } from '../../world.ts'
import { AGREED, own } from '../payments/debiting.ts'
import { SETTLED } from './invoicing.ts'

export { SETTLED }

export type World = Pick<Sandbox, 'stripe' | 'news' | 'call'>

export const [HOUR, DAY] = [3600, 86_400]

/** The first second of a day, UTC, in epoch seconds. */
export const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 1000

/** When the clock stands still first. */
export const START = day('2025-01-01')

export interface Buyer {
  readonly customer: string
  readonly card: string
  readonly clock: string
  /** Moves the clock. */
  go(to: number): Promise<void>
  /** Makes a price; `name` is that of its product. */
  price(name: string, unit_amount: number, more?: Partial<Stripe.PriceCreateParams>): Promise<string>
  /** The customer pays with another card from now on. */
  pays(token: string): Promise<string>
}

/** A customer on a test clock, whose default is the card of a token; without any card where there is none. */
export async function buyer(world: World, token: string | null = 'pm_card_visa', at = START): Promise<Buyer> {
  const { stripe, news } = world
  // Whether a renewal is near is the matter of invoice_upcoming.test.ts and of the stories, not of each month that passes.
  await world.call('POST', '/brindle/account', 'upcoming_renewal_days=0')
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: at })
  const { id: customer } = await stripe.customers.create({ test_clock: clock, email: 'jenny@example.com' })
  const pays = async (other: string) => {
    const { id } = await stripe.paymentMethods.attach(other, { customer })
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } })
    await news()
    return id
  }
  const card = token === null ? '' : await pays(token)
  await news()
  return {
    customer,
    card,
    clock,
    go: async (to) => {
      await advanceClock(stripe, clock, to)
    },
    price: async (name, unit_amount, more = {}) => {
      const { id } = await stripe.prices.create({
        currency: 'usd',
        recurring: { interval: 'month' },
        product_data: { name },
        ...(more.billing_scheme !== 'tiered' && more.unit_amount_decimal === undefined && { unit_amount }),
        ...more,
      })
      await news()
      return id
    },
    pays,
  }
}

/** The news of a clock that was moved, without those of the clock itself. */
export const newsOf = async ({ news }: Pick<Sandbox, 'news'>): Promise<string[]> =>
  (await news()).filter((type) => !type.startsWith('test_helpers.test_clock.'))

/** An invoice's lines: what they say, what they cost, and for when. */
export const linesOf = ({ lines }: Stripe.Invoice) =>
  lines.data.map(({ description, amount, period }) => [description, amount, period.start, period.end])

export async function latest({ stripe }: Pick<Sandbox, 'stripe'>, id: string): Promise<Stripe.Invoice> {
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice.payments'] })
  return latest_invoice as Stripe.Invoice
}

/** What waits for the next invoice, oldest first. */
export async function pending({ stripe }: Pick<Sandbox, 'stripe'>, customer: string) {
  const { data } = await stripe.invoiceItems.list({ customer, pending: true, limit: 100 })
  return data.reverse().map(({ description, amount, period }) => [description, amount, period.start, period.end])
}

const PAID = [
  'payment_intent.created',
  'charge.succeeded',
  'payment_intent.succeeded',
  'invoice_payment.paid',
  'invoice.paid',
  'invoice.payment_succeeded',
]
export const SUBSCRIBED = 'customer.subscription.created'
export const UPDATED = 'customer.subscription.updated'
export const ENDED = 'customer.subscription.deleted'

/** An invoice that is made, finalised and paid in one call. */
export const BILLED = ['invoice.created', 'customer.updated', 'invoice.finalized', ...PAID]
/** The same, where nothing is to be paid. */
export const BILLED_NOTHING = [
  'invoice.created',
  'customer.updated',
  'invoice.finalized',
  'invoice.paid',
  'invoice.payment_succeeded',
]
/** A subscription that is paid for in the call. */
export const BOUGHT = [SUBSCRIBED, ...BILLED, UPDATED]
/** A subscription whose first invoice comes to nothing. */
export const BEGUN_FREE = [SUBSCRIBED, ...BILLED_NOTHING]

export const FAILED = ['charge.failed', 'payment_intent.payment_failed', 'invoice.updated', 'invoice.payment_failed']
/** The hour is over in which a draft may be edited. */
export const FINALIZED = ['invoice.updated', 'invoice.finalized', 'payment_intent.created']

/** 17 January: of 31 days 15 are left. */
export const [JAN, NOW, FEB] = [START, day('2025-01-17'), day('2025-02-01')]

/** A subscription to Photos at $10.00 a month since 1 January, on 17 January. */
export async function running(world: World, params: Partial<Stripe.SubscriptionCreateParams> = {}, cents = 1000) {
  const who = await buyer(world)
  const photos = await who.price('Photos', cents)
  const { id, items } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: photos }],
    ...params,
  })
  await who.go(NOW)
  await world.news()
  return { ...who, photos, id, item: items.data[0]!.id }
}

export const MODES = ['classic', 'flexible'] as const
export const mode = (type: (typeof MODES)[number]) => ({ billing_mode: { type } })

/** News without what the customer's own count and balance make of it. */
export const billed = (list: readonly string[]): string[] => list.filter((type) => type !== 'customer.updated')

export const ADDED = 'invoiceitem.created'
export const RENEWED = [UPDATED, 'invoice.created', ...FINALIZED, ...SETTLED]

/** Fourteen days of trial. */
export const UNTIL = day('2025-01-15')

type Ends = 'cancel' | 'create_invoice' | 'pause'

/** A trial of Photos at $10.00 a month, until 15 January; news of its beginning are read. */
export async function trying(world: World, who: Buyer, missing_payment_method?: Ends) {
  const photos = await who.price('Photos', 1000)
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: photos }],
    trial_end: UNTIL,
    ...(missing_payment_method && { trial_settings: { end_behavior: { missing_payment_method } } }),
  })
  return { made, photos }
}

/** A customer without a card, and an account of theirs that may be debited again and again. */
export async function debtor(world: World, iban: string): Promise<Buyer & { readonly account: string }> {
  const who = await buyer(world, null)
  const method = own('sepa_debit', `iban=${iban}`)
  const form = `customer=${who.customer}&confirm=true&payment_method_types[]=sepa_debit&${method}${AGREED}`
  const { body, text } = await world.call('POST', '/v1/setup_intents', form)
  if (body.status !== 'succeeded') throw new Error(text)
  await world.news()
  return { ...who, account: body.payment_method }
}

/** A subscription to Fotos at 10.00 euro a month, which that account pays. */
export async function subscribeByDebit(
  { call }: World,
  { customer, account, price }: Buyer & { readonly account: string },
): Promise<Stripe.Subscription> {
  const fotos = await price('Fotos', 1000, { currency: 'eur' })
  const paid = `default_payment_method=${account}&payment_settings[payment_method_types][0]=sepa_debit`
  const { body, status, text } = await call(
    'POST',
    '/v1/subscriptions',
    `customer=${customer}&items[0][price]=${fotos}&${paid}`,
  )
  if (status !== 200) throw new Error(text)
  return body
}

/** A subscription to Photos at $31.00 a month. */
export async function photos(world: World, params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const who = await buyer(world)
  const price = await who.price('Photos', 3100)
  const made = await world.stripe.subscriptions.create({ customer: who.customer, items: [{ price }], ...params })
  return {
    ...who,
    id: made.id,
    photos: price,
    made,
    invoice: made.latest_invoice ? await latest(world, made.id) : null,
  }
}

/** The current period of an item. */
export const periodOf = ({ items }: Stripe.Subscription, i = 0) => [
  items.data[i]!.current_period_start,
  items.data[i]!.current_period_end,
]
