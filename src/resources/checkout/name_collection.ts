// The names that a page asks for: of a business, of a person, or of both, each of which may be left out or not.
// (https://docs.stripe.com/payments/checkout/collect-business-and-individual-names)
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Create, Session } from './session_state.ts'

type Names = NonNullable<Session['name_collection']>

const KINDS = ['business', 'individual'] as const

/** As a session or a link shows it: what is asked for at all. */
export function nameCollection(given: Create['name_collection'] | '', ui_mode?: string | null): Names | undefined {
  if (!given) return undefined
  // (the SDK's own comment: "You can't set this parameter if `ui_mode` is `custom`") Wording [M].
  if (ui_mode === 'elements')
    throw invalid('You can not pass `name_collection` with `ui_mode: elements`.', { param: 'name_collection' })
  return Object.fromEntries(
    KINDS.flatMap((kind) => {
      const asked = given[kind]
      return asked ? [[kind, { enabled: asked.enabled, optional: asked.optional ?? false }]] : []
    }),
  )
}

export interface NamesSaid {
  readonly business_name?: string
  readonly individual_name?: string
}

/** What the customer says of their names: those that are asked for have to be there, others are refused. Wording [M]. */
export function namesOf({ name_collection: asked }: Session, said: NamesSaid) {
  const names = KINDS.map((kind) => {
    const param = `${kind}_name` as const
    const { enabled = false, optional = false } = asked?.[kind] ?? {}
    const name = said[param]
    if (name && !enabled) throw invalid(`This Checkout Session does not collect \`${param}\`.`, { param })
    if (!name && enabled && !optional) throw missingParameter(param)
    return [param, name || null] as const
  })
  return Object.fromEntries(names) as Record<`${(typeof KINDS)[number]}_name`, string | null>
}
