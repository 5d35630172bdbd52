// The Schema Registry: classes, field groups, data types and schemas of a tenant, beside the global ones, which can only be read.
// (help/xdm/api/schemas.md, field-groups.md, classes.md, data-types.md, behaviors.md, getting-started.md)
import { type Answer, type Ask, ok, type Route } from '../door/route.ts'
import type { Source } from '../index.ts'
import { globalResource, globalResources } from './classes.ts'
import { descriptorRoutes } from './descriptors.ts'
import { statsOf } from './registry_stats.ts'
import { all, descriptorsOf, finder, idOf, type Json, KINDS, type Kind, kindOf, noObject } from './registry_store.ts'
import { acceptOf, looked, pageOf } from './registry_views.ts'
import { change, create, remove, said } from './registry_writes.ts'

export { tenantOf } from './registry_store.ts'

/** What of a resource a list of ids shows (help/xdm/api/schemas.md#list). */
const SUMMARY = ['$id', 'meta:altId', 'version', 'title']

async function look(kind: Kind, ask: Ask, { catalog }: Source): Promise<Answer> {
  const id = idOf(ask.ids.id!)
  acceptOf(ask.accept, LOOKED)
  const resource = kindOf(id) === kind && (await catalog.find<Json>(ask.scope, kind, id))?.body
  if (!resource) throw noObject(id, '1')
  const seen = await looked(resource, ask.accept, finder(catalog, ask.scope), () =>
    descriptorsOf(catalog, ask.scope, id),
  )
  return { ...said(200, resource), body: seen }
}

const LOOKED = ['xed', 'xed-full', 'xed-notext', 'xed-full-notext', 'xed-full-desc', 'xed-deprecatefield']
const LISTED = ['xed', 'xed-id']

async function list(items: () => Promise<Json[]>, ask: Ask, { catalog }: Source, path: string): Promise<Answer> {
  const { form } = acceptOf(ask.accept, LISTED)
  const page = await pageOf(catalog, await items(), ask, path)
  const short = (one: Json) => Object.fromEntries(SUMMARY.map((key) => [key, one[key]]))
  const results = form === 'xed-id' ? page.results.map(short) : page.results
  const globals = path.startsWith('/tenant/')
    ? { global_schemas: { href: `/data/foundation/schemaregistry${path.replace('/tenant/', '/global/')}` } }
    : {}
  return ok({ ...page, results, _links: { ...page._links, ...globals } })
}

async function lookGlobal(name: string, ask: Ask, { catalog }: Source): Promise<Answer> {
  const id = idOf(ask.ids.id!)
  acceptOf(ask.accept, LOOKED)
  const resource = globalResource(id)
  if (!resource || !globalResources(name).includes(resource)) throw noObject(id, '1')
  return ok(await looked(resource, ask.accept, finder(catalog, ask.scope), async () => []))
}

const ofKind = (kind: Kind, name: string): Route[] => {
  const path = `/schemaregistry/tenant/${name}`
  const one = `${path}/:id`
  return [
    { method: 'POST', path, needs: ['manage'], run: (ask, source) => create(kind, ask, source) },
    {
      method: 'GET',
      path,
      needs: ['view'],
      run: (ask, source) => list(() => all(source.catalog, ask.scope, kind), ask, source, `/tenant/${name}`),
    },
    { method: 'GET', path: one, needs: ['view'], run: (ask, source) => look(kind, ask, source) },
    { method: 'PUT', path: one, needs: ['manage'], run: (ask, source) => change(kind, ask, source, false) },
    { method: 'PATCH', path: one, needs: ['manage'], run: (ask, source) => change(kind, ask, source, true) },
    { method: 'DELETE', path: one, needs: ['manage'], run: (ask, source) => remove(kind, ask, source) },
  ]
}

const ofGlobal = (name: string): Route[] => [
  {
    method: 'GET',
    path: `/schemaregistry/global/${name}`,
    needs: ['view'],
    run: (ask, source) => list(async () => globalResources(name), ask, source, `/global/${name}`),
  },
  {
    method: 'GET',
    path: `/schemaregistry/global/${name}/:id`,
    needs: ['view'],
    run: (ask, source) => lookGlobal(name, ask, source),
  },
]

/** Every call under /data/foundation/schemaregistry. */
export const registryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/schemaregistry/stats',
    needs: ['view'],
    run: async ({ scope }, { catalog }) => ok(await statsOf(catalog, scope)),
  },
  ...(Object.keys(KINDS) as Kind[]).flatMap((kind) => KINDS[kind].paths.flatMap((name) => ofKind(kind, name))),
  ...['behaviors', 'classes', 'fieldgroups', 'mixins', 'datatypes', 'schemas'].flatMap(ofGlobal),
  ...descriptorRoutes,
]
