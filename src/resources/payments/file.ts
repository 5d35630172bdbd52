// Files: what merchants upload, such as evidence for a dispute. (https://docs.stripe.com/api/files;
// https://docs.stripe.com/file-upload)
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import { forbidden, invalid, StripeError, unsupportedFileType } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import type { Upload } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { type FileType, fileType, MEDIA_TYPES, PURPOSES, type Purpose } from '../../rules/uploads.ts'
import { bytesOf, contentsId, type File, file, fileContents } from './file_state.ts'
import { insertLink } from './file_link.ts'

const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }

type Given = Pick<Stripe.FileCreateParams, 'purpose'> & {
  readonly file: Upload
  readonly file_link_data?: { readonly create: boolean; readonly expires_at?: number; readonly metadata?: unknown }
}

export const files = resource(file)
  .on<Given>('POST /v1/files', (tx, params) => upload(tx, params as unknown as Given), { publishable: 'yes' })
  .on<Stripe.FileRetrieveParams>('GET /v1/files/{id}', (_tx, _params, self) => self)
  .on<Stripe.FileListParams>('GET /v1/files', (tx, params) => list(tx, file, params as never, '/v1/files'))
  .on<object>('GET /v1/files/{id}/contents', (tx, _params, self) => contents(tx, self), { params: NOTHING })
  .job<{ id: string }>('expire', (tx, { id }) => {
    const bytes = tx.find(fileContents, contentsId({ id }))
    if (bytes) tx.delete(fileContents, bytes as never)
  })

function upload(tx: Tx, { file: sent, purpose, file_link_data }: Given): File {
  const taken = PURPOSES[purpose]!
  const type = checkUpload(sent, taken)
  if (file_link_data?.create && tx.situation.key.startsWith('pk_'))
    throw forbidden('A file link cannot be created with a publishable API key.', 'secret_key_required')
  const id = tx.id(file)
  const expires_at = taken.days === undefined ? null : tx.now + taken.days * DAY
  tx.insert(fileContents, { id: contentsId({ id }), data: sent.data } as never)
  const row = tx.insert(file, {
    id,
    created: tx.now,
    expires_at,
    filename: sent.filename,
    purpose: purpose as File['purpose'],
    size: sent.size,
    title: null,
    type,
    url: taken.downloadable ? `${tx.situation.publicUrl}/v1/files/${id}/contents` : null,
  })
  if (expires_at !== null) tx.schedule(expires_at, 'file.expire', { id })
  if (file_link_data?.create) insertLink(tx, row, file_link_data)
  return row
}

/** What type the file is, if it may be one for its purpose. The wordings of the size and of the empty file are [K]. */
function checkUpload({ data, size, filename }: Upload, { types, most }: Purpose): FileType {
  if (size === 0) throw invalid('The file you uploaded is empty.', { param: 'file' })
  if (size > most)
    throw invalid(`The file you uploaded is too large: it has ${size} bytes, and may have at most ${most}.`, {
      param: 'file',
    })
  // Sixteen characters of base64 are twelve bytes: the longest of the beginnings that tell types apart has eleven.
  const type = fileType(atob(data.slice(0, 16)), filename)
  if (type !== undefined && types.includes(type)) return type
  throw unsupportedFileType(types.map((one) => MEDIA_TYPES[one]))
}

/** Wordings [K]. */
function contents(tx: Tx, self: File) {
  if (self.url === null) throw forbidden(`Files of the purpose ${self.purpose} cannot be downloaded.`)
  const bytes = bytesOf(tx, self)
  if (bytes) return bytes
  const message = `The file ${self.id} has expired.`
  throw new StripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message, param: 'id' })
}
