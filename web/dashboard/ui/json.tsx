// JSON to look into: objects open and close, and every id leads to what it names.
import { Id } from './fields.tsx'

/** Ids of the API: a short word, an underscore, letters and digits. */
const ID = /^(?:[a-z]{2,12}_){1,3}[A-Za-z0-9]{8,}$/

interface JsonProps {
  readonly of: unknown
  /** So many levels are open at first. */
  readonly open?: number
  /** The name of the field that holds it. */
  readonly name?: string
}

/** A value of JSON. */
export function Json({ of, open = 2, name }: JsonProps) {
  const named = name === undefined ? null : <span class="json-name">{name}: </span>
  if (typeof of !== 'object' || of === null)
    return (
      <code>
        {named}
        <Single of={of} />
      </code>
    )
  const entries = Object.entries(of)
  const [begin, end] = Array.isArray(of) ? ['[', ']'] : ['{', '}']
  if (entries.length === 0)
    return (
      <code>
        {named}
        {begin + end}
      </code>
    )
  return (
    <details class="json" open={open > 0}>
      <summary>
        <code>
          {named}
          {begin}
          <span class="json-size">{entries.length}</span>
          <span class="json-size">{end}</span>
        </code>
      </summary>
      <ul>
        {entries.map(([field, value]) => (
          <li key={field}>
            <Json of={value} open={open - 1} {...(!Array.isArray(of) && { name: field })} />
          </li>
        ))}
      </ul>
    </details>
  )
}

function Single({ of }: { readonly of: unknown }) {
  if (typeof of !== 'string') return <span class="json-other">{String(of)}</span>
  const text = <span class="json-text">{JSON.stringify(of)}</span>
  return ID.test(of) ? <Id of={of}>{text}</Id> : text
}
