// The fourth step: which field of a record goes to which field of the dataset, checked while it is written, with the first records mapped.
import { useEffect, useState } from 'preact/hooks'
import { Refused } from '../api.ts'
import { source, useSource } from '../source_api.ts'
import { Form } from '../ui/form.tsx'
import { Problem } from '../ui/page.tsx'
import { words } from '../words.ts'
import { STEP, type StepProps } from './step.ts'
import { automaticRows, placesIn, split, written } from './automatic.ts'
import { draft, say } from './draft.ts'
import { type Explored, exploring } from './explore.ts'
import { Functions } from './functions.tsx'
import { MappedPreview, type Mapped } from './mapped_preview.tsx'
import { MappingRows } from './mapping_rows.tsx'
import { type Node, type Row, SCHEMA_WHOLE } from './types.ts'

const W = words({
  en: {
    lead: 'Each row takes a field of the record, which is “data”, or a calculated expression into a field of the dataset. Fields of the same name are mapped already.',
    add: 'Add row',
    reset: 'Map automatically again',
    split: 'One row for each field',
    splitHint: 'A row that takes an object whole also takes fields that Stripe adds later.',
    preview: 'First records, mapped',
    later: 'It comes once every row is right.',
    wrong: (n: number) => (n === 1 ? 'One row is not right yet.' : `${n} rows are not right yet.`),
  },
  de: {
    lead: 'Jede Zeile bringt ein Feld des Objekts, das „data“ heißt, oder einen berechneten Ausdruck in ein Feld des Datensatzes. Gleichnamige Felder sind schon zugeordnet.',
    add: 'Zeile hinzufügen',
    reset: 'Erneut automatisch zuordnen',
    split: 'Eine Zeile für jedes Feld',
    splitHint: 'Eine Zeile, die ein Objekt ganz nimmt, nimmt auch Felder, die Stripe später hinzufügt.',
    preview: 'Die ersten Objekte, zugeordnet',
    later: 'Sie kommt, sobald jede Zeile stimmt.',
    wrong: (n: number) => (n === 1 ? 'Eine Zeile stimmt noch nicht.' : `${n} Zeilen stimmen noch nicht.`),
  },
})

/** Why 400 ms: so long a pause is one between words. */
const PAUSE_MS = 400

export function Mapping({ next, back }: StepProps) {
  const { connection, resources, schemaId } = draft.value
  const explored = useSource<Explored>(exploring(connection!, resources[0]!))
  const schema = useSource<Node>(`/schemaregistry/tenant/schemas/${encodeURIComponent(schemaId!)}`, {
    accept: SCHEMA_WHOLE,
  })
  const error = explored.error ?? schema.error
  if (error) return <Problem error={error} />
  if (!explored.data || !schema.data) return <div class="skeleton" />
  return <Edit explored={explored.data} schema={schema.data} next={next} back={back} />
}

interface EditProps extends StepProps {
  readonly explored: Explored
  readonly schema: Node
}

function Edit({ explored, schema, next, back }: EditProps) {
  const record = explored.schema.properties?.data ?? {}
  const [automatic] = useState(() => draft.value.automatic ?? automaticRows(record, schema))
  const [rows, setRows] = useState(draft.value.rows ?? automatic)
  const checked = useChecked(rows, explored)
  const sources = ['data', ...placesIn(record).map(([path]) => `data.${written(path)}`)]
  const places = placesIn(schema)
  const wholes = rows.filter(
    ({ sourceType, destination }) => sourceType === 'ATTRIBUTE' && isWhole(places, destination),
  )
  const send = async () => {
    const wrong = (await validated(rows)).filter((errors) => errors.length > 0).length
    if (wrong > 0) throw new Error(W.wrong(wrong))
    say({ rows, automatic })
  }
  return (
    <div class="wide">
      <Form submit={STEP.next} cancel={back} back={STEP.back} send={send} done={next}>
        <p class="quiet-text">{W.lead}</p>
        <MappingRows
          rows={rows}
          errors={checked.errors}
          change={setRows}
          sources={sources}
          targets={places.map(([path]) => path)}
        />
        <div class="actions">
          <button
            type="button"
            class="quiet"
            onClick={() => setRows([...rows, { sourceType: 'ATTRIBUTE', source: 'data.', destination: '' }])}
          >
            {W.add}
          </button>
          {wholes.length > 0 && (
            <button
              type="button"
              class="quiet"
              onClick={() => setRows(rows.flatMap((row) => (wholes.includes(row) ? split(row, schema) : [row])))}
            >
              {W.split}
            </button>
          )}
          {rows !== automatic && (
            <button type="button" class="quiet" onClick={() => setRows(automatic)}>
              {W.reset}
            </button>
          )}
        </div>
        {wholes.length > 0 && <p class="hint">{W.splitHint}</p>}
        <Functions />
        <section class="section">
          <div class="section-head">
            <h2>{W.preview}</h2>
          </div>
          {checked.errors.some((one) => one.length > 0) ? (
            <p class="quiet-text">{W.later}</p>
          ) : (
            <MappedPreview
              of={checked.mapped ?? []}
              records={explored.data.map((one) => one.data)}
              error={checked.error}
            />
          )}
        </section>
      </Form>
    </div>
  )
}

const isWhole = (places: readonly (readonly [string, Node])[], destination: string) =>
  Object.keys(places.find(([path]) => path === destination)?.[1].properties ?? {}).length > 0

interface RowError {
  readonly code: string
  readonly message: string
}

interface Checked {
  /** By row. */
  readonly errors: readonly (readonly RowError[])[]
  readonly mapped?: readonly Mapped[]
  readonly error?: Error | undefined
}

/** What a mapping set is made of. */
const setOf = (rows: readonly Row[]) => ({
  version: 0,
  xdmSchema: draft.value.schemaId,
  xdmVersion: '1.0',
  mappings: rows,
})

/** What is wrong with each row. One that is not written yet is wrong without asking. */
async function validated(rows: readonly Row[]): Promise<readonly (readonly RowError[])[]> {
  try {
    const { validationResponse } = await source('POST', '/conversion/mappingSets/validate', setOf(rows))
    return (validationResponse as { errors: readonly RowError[] | null }[]).map(({ errors }) => errors ?? [])
  } catch (error) {
    // A row without a source or a destination is refused with its number.
    const [, at] = /^mappings\[(\d+)\]/.exec((error as Error).message) ?? []
    if (!(error instanceof Refused) || at === undefined) throw error
    return rows.map((_, n) => (n === Number(at) ? [{ code: 'incomplete', message: error.message }] : []))
  }
}

/** The rows as the API sees them, and the first records as it maps them: asked again after each change. */
function useChecked(rows: readonly Row[], { data }: Explored): Checked {
  const [checked, setChecked] = useState<Checked>({ errors: [] })
  useEffect(() => {
    let isOld = false
    const ask = async () => {
      try {
        const errors = await validated(rows)
        if (isOld) return
        // While a row is wrong nothing is mapped: what was shown before would be of other rows.
        if (errors.some((one) => one.length > 0)) return setChecked({ errors })
        const mapped = await source('POST', '/conversion/mappingSets/preview', { data, mappingSet: setOf(rows) })
        if (!isOld) setChecked({ errors, mapped })
      } catch (error) {
        if (!isOld) setChecked({ errors: [], error: error as Error })
      }
    }
    const waiting = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      isOld = true
      clearTimeout(waiting)
    }
  }, [rows, data])
  return checked
}
