// What an organisation has in the registry: `GET /stats`, where a caller learns its tenant. (help/xdm/api/getting-started.md)
import type { Catalog, Scope } from '../lake/catalog.ts'
import { all, type Json, type Kind, KINDS, tenantOf } from './registry_store.ts'

/** How many of the latest are shown [I]: the sample has two of each. */
const RECENT = 10

const SHOWN = ['$id', 'title', 'description', 'meta:resourceType', 'meta:class', 'version']

/** The counts, what was made and changed last, and which schemas each class has. */
export async function statsOf(catalog: Catalog, scope: Scope): Promise<Json> {
  const kinds = Object.keys(KINDS) as Kind[]
  const resources = await Promise.all(kinds.map((kind) => all(catalog, scope, kind)))
  const schemas = resources[kinds.indexOf('schema')]!
  const counts = Object.fromEntries(kinds.map((kind, at) => [KINDS[kind].type, resources[at]!.length]))
  const unions = schemas.filter((one) => ((one['meta:immutableTags'] ?? []) as string[]).includes('union'))
  const usage = Map.groupBy(schemas, (one) => String(one['meta:class']))
  return {
    imsOrg: scope.org,
    tenantId: tenantOf(scope.org),
    counts: { ...counts, unions: new Set(unions.map((one) => one['meta:class'])).size },
    recentlyCreatedResources: latest(resources.flat(), 'repo:createdDate', 'meta:created'),
    recentlyUpdatedResources: latest(resources.flat(), 'repo:lastModifiedDate', 'meta:updated'),
    classUsage: Object.fromEntries(
      [...usage].map(([id, of]) => [id, of.map((one) => picked(one, ['$id', 'title', 'description']))]),
    ),
  }
}

const picked = (one: Json, keys: readonly string[]): Json =>
  Object.fromEntries(keys.filter((key) => one[key] !== undefined).map((key) => [key, one[key]]))

function latest(resources: readonly Json[], date: string, name: string): Json[] {
  const at = (one: Json) => Number((one['meta:registryMetadata'] as Json)[date])
  const sorted = resources.toSorted((one, other) => at(other) - at(one)).slice(0, RECENT)
  return sorted.map((one) => ({ ...picked(one, SHOWN), [name]: written(at(one)) }))
}

/** As the sample writes a time: `Sat Feb 02 2019 00:24:30 GMT+0000 (UTC)`. */
function written(ms: number): string {
  const [day, date, month, year, time] = new Date(ms).toUTCString().split(/[, ]+/)
  return `${day} ${month} ${date} ${year} ${time} GMT+0000 (UTC)`
}
