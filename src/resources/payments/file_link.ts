// File links: addresses under which anybody can download a file, until they expire. (https://docs.stripe.com/api/file_links)
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { bytesOf, contentsId, type File, type FileLink, file, fileLink } from './file_state.ts'

const TOKEN: Node & { k: 'object' } = { k: 'object', p: { token: { k: 'string' } }, r: ['token'] }

export const fileLinks = resource(fileLink)
  .on<Stripe.FileLinkCreateParams>('POST /v1/file_links', (tx, params) =>
    insertLink(tx, tx.get(file, params.file, 'file'), params),
  )
  .on<Stripe.FileLinkRetrieveParams>('GET /v1/file_links/{id}', (_tx, _params, self) => self)
  .on<Stripe.FileLinkUpdateParams>('POST /v1/file_links/{id}', (tx, { metadata, expires_at }, self) => {
    if (expires_at !== undefined && self.expired) throw invalid('This file link has already expired.')
    return tx.update(fileLink, self, {
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      ...(expires_at !== undefined && expiry(tx, self, expires_at)),
    })
  })
  .on<Stripe.FileLinkListParams>('GET /v1/file_links', (tx, params) =>
    list(tx, fileLink, params as never, '/v1/file_links'),
  )
  .on<{ token: string }>('GET /brindle/file_links/{id}', (tx, { token }, self) => follow(tx, self, token), {
    publishable: 'yes',
    params: TOKEN,
  })
  .job<{ id: string }>('expire', (tx, { id }) => {
    tx.update(fileLink, tx.get(fileLink, id), { expired: true })
  })

interface Given {
  readonly expires_at?: number
  readonly metadata?: unknown
}

/** Makes an address for a file. Wording of the refusal [K]. */
export function insertLink(tx: Tx, { id: of, url, purpose }: File, { expires_at, metadata }: Given): FileLink {
  if (url === null) throw invalid(`Files of the purpose ${purpose} cannot have file links.`, { param: 'file' })
  const id = tx.id(fileLink)
  const token = tx.random(40)
  return tx.insert(fileLink, {
    id,
    created: tx.now,
    expired: false,
    expires_at: null,
    file: of,
    livemode: false,
    metadata: mergeMetadata({}, metadata),
    url: `${tx.situation.publicUrl}/links/${tx.place.account}/${id}/${token}`,
    ...(expires_at !== undefined && expiry(tx, { id }, expires_at)),
    hidden: { token },
  })
}

/** When a link expires: a time to come, now, or never (''). */
function expiry(tx: Tx, link: { readonly id: string }, at: number | 'now' | '') {
  if (at === '') {
    tx.unschedule('file_link.expire', link)
    return { expires_at: null }
  }
  if (at === 'now') {
    tx.unschedule('file_link.expire', link)
    return { expires_at: tx.now, expired: true }
  }
  if (at <= tx.now) throw invalid('`expires_at` must be a time in the future.', { param: 'expires_at' })
  tx.schedule(at, 'file_link.expire', { id: link.id })
  return { expires_at: at }
}

/** Whoever has the address may have the file. */
function follow(tx: Tx, self: FileLink, token: string) {
  const of = self.file as string
  if (token !== self.hidden.token || self.expired) throw noSuch(fileLink.noun, self.id)
  tx.any([of, contentsId({ id: of })])
  const bytes = bytesOf(tx, tx.get(file, of))
  if (!bytes) throw noSuch(fileLink.noun, self.id)
  return bytes
}
