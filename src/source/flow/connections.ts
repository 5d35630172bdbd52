// Connections: an account by its access token, what of it is read, and the dataset where it goes.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe)
import { randomUUID } from 'node:crypto'
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, ok, type Route } from '../door/route.ts'
import { Host, Refused, Unreachable } from '../extract/host.ts'
import { SIX, streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'
import { encrypt } from '../lake/keys.ts'
import { type Connection, restamp, STRIPE_SPEC, stamp } from './documents.ts'
import { maskedWebhook, resealedWebhook, sealedWebhook } from '../ops/webhook_secret.ts'
import { budgetOf, hostOf, isLoopback } from './hosts.ts'
import { type Body, bodyOf, descriptionOf, find, hashOf, listOf, patched, removed, specOf, textOf } from './reading.ts'

/** Both spellings that Adobe's pages have. */
const AUTH = ['OAuth2 Refresh Code', 'oAuth2RefreshCode']
const MASK = '*****'

export const connectionRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/connections', needs: ['manage'], run: connect },
  {
    method: 'GET',
    path: '/flowservice/connections',
    needs: ['view'],
    run: (ask, source) => listOf<Connection>(ask, source, 'connection', shownConnection),
  },
  {
    method: 'GET',
    path: '/flowservice/connections/:id',
    needs: ['view'],
    run: async (ask, source) =>
      ok({ items: [shownConnection(await find<Connection>(ask, source, 'connection', ask.ids.id!))] }),
  },
  { method: 'PATCH', path: '/flowservice/connections/:id', needs: ['manage'], run: change },
  {
    method: 'DELETE',
    path: '/flowservice/connections/:id',
    needs: ['manage'],
    run: (ask, source) => removed(ask, source, 'connection', 'sourceConnection', 'baseConnectionId'),
  },
  { method: 'GET', path: '/flowservice/connections/:id/test', needs: ['view'], run: test },
]

/** The token is never shown again. */
function shownConnection({ id, etag, body }: Document<Connection>) {
  const { sealed: _, webhookSealed: __, auth, ...rest } = body
  const params = { ...auth.params, ...maskedWebhook(body), accessToken: MASK }
  return { id, ...rest, auth: { ...auth, params }, version: etag, etag }
}

async function connect(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['name', 'description', 'connectionSpec', 'auth'])
  const connectionSpec = specOf(body, 'connectionSpec', STRIPE_SPEC, 'the Stripe source')
  const auth = hashOf(body, 'auth')
  if (!AUTH.includes(auth.specName as string))
    throw invalid(`auth.specName is "${AUTH[0]}", not ${JSON.stringify(auth.specName)}.`)
  const { accessToken, webhookSecret, ...params } = hashOf(auth, 'params')
  const token = tokenOf(accessToken)
  const host = checkHost(params, source)
  const webhook = sealedWebhook(source, webhookSecret)
  const permissions = await permissionsOf(source, host, token)
  const id = randomUUID()
  const connection: Connection = {
    name: textOf(body, 'name'),
    ...descriptionOf(body),
    connectionSpec,
    state: 'enabled',
    auth: { specName: auth.specName as string, params },
    sealed: encrypt(source.key, token),
    ...webhook,
    permissions,
    ...stamp(ask, source),
  }
  const etag = await source.catalog.write((tx) => tx.insert(ask.scope, 'connection', id, connection))
  return created({ id, etag })
}

function tokenOf(given: unknown): string {
  if (typeof given !== 'string' || given === '')
    throw invalid('auth.params.accessToken is required: a secret or restricted key of the Stripe account.')
  if (!/^[\w-]{1,500}$/.test(given))
    throw invalid('auth.params.accessToken is a key such as sk_test_…, with letters, digits and "_" only.')
  if (given.startsWith('pk_'))
    throw invalid('auth.params.accessToken is a publishable key, which cannot read. Take a secret or restricted one.')
  return given
}

/** The host may be named where whoever calls is trusted: on loopback. Elsewhere it is the one that the server was started with. */
function checkHost(params: Body, source: Source): string {
  const unknown = Object.keys(params).find((name) => name !== 'host')
  if (unknown !== undefined)
    throw invalid(`auth.params.${unknown} is not known. Known are accessToken, host and webhookSecret.`)
  const { host } = params
  if (host === undefined) return source.host()
  if (typeof host !== 'string' || !/^https?:\/\/[\w.:[\]-]+\/?$/.test(host))
    throw invalid('auth.params.host is an address such as https://api.stripe.com.')
  const isStripe = host.replace(/\/$/, '') === 'https://api.stripe.com'
  if (!source.open && !isStripe)
    throw problem(403, 'host_not_allowed', 'Beyond loopback auth.params.host is https://api.stripe.com only.')
  if (host.startsWith('http:') && !isLoopback(new URL(host).hostname))
    throw invalid('auth.params.host has to be https://, so that the token is not sent openly.')
  return host.replace(/\/$/, '')
}

/** Tries the token: what it may read of the six. One that is not known is refused. */
async function permissionsOf(source: Source, url: string, token: string): Promise<Readonly<Record<string, string>>> {
  const host = new Host({ url, token, budget: budgetOf(source, `${url} ${token}`, url, token), tries: 3 })
  try {
    const found = await Promise.all(
      SIX.map(async (name) => {
        const stream = streamNamed(name)!
        try {
          await host.get(stream.path, { ...stream.params, limit: 1 })
          return [name, 'read'] as const
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          if (error.status === 401)
            throw problem(
              400,
              'credential_refused',
              `The host refuses the access token: ${masked(error.message, token)}`,
            )
          return [name, masked(error.message, token)] as const
        }
      }),
    )
    return Object.fromEntries(found)
  } catch (error) {
    if (error instanceof Unreachable)
      throw problem(400, 'host_unreachable', `${url} could not be asked: ${error.message}`)
    throw error
  } finally {
    await host.close()
  }
}

const masked = (text: string, token: string) => text.replaceAll(token, MASK)

async function change(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const known = await find<Connection>(ask, source, 'connection', id)
  const shownParams = { ...known.body.auth.params, ...maskedWebhook(known.body), accessToken: '' }
  const before = { ...known.body, auth: { ...known.body.auth, params: shownParams } }
  const after = patched(ask, before, ['/name', '/description', '/auth/params'])
  const { accessToken, webhookSecret, ...params } = hashOf(hashOf(after as never, 'auth'), 'params')
  const host = checkHost(params, source)
  const webhook = resealedWebhook(source, known.body, webhookSecret)
  // Without a new token the old one stays.
  const isNew = accessToken !== '' && accessToken !== MASK
  const secret = isNew ? await resealed(source, host, tokenOf(accessToken)) : {}
  const etag = await source.catalog.write((tx) =>
    tx.update<Connection>(
      ask.scope,
      'connection',
      id,
      ({ webhookSealed: _, ...body }) => ({
        ...body,
        ...webhook,
        name: textOf(after as never, 'name'),
        ...descriptionOf(after as never),
        auth: { ...body.auth, params },
        ...secret,
        ...restamp(ask, source),
      }),
      ask.ifMatch,
    ),
  )
  return ok({ id, etag })
}

const resealed = async (source: Source, host: string, token: string) => ({
  permissions: await permissionsOf(source, host, token),
  sealed: encrypt(source.key, token),
})

async function test(ask: Ask, source: Source): Promise<Answer> {
  const { body } = await find<Connection>(ask, source, 'connection', ask.ids.id!)
  const host = hostOf(source, ask.ids.id!, body)
  try {
    await host.get('/v1/balance')
    return ok({ items: [{ id: ask.ids.id!, state: 'success' }] })
  } catch (error) {
    return ok({ items: [{ id: ask.ids.id!, state: 'failed', message: (error as Error).message }] })
  } finally {
    await host.close()
  }
}
