// Requests as nobody should send them: an operation's values, with the path, the headers and the text bent as well.
import fc from 'fast-check'
import { apiVersions, newest, objectOf, type Operation } from '../../src/contract/index.ts'
import { anything, hash, id, key, type Sanity, TEXTS, type Tree } from './bad_values.ts'
import { FURNISHED } from './furnish.ts'
import { FORM, type Request } from './support.ts'

/** A tree with brackets, whether or not its keys can be written so. */
export function written(tree: Tree, at = ''): string[] {
  if (typeof tree === 'string') return [`${at}=${encodeURIComponent(tree)}`]
  const entries = Array.isArray(tree) ? tree.map((item) => ['', item] as const) : Object.entries(tree)
  if (entries.length === 0) return [`${at}=`]
  return entries.flatMap(([name, inner]) => {
    const shown = encodeURIComponent(name)
    return written(inner, at === '' ? shown : `${at}[${shown}]`)
  })
}

const version = fc.constantFrom(
  newest,
  ...apiVersions.filter((_, i) => i % 7 === 0),
  '',
  'latest',
  '2026-13-45',
  '\u00ff',
)
const headers = fc.record(
  {
    'stripe-version': version,
    'idempotency-key': fc.constantFrom('one', 'two', 'k'.repeat(255), 'k'.repeat(256), '\u00ff\u00e9', ' '),
    'stripe-account': fc.constantFrom('{{account}}', 'acct_1032D82eZvKYlo2C', 'acct_none', ''),
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
    ),
    authorization: fc.constantFrom(
      '',
      'Bearer',
      'Basic \u00ff',
      'Bearer sk_live_abcdefgh',
      'Bearer pk_test_KEY',
      'Bearer rk_test_KEY',
    ),
    origin: fc.constantFrom('https://evil.example', 'null', 'http://localhost:1'),
    host: fc.constantFrom('evil.example', '', '[::1]:1', 'localhost'),
  },
  { requiredKeys: [] },
)
/** Most requests come as they should, or one header off. */
const fewHeaders = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 2,
    arbitrary: headers.map((all) => Object.fromEntries(Object.entries(all).slice(0, 2))),
  },
)

/** What is done to the text of a form at the end. */
const broken = fc.oneof(
  { weight: 8, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('%', '%zz', '%ff', '[', ']', '[]', '&', '=', 'a[b=1', 'x[y]=1&x=2'), fc.nat(200))
      .map(
        ([piece, at]) =>
          (text: string) =>
            `${text.slice(0, at)}${piece}${text.slice(at)}`,
      ),
  },
)

const segment = fc.oneof(
  { weight: 2, arbitrary: id },
  { weight: 1, arbitrary: fc.constantFrom(...TEXTS.filter((text) => text.length < 100), '%zz', 'x'.repeat(300)) },
)

const expand = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.oneof(key, fc.constantFrom('data.customer', 'customer', 'data', 'a.b.c.d.e', '__proto__.x')),
    ),
  },
)

/** Bad requests to one operation. */
export function badRequest(operation: Operation): fc.Arbitrary<Request> {
  const { method, params, segments } = operation
  const own = objectOf(operation)
  const fits = FURNISHED.includes(own ?? '') ? fc.constant(`{{${own}}}`) : id
  const ids = segments.map((part) =>
    part.startsWith('{')
      ? fc.oneof({ weight: 4, arbitrary: fits }, { weight: 1, arbitrary: segment })
      : fc.constant(part),
  )
  const said = fc.constantFrom<Sanity>(2, 6, 40, 40).chain((sanity) => hash(params, 0, sanity))
  return fc
    .tuple(fc.tuple(...ids), said, expand, fewHeaders, broken, fc.boolean())
    .map(([parts, tree, expanded, more, bend, raw]): Request => {
      const all = expanded ? { ...(tree as object), expand: expanded } : tree
      const path = `/${parts.map((part, i) => (part === segments[i] ? part : escaped(part, raw))).join('/')}`
      if (more['content-type'] === 'application/json' || path.startsWith('/v2/'))
        return {
          method,
          path,
          headers: { ...more, 'content-type': 'application/json' },
          body: bend(JSON.stringify(all)),
        }
      const form = bend(written(all).join('&').replace(/^=&?/, ''))
      if (method !== 'POST') return { method, path: short(`${path}?${form}`), headers: more }
      return { method, path, headers: { 'content-type': FORM, ...more }, body: form }
    })
}

/** What a request's line may hold: beyond 32 kB of head no server reads on. */
const short = (path: string): string => path.slice(0, 24_000)

/** Escapes a segment, except that a raw one keeps what a path can carry. Names of ids stay to be put in. */
const escaped = (part: string, raw: boolean): string =>
  part.startsWith('{{') || (raw && /^[\x21-\x7e]+$/.test(part) && !/[?#]/.test(part)) ? part : encodeURIComponent(part)

/** Lines that no operation has, or has with another method. */
export function badLine(known: readonly string[]): fc.Arbitrary<Request> {
  const method = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND')
  const word = fc.constantFrom('v1', 'v2', 'brindle', '', '.', '..', 'customers', 'search', '{{customer}}')
  const paths = fc.oneof(
    fc.constantFrom(...known),
    fc.constantFrom(
      ...['clock', 'clock/advance', 'webhook_deliveries', 'authorizations/{{brindle.authorization}}'],
      ...['api_keys', 'api_keys/{{brindle.api_key}}', 'webhook_endpoints/we_none/roll'],
    ),
    fc
      .array(
        fc.oneof(
          word,
          segment.map((part) => escaped(part, true)),
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join('/')),
  )
  return fc.tuple(method, fc.constantFrom('v1', 'v2', 'brindle'), paths, anything, fewHeaders, broken).map(
    ([verb, first, rest, tree, more, bend]): Request => ({
      method: verb,
      path: short(`/${first}/${rest}?${bend(written(tree).join('&'))}`.replaceAll('#', '%23')),
      headers: { 'content-type': FORM, ...more },
      ...(verb === 'POST' && { body: bend(written(tree).join('&')) }),
    }),
  )
}
