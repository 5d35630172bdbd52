// JSON to look into: objects open and close, and every id leads to what it names.
import { Id } from './fields.tsx'

/** Ids of the API: a short word, an underscore, letters and digits. */
const ID = /^(?:[a-z]{2,12}_){1,3}[A-Za-z0-9]{8,}$/

/** A value of JSON; what is deeper than `open` levels is closed at first. */
export function Json({ of, open = 2 }: { readonly of: unknown; readonly open?: number }) {
  if (typeof of === 'string')
    return ID.test(of) ? (
      <Id of={of}>
        <code class="json-text">"{of}"</code>
      </Id>
    ) : (
      <code class="json-text">{JSON.stringify(of)}</code>
    )
  if (typeof of !== 'object' || of === null) return <code class="json-other">{String(of)}</code>
  const entries = Object.entries(of)
  const [begin, end] = Array.isArray(of) ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) return <code>{begin + end}</code>
  return (
    <details class="json" open={open > 0}>
      <summary>
        <code>
          {begin}
          <span class="json-size">{entries.length}</span>
          {end}
        </code>
      </summary>
      <ul>
        {entries.map(([name, value]) => (
          <li key={name}>
            {!Array.isArray(of) && <code class="json-name">{name}: </code>}
            <Json of={value} open={open - 1} />
          </li>
        ))}
      </ul>
    </details>
  )
}
