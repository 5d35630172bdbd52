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
]

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
  return found
}
