// What older versions have of other shape: one of each, beside what a furnished sandbox holds.
import assert from 'node:assert/strict'
import { operations } from '../../src/contract/index.ts'
import type { Furniture } from '../simulation/furnish.ts'
import type { Sandbox } from '../world.ts'

export type Spoken = (request: {
  method: string
  path: string
  headers: Record<string, string>
  body?: string
}) => Promise<{ status: number; text: string }>

/** `@name` is the id of what came before, or of the furniture. */
const MADE: readonly (readonly [path: string, form: string])[] = [
  ['/v1/customers', 'email=buyer@example.com&source=tok_visa'],
  ['/v1/charges', 'amount=1099&currency=usd&source=tok_visa'],
  ['/v1/refunds', 'charge=@charge&amount=100'],
  ['/v1/invoiceitems', 'customer=@customer&amount=700&currency=usd&tax_rates[]=@tax_rate'],
  [
    '/v1/subscriptions',
    'customer=@customer&items[0][price]=@price&discounts[0][coupon]=@coupon&items[0][tax_rates][]=@tax_rate',
  ],
  ['/v1/credit_notes', 'invoice=@subscription.latest_invoice&amount=100&refund_amount=100'],
  ['/v1/invoiceitems', 'customer=@customer&amount=300&currency=usd&description=more'],
  [
    '/v1/subscription_schedules',
    'customer=@customer&start_date=now&phases[0][items][0][price]=@price&phases[0][discounts][0][coupon]=@coupon' +
      '&phases[0][duration][interval]=month',
  ],
  ['/v1/quotes', 'customer=@customer&line_items[0][price]=@price'],
  [
    '/v1/checkout/sessions',
    'mode=payment&success_url=https://example.com/&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd' +
      '&line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Tea',
  ],
  ['/v1/payment_links', 'line_items[0][price]=@price&line_items[0][quantity]=1'],
  ['/v1/topups', 'amount=100&currency=usd'],
  ['/v1/tokens', 'card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034'],
  ['/v1/sources', 'type=card&token=tok_visa'],
  ['/v1/billing/meters', 'display_name=Calls&event_name=calls&default_aggregation[formula]=sum'],
  [
    '/v1/billing/alerts',
    'title=Many&alert_type=usage_threshold&usage_threshold[meter]=@billing.meter&usage_threshold[gte]=5' +
      '&usage_threshold[recurrence]=one_time&usage_threshold[filters][0][type]=customer' +
      '&usage_threshold[filters][0][customer]=@customer',
  ],
  ['/v1/test_helpers/test_clocks', 'frozen_time=1735689600'],
  ['/v1/charges', 'amount=1099&currency=usd&source=tok_createDispute'],
]

/** What is found in lists only, or by two ids; `@name` as above. */
const LISTED: Readonly<Record<string, string>> = {
  balance: '/v1/balance',
  balance_settings: '/v1/balance_settings',
  card: '/v1/customers/@customer/sources',
  cash_balance: '/v1/customers/@customer/cash_balance',
  customer_balance_transaction: '/v1/customers/@furnished/balance_transactions',
  credit_note_line_item: '/v1/credit_notes/@credit_note/lines',
  dispute: '/v1/disputes',
  item: '/v1/checkout/sessions/@checkout.session/line_items',
  line_item: '/v1/invoices/@invoice/lines',
  plan: '/v1/plans/@price',
}

/** Makes them, and says under which path each object is found. */
export async function stockOlder({ call }: Sandbox, furniture: Furniture): Promise<ReadonlyMap<string, string>> {
  const ids: Record<string, string> = { ...furniture }
  const answer = async (method: string, path: string, form?: string) => {
    const { status, body, text } = await call(method, path, form)
    assert.equal(status, 200, `${method} ${path} ${form}: ${text}`)
    return body
  }
  for (const [path, form] of MADE) {
    const named = form.replace(/=@([a-z_.]+)/g, (_, name) => `=${ids[name]}`)
    const made = await answer('POST', path, named)
    // What is furnished has less to show.
    ids[made.object] = made.id
    if (made.latest_invoice) ids['subscription.latest_invoice'] = made.latest_invoice
  }
  // The bank's reference of a refund comes a few days later.
  await answer('POST', '/brindle/clock/advance', `by=${7 * 86_400}`)
  ids.invoice = ids['subscription.latest_invoice']!
  const found = new Map<string, string>()
  for (const { key, kind, path, returns, segments } of operations()) {
    const [object] = returns
    const id = ids[object!]
    const places = segments.filter((segment) => segment.startsWith('{'))
    if (kind !== 'retrieve' || places.length !== 1 || id === undefined || found.has(object!)) continue
    if (!key.startsWith('GET /v1/') || object === 'event') continue
    found.set(object!, path.replace(/\{\w+\}/, id))
  }
  for (const [object, path] of Object.entries(LISTED))
    found.set(
      object,
      path.replace(/@([a-z_.]+)/g, (_, name) => (name === 'furnished' ? furniture.customer! : ids[name]!)),
    )
  return found
}
