// What always holds for an account's billing, as pure functions over its books: each says in sentences what is wrong, and
// billing.test.ts shows each a wrong that it has to see.
import type Stripe from 'stripe'
import type { Sandbox } from '../world.ts'

/** All that an account's billing consists of, as the API shows it. */
export interface BillingBooks {
  /** Epoch seconds on the account's clock. */
  readonly now: number
  readonly customers: readonly Stripe.Customer[]
  readonly entries: ReadonlyMap<string, readonly Stripe.CustomerBalanceTransaction[]>
  readonly invoices: readonly Stripe.Invoice[]
  readonly items: readonly Stripe.InvoiceItem[]
  readonly subscriptions: readonly Stripe.Subscription[]
  readonly intents: readonly Stripe.PaymentIntent[]
  readonly payments: readonly Stripe.InvoicePayment[]
}

/** Reads the whole. */
export async function readBilling({ stripe, call }: Pick<Sandbox, 'stripe' | 'call'>): Promise<BillingBooks> {
  const all = async <T>(pages: AsyncIterable<T>): Promise<T[]> => {
    const rows: T[] = []
    for await (const row of pages) rows.push(row)
    return rows
  }
  const customers = await all(stripe.customers.list({ limit: 100 }))
  const entries = new Map<string, Stripe.CustomerBalanceTransaction[]>()
  for (const { id } of customers)
    entries.set(id, await all(stripe.customers.listBalanceTransactions(id, { limit: 100 })))
  return {
    now: (await call('GET', '/brindle/clock')).body.now,
    customers,
    entries,
    invoices: await all(stripe.invoices.list({ limit: 100 })),
    items: await all(stripe.invoiceItems.list({ limit: 100 })),
    subscriptions: await all(stripe.subscriptions.list({ status: 'all', limit: 100 })),
    intents: await all(stripe.paymentIntents.list({ limit: 100 })),
    payments: await all(stripe.invoicePayments.list({ limit: 100 })),
  }
}

type Invariant = (books: BillingBooks) => string[]

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
const equal = (what: string, said: unknown, is: unknown): string[] =>
  JSON.stringify(said) === JSON.stringify(is)
    ? []
    : [`${what} is ${JSON.stringify(said)}, and should be ${JSON.stringify(is)}`]

/** The total is the lines, less what is taken off, and what taxes add; each sum is that of the lines. */
const totalsAreTheirLines: Invariant = ({ invoices }) =>
  invoices.flatMap(({ id, lines, subtotal, total, total_taxes, total_discount_amounts }) => {
    const { data } = lines
    const off = sum(data.flatMap((line) => (line.discount_amounts ?? []).map(({ amount }) => amount)))
    const own = sum(
      data.flatMap((line) =>
        (line.discount_amounts ?? []).flatMap(({ amount, discount }) =>
          line.discounts.includes(discount as string) ? [amount] : [],
        ),
      ),
    )
    const taxes = data.flatMap((line) => line.taxes ?? [])
    const added = sum(taxes.filter((tax) => tax.tax_behavior === 'exclusive').map(({ amount }) => amount))
    return [
      // What stands on a line is in the subtotal already.
      ...equal(`subtotal of ${id}`, subtotal, sum(data.map(({ amount }) => amount)) - own),
      ...equal(`total of ${id}`, total, subtotal + own - off + added),
      ...equal(
        `taxes of ${id}`,
        sum((total_taxes ?? []).map(({ amount }) => amount)),
        sum(taxes.map(({ amount }) => amount)),
      ),
      ...equal(`discounts of ${id}`, sum((total_discount_amounts ?? []).map(({ amount }) => amount)), off),
    ]
  })

/** What is due is paid or remains, and follows from the total and the balance. */
const dueIsSettled: Invariant = ({ invoices }) =>
  invoices.flatMap((one) => {
    const { id, status, total, amount_due, amount_paid, amount_remaining, starting_balance, ending_balance } = one
    const faults = equal(`due of ${id}`, amount_due, amount_paid + amount_remaining)
    // A last invoice that is a credit is given up without having been finalised: no balance follows from it.
    const isForgone = status === 'uncollectible' && one.number === null && total < 0
    if (status === 'draft' || isForgone) return faults
    const wanted = Math.max(0, total + starting_balance)
    const due = wanted < 50 ? 0 : wanted
    return [
      ...faults,
      ...equal(`due of ${id}`, amount_due, due),
      ...equal(`balance after ${id}`, ending_balance, total + starting_balance - due),
      ...(status === 'paid' ? equal(`what remains of ${id}`, amount_remaining, 0) : []),
    ]
  })

/** A balance is the sum of its entries, and each entry says what it came to. */
const balancesAreTheirEntries: Invariant = ({ customers, entries }) =>
  customers.flatMap(({ id, balance }) => {
    const own = entries.get(id) ?? []
    let ending = 0
    const steps = own.toReversed().flatMap((entry) => {
      ending += entry.amount
      return equal(`balance after ${entry.id}`, entry.ending_balance, ending)
    })
    return [...steps, ...equal(`balance of ${id}`, balance, sum(own.map(({ amount }) => amount)))]
  })

/** Numbers are given once each, one after the other, when an invoice is finalised. */
const numbersAreGapless: Invariant = ({ customers, invoices }) =>
  customers.flatMap(({ id, invoice_prefix }) => {
    const numbered = invoices.filter(({ customer, number }) => customer === id && number !== null)
    const numbers = numbered.map(({ number }) => number!).sort()
    return equal(
      `numbers of ${id}`,
      numbers,
      numbers.map((_, i) => `${invoice_prefix}-${String(i + 1).padStart(4, '0')}`),
    )
  })

/** What was paid by Stripe is the money of an intent; an invoice that was paid elsewhere may have been tried before. */
const paidIsMoney: Invariant = ({ invoices, intents, payments }) => {
  const byIntent = new Set(payments.filter(({ status }) => status === 'paid').map((one) => one.invoice as string))
  const paid = sum(invoices.filter(({ id }) => byIntent.has(id!)).map(({ amount_paid }) => amount_paid))
  return equal('what was paid', paid, sum(intents.map(({ amount_received }) => amount_received)))
}

/** A running subscription is in the period that its items say, and a status says how its latest invoice stands. */
const subscriptionsStand: Invariant = ({ now, subscriptions, invoices }) =>
  subscriptions.flatMap(({ id, status, items, latest_invoice, collection_method }) => {
    if (['canceled', 'incomplete_expired', 'incomplete', 'paused'].includes(status)) return []
    const late = items.data.filter((item) => item.current_period_start > now || item.current_period_end < now)
    const latest = invoices.find((one) => one.id === latest_invoice)
    const isOwed = status === 'active' && collection_method === 'charge_automatically' && latest?.status === 'open'
    return [
      ...late.map((item) => `${item.id} of ${id} is not in its period`),
      ...(isOwed && latest.attempted ? [`${id} is active, and ${latest.id} is owed`] : []),
    ]
  })

/** No moment of an item is billed twice at its price, unless it was given back from that moment on. */
const periodsAreBilledOnce: Invariant = ({ invoices, items }) => {
  const lines = invoices.filter(({ status }) => status !== 'void').flatMap(({ lines: { data } }) => data)
  const of = lines.flatMap(({ parent, period, amount }) => {
    const details = parent?.subscription_item_details
    return details ? [{ ...details, start: period.start, amount }] : []
  })
  const waiting = items.flatMap(({ invoice, parent, period, amount, proration }) => {
    const item = invoice === null && proration ? parent?.subscription_details?.subscription_item : undefined
    return item && amount <= 0 ? [`${item} ${period.start}`] : []
  })
  const count = (keys: readonly string[]) =>
    new Map([...Map.groupBy(keys, (key) => key)].map(([key, { length }]) => [key, length]))
  const keyOf = (line: (typeof of)[number]) => `${line.subscription_item} ${line.start}`
  const back = count([...of.filter((line) => line.proration && line.amount <= 0).map(keyOf), ...waiting])
  const charged = count(of.filter(({ invoice_item, amount }) => invoice_item === null && amount > 0).map(keyOf))
  return [...charged].flatMap(([key, times]) =>
    times - (back.get(key) ?? 0) > 1 ? [`${key.split(' ')[0]} is billed twice from one moment`] : [],
  )
}

/** An item that waits is on no invoice, and one that is on an invoice has a line there. */
const itemsAreOnTheirInvoice: Invariant = ({ items, invoices }) =>
  items.flatMap(({ id, invoice, amount }) => {
    if (invoice === null) return []
    const on = invoices.find((one) => one.id === invoice)
    if (!on) return []
    const line = on.lines.data.find(
      ({ parent }) =>
        parent?.invoice_item_details?.invoice_item === id || parent?.subscription_item_details?.invoice_item === id,
    )
    return line
      ? equal(`line of ${id}`, line.amount, amount)
      : on.lines.has_more
        ? []
        : [`${id} has no line on ${on.id}`]
  })

export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  totalsAreTheirLines,
  dueIsSettled,
  balancesAreTheirEntries,
  numbersAreGapless,
  paidIsMoney,
  subscriptionsStand,
  periodsAreBilledOnce,
  itemsAreOnTheirInvoice,
}

/** Everything that is wrong. Invoices of more lines than are shown are left out of what is reckoned by their lines. */
export function billingFaults(books: BillingBooks): string[] {
  const whole = { ...books, invoices: books.invoices.filter(({ lines }) => !lines.has_more) }
  return Object.values(INVARIANTS).flatMap((holds) =>
    holds(holds === paidIsMoney || holds === numbersAreGapless ? books : whole),
  )
}
