// Notifications of runs that have ended: who is told of which, and what was sent to them. At Adobe they are subscribed to in its Developer
// Console; these calls stand in its place, and are ours. (https://experienceleague.adobe.com/en/docs/experience-platform/sources/notifications)
import { randomBytes, randomUUID } from 'node:crypto'
import { checkPublic, NotPublic } from '../../lib/public_address.ts'
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, gone, ok, type Route } from '../door/route.ts'
import { type Stamped, stamp } from '../flow/documents.ts'
import { listOf } from '../flow/listing.ts'
import { bodyOf, find, textOf } from '../flow/reading.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'
import { encrypt } from '../lake/keys.ts'
import type { Notice } from './notices.ts'

/** As the payloads name them; the page's text has `sources_flow_run_failure` once, its sample this. */
export const EVENTS = ['sources_flow_run_success', 'sources_flow_run_failed'] as const
export type EventCode = (typeof EVENTS)[number]

/** Who is told. */
export interface Notification extends Stamped {
  readonly url: string
  readonly events: readonly EventCode[]
  /** Of this flow only; otherwise of all in the sandbox. */
  readonly flowId?: string
  /** The sealed secret that payloads are signed with. Sent once, when it is made. */
  readonly sealed: string
}

/** Why 100: each of them is sent something at the end of each run. */
const NOTIFICATIONS_MAX = 100
const URL_MAX = 2_000

export const notificationRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/notifications', needs: ['manage'], run: subscribe },
  {
    method: 'GET',
    path: '/flowservice/notifications',
    needs: ['view'],
    run: (ask, source) =>
      listOf<Notification>(ask, source, { kind: 'notification', show: (found) => found.map(shownNotification) }),
  },
  {
    method: 'GET',
    path: '/flowservice/notifications/:id',
    needs: ['view'],
    run: async (ask, source) =>
      ok({ items: [shownNotification(await find<Notification>(ask, source, 'notification', ask.ids.id!))] }),
  },
  {
    method: 'GET',
    path: '/flowservice/notifications/:id/deliveries',
    needs: ['view'],
    run: async (ask, source) => {
      await find(ask, source, 'notification', ask.ids.id!)
      return listOf<Notice>(ask, source, {
        kind: 'notice',
        show: (found) => found.map(shownNotice),
        parent: ask.ids.id!,
      })
    },
  },
  { method: 'DELETE', path: '/flowservice/notifications/:id', needs: ['manage'], run: unsubscribe },
]

function shownNotification({ id, etag, body }: Document<Notification>) {
  const { sealed: _, ...rest } = body
  return { id, ...rest, version: etag, etag }
}

const shownNotice = ({ id, body: { body: _, ...rest } }: Document<Notice>) => ({ id, ...rest })

/** `{url, events, flowId?}`. Answers the secret, which is not shown again. */
async function subscribe(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['url', 'events', 'flowId'])
  const url = urlOf(body.url, source)
  const events = eventsOf(body.events)
  const flowId = body.flowId === undefined ? undefined : textOf(body, 'flowId')
  if (flowId !== undefined) await find(ask, source, 'flow', flowId)
  const known = await source.catalog.list(ask.scope, 'notification', { limit: NOTIFICATIONS_MAX })
  if (known.length === NOTIFICATIONS_MAX)
    throw problem(409, 'too_many', `There are ${NOTIFICATIONS_MAX} notifications already. Delete one first.`)
  const secret = `whsec_${randomBytes(32).toString('base64url')}`
  const id = randomUUID()
  const notification: Notification = {
    url,
    events,
    ...(flowId !== undefined && { flowId }),
    sealed: encrypt(source.key, secret),
    ...stamp(ask, source),
  }
  const etag = await source.catalog.write((tx) => tx.insert(ask.scope, 'notification', id, notification))
  return created({ id, etag, secret })
}

/** Where they go: beyond loopback to https:// on the internet. */
function urlOf(given: unknown, { open }: Source): string {
  if (typeof given !== 'string' || given.length > URL_MAX || !URL.canParse(given))
    throw invalid('url is required: an address such as https://example.com/runs.')
  const url = new URL(given)
  if (url.protocol !== 'https:' && !(open && url.protocol === 'http:')) throw invalid('url has to be https://.')
  if (url.username || url.password) throw invalid('url has no user name and no password: payloads are signed instead.')
  try {
    if (!open) checkPublic(url)
  } catch (error) {
    if (error instanceof NotPublic) throw invalid(`url cannot be taken: ${error.message}`)
    throw error
  }
  return url.href
}

function eventsOf(given: unknown): readonly EventCode[] {
  if (!Array.isArray(given) || given.length === 0) throw invalid(`events is a list of ${EVENTS.join(' and ')}.`)
  const unknown = given.find((one) => !EVENTS.includes(one))
  if (unknown !== undefined) throw invalid(`events are ${EVENTS.join(' and ')}, not ${JSON.stringify(unknown)}.`)
  return EVENTS.filter((one) => given.includes(one))
}

async function unsubscribe(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  await find(ask, source, 'notification', id)
  const { org, sandbox } = ask.scope
  await source.catalog.write(async (tx) => {
    await tx.delete(ask.scope, 'notification', id)
    await tx.run(`delete from documents where org = ? and sandbox = ? and kind = 'notice' and parent = ?`, [
      org,
      sandbox,
      id,
    ])
  })
  return gone
}
