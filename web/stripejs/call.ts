// Calls of the API, as forms: browsers send those without a preflight.
import { type Fields, isObject, type Refusal, type Result } from './misuse.ts'

/** Asks the API. What it answers comes under the name that is given. */
export type Call = (result: string, method: 'GET' | 'POST', path: string, params: Fields) => Promise<Result>

/** `{a: {b: ['c']}}` as `a[b][0]=c`. Undefined is left out, null is empty. */
function addTo(form: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) form.append(name, String(value ?? ''))
  else for (const [key, inner] of Object.entries(value)) addTo(form, `${name}[${key}]`, inner)
}

/**
 * Calls of the API that is at `api`; those of the house's own are under `brindle`. They never reject: an answer that cannot be had is
 * an error too.
 */
export function callsOf(api: string, under: 'v1' | 'brindle' = 'v1'): Call {
  return async (result, method, path, params) => {
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(params)) addTo(form, name, value)
    const [query, body] = method === 'GET' ? [`?${form}`, null] : ['', form]
    let response: Response
    let text: string
    try {
      response = await fetch(`${api}/${under}/${path}${query}`, { method, body, credentials: 'omit' })
      text = await response.text()
    } catch {
      return { error: { type: 'api_connection_error', message: `The API could not be reached at ${api}.` } }
    }
    try {
      const answer = JSON.parse(text)
      if (response.ok && isObject(answer)) return { [result]: answer }
      if (isObject(answer.error)) return { error: answer.error as unknown as Refusal }
    } catch {
      // No JSON: something between the page and the server answered in its place.
    }
    return { error: { type: 'api_error', message: `${api} gave no answer of the API (status ${response.status}).` } }
  }
}
