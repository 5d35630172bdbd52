// The third step: where the rows go, what shape they have there, and what is done with those that do not fit.
import { useId, useState } from 'preact/hooks'
import { itemOf, source, useSource } from '../source_api.ts'
import { Check, Choice, Form, Lines, Text } from '../ui/form.tsx'
import { Problem } from '../ui/page.tsx'
import { COMMON, words } from '../words.ts'
import { type Filled, STEP, type StepProps } from './step.ts'
import { begun, type Privacy, draft } from './draft.ts'
import { Kinds } from './kinds.tsx'
import { TERMS } from './terms.ts'
import { type DataSet, type Row, SCHEMA_IDS } from './types.ts'

const W = words({
  en: {
    flowName: 'Name of the data flow',
    new: 'New dataset',
    known: 'Existing dataset',
    knownAbout: 'Its schema stays as it is.',
    name: 'Name of the dataset',
    ready: 'Ready schema',
    readyAbout: 'Every field of the object, with its type, by Stripe’s own description of it.',
    other: 'Existing schema',
    otherAbout: 'One that was registered before.',
    errors: 'Rows that do not fit',
    partial: 'Partial ingestion: leave out rows that fail',
    threshold: 'Error threshold, in percent of the rows',
    thresholdHint: 'A run that has more of them fails. Without partial ingestion the first one ends it.',
    diagnostics: 'Keep error diagnostics',
    privacyHint: 'Names, e-mails, phones, addresses, digits of cards and accounts, before anything is landed.',
    kinds: { '': 'As it is', hash: 'Hashed', mask: 'Masked', drop: 'Left out' },
    none: 'There is none yet.',
  },
  de: {
    flowName: 'Name des Datenflusses',
    new: 'Neuer Datensatz',
    known: 'Vorhandener Datensatz',
    knownAbout: 'Sein Schema bleibt, wie es ist.',
    name: 'Name des Datensatzes',
    ready: 'Fertiges Schema',
    readyAbout: 'Jedes Feld des Objekts mit seinem Typ, nach Stripes eigener Beschreibung.',
    other: 'Vorhandenes Schema',
    otherAbout: 'Eines, das schon registriert ist.',
    errors: 'Zeilen, die nicht passen',
    partial: 'Teilweise Aufnahme: fehlerhafte Zeilen auslassen',
    threshold: 'Fehlerschwelle in Prozent der Zeilen',
    thresholdHint: 'Ein Lauf mit mehr davon schlägt fehl. Ohne teilweise Aufnahme beendet ihn die erste.',
    diagnostics: 'Fehlerdiagnosen aufbewahren',
    privacyHint:
      'Namen, E-Mail-Adressen, Telefonnummern, Adressen, Ziffern von Karten und Konten, bevor etwas abgelegt wird.',
    kinds: { '': 'Wie sie sind', hash: 'Als Hash', mask: 'Maskiert', drop: 'Weggelassen' },
    none: 'Noch gibt es keines.',
  },
})

interface Titled {
  readonly $id: string
  readonly title: string
}

export function Dataset({ next, back }: StepProps) {
  const said = draft.value
  const list = said.resources[0]!
  const id = useId()
  const datasets = useSource<Record<string, DataSet>>('/catalog/dataSets?limit=100&orderBy=name')
  const schemas = useSource<{ results: readonly Titled[] }>('/schemaregistry/tenant/schemas?orderby=title', {
    accept: SCHEMA_IDS,
  })
  const [isNew, setNew] = useState(said.dataset === undefined)
  const [isReady, setReady] = useState(said.schema === undefined)
  const [isPartial, setPartial] = useState(said.options?.partialIngestionPercent !== undefined || !said.schemaId)
  const error = datasets.error ?? schemas.error
  if (error) return <Problem error={error} />
  if (!datasets.data || !schemas.data) return <div class="skeleton" />
  const known = Object.entries(datasets.data)
  const free = freeName(
    `Stripe ${list}`,
    known.map(([, { name }]) => name),
  )

  /** The schema that it comes to, and the rows that go with it where they are known. */
  const schemaOf = async (dataset: string | undefined, schema: string | undefined) => {
    if (dataset) return { schemaId: datasets.data![dataset]!.schemaRef.id }
    if (schema) return { schemaId: schema }
    const { apiVersion } = said.params
    const body = { resourcePath: list, ...(apiVersion !== undefined && { apiVersion }) }
    const made = itemOf(await source('POST', 'readySchemas', body)) as { schemaId: string; mappings: readonly Row[] }
    return { schemaId: made.schemaId, automatic: made.mappings, rows: made.mappings }
  }
  const send = async (given: Filled) => {
    const [dataset, schema] = [isNew ? undefined : given.dataset, isNew && !isReady ? given.schema : undefined]
    const { schemaId, ...found } = await schemaOf(dataset, schema)
    const percent = isPartial ? Number(given.partialIngestionPercent) : undefined
    // What was mapped before stays, as long as it goes to the same.
    const mapped = schemaId === said.schemaId ? { ...found, ...mappedIn(said) } : found
    draft.value = {
      ...begun(said),
      name: given.name!,
      ...withText('description', given.description),
      ...withText('dataset', dataset),
      ...withText('schema', schema),
      ...withText('datasetName', given.datasetName),
      schemaId,
      options: {
        ...(percent !== undefined && { partialIngestionPercent: percent }),
        errorDiagnosticsEnabled: given.errorDiagnosticsEnabled !== undefined,
      },
      ...withText('privacy', given.privacy as Privacy | undefined),
      ...mapped,
    }
  }
  return (
    <Form submit={STEP.next} cancel={back} back={STEP.back} send={send} done={next}>
      <fieldset>
        <legend>{TERMS.flow}</legend>
        <Text name="name" label={W.flowName} value={said.name ?? free} required />
        <Lines name="description" label={COMMON.description} rows={2} value={said.description ?? ''} />
      </fieldset>
      <Kinds
        label={TERMS.dataset}
        value={isNew ? 'new' : 'known'}
        change={(value) => setNew(value === 'new')}
        choices={[
          ['new', W.new],
          ['known', W.known, known.length > 0 ? W.knownAbout : W.none, known.length === 0],
        ]}
      />
      {isNew ? (
        <>
          <Text name="datasetName" label={W.name} value={said.datasetName ?? free} required />
          <Kinds
            label={TERMS.schema}
            value={isReady ? 'ready' : 'other'}
            change={(value) => setReady(value === 'ready')}
            choices={[
              ['ready', W.ready, W.readyAbout],
              [
                'other',
                W.other,
                schemas.data.results.length > 0 ? W.otherAbout : W.none,
                schemas.data.results.length === 0,
              ],
            ]}
          />
          {!isReady && (
            <Choice
              name="schema"
              label={W.other}
              value={said.schema ?? ''}
              choices={schemas.data.results.map(({ $id, title }) => [$id, title])}
            />
          )}
        </>
      ) : (
        <Choice
          name="dataset"
          label={W.known}
          value={said.dataset ?? ''}
          choices={known.map(([one, { name }]) => [one, name])}
        />
      )}
      <fieldset>
        <legend>{W.errors}</legend>
        <div class="check">
          <input
            type="checkbox"
            id={`${id}-p`}
            checked={isPartial}
            onChange={(event) => setPartial(event.currentTarget.checked)}
          />
          <label for={`${id}-p`}>{W.partial}</label>
        </div>
        {isPartial && (
          <Text
            name="partialIngestionPercent"
            type="number"
            label={W.threshold}
            hint={W.thresholdHint}
            value={String(said.options?.partialIngestionPercent ?? 5)}
            required
          />
        )}
        <Check
          name="errorDiagnosticsEnabled"
          label={W.diagnostics}
          checked={said.options?.errorDiagnosticsEnabled ?? true}
        />
      </fieldset>
      <Choice
        name="privacy"
        label={TERMS.privacy}
        hint={W.privacyHint}
        value={said.privacy ?? ''}
        choices={Object.entries(W.kinds)}
      />
    </Form>
  )
}

const withText = <N extends string, T extends string>(name: N, value: T | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [name in N]?: T }

const mappedIn = ({ rows, automatic }: typeof draft.value) => ({
  ...(rows && { rows }),
  ...(automatic && { automatic }),
})

/** A name that no dataset has yet: `Stripe charges 2`. */
function freeName(name: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const one = n === 1 ? name : `${name} ${n}`
    if (!taken.includes(one)) return one
  }
}
