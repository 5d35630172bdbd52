// The first records as a mapping makes rows of them, with what does not fit.
import { Problem } from '../ui/page.tsx'
import { words } from '../words.ts'
import type { Json } from './records.tsx'

const W = words({
  en: {
    fits: 'fits',
    errors: (n: number) => (n === 1 ? '1 error' : `${n} errors`),
    none: 'The list is empty: there is nothing to map yet.',
    record: 'Record',
  },
  de: {
    fits: 'passt',
    errors: (n: number) => (n === 1 ? '1 Fehler' : `${n} Fehler`),
    none: 'Die Liste ist leer: Noch gibt es nichts zuzuordnen.',
    record: 'Objekt',
  },
})

export interface Mapped {
  readonly data: unknown
  readonly errors: readonly { readonly code: string; readonly message: string; readonly destination?: string }[] | null
}

interface Props {
  readonly of: readonly Mapped[]
  /** What they were made of. */
  readonly records: readonly Json[]
  readonly error: Error | undefined
}

export function MappedPreview({ of, records, error }: Props) {
  if (error) return <Problem error={error} />
  if (records.length === 0) return <div class="empty">{W.none}</div>
  return (
    <div class="samples">
      {of.map(({ data, errors }, at) => (
        <div key={String(records[at]?.id)}>
          <details>
            <summary>
              <code>{String(records[at]?.id ?? `${W.record} ${at + 1}`)}</code>{' '}
              <span class={errors ? 'status bad' : 'status good'}>{errors ? W.errors(errors.length) : W.fits}</span>
            </summary>
            <pre class="short">{JSON.stringify(data, null, 2)}</pre>
          </details>
          {errors?.map(({ message, destination }) => (
            <p key={message} class="quiet-text">
              {destination && <code>{destination}</code>} {message}
            </p>
          ))}
        </div>
      ))}
    </div>
  )
}
