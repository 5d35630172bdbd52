// A lake without flows: datasets, rows that are landed in them, and a list kept by hand of what was. For tests.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import fc from 'fast-check'
import { Catalog } from '../../src/source/lake/catalog.ts'
import { compact, type CompactOptions, compactIfDue } from '../../src/source/lake/compact.ts'
import { allFilesOf, recover } from '../../src/source/lake/dataset.ts'
import { Landing } from '../../src/source/lake/landing.ts'
import { renewManifests } from '../../src/source/lake/manifest.ts'
import { OWN } from '../../src/source/sync.ts'

/** A state of an object, as a test writes it. */
export interface State {
  readonly id: string
  readonly account?: string
  readonly parent?: string
  readonly changed: number
  readonly deleted?: boolean
  readonly fields?: Readonly<Record<string, unknown>>
}

/** The fields of the datasets' objects, with DuckDB's types; `_brindle.thing_data` is what the ready schemas have. */
export const FIELDS: Readonly<Record<string, string>> = {
  id: 'VARCHAR',
  amount: 'BIGINT',
  rate: 'DOUBLE',
  paid: 'BOOLEAN',
  name: 'VARCHAR',
  card: 'STRUCT(brand VARCHAR, last4 VARCHAR, checks STRUCT(cvc VARCHAR))',
  tags: 'VARCHAR[]',
  metadata: 'MAP(VARCHAR, VARCHAR)',
  anything: 'JSON',
}

const plain = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'é"\' \u0001'),
  account: fc.constantFrom('', '', '1'),
  changed: fc.integer({ min: 0, max: 6 }),
  deleted: fc.constantFrom(false, false, true),
  amount: fc.nat(99),
})
/** A state of a subscription: its items, none of them, or that it is gone. Each is whole within a batch. */
const within = fc.record({
  parent: fc.constantFrom('s1', 's2'),
  account: fc.constantFrom('', '1'),
  changed: fc.integer({ min: 0, max: 6 }),
  items: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
  deleted: fc.constantFrom(false, false, true),
})
/** A batch: objects by themselves, and rows that stand inside of others. */
export const states = fc
  .tuple(
    fc.array(plain, { maxLength: 5 }),
    // A parent comes once in a batch with one time.
    fc.uniqueArray(within, { maxLength: 2, selector: ({ parent, account }) => `${account}/${parent}` }),
  )
  .map(([alone, inside]): State[] => [
    ...alone.map(({ amount, ...state }) => ({ ...state, fields: { amount } })),
    ...inside.flatMap(({ items, deleted, ...state }): State[] =>
      items.length === 0 || deleted
        ? [{ ...state, id: '', deleted }]
        : items.map((id) => ({ ...state, id, fields: { amount: state.changed } })),
    ),
  ])
  .filter(({ length }) => length > 0)

const columnsWith = (fields: Readonly<Record<string, string>>) => {
  const types = Object.entries(fields).map(([name, type]) => `"${name.replaceAll('"', '""')}" ${type}`)
  return { _brindle: `STRUCT(thing_data STRUCT(${types.join(', ')}))` }
}

export const MONDAY = Date.parse('2026-03-02T10:00:00Z')

export class LakeWorld {
  readonly folder: string
  catalog!: Catalog
  now = MONDAY
  /** What the objects have; a test may add to it, as fields come up. */
  fields = FIELDS

  /** Over a new folder, or one that is there. */
  constructor(folder = mkdtempSync(join(tmpdir(), 'brindle-lake-'))) {
    this.folder = folder
  }

  async open(): Promise<this> {
    this.catalog = await Catalog.open(join(this.folder, 'catalog.duckdb'))
    await recover(this.folder, this.catalog)
    await renewManifests(this.folder, this.catalog)
    return this
  }

  async reopen(): Promise<void> {
    await this.catalog.close()
    await this.open()
  }

  async discard(): Promise<void> {
    await this.catalog.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** A dataset of a name; ids are in the order in which they are made. */
  async dataset(name: string, id: string, folder = name.toLowerCase().replaceAll(/\W+/g, '_')) {
    const body = { name, folder, schemaRef: { id: 'https://ns.adobe.com/brindle/schemas/none' } }
    await this.catalog.write((tx) => tx.insert(OWN, 'dataSet', id, body))
    return { id, folder }
  }

  /** One batch. */
  async land(dataset: { readonly id: string; readonly folder: string }, states: readonly State[]): Promise<string> {
    const now = () => this.now++
    const landing = new Landing({
      catalog: this.catalog,
      lake: this.folder,
      dataset,
      run: 'run',
      columns: () => columnsWith(this.fields),
      now,
    })
    for (const { fields, ...state } of states)
      await landing.add({
        parent: null,
        ...state,
        fields: state.id === '' ? {} : { _brindle: { thing_data: { id: state.id, ...fields } } },
      })
    const batch = await landing.commit(async () => undefined)
    await landing.close()
    return batch!.id
  }

  compact(dataset: CompactOptions['dataset'], more: Partial<CompactOptions> = {}) {
    return compact({ catalog: this.catalog, lake: this.folder, dataset, now: () => this.now, ...more })
  }

  compactIfDue(dataset: CompactOptions['dataset']) {
    return compactIfDue({ catalog: this.catalog, lake: this.folder, dataset, now: () => this.now })
  }

  files = (dataset: { readonly id: string }) => allFilesOf(this.catalog, dataset.id)

  /** All files of the lake's datasets, and what is still staged, as they lie on the disk. */
  onDisk(): string[] {
    const all = ['datasets', 'staging'].flatMap((name) =>
      readdirSync(join(this.folder, name), { recursive: true, withFileTypes: true }),
    )
    return all
      .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
      .toSorted()
  }
}
