// The chance steps of the simulation of billing: what a merchant and their customers may do, and time that passes.
import type { World } from './payments.ts'

/** What is known of an account so far. */
export interface Shop {
  readonly prices: readonly string[]
  readonly coupons: readonly string[]
  readonly rates: readonly string[]
  customers: string[]
  subscriptions: string[]
  invoices: string[]
  readonly log: string[]
  succeeded: number
}

export type Below = (count: number) => number

type Step = (
  shop: Shop,
  below: Below,
) => { readonly path: string; readonly form: string; readonly method?: string } | number | undefined

const DAY = 86_400
const CARDS = ['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_chargeCustomerFail']
const BEHAVIORS = ['create_prorations', 'always_invoice', 'none']
const PAUSES = ['keep_as_draft', 'mark_uncollectible', 'void']
const of = <T>(choices: readonly T[], below: Below): T | undefined => choices[below(choices.length)]

/** What is done how often, of a hundred. */
export const BILLING_STEPS: readonly (readonly [often: number, Step])[] = [
  [4, () => ({ path: '/v1/customers', form: 'name=Jenny' })],
  [
    8,
    ({ customers }, below) => {
      const customer = of(customers, below)
      return customer === undefined
        ? undefined
        : { path: `/v1/payment_methods/${of(CARDS, below)}/attach`, form: `customer=${customer}` }
    },
  ],
  [
    14,
    (shop, below) => {
      const customer = of(shop.customers, below)
      if (customer === undefined) return undefined
      const more = [
        '',
        `&trial_period_days=${1 + below(20)}`,
        `&discounts[0][coupon]=${of(shop.coupons, below)}`,
        `&default_tax_rates[0]=${of(shop.rates, below)}`,
        '&collection_method=send_invoice&days_until_due=7',
        '&payment_behavior=default_incomplete',
        '&billing_mode[type]=classic',
      ][below(7)]
      return {
        path: '/v1/subscriptions',
        form: `customer=${customer}&items[0][price]=${of(shop.prices, below)}&items[0][quantity]=${1 + below(4)}${more}`,
      }
    },
  ],
  [
    16,
    (shop, below) => {
      const subscription = of(shop.subscriptions, below)
      if (subscription === undefined) return undefined
      const behavior = `proration_behavior=${of(BEHAVIORS, below)}`
      const change = [
        `items[0][price]=${of(shop.prices, below)}&${behavior}`,
        `quantity=${1 + below(5)}&${behavior}`,
        `pause_collection[behavior]=${of(PAUSES, below)}`,
        'pause_collection=',
        'cancel_at_period_end=true',
        'cancel_at_period_end=false',
        `discounts[0][coupon]=${of(shop.coupons, below)}`,
        'billing_cycle_anchor=now',
        `trial_end=now&${behavior}`,
      ][below(9)]!
      return { path: `/v1/subscriptions/${subscription}`, form: change }
    },
  ],
  [
    3,
    ({ subscriptions }, below) => {
      const subscription = of(subscriptions, below)
      const form = ['', 'prorate=true', 'prorate=true&invoice_now=true', 'invoice_now=true'][below(4)]!
      return subscription === undefined
        ? undefined
        : { method: 'DELETE', path: `/v1/subscriptions/${subscription}`, form }
    },
  ],
  [
    8,
    (shop, below) => {
      const customer = of(shop.customers, below)
      if (customer === undefined) return undefined
      const more = [
        '',
        '&discountable=false',
        `&tax_rates[0]=${of(shop.rates, below)}`,
        `&discounts[0][coupon]=${of(shop.coupons, below)}`,
      ][below(4)]
      return { path: '/v1/invoiceitems', form: `customer=${customer}&currency=usd&amount=${below(9000) - 1500}${more}` }
    },
  ],
  [
    8,
    (shop, below) => {
      const customer = of(shop.customers, below)
      if (customer === undefined) return undefined
      const more = [
        '',
        '&auto_advance=true',
        '&collection_method=send_invoice&days_until_due=3',
        `&discounts[0][coupon]=${of(shop.coupons, below)}`,
      ][below(4)]
      return { path: '/v1/invoices', form: `customer=${customer}&pending_invoice_items_behavior=include${more}` }
    },
  ],
  [
    14,
    ({ invoices }, below) => {
      const invoice = of(invoices.slice(-12), below)
      if (invoice === undefined) return undefined
      const [verb, form] = [
        ['finalize', ''],
        ['pay', ''],
        ['pay', 'paid_out_of_band=true'],
        ['void', ''],
        ['mark_uncollectible', ''],
        ['send', ''],
      ][below(6)]!
      return { path: `/v1/invoices/${invoice}/${verb}`, form: form! }
    },
  ],
  [
    4,
    (shop, below) => {
      const invoice = of(shop.invoices.slice(-12), below)
      return invoice === undefined
        ? undefined
        : {
            path: `/v1/invoices/${invoice}`,
            form: `discounts[0][coupon]=${of(shop.coupons, below)}&default_tax_rates[0]=${of(shop.rates, below)}`,
          }
    },
  ],
  [
    4,
    ({ customers }, below) => {
      const customer = of(customers, below)
      return customer === undefined
        ? undefined
        : { path: `/v1/customers/${customer}/balance_transactions`, form: `amount=${below(4000) - 2000}&currency=usd` }
    },
  ],
  [17, (_shop, below) => [3600, 2 * 3600, DAY, 9 * DAY, 33 * DAY][below(5)]!],
]

/** Does one step; the words of a defect, if it was answered with one. */
export async function takeStep(world: World, shop: Shop, below: Below): Promise<string | undefined> {
  let at = below(100)
  const [, step] = BILLING_STEPS.find(([often]) => (at -= often) < 0) ?? BILLING_STEPS[0]!
  const what = step(shop, below) ?? { path: '/v1/customers', form: 'name=Jenny' }
  if (typeof what === 'number') {
    shop.log.push(`wait ${what} s`)
    shop.succeeded++
    await world.advance(what)
    return undefined
  }
  const form = await withItem(world, what)
  const { status, body } = await world.call(what.method ?? 'POST', what.path, form)
  shop.log.push(
    `${what.method ?? 'POST'} ${what.path} ${form} -> ${status} ${body?.error?.message ?? body?.status ?? ''}`,
  )
  if (status >= 500) return `answered ${status}`
  if (status === 200) shop.succeeded++
  return remember(world, shop, what.path, status, body)
}

/** A change of a price or a quantity is one of the subscription's first item. */
async function withItem(world: World, { path, form }: { path: string; form: string }): Promise<string> {
  const isPrice = form.startsWith('items[0][price]')
  const isQuantity = form.startsWith('quantity=')
  if (!path.startsWith('/v1/subscriptions/') || (!isPrice && !isQuantity)) return form
  const { body } = await world.call('GET', path)
  const id = body?.items?.data?.[0]?.id ?? 'si_none'
  return `items[0][id]=${id}&${isQuantity ? `items[0][${form.replace('=', ']=')}` : form}`
}

async function remember(world: World, shop: Shop, path: string, status: number, body: any): Promise<undefined> {
  if (status === 402) return undefined
  if (status !== 200) return undefined
  if (path === '/v1/customers') shop.customers.push(body.id)
  if (path === '/v1/subscriptions') shop.subscriptions.push(body.id)
  if (path.endsWith('/attach'))
    await world.call('POST', `/v1/customers/${body.customer}`, `invoice_settings[default_payment_method]=${body.id}`)
  const invoice = path === '/v1/invoices' ? body.id : body.latest_invoice
  if (invoice && !shop.invoices.includes(invoice)) shop.invoices.push(invoice)
  return undefined
}
