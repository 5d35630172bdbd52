// The lake's catalogue: one DuckDB file with the documents of the API (connections, schemas, flows, runs), the batches of each
// dataset, and how far each flow has come. What belongs together is committed together: a batch's rows with the position that
// its flow has after them.
import { randomBytes } from 'node:crypto'
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { problem } from '../door/errors.ts'

/** Whose documents: nothing of one organisation or sandbox is ever seen by another. */
export interface Scope {
  readonly org: string
  readonly sandbox: string
}

export interface Document<T> {
  readonly id: string
  /** With its quotes, as Adobe sends it. */
  readonly etag: string
  readonly body: T
}

type Values = readonly (string | number | bigint | boolean | null)[]

/** Numbered; the count of them is kept in `epoch`. A released one is never edited. */
const TABLES = [
  `create table documents (
     org varchar, sandbox varchar, kind varchar, id varchar, parent varchar, seq bigint, etag varchar, body varchar,
     primary key (org, sandbox, kind, id));
   create sequence document_seq;
   create table batches (
     dataset varchar, id varchar, run varchar, kind varchar, file varchar, records bigint, bytes bigint, created bigint,
     primary key (dataset, id));
   create table positions (flow varchar primary key, body varchar);`,
  // What lies in a dataset's folder: a batch is in one of these files, and several may be in the same. `doomed` are those that
  // were replaced, and are still to be removed.
  `create sequence commit_seq;
   create table files (
     dataset varchar, file varchar, kind varchar, id varchar, last varchar, records bigint, bytes bigint, created bigint,
     seq bigint, covered boolean, primary key (dataset, file));
   insert into files
     select dataset, file, 'history', id, id, records, bytes, created, nextval('commit_seq'), false
     from (select * from batches order by id);
   create table doomed (dataset varchar, file varchar);`,
]

/**
 * What DuckDB is told, so that a lake of millions of rows is filled in some hundred megabytes. (measured: bench/source.ts) Memory is
 * given back to the system whenever 1 MB was let go of: by itself DuckDB does so after 128 MB, and each batch left a hundred
 * behind. Files are not kept in memory a second time, as the system keeps them. Each statement has one thread, for each thread holds a
 * part of what is written; several statements still go on at once.
 */
const SETTINGS = {
  allocator_bulk_deallocation_flush_threshold: '1MB',
  enable_external_file_cache: 'false',
  threads: '1',
}

export class Catalog {
  readonly #instance: DuckDBInstance
  readonly #writer: DuckDBConnection
  readonly #reader: DuckDBConnection
  /** Files that are on their way from where they were staged: whoever lists files waits for them. */
  readonly moving = new Set<Promise<unknown>>()
  /** Writers wait for each other: one transaction at a time. */
  #last: Promise<unknown> = Promise.resolve()
  /** Questions that are on their way. */
  readonly #asked = new Set<Promise<unknown>>()
  #isClosed = false
  /** By dataset: the last of those that work on its files. */
  readonly #turns = new Map<string, Promise<unknown>>()

  private constructor(instance: DuckDBInstance, writer: DuckDBConnection, reader: DuckDBConnection) {
    this.#instance = instance
    this.#writer = writer
    this.#reader = reader
  }

  /** Opens a catalogue, or makes it. One process at a time: the second is told so. */
  static async open(path: string): Promise<Catalog> {
    const instance = await DuckDBInstance.create(path, SETTINGS)
    const [writer, reader] = [await instance.connect(), await instance.connect()]
    const catalog = new Catalog(instance, writer, reader)
    await catalog.#migrate()
    return catalog
  }

  async #migrate(): Promise<void> {
    await this.#writer.run('create table if not exists epoch (n integer)')
    const [row] = await rows<{ n: number }>(this.#writer, 'select coalesce(max(n), 0) as n from epoch')
    for (const [at, sql] of TABLES.entries()) {
      if (at < Number(row!.n)) continue
      await this.#writer.run(`begin; ${sql} insert into epoch values (${at + 1}); commit`)
    }
  }

  /** A connection of its own, for work on files: reading NDJSON, writing Parquet. */
  connect = (): Promise<DuckDBConnection> => this.#instance.connect()

  async find<T>({ org, sandbox }: Scope, kind: string, id: string): Promise<Document<T> | undefined> {
    const sql = 'select id, etag, body from documents where org = ? and sandbox = ? and kind = ? and id = ?'
    return (await this.#read<T>(sql, [org, sandbox, kind, id]))[0]
  }

  /** Newest first. `parent` is what the document belongs to: a run to its flow. */
  list<T>(
    { org, sandbox }: Scope,
    kind: string,
    { parent, limit = 1_000, offset = 0 }: { parent?: string; limit?: number; offset?: number } = {},
  ): Promise<Document<T>[]> {
    const of = parent === undefined ? '' : 'and parent = ?'
    const sql = `select id, etag, body from documents where org = ? and sandbox = ? and kind = ? ${of} order by seq desc limit ? offset ?`
    return this.#read<T>(sql, [org, sandbox, kind, ...(parent === undefined ? [] : [parent]), limit, offset])
  }

  async #read<T>(sql: string, values: Values): Promise<Document<T>[]> {
    const found = await this.ask<{ id: string; etag: string; body: string }>(sql, values)
    return found.map(({ id, etag, body }) => ({ id, etag, body: JSON.parse(body) as T }))
  }

  /** Any question to the catalogue's own tables. */
  async ask<T>(sql: string, values: Values = []): Promise<T[]> {
    if (this.#isClosed) throw new Error('The lake is closed.')
    const asked = rows<T>(this.#reader, sql, values)
    this.#asked.add(asked)
    try {
      return await asked
    } finally {
      this.#asked.delete(asked)
    }
  }

  /** All or nothing: what the work writes is committed when it is done, and undone when it throws. */
  write<T>(work: (tx: Writes) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      await this.#writer.run('begin')
      try {
        const made = await work(new Writes(this.#writer))
        await this.#writer.run('commit')
        return made
      } catch (error) {
        await this.#writer.run('rollback')
        throw error
      }
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /**
   * Work on the files of a dataset, one after the other: a commit with the move and the list that belong to it, and a question
   * that reads the files. So none is removed under a question, and a list never names one that is not there.
   */
  inTurn<T>(dataset: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(dataset) ?? Promise.resolve()).then(work)
    this.#turns.set(
      dataset,
      turn.catch(() => undefined),
    )
    return turn
  }

  async close(): Promise<void> {
    await Promise.all(this.#turns.values())
    await this.#last
    // DuckDB never comes back from a question whose connection is closed under it.
    this.#isClosed = true
    await Promise.allSettled(this.#asked)
    this.#reader.closeSync()
    this.#writer.closeSync()
    this.#instance.closeSync()
  }
}

/** The writes of one transaction. */
export class Writes {
  readonly #connection: DuckDBConnection

  constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  run = async (sql: string, values: Values = []): Promise<void> => {
    await this.#connection.run(sql, values as DuckDBValue[])
  }

  ask = <T>(sql: string, values: Values = []): Promise<T[]> => rows<T>(this.#connection, sql, values)

  /** Writes a new document; answers its etag. */
  async insert({ org, sandbox }: Scope, kind: string, id: string, body: unknown, parent = ''): Promise<string> {
    const etag = newEtag()
    await this.run(`insert into documents values (?, ?, ?, ?, ?, nextval('document_seq'), ?, ?)`, [
      org,
      sandbox,
      kind,
      id,
      parent,
      etag,
      JSON.stringify(body),
    ])
    return etag
  }

  /** The document as this transaction sees it. */
  async find<T>({ org, sandbox }: Scope, kind: string, id: string): Promise<Document<T> | undefined> {
    const sql = 'select id, etag, body from documents where org = ? and sandbox = ? and kind = ? and id = ?'
    const [found] = await this.ask<{ id: string; etag: string; body: string }>(sql, [org, sandbox, kind, id])
    return found && { id: found.id, etag: found.etag, body: JSON.parse(found.body) as T }
  }

  /**
   * Changes a document; answers its new etag. `ifMatch` is what the caller knows it by, with or without the quotes; another
   * one is refused with 412.
   */
  async update<T>(scope: Scope, kind: string, id: string, change: (body: T) => T, ifMatch?: string): Promise<string> {
    const known = await this.find<T>(scope, kind, id)
    if (!known) throw problem(404, 'not_found', `There is no ${kind} ${id}.`)
    if (ifMatch !== undefined && unquoted(ifMatch) !== unquoted(known.etag))
      throw problem(412, 'etag_mismatch', `The etag in If-Match is not that of ${kind} ${id}, which is ${known.etag}.`)
    const etag = newEtag()
    const sql = 'update documents set body = ?, etag = ? where org = ? and sandbox = ? and kind = ? and id = ?'
    await this.run(sql, [JSON.stringify(change(known.body)), etag, scope.org, scope.sandbox, kind, id])
    return etag
  }

  async delete({ org, sandbox }: Scope, kind: string, id: string): Promise<void> {
    await this.run('delete from documents where org = ? and sandbox = ? and kind = ? and id = ?', [
      org,
      sandbox,
      kind,
      id,
    ])
  }
}

async function rows<T>(connection: DuckDBConnection, sql: string, values: Values = []): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql, values as DuckDBValue[])
  return reader.getRowObjectsJS() as T[]
}

const unquoted = (etag: string) => etag.replaceAll('"', '')
/** In the form that Adobe's samples have. */
const newEtag = () => `"${randomBytes(4).toString('hex')}-0000-0200-0000-${randomBytes(4).toString('hex')}0000"`
