// What a file is, and a link to one: what is known of an upload. Its bytes are a row of their own, so that lists of files stay small.
// (https://docs.stripe.com/api/files/object)
import type Stripe from 'stripe'
import { list, listObject } from '../../kernel/list.ts'
import { type Bytes, object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type FileType, MEDIA_TYPES } from '../../rules/uploads.ts'

export const file = object<Stripe.File>('file', {
  prefix: 'file',
  events: [{ on: 'insert', types: ['file.created'] }],
  publishable: ['id', 'object', 'created', 'expires_at', 'filename', 'purpose', 'size', 'title', 'type'],
  includes: {
    links: (tx, { id }) => listObject(list(tx, fileLink, {}, `/v1/file_links?file=${id}`, [`file=${id}`])),
  },
})
export type File = Row<Stripe.File>

export interface FileLinkState {
  /** Whoever has the link's address knows it: that is all they need. */
  readonly token: string
}

export const fileLink = object<Stripe.FileLink, FileLinkState>('file_link', { prefix: 'link', noun: 'file link' })
export type FileLink = Row<Stripe.FileLink, FileLinkState>

interface Contents {
  id: string
  object: 'brindle.file_contents'
  /** The bytes, in base64. */
  data: string
}

export const fileContents = object<Contents>('brindle.file_contents', { prefix: 'contents', internal: true })

/** The blank keeps it from ever being an id that a client chose. */
export const contentsId = ({ id }: { readonly id: string }): string => `contents ${id}`

/** The bytes of a file, or nothing once they are deleted. */
export function bytesOf(tx: Tx, { id, filename, type }: File): Bytes | undefined {
  const contents = tx.find(fileContents, contentsId({ id }))
  if (!contents) return undefined
  return { kind: 'bytes', base64: contents.data, type: MEDIA_TYPES[type as FileType], filename: filename ?? id }
}
