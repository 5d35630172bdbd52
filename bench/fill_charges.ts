// Fills a data folder with charges over two years: one that the API made, copied through the store's own tables, under ids and times
// of its own.
import type { AnyRow } from '../src/kernel/resource.ts'
import { termsOf } from '../src/kernel/terms.ts'
import { charge } from '../src/resources/payments/charge_state.ts'
import { Filler } from './filler.ts'
import { brindle, KEY } from './support.ts'

const YEARS = 2 * 365 * 24 * 60 * 60

/** Fills the folder with so many charges, the last an hour ago. */
export async function fillCharges(folder: string, count: number): Promise<void> {
  const server = await brindle(folder)
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' }
  const form =
    'amount=2000&currency=usd&confirm=true&payment_method=pm_card_visa&return_url=https://shop.example&metadata[order]=1'
  const response = await fetch(`http://127.0.0.1:${server.port}/v1/payment_intents`, {
    method: 'POST',
    headers,
    body: form,
  })
  if (response.status !== 200) throw new Error(await response.text())
  await server.stop()
  const filler = new Filler(folder)
  const model = filler.db.prepare("select * from rows where object = 'charge'").get() as {
    id: string
    text: string
    hidden: string
  }
  const begin = Math.floor(Date.now() / 1000) - 3_600 - YEARS
  for (let i = 0; i < count; i++) {
    const created = begin + Math.floor((YEARS * i) / count)
    const id = `${model.id.slice(0, -8)}${String(i).padStart(8, '0')}`
    const text = model.text.replaceAll(model.id, id).replace(/"created": \d+/, `"created": ${created}`)
    const terms = termsOf(charge, { ...JSON.parse(text), hidden: JSON.parse(model.hidden) } as AnyRow)
    filler.put(id, 'charge', created, { text, hidden: model.hidden, terms })
  }
  filler.close()
}
