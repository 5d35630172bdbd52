// The rows of an object: the object itself, or those that stand inside of it, such as the items of a subscription.
import type { Host, Json } from '../extract/host.ts'
import type { Stream } from '../extract/streams.ts'

/** An object itself, or the rows inside of it. One without any says so by a row without data. */
export async function partsOf(host: Host, landed: Stream, record: Json, account: string) {
  const { within } = landed
  const parent = record.id as string
  if (!within) return [{ id: parent, parent: null, data: record }]
  const names = within.at.split('.')
  const found = names.reduce<unknown>((at, name) => (at as Json | null | undefined)?.[name], record)
  let list = Array.isArray(found) ? (found as Json[]) : []
  const holder = names
    .slice(0, -1)
    .reduce<unknown>((at, name) => (at as Json | null | undefined)?.[name], record) as Json
  if (within.more && holder?.has_more) list = await allOf(host, within.more.replaceAll('{id}', parent), list, account)
  if (list.length === 0) return [{ id: '', parent, data: undefined }]
  return list.map((item, index) => {
    const data = { ...item, [within.as]: parent, ...(within.key.includes('index') && { index }) }
    return { id: within.key.map((name) => (data as Json)[name]).join('/'), parent, data }
  })
}

/** The rest of a list whose first page came with its object. */
async function allOf(host: Host, more: string, first: readonly Json[], account: string): Promise<Json[]> {
  const [path = '', query = ''] = more.split('?')
  const all = [...first]
  for (;;) {
    const params = {
      ...Object.fromEntries(new URLSearchParams(query)),
      limit: 100,
      starting_after: all.at(-1)?.id as string,
    }
    const { body } = await host.get(path, params, account || undefined)
    all.push(...(body.data as Json[]))
    if (!body.has_more || (body.data as Json[]).length === 0) return all
  }
}
