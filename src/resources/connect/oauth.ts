// OAuth: the owner of a standard account grants a platform access to it, and takes it back. The page where they agree is not
// here; a call stands in for it and makes the code. (https://docs.stripe.com/connect/oauth-reference, docs/own-calls.md)
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, keep, type Kept, noSuch, oauthError, unbuilt } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { account, applicationOf, connectedAccount } from '../core/account.ts'
import { grantKeys } from '../core/api_key.ts'
import { meet } from '../payments/neighbour.ts'
import { delist, enlist, opened } from './account.ts'
import { type AccountGiven, told } from './account_details.ts'
import { settle } from './account_dossier.ts'
import { type AccountType, capabilitiesOf, controllerOf } from './account_shape.ts'
import { authorize, deauthorize, grantOf } from './application.ts'
import { filledIn } from './onboarding.ts'

type Scope = 'read_only' | 'read_write'

interface Code {
  readonly id: string
  readonly object: 'brindle.oauth_code'
  readonly created: number
  readonly expires_at: number
  readonly scope: Scope
}
interface CodeState {
  /** The account whose owner agreed; none where they open one. */
  readonly account?: string
  readonly express: boolean
  readonly skipsForm: boolean
  readonly user: Readonly<Record<string, string>>
  /** The account that the code led to. */
  readonly used?: string
}
const code = object<Code, CodeState>('brindle.oauth_code', { prefix: 'ac', internal: true })

/** What a refresh token stands for, under the token's hash. */
const grant = object<{ id: string; object: 'brindle.oauth_grant' }, { account: string; scope: Scope }>(
  'brindle.oauth_grant',
  { prefix: 'grant', internal: true },
)

/** (https://docs.stripe.com/connect/oauth-reference: it "expires in 5 minutes") */
const CODE_LASTS_SECONDS = 5 * 60
const TEXT: Node = { k: 'string' }
/** What of `stripe_user` the form is filled in with before. */
const USER = ['business_name', 'business_type', 'country', 'email', 'first_name', 'last_name', 'phone_number', 'url']
const CODE: Node & { k: 'object' } = {
  k: 'object',
  p: {
    express: { k: 'boolean' },
    scope: { k: 'enum', v: ['read_only', 'read_write'] },
    skip_account_form: { k: 'boolean' },
    stripe_user: { k: 'object', p: Object.fromEntries(USER.map((name) => [name, TEXT])) },
    stripe_user_id: TEXT,
  },
}
interface Agreed {
  readonly express?: boolean
  readonly scope?: Scope
  readonly skip_account_form?: boolean
  readonly stripe_user?: Readonly<Record<string, string>>
  readonly stripe_user_id?: string
}

export const codes = resource(code)
  .on<Agreed>('POST /brindle/oauth_codes', (tx, params) => agree(tx, params as Agreed), { params: CODE })
  .on<Stripe.OAuthTokenParams>('POST /oauth/token', (tx, params) =>
    params.grant_type === 'refresh_token' ? refresh(tx, params) : exchange(tx, params),
  )
  .on<Stripe.OAuthDeauthorizeParams>('POST /oauth/deauthorize', (tx, { client_id, stripe_user_id: id }) =>
    revoke(tx, client_id, id),
  )

/** The owner agrees. */
function agree(tx: Tx, given: Agreed): Row<Code, CodeState> {
  if (tx.place.account !== tx.place.tenant) throw invalid('Only a platform can be granted access to other accounts.')
  const { express = false, scope = express ? 'read_write' : 'read_only', stripe_user_id: id } = given
  if (id !== undefined && !formerly(tx, id)) throw noSuch('account', id, 'stripe_user_id')
  return tx.insert(code, {
    id: `${code.prefix}_${tx.random(32)}`,
    created: tx.now,
    expires_at: tx.now + CODE_LASTS_SECONDS,
    scope,
    hidden: {
      express,
      skipsForm: given.skip_account_form ?? false,
      user: given.stripe_user ?? {},
      ...(id !== undefined && { account: id }),
    },
  })
}

/** An account of this platform, now or once. */
const formerly = (tx: Tx, id: string) =>
  id !== tx.place.account && isAccount(id) ? tx.at(id).find(account, id) : undefined

const isAccount = (id: string) => /^acct_[A-Za-z0-9]{1,40}$/.test(id)

/** The account's side of this unit, with what it granted and its place in the platform's list, in one round. */
const meetOwner = (tx: Tx, id: string): Tx => meet(tx, id, [applicationOf(tx)], [id])

type Token = Params<Stripe.OAuthTokenParams>

/** A code becomes a connection, once: used twice, it ends it. The texts of a code that is used or another's are recorded. */
function exchange(tx: Tx, { code: id, assert_capabilities }: Token): object | Kept {
  if (assert_capabilities !== undefined)
    throw unbuilt('Brindle does not take assert_capabilities yet.', 'assert_capabilities')
  if (id === undefined) throw oauthError('invalid_request', 'No authorization code provided') // [M]
  const known = tx.find(code, id)
  if (!known) throw oauthError('invalid_grant', `Authorization code does not exist: ${id}`) // [K]
  const { used } = known.hidden
  if (used !== undefined) {
    meetOwner(tx, used)
    if (connectedAccount(tx, used)) end(tx, used)
    return keep(
      oauthError(
        'invalid_grant',
        'This authorization code has already been used. All tokens issued with this code have been revoked.',
      ),
    )
  }
  if (tx.now >= known.expires_at) throw oauthError('invalid_grant', `Authorization code expired: ${id}`) // [M]
  const connected = known.hidden.account === undefined ? openFor(tx, known.hidden) : takeBack(tx, known.hidden.account)
  tx.update(code, known, { hidden: { ...known.hidden, used: connected } })
  return issue(tx, connected, known.scope)
}

/** The owner opens an account in the form, and tells all that is due there unless they skip it. */
function openFor(tx: Tx, { express, skipsForm, user }: CodeState): string {
  const type: AccountType = express ? 'express' : 'standard'
  const controller = controllerOf(type, undefined)
  const dossier = opened(tx, user.country ?? 'US', { type, controller } as never)
  const { id } = dossier.self
  enlist(tx, id)
  const { business_name: name, business_type, email, first_name, last_name, phone_number: phone, url } = user
  const holder = { first_name, last_name, phone }
  const given = pruned({
    business_profile: pruned({ name, url }),
    business_type,
    email,
    ...(business_type !== 'company' && { individual: pruned(holder) }),
  }) as AccountGiven
  const wishes = capabilitiesOf(controller)
  const next = skipsForm ? told(tx, dossier, given, true) : filledIn(tx, dossier, given, Object.keys(wishes))
  settle(undefined, next, wishes)
  return id
}

/** Without what is not there, and without hashes of nothing. */
function pruned(given: object): object {
  const isThere = (value: unknown) =>
    value !== undefined && !(typeof value === 'object' && Object.keys(value as object).length === 0)
  return Object.fromEntries(Object.entries(given).filter(([, value]) => isThere(value)))
}

/** The owner of an account that was connected before agrees again. */
function takeBack(tx: Tx, id: string): string {
  const there = meetOwner(tx, id)
  const known = there.get(account, id)
  if (known.hidden.platform === undefined) {
    there.update(account, known, { hidden: { ...known.hidden, platform: tx.place.tenant } })
    enlist(tx, id)
  }
  return id
}

const hashOf = (token: string) => `grant ${createHash('sha256').update(token).digest('hex')}`

/** New keys in the account, and a token that gets others. */
function issue(tx: Tx, id: string, scope: Scope, before?: string): object {
  const granted = grantKeys(tx, id, scope === 'read_only')
  const token = before ?? `rt_${tx.random(40)}`
  const row = hashOf(token)
  if (before === undefined) tx.insert(grant, { id: row, hidden: { account: id, scope } } as never)
  authorize(meetOwner(tx, id), { grant: row, hashes: granted.hashes })
  return {
    access_token: granted.access,
    livemode: false,
    refresh_token: token,
    scope,
    stripe_publishable_key: granted.publishable,
    stripe_user_id: id,
    token_type: 'bearer',
  }
}

/** [M] */
function refresh(tx: Tx, { refresh_token: token, scope }: Token): object {
  if (token === undefined) throw oauthError('invalid_request', 'No refresh token provided')
  const known = tx.find(grant, hashOf(token))
  if (known) meetOwner(tx, known.hidden.account)
  if (!known || !connectedAccount(tx, known.hidden.account))
    throw oauthError('invalid_grant', `Refresh token does not exist: ${token}`)
  if (scope !== undefined && scope !== known.hidden.scope && scope !== 'read_only')
    throw oauthError('invalid_scope', `Invalid scope: ${scope}`)
  return issue(tx, known.hidden.account, (scope as Scope | undefined) ?? known.hidden.scope, token)
}

/** [M] */
function revoke(tx: Tx, client: string | undefined, id: string | undefined): object {
  if (client === undefined) throw oauthError('invalid_request', 'No client_id provided')
  if (id === undefined) throw oauthError('invalid_request', 'No stripe_user_id provided')
  if (client !== applicationOf(tx)) throw oauthError('invalid_client', `No such application: '${client}'`)
  if (isAccount(id)) meetOwner(tx, id)
  const known = connectedAccount(tx, id)
  // Recorded: the tests of github.com/stripe/stripe-ruby.
  if (!known)
    throw oauthError(
      'invalid_client',
      `This application is not connected to stripe account ${id}, or that account does not exist.`,
    )
  if (known.controller?.stripe_dashboard?.type !== 'full')
    throw oauthError(
      'invalid_client',
      `The account ${id} is controlled by this application and cannot be disconnected: reject it instead.`,
    )
  end(tx, id)
  return { stripe_user_id: id }
}

/** The account goes its own way: the platform sees it no longer. */
function end(tx: Tx, id: string): void {
  const there = meetOwner(tx, id)
  const row = grantOf(there)
  // With what the keys stand for, in one round.
  const [, token] = tx.work.together([
    () => deauthorize(there),
    () => (row === undefined ? undefined : tx.find(grant, row)),
  ])
  if (token) tx.delete(grant, token)
  const known = there.get(account, id)
  const { platform: _, ...hidden } = known.hidden
  there.update(account, known, { hidden })
  delist(tx, id)
}
