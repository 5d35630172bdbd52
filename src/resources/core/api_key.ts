// API keys beside the ones that follow from a sandbox's name: secret ones, and restricted ones with rights of their own.
// Only a key's hash is kept; the key itself is shown once. Stripe makes keys in its dashboard only, so these calls are ours.
import { createHash } from 'node:crypto'
import type { Node } from '../../contract/index.ts'
import type { Actor } from '../../kernel/api.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { object, resource, shown } from '../../kernel/resource.ts'
import { everywhere, type Tx } from '../../kernel/tx.ts'
import type { Work } from '../../kernel/work.ts'
import { maskKey } from '../../lib/mask.ts'

type Rights = Readonly<Record<string, 'none' | 'read' | 'write'>>

interface ApiKeyFields {
  id: string
  object: 'brindle.api_key'
  created: number
  /** The key as it may be shown: `rk_test_****a1B2`. */
  masked: string
  name: string | null
  /** By object (`customer`), or `*` for all others. Null: everything. */
  permissions: Rights | null
}

export const apiKey = object<ApiKeyFields, { hash: string }>('brindle.api_key', {
  prefix: 'key',
  internal: true,
  terms: () => ['all=true'],
})

/** Where a hash leads: the only thing that every account's keys share. */
const lookup = object<
  { id: string; object: 'brindle.api_key_lookup' },
  {
    account: string
    masked: string
    permissions: Rights | null
    /** The connected account whose owner has granted it, and nothing else. */
    onlyFor?: string
    isPublishable?: true
  }
>('brindle.api_key_lookup', { prefix: 'lookup', internal: true })

const CREATE: Node & { k: 'object' } = {
  k: 'object',
  p: {
    name: { k: 'string', max: 100 },
    permissions: { k: 'map', of: { k: 'enum', v: ['none', 'read', 'write'] } },
  },
}
const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }
const PAGE: Node & { k: 'object' } = {
  k: 'object',
  p: { limit: { k: 'integer' }, starting_after: { k: 'string' }, ending_before: { k: 'string' } },
}
const PATH = '/brindle/api_keys'

export const apiKeys = resource(apiKey)
  .on<{ name?: string; permissions?: Rights }>(
    `POST ${PATH}`,
    (tx, { name = null, permissions = null }) => {
      // `key_` tells an issued key from the name of a sandbox.
      const key = `${permissions ? 'rk' : 'sk'}_test_key_${tx.random(32)}`
      const [hash, masked] = [hashOf(key), maskKey(key)]
      everywhere(tx.work).insert(lookup, {
        id: lookupId(hash),
        hidden: { account: tx.place.account, masked, permissions },
      } as never)
      const row = tx.insert(apiKey, {
        created: tx.now,
        masked,
        name,
        permissions: permissions as never,
        hidden: { hash },
      })
      return shown(row, { key })
    },
    { params: CREATE },
  )
  .on<object>(`GET ${PATH}/{id}`, (_tx, _params, self) => self, { params: NOTHING })
  .on<ListParams>(`GET ${PATH}`, (tx, params) => list(tx, apiKey, params, PATH, ['all=true']), { params: PAGE })
  .on<object>(
    `DELETE ${PATH}/{id}`,
    (tx, _params, self) => {
      const global = everywhere(tx.work)
      const known = global.find(lookup, lookupId(self.hidden.hash))
      if (known) global.delete(lookup, known)
      tx.delete(apiKey, self)
      return { id: self.id, object: apiKey.object, deleted: true }
    },
    { params: NOTHING },
  )

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex')
const lookupId = (hash: string) => `api_key ${hash}`

/** Whose an issued key is, and what it may do; nothing for one that was never issued, or is deleted. */
export function issuedTo(work: Work, key: string): Actor | undefined {
  const found = everywhere(work).find(lookup, lookupId(hashOf(key)))?.hidden
  if (!found) return undefined
  const { account, masked, permissions, onlyFor, isPublishable } = found
  const rights = { masked, account, opens: false, ...(onlyFor !== undefined && { onlyFor }) }
  if (isPublishable) return { kind: 'publishable', ...rights }
  return permissions ? { kind: 'restricted', ...rights, permissions } : { kind: 'secret', ...rights }
}

/** The keys of a connected account that its owner grants to the platform; `hashes` is what is kept of them, to revoke them by. */
export interface Granted {
  readonly access: string
  readonly publishable: string
  readonly hashes: readonly string[]
}

/** Makes keys that act in one connected account only; with `reads`, they change nothing. */
export function grantKeys(tx: Tx, onlyFor: string, reads: boolean): Granted {
  const access = `${reads ? 'rk' : 'sk'}_test_key_${tx.random(32)}`
  const publishable = `pk_test_key_${tx.random(32)}`
  const global = everywhere(tx.work)
  const insert = (key: string, more: object) =>
    global.insert(lookup, {
      id: lookupId(hashOf(key)),
      hidden: { account: tx.place.tenant, masked: maskKey(key), permissions: null, onlyFor, ...more },
    } as never)
  insert(access, reads ? { permissions: { '*': 'read' } } : {})
  insert(publishable, { isPublishable: true })
  return { access, publishable, hashes: [hashOf(access), hashOf(publishable)] }
}

/** Takes keys back; from then on they are as keys that never were. */
export function revokeKeys(tx: Tx, hashes: readonly string[]): void {
  const global = everywhere(tx.work)
  for (const row of global.any(hashes.map(lookupId))) if (row) global.delete(lookup, row)
}
