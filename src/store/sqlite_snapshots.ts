// What a tenant has at one time, kept beside it and put back: the writer's side, each a transaction of its own.
import type { DatabaseSync } from 'node:sqlite'
import { KEPT_DOCUMENTS_MAX, type Snapshot, TooMuchToKeep } from '../kernel/store.ts'

/** What the writer is asked for. */
export type SnapshotOrder =
  | { readonly do: 'keep'; readonly tenant: string; readonly id: string; readonly at: number }
  | { readonly do: 'restore'; readonly tenant: string; readonly id?: string }
  | { readonly do: 'drop'; readonly tenant: string; readonly id: string }

/** The accounts of a tenant, by what stands in the column: its own, and those that are connected to it. */
const OWN = "(account = :tenant or (account > :tenant || '.' and account < :tenant || '/'))"
const KEPT = 'tenant = :tenant and kept = :id'
const ROW = 'tenant, account, id, object, created, seq, shape, text, hidden, queue, due'
const TERM = 'account, term, created, seq, id'

/** Carries out an order. Answers how many documents were kept, or whether there was anything under the id (1 or 0). */
export function carryOut(db: DatabaseSync, order: SnapshotOrder): number {
  db.exec('begin immediate')
  try {
    const done = order.do === 'keep' ? keep(db, order) : order.do === 'restore' ? restore(db, order) : drop(db, order)
    db.exec('commit')
    return done
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}

type Order<K extends SnapshotOrder['do']> = Extract<SnapshotOrder, { do: K }>

function keep(db: DatabaseSync, { tenant, id, at }: Order<'keep'>): number {
  const { n } = db.prepare(`select count(*) as n from rows where ${OWN}`).get({ tenant }) as { n: number }
  if (n > KEPT_DOCUMENTS_MAX) throw new TooMuchToKeep(`${n}`)
  db.prepare('insert into kept values (:tenant, :id, :at, :n)').run({ tenant, id, at, n })
  db.prepare(`insert into kept_rows select :id, ${ROW} from rows where ${OWN}`).run({ tenant, id })
  db.prepare(`insert into kept_terms select :id, :tenant, ${TERM} from terms where ${OWN}`).run({ tenant, id })
  return n
}

function restore(db: DatabaseSync, { tenant, id }: Order<'restore'>): number {
  if (id !== undefined && !db.prepare('select 1 from kept where tenant = ? and id = ?').get(tenant, id)) return 0
  db.prepare(`delete from rows where ${OWN}`).run({ tenant })
  db.prepare(`delete from terms where ${OWN}`).run({ tenant })
  if (id === undefined) return 1
  db.prepare(`insert into rows select ${ROW} from kept_rows where ${KEPT} order by rowid`).run({ tenant, id })
  db.prepare(`insert into terms select ${TERM} from kept_terms where ${KEPT}`).run({ tenant, id })
  return 1
}

function drop(db: DatabaseSync, { tenant, id }: Order<'drop'>): number {
  db.prepare(`delete from kept_rows where ${KEPT}`).run({ tenant, id })
  db.prepare(`delete from kept_terms where ${KEPT}`).run({ tenant, id })
  return Number(db.prepare('delete from kept where tenant = ? and id = ?').run(tenant, id).changes)
}

/** What is kept of a tenant, newest first. */
export const keptOf = (db: DatabaseSync, tenant: string): Snapshot[] =>
  db
    .prepare('select id, at, documents from kept where tenant = ? order by at desc, id desc')
    .all(tenant)
    .map((row) => ({ ...row }) as unknown as Snapshot)

/** When the first document of a tenant is due in each queue. */
export const duesOf = (db: DatabaseSync, tenant: string): { readonly queue: string; readonly due: number }[] =>
  db
    .prepare(`select queue, min(due) as due from rows where ${OWN} and queue is not null group by queue`)
    .all({ tenant }) as unknown as { queue: string; due: number }[]
