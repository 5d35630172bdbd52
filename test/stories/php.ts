// What the PHP client of 2019 (stripe-php 6) sends: forms with brackets, its own headers, and no version of its own, so that
// the account's speaks. (lib/ApiRequestor.php and lib/Util/Util.php of its release 6)
import type { Spoken } from '../world.ts'

/** A call of the client, as it goes over the wire. */
export interface PhpCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly form?: string
}

const VERSION = '6.30.4'

/** The headers are the same for every method: a GET says the type of a body too, which it does not have. */
const headers = (key: string) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/x-www-form-urlencoded',
  'user-agent': `Stripe/v1 PhpBindings/${VERSION}`,
  'x-stripe-client-user-agent': JSON.stringify({
    bindings_version: VERSION,
    lang: 'php',
    lang_version: '7.3.3',
    publisher: 'stripe',
    uname: 'Linux web 4.15.0 x86_64',
    httplib: 'curl 7.58.0',
    ssllib: 'OpenSSL/1.1.1',
  }),
})

/** Sends a call to a server. */
export async function php(url: string, key: string, { method, path, form }: PhpCall): Promise<Spoken> {
  const response = await fetch(`${url}${path}`, { method, headers: headers(key), ...(form && { body: form }) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) }
}
