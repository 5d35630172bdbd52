// Flows of portal sessions: the one thing that a customer is led to do, and where it leads when it is done.
// (https://docs.stripe.com/customer-management/portal-deep-links)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, tooSmall } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { redeemable, coupon } from '../catalog/coupon.ts'
import { price } from '../catalog/price.ts'
import { leadsBack } from '../payments/intent.ts'
import type { PortalConfiguration } from './billing_portal.configuration.ts'
import { promotionCode } from './promotion_code.ts'
import { subscriptionItem } from './subscription_item.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'

type Flow = NonNullable<Row<Stripe.BillingPortal.Session>['flow']>
type Given = NonNullable<Params<Stripe.BillingPortal.SessionCreateParams>['flow_data']>
type Type = Given['type']

/** The feature that each takes, and what a refusal calls it. */
const FEATURES = {
  customer_update: ['customer_update', 'customer update'],
  payment_method_update: ['payment_method_update', 'payment method update'],
  subscription_cancel: ['subscription_cancel', 'subscription cancel'],
  subscription_pause: ['subscription_pause', 'subscription pause'],
  subscription_update: ['subscription_update', 'subscription update'],
  subscription_update_confirm: ['subscription_update', 'subscription update'],
} as const satisfies Record<Type, readonly [keyof PortalConfiguration['features'], string]>

/** What cannot be done where it is off. Many quote that of updates; the others are worded like it. [M] */
const CANNOT: Record<Type, string> = {
  customer_update: 'This customer cannot be updated',
  payment_method_update: 'This payment method cannot be updated',
  subscription_cancel: 'This subscription cannot be canceled',
  subscription_pause: 'This subscription cannot be paused',
  subscription_update: 'This subscription cannot be updated',
  subscription_update_confirm: 'This subscription cannot be updated',
}

const NO_FLOW = {
  customer_update: null,
  subscription_cancel: null,
  subscription_pause: null,
  subscription_update: null,
  subscription_update_confirm: null,
}

/** The flow that was asked for, of a customer. Refuses what the configuration does not offer, or their subscription does not allow. */
export function flowOf(tx: Tx, given: Given, who: string, configuration: PortalConfiguration): Flow {
  const { type } = given
  const plain = { ...NO_FLOW, after_completion: afterwards(given.after_completion), type }
  for (const name of Object.keys(NO_FLOW) as (keyof typeof NO_FLOW)[])
    if (name !== type && (given as Readonly<Record<string, unknown>>)[name] !== undefined)
      // Wording [M].
      throw invalid(`You can only specify \`${name}\` when \`type\` is \`${name}\`.`, { param: `flow_data[${name}]` })
  checkFeature(type, configuration)
  if (type === 'customer_update') return { ...plain, customer_update: {} }
  if (type === 'payment_method_update') return plain
  const named = given[type]
  if (named === undefined) throw missingParameter(`flow_data[${type}]`)
  const self = ofCustomer(tx, named.subscription, who, `flow_data[${type}][subscription]`)
  switch (type) {
    case 'subscription_cancel':
      return { ...plain, subscription_cancel: cancelOf(tx, self, given.subscription_cancel!) }
    case 'subscription_update_confirm':
      return { ...plain, subscription_update_confirm: confirmOf(tx, self, given[type]!, configuration) }
    default:
      return { ...plain, [type]: { subscription: self.id } }
  }
}

function checkFeature(type: Type, { features }: PortalConfiguration): void {
  const [feature, name] = FEATURES[type]
  if (!features[feature].enabled)
    throw invalid(`${CANNOT[type]} because the ${name} feature in the portal configuration is disabled.`)
}

/** Where it leads: to the portal, unless told. */
function afterwards(given: Given['after_completion']): Flow['after_completion'] {
  const { type = 'portal_homepage', hosted_confirmation, redirect } = given ?? {}
  const at = (name: string) => `flow_data[after_completion][${name}]`
  if (type === 'redirect' && !redirect) throw missingParameter(at('redirect'))
  for (const [name, value] of Object.entries({ hosted_confirmation, redirect }))
    if (value !== undefined && name !== type)
      // Wording [M].
      throw invalid(`You can only specify \`${name}\` when \`type\` is \`${name}\`.`, { param: at(name) })
  return {
    // What stands there where no message was given is [K].
    hosted_confirmation:
      type === 'hosted_confirmation' ? { custom_message: hosted_confirmation?.custom_message ?? null } : null,
    redirect: redirect ? { return_url: leadsBack(redirect.return_url, `${at('redirect')}[return_url]`) } : null,
    type,
  }
}

/** A subscription of the customer that has not ended; others are not there for them. [K] */
function ofCustomer(tx: Tx, id: string, who: string, param: string): Subscription {
  const row = tx.get(subscription, id, param)
  if (row.customer !== who || hasEnded(row)) throw noSuch(subscription.noun, id, param)
  return row
}

function cancelOf(tx: Tx, self: Subscription, { retention }: NonNullable<Given['subscription_cancel']>) {
  // As several projects quote the end of it.
  if (self.cancel_at_period_end || self.cancel_at !== null)
    throw invalid('The subscription is already set to be canceled at period end.', {
      param: 'flow_data[subscription_cancel][subscription]',
    })
  const param = 'flow_data[subscription_cancel][retention][coupon_offer][coupon]'
  const offer = retention && { coupon_offer: { coupon: redeemable(tx, retention.coupon_offer.coupon, param).id } }
  return { retention: offer ? { ...offer, type: retention.type } : null, subscription: self.id }
}

type Confirm = NonNullable<Given['subscription_update_confirm']>

/** One item of the only one that the subscription has: the SDK's comment. Wordings [M], unless they say otherwise. */
function confirmOf(tx: Tx, self: Subscription, { discounts, items }: Confirm, configuration: PortalConfiguration) {
  const at = (name: string) => `flow_data[subscription_update_confirm][${name}]`
  if (items.length !== 1) throw invalid('You must specify exactly one item.', { param: at('items') })
  if (self.items.data.length > 1)
    throw invalid('Subscriptions with multiple items cannot be updated in the portal.', { param: at('subscription') })
  const [{ id, price: wished, quantity }] = items as [Confirm['items'][number]]
  const item = self.items.data.find((one) => one.id === id)
  if (!item) throw noSuch(subscriptionItem.noun, id, `${at('items')}[0][id]`)
  if (quantity !== undefined && quantity < 0) throw tooSmall(0, `${at('items')}[0][quantity]`)
  const before = (item.price as { id: string }).id
  const after = wished === undefined ? before : tx.get(price, wished, `${at('items')}[0][price]`).id
  // In Stripe's words, as tests of several projects have them.
  if (after !== before && !configuration.hidden.products?.some(({ prices }) => prices.includes(after)))
    throw invalid(
      `The item \`${id}\` cannot be updated to price \`${after}\` because the configuration \`${configuration.id}\` does ` +
        'not include the price in its `features[subscription_update][products]`.',
    )
  const codes = discountsOf(tx, discounts, at('discounts'))
  // In Stripe's words, as well.
  if (after === before && (quantity ?? item.quantity) === item.quantity && !codes)
    throw invalid('Cannot update the subscription because there are no changes to confirm.')
  return {
    discounts: codes,
    items: [{ id, price: after, ...(quantity !== undefined && { quantity }) }],
    subscription: self.id,
  }
}

/** That it is one at most is [K]. */
function discountsOf(tx: Tx, discounts: Confirm['discounts'], param: string) {
  if (!discounts?.length) return null
  if (discounts.length > 1) throw invalid('You may specify at most one discount.', { param })
  return discounts.map(({ coupon: id, promotion_code: code }) => {
    if (id !== undefined && code !== undefined) throw exclusive(['coupon', 'promotion_code'], `${param}[0]`)
    if (id === undefined && code === undefined) throw missingParameter(`${param}[0][coupon]`)
    return {
      coupon: id === undefined ? null : tx.get(coupon, id, `${param}[0][coupon]`).id,
      promotion_code: code === undefined ? null : tx.get(promotionCode, code, `${param}[0][promotion_code]`).id,
    }
  })
}
