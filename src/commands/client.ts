// What the commands that talk to a running server share.
import { parseArgs } from 'node:util'
import { SettingError } from '../config.ts'
import { DEFAULT_KEYS } from '../http/keys.ts'
import { encodeForm, type FormInput } from '../lib/form.ts'

const SERVER = 'http://127.0.0.1:12111'

/** The server, the key and a command's own words and options. Throws `SettingError`. */
export function readClient(args: readonly string[], own: readonly string[], version?: string) {
  const options = Object.fromEntries(['url', 'key', ...own].map((name) => [name, { type: 'string' } as const]))
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const given = values as Record<string, string | undefined>
    return { client: client(given.url ?? SERVER, given.key ?? DEFAULT_KEYS.secret, version), given, words: positionals }
  } catch (error) {
    throw new SettingError((error as Error).message)
  }
}

export type Client = ReturnType<typeof client>

/** A card was declined, or needs its holder. */
export class Declined extends SettingError {}

/** Calls a server, in a version or in the account's; a refusal is thrown in the server's words. */
export function client(url: string, key: string, version?: string) {
  return async <T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    params: Record<string, FormInput> = {},
  ): Promise<T> => {
    const form = encodeForm(params)
    const address = `${url}${path}${method === 'GET' && form ? `?${form}` : ''}`
    let response: Response
    try {
      const isForm = method === 'POST'
      const headers = {
        authorization: `Bearer ${key}`,
        'brindle-source': 'cli',
        ...(version && { 'stripe-version': version }),
        ...(isForm && { 'content-type': 'application/x-www-form-urlencoded' }),
      }
      response = await fetch(address, { method, headers, ...(isForm && { body: form }) })
    } catch {
      throw new SettingError(`No Brindle answers at ${url}. Start one with npm start, or name it with --url.`)
    }
    const answer = (await response.json()) as T & { error?: { message: string } }
    if (answer.error && response.status === 402) throw new Declined(answer.error.message)
    if (answer.error) throw new SettingError(answer.error.message)
    return answer
  }
}
