// The tables in PostgreSQL, their migrations, and the statements over them. Every key leads with the tenant; documents are
// text, which costs less than half of jsonb; whatever is compared by bytes has the collation "C".
import type { Pool, QueryConfig } from 'pg'
import type { Claim, Counting, Place, Query, Write } from '../kernel/store.ts'

/**
 * Numbered; the count of them is the schema epoch, kept in `brindle_schema`. A released one is never edited.
 * 1: documents, the index of terms, leases of due documents, and the units whose outcome may be asked for again.
 * 2: what is kept of a tenant at one time, to be put back.
 * 3: jobs by account, so that what one has before it is a walk of its own and not of everybody's.
 */
const MIGRATIONS = [
  `create table rows (
     tenant text collate "C" not null, account text collate "C" not null, id text collate "C" not null,
     object text not null, created bigint not null, seq text collate "C" not null, shape integer not null,
     text text not null, hidden text, queue text collate "C", due bigint,
     primary key (tenant, account, id));
   create index rows_by_due on rows (queue, due, seq) where queue is not null;
   create table terms (
     tenant text collate "C" not null, account text collate "C" not null, term text collate "C" not null,
     created bigint not null, seq text collate "C" not null, id text collate "C" not null,
     primary key (tenant, account, term, created, seq, id));
   create table leases (
     tenant text collate "C" not null, account text collate "C" not null, id text collate "C" not null,
     until bigint not null, primary key (tenant, account, id));
   create table units (
     tenant text collate "C" not null, id uuid not null, at timestamptz not null default now(), primary key (tenant, id));
   create index units_by_age on units (at)`,
  `create table kept (
     tenant text collate "C" not null, id text collate "C" not null, at bigint not null, documents bigint not null,
     primary key (tenant, id));
   create table kept_rows (
     kept text collate "C" not null, tenant text collate "C" not null, account text collate "C" not null,
     id text collate "C" not null, object text not null, created bigint not null, seq text collate "C" not null,
     shape integer not null, text text not null, hidden text, queue text collate "C", due bigint,
     primary key (tenant, kept, account, id));
   create table kept_terms (
     kept text collate "C" not null, tenant text collate "C" not null, account text collate "C" not null,
     term text collate "C" not null, created bigint not null, seq text collate "C" not null, id text collate "C" not null,
     primary key (tenant, kept, account, term, created, seq, id))`,
  `create index jobs_by_account on rows (tenant, account, queue, due, seq)
     where object = 'brindle.job' and queue is not null`,
]
const EPOCH = MIGRATIONS.length

/** Brings the schema up to date; several processes may try at once. Refuses one that is newer than this program. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    // Any number will do, as long as every Brindle uses the same.
    await client.query('select pg_advisory_lock(1112559468)')
    await client.query('create table if not exists brindle_schema (epoch integer not null)')
    const { rows } = await client.query('select epoch from brindle_schema')
    const epoch: number = rows[0]?.epoch ?? 0
    if (epoch > EPOCH)
      throw new Error(`This database was written by a newer Brindle (schema ${epoch}; this one knows ${EPOCH}).`)
    for (const [i, migration] of MIGRATIONS.entries()) {
      if (i < epoch) continue
      const record = i === 0 ? 'insert into brindle_schema values (1)' : `update brindle_schema set epoch = ${i + 1}`
      await client.query(`begin; ${migration}; ${record}; commit`)
    }
    // Not every server is built with lz4; where it is, reading and writing documents costs two thirds.
    if (epoch === 0) await client.query('alter table rows alter column text set compression lz4').catch(() => {})
  } finally {
    await client.query('select pg_advisory_unlock(1112559468)').catch(() => {})
    client.release()
  }
}

const FIELDS = 'r.id, r.object, r.created, r.seq, r.shape, r.text, r.hidden, r.queue, r.due'

/** Documents by id. */
export const byIds = ({ tenant, account }: Place, ids: readonly string[]): QueryConfig => ({
  name: 'by_ids',
  text: `select ${FIELDS} from rows r where tenant = $1 and account = $2 and id = any($3)`,
  values: [tenant, account, ids],
})

/** A page of documents that carry every term: one walk of the first term's index, with a seek in each of the others. */
export function page({ tenant, account }: Place, query: Query): QueryConfig {
  const values: unknown[] = [tenant, account]
  const value = (one: unknown) => `$${values.push(one)}`
  const { from, to, after, before } = query
  const [lead, ...others] = query.terms
  const wheres = [
    `t.term = ${value(lead)}`,
    ...(from === undefined ? [] : [`t.created >= ${value(from)}`]),
    ...(to === undefined ? [] : [`t.created <= ${value(to)}`]),
    ...(after ? [`(t.created, t.seq) < (${value(after.created)}, ${value(after.seq)})`] : []),
    ...(before ? [`(t.created, t.seq) > (${value(before.created)}, ${value(before.seq)})`] : []),
    ...others.map(
      (term) => `exists (select 1 from terms u where u.tenant = $1 and u.account = $2 and u.term = ${value(term)}
        and u.created = t.created and u.seq = t.seq and u.id = t.id)`,
    ),
  ]
  const order = before ? 'asc' : 'desc'
  const walk = `select t.created, t.seq, t.id from terms t where t.tenant = $1 and t.account = $2 and ${wheres.join(' and ')}
    order by t.created ${order}, t.seq ${order} limit ${value(query.limit)}`
  // Each document by its whole key, whatever the planner thinks: without statistics, in the first minutes of a database, it
  // would walk all of the account's once for each (200 times slower with 500 of 10 000). `offset 0` keeps it from doing so.
  const seek = 'select * from rows where tenant = $1 and account = $2 and id = w.id offset 0'
  const text = `select ${FIELDS} from (${walk}) w
    cross join lateral (${seek}) r order by w.created desc, w.seq desc`
  return { text, values }
}

/** The statements that make writes true, in order. Columns travel as arrays, so that each is one statement. */
export function writing(unit: string, writes: readonly Write[]): QueryConfig[] {
  const inserted = writes.filter(({ document, existed }) => document && existed !== true)
  const updated = writes.filter(({ document, existed }) => document && existed === true)
  const deleted = writes.filter(({ document, existed }) => !document || existed === 'unknown')
  const terms = (which: 'add' | 'drop') => writes.flatMap((write) => write[which].map((term) => ({ ...write, term })))
  const places = (of: readonly Pick<Write, 'place' | 'id'>[]) => [
    of.map(({ place }) => place.tenant),
    of.map(({ place }) => place.account),
    of.map(({ id }) => id),
  ]
  const positions = (of: readonly { place: Place; id: string; term: string; position: Write['position'] }[]) => [
    ...places(of),
    of.map(({ term }) => term),
    of.map(({ position }) => position.created),
    of.map(({ position }) => position.seq),
  ]
  const column = (of: readonly Write[], name: keyof NonNullable<Write['document']>) =>
    of.map(({ document }) => document![name])
  const [added, dropped] = [terms('add'), terms('drop')]
  return [
    { name: 'unit', text: 'insert into units values ($1, $2)', values: [writes[0]!.place.tenant, unit] },
    ...(deleted.length === 0
      ? []
      : [
          {
            name: 'delete_rows',
            text: `delete from rows r using unnest($1::text[], $2::text[], $3::text[]) as v(tenant, account, id)
              where r.tenant = v.tenant and r.account = v.account and r.id = v.id`,
            values: places(deleted),
          },
        ]),
    ...(inserted.length === 0
      ? []
      : [
          {
            name: 'insert_rows',
            text: `insert into rows select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[],
              $6::text[], $7::int[], $8::text[], $9::text[], $10::text[], $11::bigint[])`,
            values: [
              ...places(inserted),
              ...(['object', 'created', 'seq', 'shape', 'text', 'hidden', 'queue', 'due'] as const).map((name) =>
                column(inserted, name),
              ),
            ],
          },
        ]),
    ...(updated.length === 0
      ? []
      : [
          {
            name: 'update_rows',
            text: `update rows r set shape = v.shape, text = v.text, hidden = v.hidden, queue = v.queue, due = v.due
              from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::bigint[])
                as v(tenant, account, id, shape, text, hidden, queue, due)
              where r.tenant = v.tenant and r.account = v.account and r.id = v.id`,
            values: [
              ...places(updated),
              ...(['shape', 'text', 'hidden', 'queue', 'due'] as const).map((name) => column(updated, name)),
            ],
          },
        ]),
    ...(dropped.length === 0
      ? []
      : [
          {
            name: 'drop_terms',
            text: `delete from terms t
              using unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
                as v(tenant, account, id, term, created, seq)
              where t.tenant = v.tenant and t.account = v.account and t.term = v.term and t.created = v.created
                and t.seq = v.seq and t.id = v.id`,
            values: positions(dropped),
          },
        ]),
    ...(added.length === 0
      ? []
      : [
          {
            name: 'add_terms',
            text: `insert into terms (tenant, account, id, term, created, seq)
              select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])`,
            values: positions(added),
          },
        ]),
  ]
}

/** Leases due documents, each to one caller; one whose lease is over may be leased again. */
export function claiming({ queue, tenant, until, limit, leaseMs }: Claim, now: number): QueryConfig {
  const own = tenant === undefined ? '' : 'and r.tenant = $6'
  return {
    text: `with due as (
        select r.tenant, r.account, r.id, r.due, r.seq
        from rows r left join leases l on l.tenant = r.tenant and l.account = r.account and l.id = r.id
        where r.queue = $1 and r.due <= $2 and coalesce(l.until, 0) <= $3 ${own} order by r.due, r.seq limit $4),
      won as (
        insert into leases select tenant, account, id, $5 from due
        on conflict (tenant, account, id) do update set until = excluded.until where leases.until <= $3
        returning tenant, account, id)
      select due.tenant, due.account, due.id, due.due
      from due join won on won.tenant = due.tenant and won.account = due.account and won.id = due.id
      order by due.due, due.seq`,
    values: [queue, until, now, limit, now + leaseMs, ...(tenant === undefined ? [] : [tenant])],
  }
}

/** When the next document of a tenant's accounts is due, leased or not. */
export const next = (queue: string, tenant: string): QueryConfig => ({
  text: 'select min(due) as due from rows where queue = $1 and tenant = $2',
  values: [queue, tenant],
})

/** The jobs of an account in a queue, in time order. */
export const jobs = (queue: string, { tenant, account }: Place, limit: number): QueryConfig => ({
  text: `select id, due from rows where object = 'brindle.job' and tenant = $1 and account = $2 and queue = $3
    order by due, seq limit $4`,
  values: [tenant, account, queue, limit],
})

/** How many entries a term has between two times, at most so many. */
export const count = ({ tenant, account }: Place, { term, from, to, most }: Counting): QueryConfig => ({
  text: `select count(*) as count from (select 1 from terms
    where tenant = $1 and account = $2 and term = $3 and created >= $4 and created <= $5 limit $6) t`,
  values: [tenant, account, term, from, to, most],
})

/** The queues whose name begins so that have a document due: one seek for each queue, however long it is. */
export const queues = (prefix: string, until: number): QueryConfig => ({
  text: `with recursive heads as (
      (select queue, due from rows where queue > $1 and queue < $2 order by queue, due, seq limit 1)
      union all
      select later.queue, later.due from heads cross join lateral (
        select queue, due from rows where queue > heads.queue and queue < $2 order by queue, due, seq limit 1) later)
    select queue from heads where due <= $3`,
  values: [prefix, `${prefix}\u{10FFFF}`, until],
})

export const releasing = ({ place, id }: { place: Place; id: string }): QueryConfig => ({
  text: 'delete from leases where tenant = $1 and account = $2 and id = $3',
  values: [place.tenant, place.account, id],
})

/**
 * Takes a unit's place, when the connection was lost before the answer came: that waits for the unit if it still runs, is a
 * unique violation if it was committed, and otherwise keeps it from ever being.
 */
export const fence = (tenant: string, unit: string): QueryConfig => ({
  text: 'insert into units values ($1, $2)',
  values: [tenant, unit],
})

/** Nobody asks for outcomes so late, nor holds leases so long. */
export const SWEEP = [
  "delete from units where at < now() - interval '1 hour'",
  "delete from leases where until < extract(epoch from now() - interval '1 hour') * 1000",
]
