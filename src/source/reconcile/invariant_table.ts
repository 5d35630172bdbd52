// What is true of money and of what refers to what, whichever account it is: a sentence and a question each. The question gives the rows
// of which it is not true. Tables and fields are those of Stripe. Data only.
// (https://docs.stripe.com/api/charges/object, …/refunds/object, …/balance_transactions/object, …/subscription_items/object)

export interface InvariantRule {
  readonly name: string
  readonly says: string
  /** Tables that it is about; without one of them it is not checked. */
  readonly tables: readonly string[]
  /** Whether it is true only of a lake that begins where its account does. */
  readonly whole?: true
  /** A SELECT of the rows that it is about. */
  readonly of: string
  /** A SELECT of the rows of which it is not true: account and id first. */
  readonly violated: string
}

const WHO = '_landed.account as account, _landed.id as id'

/**
 * [K] Of a charge that was captured in part, the rest that was let go may be counted as refunded, and then has a refund of its own, or not:
 * Stripe's pages do not say. Either is taken.
 */
const REST = 'c.amount - c.amount_captured'

export const INVARIANTS: readonly InvariantRule[] = [
  {
    name: 'amount_refunded',
    says: 'amount_refunded of a charge is the sum of its refunds',
    tables: ['charges', 'refunds'],
    whole: true,
    // What was only held is let go, and not refunded.
    of: 'select 1 from charges where captured',
    // One that is on its way may be counted already, or not yet [K]; one that failed or was canceled is not.
    violated: `
      select c._landed.account as account, c._landed.id as id, c.currency, c.amount_refunded,
        coalesce(r.done, 0) as refunds_succeeded, coalesce(r.coming, 0) as refunds_pending
      from charges c left join (
        select _landed.account as account, charge,
          sum(case when coalesce(status, 'succeeded') = 'succeeded' then amount else 0 end) as done,
          sum(case when status in ('pending', 'requires_action') then amount else 0 end) as coming
        from refunds where charge is not null group by all) r on r.account = c._landed.account and r.charge = c.id
      where c.captured
        and not c.amount_refunded between coalesce(r.done, 0) and coalesce(r.done, 0) + coalesce(r.coming, 0)
        and not c.amount_refunded - (${REST}) between coalesce(r.done, 0) and coalesce(r.done, 0) + coalesce(r.coming, 0)`,
  },
  {
    name: 'refunded',
    says: 'a charge is refunded when all that was captured is',
    tables: ['charges'],
    of: 'select 1 from charges where captured',
    violated: `
      select ${WHO}, amount_captured, amount_refunded, refunded from charges c
      where captured and coalesce(refunded, false) <> (amount_refunded = amount_captured)
        and coalesce(refunded, false) <> (amount_refunded = amount)`,
  },
  {
    name: 'amount_captured',
    says: 'no more of a charge is captured than its amount',
    tables: ['charges'],
    of: 'select 1 from charges',
    // [K] A capture of more than was authorised (overcapture) raises the amount too.
    violated: `select ${WHO}, amount, amount_captured from charges where amount_captured > amount or amount_captured < 0`,
  },
  {
    name: 'net',
    says: 'net of a balance transaction is its amount less its fee',
    tables: ['balance_transactions'],
    of: 'select 1 from balance_transactions',
    violated: `select ${WHO}, amount, fee, net from balance_transactions where net is distinct from amount - fee`,
  },
  {
    name: 'fee_details',
    says: 'fee of a balance transaction is the sum of its fee_details',
    tables: ['balance_transactions'],
    of: 'select 1 from balance_transactions',
    violated: `
      select ${WHO}, fee, coalesce(list_sum(list_transform(fee_details, lambda one: one.amount)), 0) as fee_details
      from balance_transactions
      where fee is distinct from coalesce(list_sum(list_transform(fee_details, lambda one: one.amount)), 0)`,
  },
  {
    name: 'balance_transaction',
    says: 'the balance transaction of a charge is there, of the same sign, and of its currency where nothing was converted',
    tables: ['charges', 'balance_transactions'],
    whole: true,
    of: 'select 1 from charges where balance_transaction is not null',
    violated: `
      select c._landed.account as account, c._landed.id as id, c.balance_transaction, c.amount, c.currency,
        b.amount as booked, b.currency as booked_currency
      from charges c left join balance_transactions b on b._landed.account = c._landed.account and b.id = c.balance_transaction
      where c.balance_transaction is not null
        and (b.id is null or sign(b.amount) <> sign(c.amount) or (b.currency <> c.currency and b.exchange_rate is null))`,
  },
  {
    name: 'price',
    says: 'the price of a subscription item is there',
    tables: ['subscription_items', 'prices'],
    whole: true,
    of: 'select 1 from subscription_items where price.id is not null',
    // One that is gone has a last row that says so.
    violated: `
      select i._landed.account as account, i._landed.id as id, i.subscription, i.price.id as price from subscription_items i
      where i.price.id is not null
        and (i._landed.account, i.price.id) not in (select (_landed.account, _landed.id) from prices_history)`,
  },
  {
    name: 'subscription_price',
    says: 'the prices of a subscription’s items are there',
    tables: ['subscriptions', 'prices'],
    whole: true,
    of: 'select unnest(items.data) from subscriptions',
    violated: `
      select account, id, item.id as item, item.price.id as price
      from (select _landed.account as account, _landed.id as id, unnest(items.data) as item from subscriptions)
      where item.price.id is not null
        and (account, item.price.id) not in (select (_landed.account, _landed.id) from prices_history)`,
  },
]

/** Objects that say whose they are by a field `customer`. */
export const OF_CUSTOMERS: readonly string[] = [
  'charges',
  'subscriptions',
  'invoices',
  'invoiceitems',
  'payment_intents',
  'setup_intents',
  'checkout_sessions',
  'credit_notes',
  'quotes',
]
