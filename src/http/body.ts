// What a request says: its query and its body, form, JSON or multipart, as one tree of parameters.
import type { IncomingMessage } from 'node:http'
import { invalid, StripeError } from '../kernel/errors.ts'
import { type Json, Upload } from '../kernel/params.ts'
import { type FormHash, mergeForms, parseForm } from '../lib/form.ts'

/** Why 1 MiB: Stripe documents none; the largest forms there are (250 invoice lines) have a tenth of it. */
const BODY_MAX = 1024 * 1024
/** The largest file Stripe takes, and its form around it. (https://docs.stripe.com/api/files) */
const UPLOAD_MAX = 17 * 1024 * 1024

const NOTHING: Params = Object.freeze({})

export type Params = { readonly [name: string]: Json }

const tooLarge = (limit: number) =>
  new StripeError(413, {
    type: 'invalid_request_error',
    message: `Request body too large: at most ${limit} bytes are taken.`,
  })

/** Reads the whole body, or refuses it as soon as it is too large. */
export function readBody(request: IncomingMessage): Promise<Buffer> | Buffer {
  const { method, headers } = request
  if (
    method === 'GET' ||
    method === 'HEAD' ||
    (headers['content-length'] === undefined && !headers['transfer-encoding'])
  )
    return Buffer.alloc(0)
  const limit = headers['content-type']?.startsWith('multipart/') ? UPLOAD_MAX : BODY_MAX
  if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else if (size - chunk.length <= limit) reject(tooLarge(limit))
    })
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('aborted', () => reject(invalid('The client went away before its request was whole.')))
  })
}

/** The parameters of a request, whatever they came as. Throws a 400 on what cannot be read. */
export async function readParams(contentType = '', path: string, query: string, body: Buffer): Promise<Params> {
  if (body.length === 0 && query === '') return NOTHING
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  const inQuery = parseForm(query)
  if (body.length === 0) return inQuery
  if (type === 'multipart/form-data') return { ...inQuery, ...(await multipart(contentType, body)) }
  if (type === 'application/json' || path.startsWith('/v2/')) return { ...inQuery, ...json(body, path) }
  return mergeForms(inQuery, parseForm(text(body)))
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function text(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch {
    throw invalid('Invalid UTF-8 in the request body.')
  }
}

/** Only the v2 API speaks JSON; v1 says so rather than miss the parameters. */
function json(body: Buffer, path: string): Params {
  if (!path.startsWith('/v2/'))
    throw invalid(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, ' +
        'we can help at https://support.stripe.com/.',
    )
  let value: unknown
  try {
    value = JSON.parse(text(body))
  } catch (error) {
    if (error instanceof StripeError) throw error
    throw invalid('Invalid JSON in the request body.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('The request body must be a JSON object.')
  return value as Params
}

const uploaded = async (file: File) =>
  new Upload(file.name, Buffer.from(await file.arrayBuffer()).toString('base64'), file.size)

async function multipart(contentType: string, body: Buffer): Promise<Params> {
  const headers = { 'content-type': contentType }
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), { headers }).formData()
  } catch {
    throw invalid('Invalid multipart/form-data in the request body.')
  }
  const fields = new URLSearchParams()
  const files: Record<string, Json> = {}
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') fields.append(name, value)
    else files[name] = (await uploaded(value)) as unknown as Json
  }
  return { ...(parseForm(fields.toString()) as FormHash), ...files }
}
