// brindle/cypress, with plain functions where Cypress would be: what it registers, and what becomes of each request.
import assert from 'node:assert/strict'
import { test } from 'node:test'

interface Request {
  url: string
  headers: Record<string, string>
  reply(answer: unknown): void
}

const commands = new Map<string, (options?: { url?: string }) => unknown>()
const intercepted: { url: RegExp; handler: (request: Request) => void }[] = []
Object.assign(globalThis, {
  Cypress: { Commands: { add: (name: string, run: () => unknown) => commands.set(name, run) } },
  cy: {
    intercept: ({ url }: { url: RegExp }, handler: (request: Request) => void) => intercepted.push({ url, handler }),
  },
})
await import('../../web/ways_in/cypress.ts' as string)

/** What becomes of a request, as Cypress would go about it; nothing where it is not intercepted. */
function becomes(url: string, options?: { url?: string }) {
  intercepted.length = 0
  commands.get('asStripe')!(options)
  const [{ url: pattern, handler }] = intercepted as [(typeof intercepted)[0]]
  if (!pattern.test(url)) return undefined
  const replied: unknown[] = []
  const request = {
    url,
    headers: { host: new URL(url).host, accept: '*/*' },
    reply: (answer: unknown) => replied.push(answer),
  }
  handler(request)
  return replied.length > 0 ? { replied } : { url: request.url, headers: request.headers }
}

test('it adds one command, and does nothing before that is given', () => {
  assert.deepEqual([...commands.keys()], ['asStripe'])
  assert.deepEqual(intercepted, [])
})

test('a request to Stripe goes to Brindle, wherever that is', () => {
  const headers = (host: string) => ({ host, accept: '*/*' })
  assert.deepEqual(becomes('https://js.stripe.com/v3/'), {
    url: 'http://127.0.0.1:12111/v3/',
    headers: headers('127.0.0.1:12111'),
  })
  const { url } = { url: 'https://brindle.test/below/' }
  assert.deepEqual(becomes('https://api.stripe.com/v1/setup_intents/seti_1?key=pk_test_1&a=%26', { url }), {
    url: 'https://brindle.test/below/v1/setup_intents/seti_1?key=pk_test_1&a=%26',
    headers: headers('brindle.test'),
  })
})

test('what a page tells of itself is taken and forgotten, and all else is left alone', () => {
  for (const host of ['m', 'q', 'r'])
    assert.deepEqual(becomes(`https://${host}.stripe.com/6`), {
      replied: [{ statusCode: 200, headers: { 'access-control-allow-origin': '*' }, body: '' }],
    })
  for (const url of [
    'https://stripe.com.example.com/',
    'https://example.com/?https://js.stripe.com/',
    'http://js.stripe.com/',
  ])
    assert.equal(becomes(url), undefined)
})
