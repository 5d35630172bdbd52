// What a request says: its parameters in the core's form, and what it wants expanded.
import { browserParams, type Hit, type Operation } from '../contract/index.ts'
import { isUnheeded, paramsUp, readVersion, refusedBy } from '../versions/index.ts'
import type { Call } from './api.ts'
import { invalid, unbuilt, unknownUrl } from './errors.ts'
import type { House } from './house.ts'
import { decode, type Json } from './params.ts'
import { checkExpand } from './render.ts'

/** The parameters of an operation, decoded, and what is to be expanded; refused in Stripe's words where they do not fit. */
export function readParams(house: House, { operation, params: said, alias }: Hit, call: Call, version: string) {
  const sent = { ...call.params, ...said } as Record<string, Json>
  const { expand, ...given } = paramsUp(operation, call.actor.kind === 'publishable' ? quiet(sent) : sent, version)
  const node = house.params(operation, readVersion(version))
  if (!node) throw unknownUrl(call.method, call.path)
  refuseOutlived(house, operation, version, node, given)
  for (const name of Object.keys(given)) {
    const refused = refusedBy(operation, name, version)
    if (refused) throw invalid(refused.message, { code: refused.code, param: name })
  }
  const paths = readExpand(expand)
  const returns = alias?.returns === undefined ? operation.returns : [alias.returns]
  checkExpand(house.types, returns, operation.kind, paths, version)
  return { params: decode(node, given), expand: paths }
}

/** A parameter that the request's version has and the core's has not: nobody would heed it. */
function refuseOutlived(house: House, operation: Operation, version: string, node: Operation['params'], given: object) {
  if (version === readVersion(version)) return
  const old = house.params(operation, version)?.p ?? {}
  for (const name of Object.keys(given))
    if ((Object.hasOwn(old, name) || isUnheeded(operation, name, version)) && !Object.hasOwn(node.p, name))
      throw unbuilt(`Brindle does not take ${name} yet, which only versions before ${readVersion(version)} have.`, name)
}

/** What the browser's SDK says of itself along with each call is not asked of the contract, nor kept. */
function quiet(params: Record<string, Json>): Record<string, Json> {
  const kept = Object.entries(params).filter(([name]) => !browserParams.includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (name !== 'payment_method_data' || typeof value !== 'object' || value === null) return [name, value]
      return [name, quiet(value as Record<string, Json>)]
    }),
  )
}

function readExpand(expand: Json | undefined): string[] {
  if (expand === undefined || expand === '') return []
  const paths = Array.isArray(expand)
    ? expand
    : typeof expand === 'object' && expand !== null
      ? Object.values(expand)
      : undefined
  if (!paths?.every((path): path is string => typeof path === 'string' && path !== ''))
    throw invalid('Invalid array', { param: 'expand' })
  return paths
}
