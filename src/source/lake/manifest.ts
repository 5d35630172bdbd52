// The list of a dataset's committed files, beside them: `manifest.json`. Whoever reads the files that it names, and no others, sees
// every batch whole and every row once, without the catalogue, which is one process's at a time.
import { existsSync } from 'node:fs'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { resolveSchema } from '../xdm/compose.ts'
import { columnsOf } from '../xdm/columns.ts'
import type { Drift } from '../xdm/conform.ts'
import { withDrift } from '../xdm/conform_drift.ts'
import type { Catalog, Scope } from './catalog.ts'
import { currentFilesIn, plainCurrentOf } from './current.ts'
import { allFilesOf, type BatchFile, folderOf, historyOf, LANDED, LANDED_TYPE, syncFolder } from './dataset.ts'
import type { DataSet } from './dataset_routes.ts'

/** The form of the list. Another number is another form. */
const FORMAT = 1
const NAME = 'manifest.json'

/** One file. Its path is under the lake's folder, with `/` on every system. */
export type ListedFile = Omit<BatchFile, 'dataset'>

export interface Manifest {
  readonly format: typeof FORMAT
  /** The dataset's id, its name, and whose it is. */
  readonly dataset: string
  readonly name: string
  readonly org: string
  readonly sandbox: string
  /** The XDM schema, and its columns with DuckDB's types, `_landed` among them. */
  readonly schema: { readonly id: string; readonly columns: Readonly<Record<string, string>> }
  /** All files, oldest first. `history` and `base` are the history, `current` a snapshot of what is `covered`. */
  readonly files: readonly ListedFile[]
  /** The newest states: the files that have them, and the question, to be asked in the lake's folder. */
  readonly current: { readonly files: readonly string[]; readonly sql: string }
}

interface Known {
  readonly id: string
  readonly org: string
  readonly sandbox: string
  readonly body: string
}

/** Writes the list of a dataset as the catalogue has it; one whose dataset was deleted is removed. Done within the dataset's turn. */
export async function writeManifest(catalog: Catalog, lake: string, dataset: string): Promise<void> {
  const known = await knownAs(catalog, dataset)
  if (!known) return
  const { id, org, sandbox, body } = known
  const { name, folder, schemaRef } = JSON.parse(body) as DataSet
  const files = listed(await allFilesOf(catalog, id))
  if (files.length === 0) return
  const manifest: Manifest = {
    format: FORMAT,
    dataset: id,
    name,
    org,
    sandbox,
    schema: { id: schemaRef.id, columns: await columnsIn(catalog, { org, sandbox }, id, schemaRef.id) },
    files,
    current: currentIn(files),
  }
  const [path, part] = [NAME, `${NAME}.part`].map((one) => join(lake, folderOf(folder), one))
  const file = await open(part!, 'w')
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part!, path!)
  await syncFolder(join(lake, folderOf(folder)))
}

const knownAs = async (catalog: Catalog, dataset: string): Promise<Known | undefined> =>
  (
    await catalog.ask<Known>(`select id, org, sandbox, body from documents where kind = 'dataSet' and id = ?`, [
      dataset,
    ])
  )[0]

const listed = (files: readonly BatchFile[]): ListedFile[] =>
  files.map(({ dataset: _, ...file }) => ({ ...file, file: file.file.replaceAll(sep, '/') }))

function currentIn(files: readonly ListedFile[]): Manifest['current'] {
  const current = currentFilesIn(files)
  return { files: current.map(({ file }) => file), sql: plainCurrentOf(historyOf('', current)) }
}

/** As the dataset's schema has them now, with the fields that came up. */
async function columnsIn(catalog: Catalog, scope: Scope, dataset: string, schema: string) {
  const resolved = await resolveSchema(catalog, scope, schema).catch(() => undefined)
  const drifted = await catalog.find<{ drift: readonly Drift[] }>(scope, 'drift', dataset)
  const fields = resolved ? columnsOf(withDrift(resolved.root, drifted?.body.drift ?? [])) : {}
  return { ...fields, [LANDED]: LANDED_TYPE }
}

/** The list of a dataset that is deleted goes: its files stay where they are, and nobody is led to them. */
export const removeManifest = (lake: string, folder: string): Promise<void> =>
  rm(join(lake, folderOf(folder), NAME), { force: true })

/** Brings the lists of a lake in line with its catalogue, where a process ended between the two. */
export async function renewManifests(lake: string, catalog: Catalog): Promise<void> {
  const lists = new Map((await readAll(lake)).map((one) => [one.dataset, one]))
  const files = Map.groupBy(await allFilesOf(catalog), ({ dataset }) => dataset)
  for (const [dataset, own] of files) {
    const list = lists.get(dataset)
    const known = await knownAs(catalog, dataset)
    const isSame =
      known !== undefined &&
      list?.name === (JSON.parse(known.body) as DataSet).name &&
      JSON.stringify(list.files) === JSON.stringify(listed(own))
    if (!isSame) await catalog.inTurn(dataset, () => writeManifest(catalog, lake, dataset))
  }
  for (const { dataset, folder } of lists.values())
    if (!(await knownAs(catalog, dataset))) await removeManifest(lake, folder)
}

/** The lists of a lake's datasets, by their ids, which is the order in which they were made. Throws where a list is of a later form. */
export async function readManifests(lake: string, { org, sandbox }: Scope): Promise<Manifest[]> {
  const all = await readAll(lake)
  return all
    .filter((one) => one.org === org && one.sandbox === sandbox)
    .toSorted((one, other) => (one.dataset < other.dataset ? -1 : 1))
}

async function readAll(lake: string): Promise<(Manifest & { readonly folder: string })[]> {
  const found: (Manifest & { readonly folder: string })[] = []
  const folders = await readdir(join(lake, folderOf('')), { withFileTypes: true }).catch(() => [])
  for (const entry of folders) {
    const path = join(lake, folderOf(entry.name), NAME)
    if (!entry.isDirectory() || !existsSync(path)) continue
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest
    if (manifest.format !== FORMAT)
      throw new Error(`${path} is a list of form ${String(manifest.format)}, which a later Brindle has written.`)
    found.push({ ...manifest, folder: entry.name })
  }
  return found
}
