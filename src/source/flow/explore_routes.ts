// What there is to read, before anything is read: a resource's schema as its first records show it, and the records themselves.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe)
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, ok, type Route } from '../door/route.ts'
import { explored } from '../extract/explore.ts'
import { type Json, Refused, Unreachable } from '../extract/host.ts'
import { SIX, streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import type { Connection } from './documents.ts'
import { hostOf } from './hosts.ts'
import { type Body, echo, find } from './reading.ts'

/** How many records are looked at, and how many are shown. */
const SAMPLED = 100
const SHOWN = 10
/** Whoever looks waits for the answer: as patient as a run is nobody. */
const TRIES = 3

export const exploreRoutes: readonly Route[] = [
  { method: 'GET', path: '/flowservice/connections/:id/explore', needs: ['view'], run: explore },
]

/** The schema of a resource, found out of its first records; with `preview=true` the records too. */
async function explore(ask: Ask, source: Source): Promise<Answer> {
  const { body } = await find<Connection>(ask, source, 'connection', ask.ids.id!)
  const { query } = ask
  for (const [name, value] of [
    ['objectType', 'rest'],
    ['object', 'json'],
    ['fileType', 'json'],
  ] as const)
    if (query.get(name) !== value)
      throw invalid(`${name}=${value} is required, not ${echo(query.get(name) ?? undefined)}.`)
  const preview = query.get('preview') ?? 'false'
  if (preview !== 'true' && preview !== 'false') throw invalid('preview is true or false.')
  const stream = streamNamed(resourcePathOf(query.get('sourceParams')))!
  const parent = stream.within ? streamNamed(stream.within.parent)! : stream
  const host = hostOf(source, ask.ids.id!, body, { tries: TRIES })
  try {
    const { body: list } = await host.get(parent.path, { ...parent.params, limit: SAMPLED })
    if (!Array.isArray(list.data)) throw problem(400, 'source_refused', `The host has no list at ${parent.path}.`)
    const records = list.data as Json[]
    // Of an empty list nothing is known but that there are objects in it.
    const schema = explored(records.length > 0 ? records : [{}])
    return ok({
      format: 'hierarchical',
      schema,
      ...(preview === 'true' && { data: records.slice(0, SHOWN).map((data) => ({ data })) }),
    })
  } catch (error) {
    if (error instanceof Refused) throw problem(400, 'source_refused', `The host refuses: ${error.message}`)
    if (error instanceof Unreachable) throw problem(400, 'host_unreachable', error.message)
    throw error
  } finally {
    await host.close()
  }
}

/** The resource path in `sourceParams`; the Base64 of URLs does as well. */
function resourcePathOf(sourceParams: string | null): string {
  if (!sourceParams) throw invalid('sourceParams is required: {"resourcePath":"charges"} in Base64.')
  let said: unknown
  try {
    said = JSON.parse(Buffer.from(sourceParams, 'base64').toString('utf8'))
  } catch {
    throw invalid('sourceParams is no JSON in Base64.')
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    throw invalid(`sourceParams is an object such as {"resourcePath":"charges"}, not ${echo(said)}.`)
  return resourcePath((said as Body).resourcePath, 'sourceParams.resourcePath')
}

/** A stream's name. */
export function resourcePath(given: unknown, name: string): string {
  if (typeof given === 'string' && streamNamed(given)) return given
  throw invalid(
    `${name} is one of ${SIX.join(', ')}, or another list of Stripe's, such as invoices; not ${echo(given)}.`,
  )
}
