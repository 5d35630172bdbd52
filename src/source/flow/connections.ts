// Connections: an account by its access token. The token is tried when it is given, kept sealed, and never shown again.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe, …/update, …/delete)
import { randomUUID } from 'node:crypto'
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, ok, type Route } from '../door/route.ts'
import { Host, Refused, Unreachable } from '../extract/host.ts'
import { SIX, streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'
import { decrypt, encrypt } from '../lake/keys.ts'
import { type Connection, restamp, STRIPE_SPEC, type SourceConnection, stamp } from './documents.ts'
import { maskedWebhook, resealedWebhook, sealedWebhook } from '../ops/webhook_secret.ts'
import { budgetOf, isLoopback, urlOf } from './hosts.ts'
import { listOf } from './listing.ts'
import {
  type Body,
  bodyOf,
  descriptionOf,
  echo,
  find,
  flowOf,
  hashOf,
  naming,
  onlyKnown,
  patched,
  removed,
  shown,
  specOf,
  textOf,
} from './reading.ts'

/** Both spellings that Adobe's pages have. */
const AUTH = ['OAuth2 Refresh Code', 'oAuth2RefreshCode']
const MASK = '*****'
const STRIPE = 'https://api.stripe.com'

export const connectionRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/connections', needs: ['manage'], run: connect },
  {
    method: 'GET',
    path: '/flowservice/connections',
    needs: ['view'],
    run: (ask, source) =>
      listOf<Connection>(ask, source, { kind: 'connection', show: (found) => found.map(shownConnection) }),
  },
  {
    method: 'GET',
    path: '/flowservice/connections/:id',
    needs: ['view'],
    run: async (ask, source) =>
      ok({ items: [shownConnection(await find<Connection>(ask, source, 'connection', ask.ids.id!))] }),
  },
  { method: 'PATCH', path: '/flowservice/connections/:id', needs: ['manage'], run: change },
  { method: 'DELETE', path: '/flowservice/connections/:id', needs: ['manage'], run: remove },
  { method: 'GET', path: '/flowservice/connections/:id/test', needs: ['view'], run: test },
]

/** The token is never shown again. */
function shownConnection(found: Document<Connection>) {
  const { sealed: _, webhookSealed: __, ...rest } = shown(found)
  const params = { ...rest.auth.params, ...maskedWebhook(found.body), accessToken: MASK }
  return { ...rest, auth: { ...rest.auth, params } }
}

async function connect(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['name', 'description', 'connectionSpec', 'auth'])
  const connectionSpec = specOf(body, 'connectionSpec', STRIPE_SPEC, 'the Stripe source')
  const auth = hashOf(body, 'auth')
  onlyKnown(auth, ['specName', 'params'], 'auth.')
  if (!AUTH.includes(auth.specName as string))
    throw invalid(`auth.specName is "${AUTH[0]}", not ${echo(auth.specName)}.`)
  const { accessToken, webhookSecret, ...params } = hashOf(auth, 'params')
  const url = checkHost(params, source)
  const named = { name: textOf(body, 'name'), ...descriptionOf(body) }
  const token = tokenOf(accessToken)
  const webhook = sealedWebhook(source, webhookSecret)
  const permissions = await permissionsOf(source, url, token)
  const id = randomUUID()
  const connection: Connection = {
    ...named,
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

/** The token that was given. What it says is never part of an error. */
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
  onlyKnown(params, ['accessToken', 'host', 'webhookSecret'], 'auth.params.')
  const { host } = params
  if (host === undefined) return source.host().replace(/\/$/, '')
  if (typeof host !== 'string' || host.length > 300 || !/^https?:\/\/[\w.:[\]-]+\/?$/.test(host) || !URL.canParse(host))
    throw invalid(`auth.params.host is an address such as ${STRIPE}.`)
  const plain = host.replace(/\/$/, '')
  if (!source.open && plain !== STRIPE)
    throw problem(403, 'host_not_allowed', `Beyond loopback auth.params.host is ${STRIPE} only.`)
  if (host.startsWith('http:') && !isLoopback(new URL(host).hostname))
    throw invalid('auth.params.host has to be https://, so that the token is not sent openly.')
  return plain
}

/**
 * Tries a token: what it may read of the six, by resource path `read` or why not in the host's words. Throws 400 for a token that the
 * host does not know, and for a host that cannot be asked.
 */
async function permissionsOf(source: Source, url: string, token: string): Promise<Readonly<Record<string, string>>> {
  const { pauseMs } = source
  const budget = budgetOf(source, `${url} ${token}`, url, token)
  const host = new Host({ url, token, budget, tries: 3, ...(pauseMs && { pauseMs }) })
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
            throw problem(400, 'credential_refused', `The host refuses the access token: ${error.message}`)
          return [name, error.message] as const
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

/** A new name, description or token. Another host is given its token anew: the known one is sent nowhere else. */
async function change(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const known = await find<Connection>(ask, source, 'connection', id)
  const { auth } = known.body
  const before = {
    ...known.body,
    auth: { ...auth, params: { ...auth.params, ...maskedWebhook(known.body), accessToken: MASK } },
  }
  const after = patched(ask, known, before, ['/name', '/description', '/auth/params'])
  const { accessToken = MASK, webhookSecret, ...params } = hashOf(hashOf(after, 'auth'), 'params')
  const named = { name: textOf(after, 'name'), ...descriptionOf(after) }
  const url = checkHost(params, source)
  const webhook = resealedWebhook(source, known.body, webhookSecret)
  const isNew = accessToken !== MASK
  if (!isNew && url !== urlOf(source, known.body))
    throw invalid('auth.params.accessToken is required with another host: the token that is kept is not sent there.')
  const secret = isNew ? await resealed(source, url, tokenOf(accessToken)) : {}
  const etag = await source.catalog.write((tx) =>
    tx.update<Connection>(
      ask.scope,
      'connection',
      id,
      ({ description: _, webhookSealed: __, ...body }) => ({
        ...body,
        ...webhook,
        ...named,
        auth: { ...body.auth, params },
        ...secret,
        ...restamp(ask, source),
      }),
      // What was looked at is what is changed, though the host was asked in between.
      known.etag,
    ),
  )
  return ok({ id, etag })
}

const resealed = async (source: Source, url: string, token: string) => ({
  permissions: await permissionsOf(source, url, token),
  sealed: encrypt(source.key, token),
})

/** An account goes once no flow reads from it; source connections that nothing reads by do not hold it. */
function remove(ask: Ask, source: Source): Promise<Answer> {
  return removed(ask, source, 'connection', async (tx, id) => {
    const from = await naming<SourceConnection>(tx, ask.scope, 'sourceConnection', id, (body) => [
      body.baseConnectionId,
    ])
    for (const one of from) {
      const flow = await flowOf(tx, ask.scope, 'sourceConnectionIds', one)
      if (flow !== undefined) return flow
    }
    return undefined
  })
}

/** Tries the token that is kept: whether the host knows it, and what it may read by now. */
async function test(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const { body } = await find<Connection>(ask, source, 'connection', id)
  try {
    const permissions = await permissionsOf(source, urlOf(source, body), decrypt(source.key, body.sealed))
    return ok({ items: [{ id, state: 'success', permissions }] })
  } catch (error) {
    return ok({ items: [{ id, state: 'failed', message: (error as Error).message }] })
  }
}

/**
 * Refuses a source connection over what its token was not allowed to read: the host is asked again, since keys are given more
 * rights. Throws 400 with the host's words.
 */
export async function refuseUnreadable(source: Source, { body }: Document<Connection>, path: string): Promise<void> {
  if ((body.permissions[path] ?? 'read') === 'read') return
  const permissions = await permissionsOf(source, urlOf(source, body), decrypt(source.key, body.sealed))
  if (permissions[path] !== 'read')
    throw problem(400, 'source_refused', `The token of the connection may not read ${path}: ${permissions[path]}`)
}
