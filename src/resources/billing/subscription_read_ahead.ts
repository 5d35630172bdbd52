// What billing a subscription by the clock asks for at its end, read in one round before anything is written.
// (https://docs.stripe.com/billing/subscriptions/overview)
import { WAKE_ID } from '../../kernel/job.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { locationOf, ratesAt } from './invoice_automatic_tax.ts'
import { invoiceItem, ITEMS_MAX, pendingTerms } from './invoiceitem_state.ts'
import { meetSides } from './issuer.ts'
import { currentOf, type Defaults, type Phase, subscriptionSchedule } from './subscription_schedule_state.ts'
import type { Subscription } from './subscription_state.ts'

/**
 * Reads what waits for the customer's next invoice, what the items are for that a phase adds to it, and what its taxes follow from;
 * `all` is what the schedule says for all of its phases.
 */
export function readBilling(tx: Tx, id: string, phase?: Phase, all?: Defaults): void {
  const added = phase?.add_invoice_items ?? []
  const products = tx.any(added.map(({ price }) => price as string)).map((price) => price?.product)
  tx.work.together<unknown>([
    () => tx.work.foresee([{ place: tx.platform.place, id: WAKE_ID }]),
    () => tx.list(invoiceItem, pendingTerms(id), { limit: ITEMS_MAX }),
    () => {
      const who = phase?.automatic_tax?.enabled ? tx.find(customer, id) : undefined
      if (who) tx.any(ratesAt(tx, locationOf(who)))
    },
    () => meetSides(tx, [phase?.automatic_tax?.liability, (phase?.invoice_settings ?? all?.invoice_settings)?.issuer]),
    () => tx.any(products.filter((id) => typeof id === 'string')),
  ])
}

/** The same for a renewal by a schedule that adds items, with which its next phase may begin. */
export function readRenewal(tx: Tx, { customer: who, schedule: id }: Subscription): void {
  const schedule = id === null ? undefined : tx.find(subscriptionSchedule, id as string)
  const over = schedule?.status === 'active' ? currentOf(schedule) : undefined
  if (!over || schedule!.phases.every((one) => one.add_invoice_items.length === 0)) return
  const isTurned = over.end_date <= tx.now
  readBilling(
    tx,
    who as string,
    isTurned ? schedule!.phases.find(({ start_date }) => start_date === over.end_date) : undefined,
  )
}
