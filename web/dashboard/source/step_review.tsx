// The last step: everything that was said, and the flow is made.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { moment } from '../format.ts'
import { go, setParams } from '../router.ts'
import { itemOf, useSource } from '../source_api.ts'
import { tell } from '../ui/act.tsx'
import { Facts } from '../ui/fields.tsx'
import { Form } from '../ui/form.tsx'
import { Problem, Section } from '../ui/page.tsx'
import { COMMON, words } from '../words.ts'
import { STEP, type StepProps } from './step.ts'
import { beginDraft, draft, isMany, type Step } from './draft.ts'
import { makeFlow, makeReady } from './make.ts'
import { listName, scheduleText } from './shown.tsx'
import { TERMS } from './terms.ts'
import type { Connection, DataSet, Schedule } from './types.ts'

const W = words({
  en: {
    lists: 'Lists',
    ready: 'Ready schema',
    other: 'Existing schema',
    percent: (n: number) => `${n} %`,
    none: 'the first row that fails ends the run',
    rows: 'Rows of the mapping',
    start: 'Start time',
    now: 'at once',
    backfill: 'Backfill',
    every: 'Frequency',
    finish: 'Finish',
    draft: 'Save as draft',
    made: 'The data flow is made.',
    manyMade: (n: number) => `${n} data flows are there.`,
  },
  de: {
    lists: 'Listen',
    ready: 'Fertiges Schema',
    other: 'Vorhandenes Schema',
    percent: (n: number) => `${n} %`,
    none: 'die erste fehlerhafte Zeile beendet den Lauf',
    rows: 'Zeilen der Zuordnung',
    start: 'Beginn',
    now: 'sofort',
    backfill: 'Nachladen',
    every: 'Häufigkeit',
    finish: 'Fertigstellen',
    draft: 'Als Entwurf speichern',
    made: 'Der Datenfluss ist angelegt.',
    manyMade: (n: number) => `${n} Datenflüsse sind da.`,
  },
})

export function Review({ back }: StepProps) {
  const said = draft.value
  const { schedule, options, rows, dataset } = said
  const [error, setError] = useState<Error>()
  const account = useSource<{ items: readonly Connection[] }>(`connections/${said.connection}`)
  const known = useSource<Record<string, DataSet>>(dataset && `/catalog/dataSets/${dataset}`)
  const make = async (isDraft: boolean) => {
    if (isMany(said)) {
      const ids = await makeReady(said)
      tell(W.manyMade(ids.length))
      go('/sources')
    } else {
      const id = await makeFlow(said, isDraft)
      tell(W.made)
      go(`/sources/flows/${id}`)
    }
  }
  const percent = options?.partialIngestionPercent
  return (
    <div class="wide">
      <Form
        cancel={back}
        back={STEP.back}
        send={() => make(false)}
        done={() => beginDraft()}
        submit={W.finish}
        more={
          !isMany(said) && (
            <button type="button" class="quiet" onClick={() => void make(true).then(() => beginDraft(), setError)}>
              {W.draft}
            </button>
          )
        }
      >
        <Part step="account">
          <Facts of={[[COMMON.name, account.data ? itemOf(account.data).name : '…']]} />
        </Part>
        <Part step="data">
          <Facts
            of={[
              [W.lists, said.resources.map(listName).join(', ')],
              ...Object.entries(said.params).map(
                ([name, value]) => [name, name === 'createdFrom' ? moment(Number(value)) : String(value)] as const,
              ),
            ]}
          />
        </Part>
        {!isMany(said) && (
          <>
            <Part step="dataset">
              <Facts
                of={[
                  [TERMS.flow, said.name],
                  [COMMON.description, said.description],
                  [TERMS.dataset, dataset ? known.data?.[dataset]?.name : said.datasetName],
                  [TERMS.schema, dataset ? undefined : said.schema ? W.other : W.ready],
                  [TERMS.threshold, percent === undefined ? W.none : W.percent(percent)],
                  [TERMS.privacy, said.privacy],
                ]}
              />
            </Part>
            <Part step="mapping">
              <Facts of={[[W.rows, rows?.length]]} />
            </Part>
          </>
        )}
        <Part step="schedule">
          <Facts
            of={[
              [W.every, scheduleText(schedule as Schedule)],
              [W.start, schedule!.startTime === undefined ? W.now : moment(schedule!.startTime)],
              [W.backfill, schedule!.backfill === undefined ? undefined : schedule!.backfill ? COMMON.yes : COMMON.no],
            ]}
          />
        </Part>
        {error && <Problem error={error} />}
      </Form>
    </div>
  )
}

/** What was said in a step, and the way back to it. */
const Part = ({ step, children }: { readonly step: Exclude<Step, 'review'>; readonly children: ComponentChildren }) => (
  <Section
    title={TERMS[step]}
    actions={
      <button type="button" class="quiet" onClick={() => setParams({ step })}>
        {COMMON.edit} <span class="hidden">{TERMS[step]}</span>
      </button>
    }
  >
    {children}
  </Section>
)
