// Fills a data folder with running subscriptions: each has its customer with a card, its item, and the job that renews it.
// What the API made once is copied through the store's own tables, under ids of its own.
import type { DatabaseSync } from 'node:sqlite'
import type { AnyRow } from '../src/kernel/resource.ts'
import { termsOf } from '../src/kernel/terms.ts'
import { resources } from '../src/resources/index.ts'
import { Filler } from './filler.ts'
import { brindle, KEY } from './support.ts'

/** A month of seconds: the renewals lie evenly in it. */
export const MONTH = 30 * 86_400

/** What a subscription consists of, besides the price, which all share. */
const COPIED = ['customer', 'payment_method', 'subscription', 'subscription_item']
const types = new Map(resources.map(({ type }) => [type.object, type]))

interface Stored {
  readonly id: string
  readonly object: string
  readonly created: number
  readonly text: string
  readonly hidden: string | null
}

/** Fills the folder; the first renewal is due a minute from now, the last a month later. */
export async function fillBilling(folder: string, count: number): Promise<void> {
  await model(folder)
  const filler = new Filler(folder)
  const models = modelsIn(filler.db)
  const begin = Math.floor(Date.now() / 1000) + 60
  for (let i = 0; i < count; i++) copy(filler, models, i, begin + Math.floor((MONTH * i) / count))
  filler.close()
}

/** One subscription as the API makes it. */
async function model(folder: string): Promise<void> {
  const server = await brindle(folder)
  const post = async (path: string, form: string): Promise<AnyRow> => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', headers, body: form })
    if (response.status !== 200) throw new Error(await response.text())
    return (await response.json()) as AnyRow
  }
  const { id: customer } = await post('/v1/customers', 'name=Jenny&email=jenny@shop.example')
  const { id: card } = await post('/v1/payment_methods/pm_card_visa/attach', `customer=${customer}`)
  await post(`/v1/customers/${customer}`, `invoice_settings[default_payment_method]=${card}`)
  const plan = 'currency=usd&unit_amount=2000&recurring[interval]=month&product_data[name]=Team'
  const { id: price } = await post('/v1/prices', plan)
  await post('/v1/subscriptions', `customer=${customer}&items[0][price]=${price}`)
  await server.stop()
}

const modelsIn = (db: DatabaseSync): Stored[] =>
  COPIED.map((object) => db.prepare('select * from rows where object = ?').get(object) as unknown as Stored)

/** The same rows under other ids, with the period that ends at `due`, and the job that renews it then. */
function copy(filler: Filler, models: readonly Stored[], i: number, due: number): void {
  const ids = new Map(models.map(({ id }) => [id, `${id.slice(0, -7)}${String(i).padStart(7, '0')}`]))
  const renamed = (text: string) => [...ids].reduce((all, [from, to]) => all.replaceAll(from, to), text)
  for (const { object, created, text, hidden } of models) {
    const moved = renamed(text)
      .replace(/"current_period_end": \d+/g, `"current_period_end": ${due}`)
      .replace(/"current_period_start": \d+/g, `"current_period_start": ${due - MONTH}`)
      .replace(/"billing_cycle_anchor": \d+/, `"billing_cycle_anchor": ${due}`)
      .replace(/"invoice_prefix": "[A-Z0-9]+"/, `"invoice_prefix": "B${String(i).padStart(7, '0')}"`)
    const own = hidden === null ? null : renamed(hidden)
    const row = { ...JSON.parse(moved), ...(own !== null && { hidden: JSON.parse(own) }) } as AnyRow
    const terms = termsOf(types.get(object)!, row)
    filler.put(row.id, object, created, { text: moved, hidden: own, terms })
  }
  const subject = JSON.parse(renamed(models[2]!.text)).id as string
  const id = `job subscription.renew ${subject}`
  const text = JSON.stringify({ id, object: 'brindle.job' })
  const hidden = JSON.stringify({ job: 'subscription.renew', payload: { id: subject } })
  filler.put(id, 'brindle.job', due, { text, hidden, terms: [], queue: 'jobs', due })
}
