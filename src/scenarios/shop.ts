// A shop: payments in every status that there is, refunds and disputes with all that can become of them.
import { type Api, emailOf, type Kept, type Params, type Scenario, type Step } from './scenario.ts'

const GOODS = [
  ['Kettle', 4900],
  ['Teapot', 3900],
  ['Tea, 100 g', 1200],
  ['Two cups', 2400],
] as const

/** What becomes of a payment. The cards are Stripe's. (https://docs.stripe.com/testing) */
interface Order {
  readonly name: string
  readonly amount: number
  readonly says: string
  readonly card?: string
  readonly more?: Params
  readonly after?: (api: Api, payment: { intent: string; charge: string }) => Promise<unknown>
}

const refund =
  (params: Params) =>
  (api: Api, { charge }: { charge: string }) =>
    api.post('/v1/refunds', { charge, ...params })
const dispute =
  (params: Params, after?: (api: Api, id: string) => Promise<unknown>) =>
  async (api: Api, { charge }: { charge: string }) => {
    const { id } = await api.post(`/brindle/charges/${charge}/dispute`, params)
    await after?.(api, id)
  }
const answer = (text: string) => (api: Api, id: string) =>
  api.post(`/v1/disputes/${id}`, { evidence: { uncategorized_text: text } })

const ORDERS: readonly Order[] = [
  { name: 'Anna Ambrosi', amount: 4900, says: 'paid' },
  { name: 'Ben Bauer', amount: 8800, says: 'paid' },
  { name: 'Carla Conti', amount: 1200, says: 'paid', card: 'pm_card_mastercard' },
  { name: 'David Dubois', amount: 2400, says: 'paid', card: 'pm_card_amex' },
  { name: 'Elif Erdem', amount: 3900, says: 'refunded', after: refund({ reason: 'requested_by_customer' }) },
  { name: 'Frida Falk', amount: 4900, says: 'refunded in part', after: refund({ amount: 1500 }) },
  { name: 'Goran Gashi', amount: 2400, says: 'refund on its way', card: 'pm_card_pendingRefund', after: refund({}) },
  {
    name: 'Hana Horak',
    amount: 1200,
    says: 'refund that failed',
    after: async (api, paid) => {
      const { id } = await refund({})(api, paid)
      await api.post(`/brindle/refunds/${id}/fail`, { failure_reason: 'lost_or_stolen_card' })
    },
  },
  {
    name: 'Ivo Ilic',
    amount: 6100,
    says: 'disputed, to be answered',
    after: dispute({ reason: 'product_not_received' }),
  },
  {
    name: 'Jana Jansen',
    amount: 3900,
    says: 'disputed, under review',
    after: dispute({ reason: 'product_unacceptable' }, answer('It was as it was described.')),
  },
  {
    name: 'Karl Koch',
    amount: 4900,
    says: 'disputed, and won',
    // What the evidence says decides. (https://docs.stripe.com/testing#evidence)
    after: dispute({ reason: 'fraudulent' }, answer('winning_evidence')),
  },
  {
    name: 'Lea Lang',
    amount: 2400,
    says: 'disputed, and lost',
    after: dispute({ reason: 'fraudulent' }, (api, id) => api.post(`/v1/disputes/${id}/close`)),
  },
  { name: 'Mo Mansour', amount: 1200, says: 'an inquiry', after: dispute({ inquiry: true }) },
  {
    name: 'Nina Novak',
    amount: 3900,
    says: 'warned of fraud',
    after: (api, { charge }) =>
      api.post(`/brindle/charges/${charge}/early_fraud_warning`, { fraud_type: 'made_with_stolen_card' }),
  },
  { name: 'Otto Olsen', amount: 8800, says: 'held, to be captured', more: { capture_method: 'manual' } },
  {
    name: 'Petra Pohl',
    amount: 4900,
    says: 'held, and let go',
    more: { capture_method: 'manual' },
    after: (api, { intent }) => api.post(`/v1/payment_intents/${intent}/cancel`),
  },
  {
    name: 'Quentin Quast',
    amount: 2400,
    says: 'waits for 3-D Secure',
    card: 'pm_card_threeDSecure2Required',
    more: { return_url: 'https://example.com/back', automatic_payment_methods: { enabled: true } },
  },
]

export const shop: Scenario = {
  name: 'shop',
  says: 'A shop with some goods: payments in every status, refunds and disputes with all that can become of them.',
  steps: [
    { says: 'Goods', run: goods },
    ...ORDERS.map((order): Step => ({ says: `${order.name}: ${order.says}`, run: (api) => take(api, order) })),
    { says: 'Rosa Rossi: declined', run: decline },
    { says: 'Sam Sato: on its way from the bank', run: debit },
    { says: 'Tom Thiel: an empty basket', run: leave },
  ],
}

async function goods(api: Api, kept: Kept): Promise<void> {
  for (const [name, unit_amount] of GOODS)
    kept[name] = (await api.post('/v1/products', { name, default_price_data: { currency: 'eur', unit_amount } })).id
}

const AT_ONCE = {
  currency: 'eur',
  confirm: true,
  capture_method: 'automatic',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
}
const basket = { amount: 6100, currency: 'eur', description: 'A basket that nobody has paid for' }

async function take(api: Api, { name, amount, card = 'pm_card_visa', more, after }: Order): Promise<void> {
  const { id: customer } = await api.post('/v1/customers', { name, email: emailOf(name) })
  const { id: intent, latest_charge: charge } = await api.post('/v1/payment_intents', {
    ...AT_ONCE,
    amount,
    customer,
    payment_method: card,
    ...more,
  })
  await after?.(api, { intent, charge })
}

async function decline(api: Api): Promise<void> {
  const { id: customer } = await api.post('/v1/customers', { name: 'Rosa Rossi', email: emailOf('Rosa Rossi') })
  const payment_method = 'pm_card_chargeDeclinedInsufficientFunds'
  await api.declined('/v1/payment_intents', { ...AT_ONCE, amount: 8800, customer, payment_method })
}

async function leave(api: Api): Promise<void> {
  await api.post('/v1/payment_intents', basket)
}

/** A debit of a test account whose bank never decides. (https://docs.stripe.com/testing#test-account-numbers) */
async function debit(api: Api): Promise<void> {
  const { id: customer } = await api.post('/v1/customers', { name: 'Sam Sato', email: emailOf('Sam Sato') })
  await api.post('/v1/payment_intents', {
    amount: 4900,
    currency: 'usd',
    confirm: true,
    customer,
    allowed_payment_method_types: ['us_bank_account'],
    payment_method: 'pm_usBankAccount_processing',
    mandate_data: { customer_acceptance: { type: 'offline' } },
  })
}
