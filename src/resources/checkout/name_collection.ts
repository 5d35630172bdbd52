// The names that a page asks for: of a business, of a person, or of both, each of which may be left out or not.
// (https://docs.stripe.com/payments/checkout/name-collection; with elements: docs.stripe.com/payments/advanced/collect-names)
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Create, Session } from './session_state.ts'

type Names = NonNullable<Session['name_collection']>

const KINDS = ['business', 'individual'] as const

/** As a session or a link shows it: what is asked for at all. */
export function nameCollection(given: Create['name_collection'] | ''): Names | undefined {
  if (!given) return undefined
  return Object.fromEntries(
    KINDS.flatMap((kind) => {
      const asked = given[kind]
      return asked ? [[kind, { enabled: asked.enabled, optional: asked.optional ?? false }]] : []
    }),
  )
}

export interface NamesSaid {
  readonly business_name?: string | null
  readonly individual_name?: string | null
}

/**
 * Refuses names that nobody asks for. Who is asked for a tax id says beside it what the business is called.
 * (https://docs.stripe.com/tax/checkout/tax-ids) Wording [M].
 */
export function checkNames({ name_collection: asked, tax_id_collection: taxIds }: Session, said: NamesSaid): void {
  for (const kind of KINDS) {
    const param = `${kind}_name` as const
    if (said[param] && !asked?.[kind]?.enabled && !(kind === 'business' && taxIds?.enabled))
      throw invalid(`This Checkout Session does not collect \`${param}\`.`, { param })
  }
}

/** What the customer says of their names: those that are asked for have to be there, unless they are optional. */
export function namesOf({ name_collection: asked }: Session, said: NamesSaid) {
  const names = KINDS.map((kind) => {
    const param = `${kind}_name` as const
    const { enabled = false, optional = false } = asked?.[kind] ?? {}
    if (!said[param] && enabled && !optional) throw missingParameter(param)
    return [param, said[param] || null] as const
  })
  return Object.fromEntries(names) as Record<`${(typeof KINDS)[number]}_name`, string | null>
}
