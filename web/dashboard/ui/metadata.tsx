// The metadata of an object, and the form that changes it: a line for each pair, one that is taken out is cleared.
import { useState } from 'preact/hooks'
import { COMMON, words } from '../words.ts'
import { closeDialog } from './dialog.tsx'
import { Metadata } from './fields.tsx'
import { Form } from './form.tsx'
import { Asks } from './more.tsx'
import { Section } from './page.tsx'

const W = words({
  en: {
    key: (n: number) => `Key ${n}`,
    value: (n: number) => `Value ${n}`,
    remove: (n: number) => `Remove line ${n}`,
    add: 'Add a line',
    edit: 'Edit metadata',
  },
  de: {
    key: (n: number) => `Schlüssel ${n}`,
    value: (n: number) => `Wert ${n}`,
    remove: (n: number) => `Zeile ${n} entfernen`,
    add: 'Zeile hinzufügen',
    edit: 'Metadaten bearbeiten',
  },
})

interface MetadataProps {
  /** Where changes are sent. */
  readonly path: string
  readonly of: Readonly<Record<string, string>> | null
}

/** A section of a page. */
export const MetadataSection = ({ path, of }: MetadataProps) => (
  <Section
    title={COMMON.metadata}
    actions={
      <Asks title={W.edit} body={() => <MetadataForm path={path} of={of ?? {}} />}>
        {COMMON.edit}
      </Asks>
    }
  >
    <Metadata of={of ?? {}} />
  </Section>
)

function MetadataForm({ path, of }: { readonly path: string; readonly of: Readonly<Record<string, string>> }) {
  const [lines, setLines] = useState(() => [...Object.entries(of), ['', ''] as const])
  const change = (at: number, line: readonly [string, string]) =>
    setLines(lines.map((one, i) => (i === at ? ([...line] as const) : one)))
  const given = Object.fromEntries(
    lines.filter(([key]) => key.trim() !== '').map(([key, value]) => [key.trim(), value]),
  )
  const cleared = Object.fromEntries(Object.keys(of).map((key) => [key, '']))
  return (
    <Form
      path={path}
      submit={COMMON.save}
      also={{ metadata: { ...cleared, ...given } }}
      done={closeDialog}
      cancel={closeDialog}
    >
      {lines.map(([key, value], at) => (
        <div class="pair">
          <input aria-label={W.key(at + 1)} value={key} onInput={(e) => change(at, [e.currentTarget.value, value])} />
          <input aria-label={W.value(at + 1)} value={value} onInput={(e) => change(at, [key, e.currentTarget.value])} />
          <button
            type="button"
            class="icon-button"
            aria-label={W.remove(at + 1)}
            onClick={() => setLines(lines.filter((_, i) => i !== at))}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => setLines([...lines, ['', '']])}>
        {W.add}
      </button>
    </Form>
  )
}
