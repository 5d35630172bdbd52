// Climate orders: carbon removal that is paid from the balance. (https://docs.stripe.com/api/climate/order)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { cmp, fromDecimal } from '../../lib/rational.ts'
import { costOfAmount, costOfTons } from '../../rules/carbon.ts'
import { checkCurrency } from '../catalog/price.ts'
import { own } from '../core/account.ts'
import { move } from '../payments/balance_transaction.ts'
import { availableBalance, readsOfSums } from '../payments/balance_state.ts'
import { topup } from '../payments/topup.ts'
import { orderedProduct } from './climate.product.ts'

/**
 * Being paid is no event. Orders are delivered, put off or given another product by Frontier, which does nothing here.
 * (https://docs.stripe.com/api/events/types)
 */
export const climateOrder = object<Stripe.Climate.Order>('climate.order', {
  prefix: 'climorder',
  noun: 'climate order',
  events: [
    { on: 'insert', types: ['climate.order.created'] },
    { became: ['status', 'canceled'], types: ['climate.order.canceled'] },
  ],
  terms: ({ status }) => (status === 'awaiting_funds' ? [UNPAID] : []),
})
export type Order = Row<Stripe.Climate.Order>

/** The index of the orders that wait for money. */
const UNPAID = 'unpaid=true'

/** Until when an order may be canceled. (https://docs.stripe.com/api/climate/order/cancel) */
const CANCELABLE_SECONDS = 24 * 60 * 60
/** How long an order waits for money. [K] */
const EXPIRES_SECONDS = 30 * 24 * 60 * 60

/** From which states each verb may start; to be open is not reached here. */
const MAY = {
  pay: ['awaiting_funds'],
  cancel: ['awaiting_funds', 'confirmed'],
} as const satisfies Readonly<Record<string, readonly string[]>>
const allows = (verb: keyof typeof MAY, { status }: Order) => (MAY[verb] as readonly string[]).includes(status)

const PATH = '/v1/climate/orders'
type Create = Params<Stripe.Climate.OrderCreateParams>

export const climateOrders = resource(climateOrder)
  .on<Stripe.Climate.OrderCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.Climate.OrderRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Climate.OrderListParams>(`GET ${PATH}`, (tx, params) => list(tx, climateOrder, params as never, PATH))
  .on<Stripe.Climate.OrderUpdateParams>(`POST ${PATH}/{id}`, (tx, { beneficiary, metadata }, self) =>
    tx.update(climateOrder, self, {
      ...(beneficiary !== undefined && {
        beneficiary: (beneficiary === '' || !beneficiary.public_name ? merchant(tx) : beneficiary) as never,
      }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
    }),
  )
  .on<Stripe.Climate.OrderCancelParams>(`POST ${PATH}/{id}/cancel`, (tx, _params, self) => {
    // [M]
    if (!allows('cancel', self))
      throw invalid(`You cannot cancel this order because it has a status of ${self.status}.`)
    if (tx.now > self.created + CANCELABLE_SECONDS)
      throw invalid('You can only cancel an order within 24 hours of creating it.')
    return cancel(tx, self, 'requested')
  })
  .when('topup.succeeded', topup, payWaiting)
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.get(climateOrder, id)
    if (allows('pay', self)) cancel(tx, self, 'expired')
  })

function create(tx: Tx, params: Create): Order {
  const { amount, metric_tons } = params
  if (amount !== undefined && metric_tons !== undefined) throw exclusive(['amount', 'metric_tons'])
  if (amount === undefined && metric_tons === undefined) throw missingParameter('metric_tons')
  const product = orderedProduct(tx, params.product)
  if (!product) throw noSuch('climate product', params.product, 'product')
  const currency = checkCurrency(params.currency ?? own(tx).default_currency ?? 'usd')
  const price = product.current_prices_per_metric_ton[currency]
  // [M]
  if (!price) throw invalid(`The product ${product.id} has no price in ${currency}.`, { param: 'currency' })
  if (amount !== undefined && amount < 1) throw tooSmall(1, 'amount')
  const zero = fromDecimal('0')
  if (metric_tons !== undefined && cmp(fromDecimal(metric_tons), zero) <= 0)
    throw invalid('This value must be greater than 0.', { param: 'metric_tons' }) // [M]
  const cost = amount !== undefined ? costOfAmount(price, amount) : costOfTons(price, metric_tons!)
  if (cmp(fromDecimal(cost.metric_tons), fromDecimal(product.metric_tons_available)) > 0)
    throw invalid(`Only ${product.metric_tons_available} metric tons of this product are available.`, {
      param: amount !== undefined ? 'amount' : 'metric_tons',
    }) // [M]
  const isPaid = availableBalance(tx, currency) >= cost.amount_total
  const id = tx.id(climateOrder)
  if (isPaid) take(tx, { id, currency, amount_total: cost.amount_total })
  else tx.schedule(tx.now + EXPIRES_SECONDS, 'climate.order.expire', { id })
  return tx.insert(climateOrder, {
    id,
    ...cost,
    beneficiary: params.beneficiary ?? merchant(tx),
    canceled_at: null,
    cancellation_reason: null,
    certificate: null,
    confirmed_at: isPaid ? tx.now : null,
    created: tx.now,
    currency,
    delayed_at: null,
    delivered_at: null,
    delivery_details: [],
    expected_delivery_year: product.delivery_year,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    product: product.id,
    product_substituted_at: null,
    status: isPaid ? 'confirmed' : 'awaiting_funds',
  } as never)
}

/** Whoever orders, where nobody else is named. (the parameter's comment) */
const merchant = (tx: Tx) => ({ public_name: own(tx).settings?.dashboard.display_name ?? 'Brindle' })

/** The whole amount leaves the balance. */
function take(tx: Tx, { id, currency, amount_total }: Pick<Order, 'id' | 'currency' | 'amount_total'>): void {
  move(tx, { type: 'climate_order_purchase', source: id, amount: -amount_total, currency, availableOn: tx.now })
}

/** Why 100: as many as may wait and still be paid in one unit of work. */
const WAITING_MAX = 100

/** Money has come: the orders that wait for it are paid, the oldest first. */
function payWaiting(tx: Tx): void {
  const waiting = tx.list(climateOrder, [UNPAID], { limit: WAITING_MAX })
  // Few wait: the sums are read for those, and not for everybody whose money comes.
  if (waiting.length > 0) tx.work.together(readsOfSums(tx))
  for (const self of [...waiting].reverse()) {
    if (availableBalance(tx, self.currency) < self.amount_total) continue
    take(tx, self)
    tx.unschedule('climate.order.expire', { id: self.id })
    tx.update(climateOrder, self, { confirmed_at: tx.now, status: 'confirmed' })
  }
}

/** What was paid comes back, but for the fees where it is the merchant who wants it. (https://docs.stripe.com/api/climate/order/cancel) */
function cancel(tx: Tx, self: Order, cancellation_reason: 'requested' | 'expired'): Order {
  tx.unschedule('climate.order.expire', { id: self.id })
  if (self.status === 'confirmed')
    move(tx, {
      type: 'climate_order_refund',
      source: self.id,
      amount: self.amount_subtotal,
      currency: self.currency,
      availableOn: tx.now,
    })
  return tx.update(climateOrder, self, { canceled_at: tx.now, cancellation_reason, status: 'canceled' })
}
