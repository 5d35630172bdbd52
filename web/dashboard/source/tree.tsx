// The structure of records: fields and what they hold, objects open and close.
import { words } from '../words.ts'
import type { Node } from './types.ts'

const W = words({
  en: {
    object: 'object',
    string: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: 'yes or no',
    list: (of: string) => `list of ${of}`,
    map: 'names and values',
    unknown: 'no value in the sample',
  },
  de: {
    object: 'Objekt',
    string: 'Text',
    integer: 'ganze Zahl',
    number: 'Zahl',
    boolean: 'ja oder nein',
    list: (of: string) => `Liste: ${of}`,
    map: 'Namen und Werte',
    unknown: 'ohne Wert in der Stichprobe',
  },
})

/** What a field holds, in words. */
export function typeText({ type, items, properties, additionalProperties }: Node): string {
  if (type === 'array') return W.list(items ? typeText(items) : W.unknown)
  if (type === 'object' && !properties && additionalProperties) return W.map
  return type === undefined ? W.unknown : W[type as 'object' | 'string' | 'integer' | 'number' | 'boolean']
}

/** Why 3 000: more entries are not looked through by hand. */
const FIELDS_MAX = 3000

export function Tree({ of, isInner = false }: { readonly of: Node; readonly isInner?: boolean }) {
  const fields = Object.entries(of.properties ?? of.items?.properties ?? {}).slice(0, FIELDS_MAX)
  return (
    <ul class={isInner ? 'tree' : 'tree first'}>
      {fields.map(([name, field]) => (
        <li key={name}>
          <Field name={name} of={field} />
        </li>
      ))}
    </ul>
  )
}

function Field({ name, of }: { readonly name: string; readonly of: Node }) {
  const said = (
    <>
      <code>{name}</code> <small>{typeText(of)}</small>
    </>
  )
  const inner = of.properties ?? of.items?.properties
  if (!inner || Object.keys(inner).length === 0) return said
  return (
    <details>
      <summary>{said}</summary>
      <Tree of={of} isInner />
    </details>
  )
}
