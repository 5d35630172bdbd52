// The functions of Data Prep, for who writes a calculated expression.
import { useState } from 'preact/hooks'
import { useSource } from '../source_api.ts'
import { words } from '../words.ts'

const W = words({
  en: { title: 'Functions for expressions', example: 'For example', find: 'Find a function' },
  de: { title: 'Funktionen für Ausdrücke', example: 'Zum Beispiel', find: 'Funktion suchen' },
})

interface Listed {
  readonly category: string
  readonly function: string
  readonly description: string
  readonly syntax: string
}

const EXAMPLES = [
  'lower(data.currency)',
  'dformat(data.created * 1000, "yyyy-MM-dd")',
  'sha256(data.billing_details.email)',
  'iif(data.payment_method_details.type.equals("klarna"), "later", "now")',
]

export function Functions() {
  const [isOpen, setOpen] = useState(false)
  const [part, setPart] = useState('')
  const { data = [] } = useSource<readonly Listed[]>(isOpen ? '/conversion/languages/el/functions' : undefined)
  const found = data.filter((one) => `${one.function} ${one.description} ${one.category}`.toLowerCase().includes(part))
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{W.title}</summary>
      <p class="quiet-text">
        {W.example}: {EXAMPLES.map((one) => [<code key={one}>{one}</code>, ' '])}
      </p>
      <input
        type="search"
        aria-label={W.find}
        placeholder={W.find}
        onInput={(event) => setPart(event.currentTarget.value.trim().toLowerCase())}
      />
      <dl class="facts short">
        {found.map((one) => (
          <div key={one.function}>
            <dt>
              <code>{one.syntax}</code>
            </dt>
            <dd>{one.description}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
