// Calls of the house that are more than one unit of work each, so that no resource declares them: asked as any call of the API is.
import type { IncomingMessage } from 'node:http'
import { transaction } from '../kernel/api.ts'
import { forbidden } from '../kernel/errors.ts'
import type { Place } from '../kernel/store.ts'
import { unit } from '../kernel/unit.ts'
import { wireText } from '../lib/stable_json.ts'
import { type Asked, type Door, understand } from './api.ts'
import { readBody } from './body.ts'
import { checkHost } from './guard.ts'
import type { Page, PageReply } from './server.ts'
import { refused } from './steps.ts'

/** Whom it is about, and what was said. */
export interface OwnCall {
  readonly place: Place
  readonly kind: Asked['call']['actor']['kind']
  readonly params: Asked['call']['params']
  /** Makes sure that the account is there, which opens when it is first named. */
  readonly open: () => Promise<unknown>
}

/** Runs such a call with a secret key; what it answers is sent, and a refusal reads as any of the API's. */
export async function ownCall(
  door: Door,
  request: IncomingMessage,
  run: (call: OwnCall) => Promise<object>,
): Promise<PageReply> {
  try {
    checkHost(request.headers.host, door.doors)
    const { call, place } = await understand(door, request, await readBody(request))
    if (call.actor.kind === 'publishable') throw forbidden('This takes a secret key.', 'secret_key_required')
    const open = () =>
      unit(door.store, door.situate(place, {}), (work) =>
        door.house.account.open(transaction(door.house, work), call.actor),
      )
    await open()
    return json(200, await run({ place, kind: call.actor.kind, params: call.params, open }))
  } catch (thrown) {
    return refused(door, thrown as Error)
  }
}

export const json = (status: number, value: unknown): PageReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: wireText(value),
})

/** Such a call, and what stands at the names of its address. */
export interface Own {
  readonly page: Page
  readonly ids: Readonly<Record<string, string>>
}

/** Which of the pages under `/brindle/` a request asks for, if any. */
export function ownOf(pages: readonly Page[], { method, url = '' }: IncomingMessage): Own | undefined {
  const parts = url.split('?', 1)[0]!.split('/')
  for (const page of pages) {
    if (page.method !== method || !page.path.startsWith('/brindle/')) continue
    const names = page.path.split('/')
    const isIt = names.length === parts.length && names.every((name, at) => name.startsWith(':') || name === parts[at])
    if (!isIt) continue
    const ids = names.flatMap((name, at) => (name.startsWith(':') ? [[name.slice(1), parts[at]!] as const] : []))
    return { page, ids: Object.fromEntries(ids) }
  }
  return undefined
}
