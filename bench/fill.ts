// Fills a data folder with an account that has been at work for two years, far faster than the API could: rows that the API
// made once are varied and written through the store's own tables, with the entries of the index that the kernel gives them.
import type { AnyRow, ObjectType } from '../src/kernel/resource.ts'
import { termsOf } from '../src/kernel/terms.ts'
import { objectId, shortId } from '../src/lib/ids.ts'
import { wireText } from '../src/lib/stable_json.ts'
import { subscription } from '../src/resources/billing/subscription.ts'
import { customer } from '../src/resources/payments/customer.ts'
import { Filler } from './filler.ts'
import { ACCOUNT, brindle, customerForm, KEY } from './support.ts'

const YEARS = 2 * 365 * 24 * 60 * 60

export interface Filled {
  readonly customers: readonly { readonly id: string; readonly email: string; readonly created: number }[]
  /**
   * Customers with many subscriptions, two and two in turn through time: of the first every one is active and charged
   * automatically, of the second canceled and invoiced. `few` have a tenth of what `many` have.
   */
  readonly many: readonly [string, string]
  readonly few: readonly [string, string]
}

/** Fills the folder with so many customers, and a twenty-fifth as many subscriptions of each of two of them. */
export async function fill(folder: string, count: number): Promise<Filled> {
  const model = await models(folder)
  const filler = new Filler(folder)
  const put = (type: ObjectType, row: AnyRow, created: number) =>
    filler.put(row.id, row.object, created, { text: wireText(row), hidden: null, terms: termsOf(type, row) })

  const begin = Math.floor(Date.now() / 1000) - YEARS
  const customers: Filled['customers'][number][] = []
  for (let i = 0; i < count; i++) {
    const created = begin + Math.floor((YEARS * i) / count)
    const id = shortId('cus', created, chance)
    const email = `customer.${i}@shop.example`
    put(customer, { ...model.customer, id, created, email, name: `Customer Number ${i}` }, created)
    customers.push({ id, email, created })
  }
  const pair = (at: number, each: number): readonly [string, string] => {
    const [a, b] = [customers[at]!.id, customers[at + 1]!.id]
    for (let i = 0; i < each * 2; i++) {
      const created = begin + Math.floor((YEARS * i) / (each * 2))
      const id = objectId('sub', created, ACCOUNT.slice(-10), chance)
      const own =
        i % 2 === 0
          ? { customer: a, status: 'active', collection_method: 'charge_automatically' }
          : { customer: b, status: 'canceled', collection_method: 'send_invoice' }
      put(subscription, { ...model.subscription, ...own, id, created }, created)
    }
    return [a, b]
  }
  const many = pair(0, Math.ceil(count / 25))
  const few = pair(2, Math.ceil(count / 250))
  filler.close()
  return { customers, many, few }
}

/** A customer and a subscription as the API makes them; the account is opened on the way. */
async function models(folder: string): Promise<{ customer: AnyRow; subscription: AnyRow }> {
  const server = await brindle(folder)
  const post = async (path: string, form: string): Promise<AnyRow> => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', headers, body: form })
    if (response.status !== 200) throw new Error(await response.text())
    return (await response.json()) as AnyRow
  }
  const made = await post('/v1/customers', customerForm(0))
  const price = await post(
    '/v1/prices',
    'currency=usd&unit_amount=2000&recurring[interval]=month&product_data[name]=Team',
  )
  const items = `items[0][price]=${price.id}&payment_behavior=default_incomplete`
  const subscribed = await post('/v1/subscriptions', `customer=${made.id}&${items}`)
  await server.stop()
  return { customer: made, subscription: subscribed }
}

let state = 1
/** The same ids each time: a small generator of its own (mulberry32). */
function chance(count: number): string {
  let text = ''
  while (text.length < count) {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    text += ((t ^ (t >>> 14)) >>> 0).toString(36)
  }
  return text.slice(0, count)
}
