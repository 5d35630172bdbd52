// HTTP as it is spoken, for what neither the SDK nor fetch would let through: any header, any body, no key at all.
import assert from 'node:assert/strict'
import { request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: any
}

/** Why two seconds: answers take milliseconds, also on a busy machine. */
const ANSWER_MS = 2_000

/** One request on a connection of its own. */
export function speak(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const said = new Headers()
        for (let i = 0; i < response.rawHeaders.length; i += 2)
          said.append(response.rawHeaders[i]!, response.rawHeaders[i + 1]!)
        const isJson = text !== '' && said.get('content-type')?.includes('json')
        const status = response.statusCode ?? 0
        resolve({ status, headers: said, text, body: isJson ? JSON.parse(text) : undefined })
      })
    })
    sent.on('error', reject)
    // Reset, not only closed: a server that still owes an answer would otherwise keep the connection, and not stop.
    sent.setTimeout(ANSWER_MS, () => {
      sent.socket?.resetAndDestroy()
      reject(new Error(`${method} ${url} was not answered`))
    })
    sent.end(body)
  })
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

interface Expected {
  readonly type?: string
  readonly code?: string
  readonly param?: string
  readonly message: string | RegExp
}

/**
 * The answer is this refusal, in the envelope that https://docs.stripe.com/api/errors describes: a code leads to its
 * page, and what does not apply is left out.
 */
export function refused(answer: Pick<Answer, 'status' | 'body' | 'text'>, status: number, expected: Expected): void {
  const { type = 'invalid_request_error', code, param, message } = expected
  assert.equal(answer.status, status, answer.text)
  assert.deepEqual(Object.keys(answer.body), ['error'])
  const { error } = answer.body
  if (typeof message === 'string') assert.equal(error.message, message)
  else assert.match(error.message, message)
  assert.equal(error.type, type)
  assert.equal(error.code, code, error.message)
  assert.equal(error.param, param, error.message)
  assert.equal(error.doc_url, code && `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`)
  assert.match(error.request_log_url, /^http:\/\/.+\/req_[A-Za-z0-9]{14}$/)
}
