// A call as people would make it themselves: with curl, with Stripe's package for Node, and with the one for Python.
import type { Made } from '../api.ts'

export type Tool = 'curl' | 'node' | 'python'
type Call = Pick<Made, 'method' | 'path' | 'params'>

/** A text for a shell. */
export const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const literal = (text: string) => JSON.stringify(text)

/** `host` is where the API is; the key is that of whoever looks. */
export function snippet(tool: Tool, { method, path, params }: Call, host: string, key: string): string {
  if (tool === 'curl') {
    const form = params.map(
      ([name, value]) => ` \\\n  ${method === 'GET' ? '--data-urlencode' : '-d'} ${quoted(`${name}=${value}`)}`,
    )
    const verb = method === 'DELETE' ? ' -X DELETE' : method === 'GET' && params.length > 0 ? ' -G' : ''
    return `curl${verb} ${host}${path} -u ${key}:${form.join('')}${method === 'POST' && params.length === 0 ? ' -X POST' : ''}`
  }
  const url = new URL(host)
  const given = params.map(([name, value]) => `${literal(name)}: ${literal(value)}`).join(', ')
  const query = method === 'GET' && params.length > 0 ? `?${new URLSearchParams(params.map((pair) => [...pair]))}` : ''
  if (tool === 'node')
    return (
      `const stripe = new Stripe('${key}', { host: '${url.hostname}', port: ${url.port || (url.protocol === 'https:' ? 443 : 80)}, protocol: '${url.protocol.slice(0, -1)}' })\n` +
      `await stripe.rawRequest('${method}', '${path}${query}'${method === 'GET' || given === '' ? '' : `, { ${given} }`})`
    )
  return (
    `client = stripe.StripeClient('${key}', base_addresses={'api': '${host}'})\n` +
    `client.raw_request('${method.toLowerCase()}', '${path}${query}'${method === 'GET' || given === '' ? '' : `, **{ ${given} }`})`
  )
}
