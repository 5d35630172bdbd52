// A quote whose subscription is to begin on a date: accepted before that, it becomes a subscription schedule of one phase.
// (https://docs.stripe.com/api/quotes/create#create_quote-subscription_data-effective_date)
import { taxAsked } from './invoice_automatic_tax.ts'
import { partyAsked } from './issuer.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY, type Interval, periodBoundary } from '../../lib/calendar.ts'
import { asked, pricesOf, type Sold } from './quote_sold.ts'
import { offersOf } from './quote_clone.ts'
import { asSubscribed } from './quote_connect.ts'
import type { Quote } from './quote_state.ts'
import { createSchedule } from './subscription_schedule_create.ts'

/**
 * Makes the schedule, and gives its id. Its one phase is a period long, and its subscription goes on after it; a trial
 * comes before that period. That metadata are the phase's is docs; what else is the phase's, and its length, are [K].
 */
export function scheduled(tx: Tx, self: Quote, lines: readonly Sold[]): string {
  const { billing_mode, description, effective_date, metadata, trial_period_days: days } = self.subscription_data
  const { days_until_due, custom_fields, description: memo, footer } = self.invoice_settings
  const items = lines.filter(({ line }) => !line.isOnce)
  const once = lines.filter(({ line }) => line.isOnce)
  const trial_end = effective_date! + (days ?? 0) * DAY
  const { interval, interval_count } = items[0]!.price.recurring!
  const made = createSchedule(
    tx,
    {
      customer: self.customer,
      start_date: effective_date!,
      billing_mode,
      end_behavior: 'release',
      default_settings: {
        collection_method: self.collection_method,
        invoice_settings: {
          ...(custom_fields && { custom_fields }),
          ...(days_until_due !== null && { days_until_due }),
          ...(memo && { description: memo }),
          ...(footer && { footer }),
          ...(partyAsked(self.invoice_settings.issuer) && { issuer: self.invoice_settings.issuer }),
        },
      },
      phases: [
        {
          items: items.map((one) => asked(tx, one)),
          ...(once.length > 0 && { add_invoice_items: once.map((one) => asked(tx, one)) }),
          default_tax_rates: self.default_tax_rates,
          ...(description !== null && { description }),
          ...asSubscribed(self),
          ...(self.automatic_tax.enabled && { automatic_tax: taxAsked(self.automatic_tax) }),
          discounts: offersOf(tx, self.discounts as string[]),
          end_date: periodBoundary(trial_end, interval as Interval, interval_count, 1),
          metadata: metadata ?? {},
          ...(days !== null && { trial_end }),
        },
      ],
    } as never,
    pricesOf(self),
  )
  return made.id
}
