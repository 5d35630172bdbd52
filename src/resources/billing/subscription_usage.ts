// What was used of a metered price in a period.
// (https://docs.stripe.com/billing/subscriptions/usage-based)
import type { Tx } from '../../kernel/tx.ts'
import { type Rational, rational } from '../../lib/rational.ts'
import type { Span } from '../../rules/proration.ts'
import type { PriceRow } from '../catalog/price.ts'
import type { Item } from './subscription_item.ts'
import type { Subscription } from './subscription_state.ts'

/** Nothing yet: no price can be metered before there are meters. */
export const usedBy = (_tx: Tx, _self: Subscription, _item: Item, _price: PriceRow, _period: Span): Rational =>
  rational(0n)
