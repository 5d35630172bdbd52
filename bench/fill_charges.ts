// Fills a data folder with charges over two years: one that the API made, copied through the store's own tables, under ids and times
// of its own.
import { join } from 'node:path'
import type { AnyRow } from '../src/kernel/resource.ts'
import type { Write } from '../src/kernel/store.ts'
import { termsOf } from '../src/kernel/terms.ts'
import { sequence } from '../src/lib/ids.ts'
import { charge } from '../src/resources/payments/charge_state.ts'
import { Applier, openWriter } from '../src/store/sqlite_tables.ts'
import { ACCOUNT, brindle, KEY } from './support.ts'

const YEARS = 2 * 365 * 24 * 60 * 60
const SLICE = 10_000

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
  const db = openWriter(join(folder, 'brindle.sqlite'))
  // Nothing is lost if this machine stops now: the bench starts again.
  db.exec('pragma synchronous = off; pragma cache_size = -500000')
  const model = db.prepare("select * from rows where object = 'charge'").get() as {
    id: string
    text: string
    hidden: string
  }
  const applier = new Applier(db)
  const begin = Math.floor(Date.now() / 1000) - 3_600 - YEARS
  let writes: Write[] = []
  for (let i = 0; i < count; i++) {
    writes.push(copy(model, i, begin + Math.floor((YEARS * i) / count)))
    if (writes.length < SLICE) continue
    applier.apply(writes)
    writes = []
  }
  applier.apply(writes)
  db.exec('pragma wal_checkpoint(truncate)')
  db.close()
}

function copy(
  model: { readonly id: string; readonly text: string; readonly hidden: string },
  i: number,
  created: number,
): Write {
  const id = `${model.id.slice(0, -8)}${String(i).padStart(8, '0')}`
  const text = model.text.replaceAll(model.id, id).replace(/"created": \d+/, `"created": ${created}`)
  const terms = termsOf(charge, { ...JSON.parse(text), hidden: JSON.parse(model.hidden) } as AnyRow)
  const position = { created, seq: sequence(created * 1_000_000 + (i % 1_000_000), 0, 0) }
  const document = { id, object: 'charge', ...position, shape: 1, text, hidden: model.hidden, queue: null, due: null }
  return {
    place: { tenant: ACCOUNT, account: ACCOUNT },
    id,
    existed: false,
    document,
    position,
    terms,
    add: terms,
    drop: [],
  }
}
