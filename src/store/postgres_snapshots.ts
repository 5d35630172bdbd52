// What a tenant has at one time, kept beside it and put back: each a transaction that has the tenant for itself.
import type pg from 'pg'
import { KEPT_DOCUMENTS_MAX, type Snapshot, TooMuchToKeep } from '../kernel/store.ts'

const ROW = 'tenant, account, id, object, created, seq, shape, text, hidden, queue, due'
const TERM = 'tenant, account, term, created, seq, id'

/** Keeps all that the tenant has. Throws `TooMuchToKeep`. */
export async function keep(client: pg.ClientBase, tenant: string, id: string, at: number): Promise<Snapshot> {
  const counted = await client.query('select count(*) as n from rows where tenant = $1', [tenant])
  const documents = Number(counted.rows[0].n)
  if (documents > KEPT_DOCUMENTS_MAX) throw new TooMuchToKeep(`${documents}`)
  await client.query('insert into kept values ($1, $2, $3, $4)', [tenant, id, at, documents])
  await client.query(`insert into kept_rows select $2, ${ROW} from rows where tenant = $1`, [tenant, id])
  await client.query(`insert into kept_terms select $2, ${TERM} from terms where tenant = $1`, [tenant, id])
  return { id, at, documents }
}

/** Puts back what was kept, or nothing. False where nothing is kept under the id. */
export async function restore(client: pg.ClientBase, tenant: string, id: string | undefined): Promise<boolean> {
  if (id !== undefined) {
    const { rowCount } = await client.query('select 1 from kept where tenant = $1 and id = $2', [tenant, id])
    if (rowCount === 0) return false
  }
  for (const table of ['rows', 'terms', 'leases'])
    await client.query(`delete from ${table} where tenant = $1`, [tenant])
  if (id === undefined) return true
  await client.query(`insert into rows select ${ROW} from kept_rows where tenant = $1 and kept = $2`, [tenant, id])
  await client.query(`insert into terms select ${TERM} from kept_terms where tenant = $1 and kept = $2`, [tenant, id])
  return true
}

/** Forgets what was kept. False where nothing is. */
export async function drop(client: pg.ClientBase, tenant: string, id: string): Promise<boolean> {
  for (const table of ['kept_rows', 'kept_terms'])
    await client.query(`delete from ${table} where tenant = $1 and kept = $2`, [tenant, id])
  const { rowCount } = await client.query('delete from kept where tenant = $1 and id = $2', [tenant, id])
  return rowCount === 1
}

/** What is kept of a tenant, newest first. */
export const KEPT = 'select id, at, documents from kept where tenant = $1 order by at desc, id desc'
/** When the first document of a tenant is due in each queue. */
export const DUES = 'select queue, min(due) as due from rows where tenant = $1 and queue is not null group by queue'
