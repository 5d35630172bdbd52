// The rows of a mapping, one below the other: from where, and to where, with what is wrong below the row.
import { useId } from 'preact/hooks'
import { words } from '../words.ts'
import type { Row } from './types.ts'

const W = words({
  en: {
    field: 'Field',
    expression: 'Expression',
    kind: (n: number) => `Kind of row ${n}`,
    from: (n: number) => `Source of row ${n}`,
    to: (n: number) => `Target of row ${n}`,
    remove: (n: number) => `Remove row ${n}`,
  },
  de: {
    field: 'Feld',
    expression: 'Ausdruck',
    kind: (n: number) => `Art der Zeile ${n}`,
    from: (n: number) => `Quelle der Zeile ${n}`,
    to: (n: number) => `Ziel der Zeile ${n}`,
    remove: (n: number) => `Zeile ${n} entfernen`,
  },
})

interface Props {
  readonly rows: readonly Row[]
  /** By row. */
  readonly errors: readonly (readonly { readonly message: string }[])[]
  readonly change: (rows: readonly Row[]) => void
  /** What may be typed, for those who look for it. */
  readonly sources: readonly string[]
  readonly targets: readonly string[]
}

/** Why 1 500: browsers show a long list of suggestions slowly. */
const SUGGESTED_MAX = 1500

export function MappingRows({ rows, errors, change, sources, targets }: Props) {
  const id = useId()
  const set = (at: number, more: Partial<Row>) => change(rows.map((row, n) => (n === at ? { ...row, ...more } : row)))
  return (
    <>
      <ol class="maps">
        {rows.map((row, at) => {
          // Rows are told apart by where they stand.
          const number = at + 1
          const wrong = errors[at] ?? []
          const about = wrong.length > 0 ? `${id}-${at}` : undefined
          return (
            <li key={number} class={about && 'wrong'}>
              <select
                aria-label={W.kind(number)}
                value={row.sourceType}
                onChange={(event) => set(at, { sourceType: event.currentTarget.value as Row['sourceType'] })}
              >
                <option value="ATTRIBUTE">{W.field}</option>
                <option value="EXPRESSION">{W.expression}</option>
              </select>
              <input
                aria-label={W.from(number)}
                value={row.source}
                list={row.sourceType === 'ATTRIBUTE' ? `${id}-s` : undefined}
                aria-invalid={about !== undefined}
                aria-describedby={about}
                autocomplete="off"
                spellcheck={false}
                onInput={(event) => set(at, { source: event.currentTarget.value })}
              />
              <span class="arrow" aria-hidden="true">
                →
              </span>
              <input
                aria-label={W.to(number)}
                value={row.destination}
                list={`${id}-t`}
                aria-invalid={about !== undefined}
                aria-describedby={about}
                autocomplete="off"
                spellcheck={false}
                onInput={(event) => set(at, { destination: event.currentTarget.value })}
              />
              <button
                type="button"
                class="icon-button"
                aria-label={W.remove(number)}
                onClick={() => change(rows.filter((_, n) => n !== at))}
              >
                ×
              </button>
              {about && <p id={about}>{wrong.map(({ message }) => message).join(' ')}</p>}
            </li>
          )
        })}
      </ol>
      <Suggestions id={`${id}-s`} of={sources} />
      <Suggestions id={`${id}-t`} of={targets} />
    </>
  )
}

const Suggestions = ({ id, of }: { readonly id: string; readonly of: readonly string[] }) => (
  <datalist id={id}>
    {of.slice(0, SUGGESTED_MAX).map((one) => (
      <option key={one} value={one} />
    ))}
  </datalist>
)
