// What records look like, by a sample of them, in the form of Adobe's explore call: a guess that knows nothing of Stripe.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe#explore)

/** A part of the answer. `{}` is a field that was null, or had values of types with nothing in common. */
export interface Explored {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly properties?: Readonly<Record<string, Explored>>
  readonly items?: Explored
  readonly minimum?: number
  readonly maximum?: number
}

/** As in Adobe's sample: what a JSON number can hold, and one less. */
const WHOLE = { type: 'integer', minimum: -9007199254740992, maximum: 9007199254740991 } as const

/** The `schema` of the answer: each record of the sample stands under `data`. */
export const explored = (records: readonly unknown[]): Explored => ({
  type: 'object',
  properties: { data: schemaOf(records) },
})

/** What all values have in common. [I] Arrays are not in Adobe's sample: they have `items`, as JSON Schema has it. */
function schemaOf(values: readonly unknown[]): Explored {
  const kinds = new Set(values.map(kindOf))
  kinds.delete('null')
  if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return { type: 'number' }
  const [kind] = kinds
  if (kinds.size !== 1 || kind === undefined || kind === 'null') return {}
  if (kind === 'array') return { type: 'array', items: schemaOf(values.flatMap((value) => value ?? [])) }
  if (kind !== 'object') return kind === 'integer' ? WHOLE : { type: kind }
  const there = values.filter((value) => value !== null && value !== undefined) as Record<string, unknown>[]
  const names = [...new Set(there.flatMap((value) => Object.keys(value)))]
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, schemaOf(there.map((value) => value[name]))])),
  }
}

function kindOf(value: unknown): NonNullable<Explored['type']> | 'null' {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number'
  return typeof value as 'object' | 'string' | 'boolean'
}
