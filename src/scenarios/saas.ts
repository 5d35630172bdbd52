// A business that sells software by the month: three plans, twenty customers, and subscriptions in every state that there is, over
// three months of a test clock.
import {
  type Api,
  customerWith,
  defaultCard,
  emailOf,
  type Kept,
  monthsAgo,
  type Scenario,
  type Step,
} from './scenario.ts'

const PLANS = {
  basic: { name: 'Basic', unit_amount: 1900, interval: 'month' },
  team: { name: 'Team', unit_amount: 4900, interval: 'month' },
  yearly: { name: 'Team, by the year', unit_amount: 49_000, interval: 'year' },
} as const
type Plan = keyof typeof PLANS

/** What becomes of a subscription. */
type Fate =
  | 'active'
  | 'canceled'
  | 'canceling'
  | 'discounted'
  | 'incomplete'
  | 'incomplete_expired'
  | 'past_due'
  | 'paused'
  | 'seats'
  | 'trialing'
  | 'unpaid'

/** Who comes, for what, in which month, and what becomes of it. */
const CUSTOMERS: readonly (readonly [name: string, plan: Plan, month: 0 | 1 | 2 | 3, fate: Fate])[] = [
  ['Ada Lovelace', 'team', 0, 'active'],
  ['Alan Turing', 'basic', 0, 'active'],
  ['Grace Hopper', 'yearly', 0, 'active'],
  ['Emmy Noether', 'team', 0, 'seats'],
  ['Carl Gauss', 'basic', 0, 'discounted'],
  ['Sofia Kovalevskaya', 'team', 0, 'past_due'],
  ['Leonhard Euler', 'basic', 0, 'unpaid'],
  ['Evariste Galois', 'basic', 0, 'canceled'],
  ['Niels Abel', 'team', 0, 'incomplete_expired'],
  ['Maria Agnesi', 'basic', 1, 'active'],
  ['Srinivasa Ramanujan', 'team', 1, 'active'],
  ['Kurt Goedel', 'basic', 1, 'paused'],
  ['Henri Poincare', 'team', 1, 'canceling'],
  ['Mary Cartwright', 'basic', 1, 'active'],
  ['David Hilbert', 'team', 2, 'active'],
  ['Amalie Dietrich', 'basic', 2, 'active'],
  ['Georg Cantor', 'yearly', 2, 'active'],
  ['Julia Robinson', 'team', 3, 'trialing'],
  ['Paul Erdos', 'basic', 3, 'trialing'],
  ['Ernst Zermelo', 'team', 3, 'incomplete'],
]

const DAY = 86_400
/** A draft is final an hour after it is made. */
const LITTLE = 7_200
/** A card that can be saved, and is declined when it is charged. (https://docs.stripe.com/testing#declined-payments) */
const FAILING = 'pm_card_chargeCustomerFail'

export const saas: Scenario = {
  name: 'saas',
  says: 'Software by the month: three plans and 20 customers with subscriptions in every status, over three months of a test clock.',
  steps: [
    { says: 'Plans and a coupon', run: plans },
    { says: 'A test clock, three months ago', run: clock },
    ...([0, 1, 2, 3] as const).flatMap((month): Step[] => [
      ...CUSTOMERS.filter(([, , at]) => at === month).map(
        ([name, plan, , fate]): Step => ({ says: name, run: (api, kept) => subscribe(api, kept, name, plan, fate) }),
      ),
      ...(month < 3 ? [{ says: `Month ${month + 1}`, run: (api: Api, kept: Kept) => pass(api, kept, month + 1) }] : []),
    ]),
    { says: 'Settings as they were', run: restore },
  ],
}

async function plans(api: Api, kept: Kept): Promise<void> {
  for (const [plan, { name, unit_amount, interval }] of Object.entries(PLANS)) {
    const default_price_data = { currency: 'usd', unit_amount, recurring: { interval } }
    kept[plan] = (await api.post('/v1/products', { name, default_price_data })).default_price
  }
  kept.coupon = (await api.post('/v1/coupons', { name: 'Early bird', percent_off: 20, duration: 'forever' })).id
}

async function clock(api: Api, kept: Kept): Promise<void> {
  kept.start = String(monthsAgo(api.now, 3))
  const { id } = await api.post('/v1/test_helpers/test_clocks', { name: 'saas', frozen_time: kept.start })
  kept.clock = id
  kept.after = (await api.get('/brindle/account')).after_retries
  // Whose last try fails is marked unpaid, and not cancelled.
  await api.post('/brindle/account', { after_retries: 'mark_unpaid' })
}

async function subscribe(api: Api, kept: Kept, name: string, plan: Plan, fate: Fate): Promise<void> {
  const who = { name, email: emailOf(name), test_clock: kept.clock }
  const hasCard = fate !== 'paused'
  const { id: customer } = hasCard ? await customerWith(api, who) : await api.post('/v1/customers', who)
  const isIncomplete = fate === 'incomplete' || fate === 'incomplete_expired'
  const { id } = await api.post('/v1/subscriptions', {
    customer,
    items: [{ price: kept[plan], ...(fate === 'seats' && { quantity: 5 }) }],
    ...(fate === 'discounted' && { discounts: [{ coupon: kept.coupon }] }),
    ...(fate === 'trialing' && { trial_period_days: 30 }),
    ...(fate === 'paused' && {
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    }),
    ...(isIncomplete && { payment_behavior: 'default_incomplete' }),
  })
  kept[`customer of ${fate}`] = customer
  kept[`subscription of ${fate}`] = id
}

/** A month goes by, and a little more each time, so that invoices are final and paid. What goes wrong in the next is brought about. */
async function pass(api: Api, kept: Kept, month: number): Promise<void> {
  await api.advance(kept.clock!, monthsAgo(api.now, 3 - month) + DAY + month * LITTLE)
  if (month === 1) await defaultCard(api, kept['customer of unpaid']!, FAILING)
  if (month === 2) {
    await defaultCard(api, kept['customer of past_due']!, FAILING)
    await api.remove(`/v1/subscriptions/${kept['subscription of canceled']}`)
  }
  if (month === 3)
    await api.post(`/v1/subscriptions/${kept['subscription of canceling']}`, { cancel_at_period_end: true })
}

async function restore(api: Api, kept: Kept): Promise<void> {
  await api.post('/brindle/account', { after_retries: kept.after })
}
