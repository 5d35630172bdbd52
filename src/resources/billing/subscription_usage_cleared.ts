// Taking an item away of which usage records tell: what was used of it is not billed any more, and whoever does that has to say
// so. (https://docs.stripe.com/api/subscription_items/delete#delete_subscription_item-clear_usage)
import { invalid } from '../../kernel/errors.ts'
import { aggregateOf } from '../catalog/aggregate_usage.ts'
import { at } from './subscription_choose.ts'
import type { Item, ItemGiven } from './subscription_item.ts'
import { isMetered } from './subscription_lines.ts'
import { modeOf, type Subscription } from './subscription_state.ts'

/** Refuses to delete items whose usage would be lost in silence, and `clear_usage` where there is nothing to clear. */
export function checkCleared(
  self: Subscription,
  items: readonly Item[],
  given: readonly ItemGiven[],
  param: string,
): void {
  for (const [i, { id, deleted, clear_usage: isCleared }] of given.entries()) {
    // In Stripe's words: github.com/laravel/cashier-stripe/issues/1819.
    if (isCleared !== undefined && modeOf(self) === 'flexible')
      throw invalid(
        'With `billing_mode.type=flexible` set on a subscription, the following parameters are not supported: clear_usage.',
      )
    const item = items.find((one) => one.id === id)
    // Both by the reference; their words are [M].
    if (isCleared && !deleted)
      throw invalid('You can only set `clear_usage` for an item that is deleted.', {
        param: at(param, i, 'clear_usage'),
      })
    if (isCleared && item && !isMetered(item.price as never))
      throw invalid('You can only set `clear_usage` for an item with a metered plan.', {
        param: at(param, i, 'clear_usage'),
      })
    // In Stripe's words: github.com/stripe/stripe-go/pull/743.
    if (item && deleted && !isCleared && aggregateOf(item.price as never) !== undefined)
      throw invalid(
        `When deleting the subscription item ${item.id} with a metered plan, all related usage records must be cleared too by ` +
          'setting `clear_usage=true`.',
      )
  }
}
