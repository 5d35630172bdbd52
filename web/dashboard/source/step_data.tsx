// The second step: which list of the account is read, with its first records and their structure; or several lists at once.
import { useId, useState } from 'preact/hooks'
import type { Reading } from '../api.ts'
import { itemOf, useSource } from '../source_api.ts'
import { Form } from '../ui/form.tsx'
import { Problem, Shown } from '../ui/page.tsx'
import { words } from '../words.ts'
import { STEP, type StepProps } from './step.ts'
import { draft, say } from './draft.ts'
import { exploring, type Explored } from './explore.ts'
import { Kinds } from './kinds.tsx'
import { Records } from './records.tsx'
import { listName, SIX } from './shown.tsx'
import { Tree } from './tree.tsx'
import { TERMS } from './terms.ts'
import { type Connection, STRIPE_SPEC } from './types.ts'

const W = words({
  en: {
    how: 'How',
    one: 'One list, step by step',
    oneAbout: 'Choose its dataset, its mapping and its schedule.',
    many: 'Several lists at once',
    manyAbout: 'Each gets its ready schema, a dataset and a data flow.',
    other: 'Another list',
    others: 'All other lists',
    preview: 'Preview',
    empty: 'The list is empty: there is nothing to preview yet.',
    first: (n: number) => `The first records of the list: ${n}.`,
    inside: 'Rows of this list stand inside of others. Here are those that they stand in.',
    choose: 'Choose at least one list.',
    more: 'More options',
    connected: 'Also of connected accounts',
    from: 'Only what was created since',
    version: 'Version of the API',
    versionHint: 'Empty: the newest that this server knows.',
    may: 'may not be read',
  },
  de: {
    how: 'Wie',
    one: 'Eine Liste, Schritt für Schritt',
    oneAbout: 'Datensatz, Zuordnung und Zeitplan selbst wählen.',
    many: 'Mehrere Listen auf einmal',
    manyAbout: 'Jede bekommt ihr fertiges Schema, einen Datensatz und einen Datenfluss.',
    other: 'Eine andere Liste',
    others: 'Alle anderen Listen',
    preview: 'Vorschau',
    empty: 'Die Liste ist leer: Noch gibt es nichts zu sehen.',
    first: (n: number) => `Die ersten Objekte der Liste: ${n}.`,
    inside: 'Zeilen dieser Liste stehen in anderen Objekten. Hier sind die, in denen sie stehen.',
    choose: 'Wählen Sie mindestens eine Liste.',
    more: 'Weitere Angaben',
    connected: 'Auch von verbundenen Konten',
    from: 'Nur was angelegt wurde seit',
    version: 'Version der API',
    versionHint: 'Leer: die neueste, die dieser Server kennt.',
    may: 'nicht lesbar',
  },
})

interface Spec {
  readonly sourceSpec: {
    readonly attributes: {
      readonly spec: { readonly properties: { readonly resourcePath: { readonly enum: readonly string[] } } }
    }
  }
}

export function Data({ next, back }: StepProps) {
  const account = useSource<{ items: readonly Connection[] }>(`connections/${draft.value.connection}`)
  const spec = useSource<{ items: readonly Spec[] }>(`connectionSpecs/${STRIPE_SPEC.id}`)
  const { resources } = draft.value
  const [isMany, setMany] = useState(resources.length > 1)
  const [one, setOne] = useState(resources[0] ?? 'charges')
  const [several, setSeveral] = useState<readonly string[]>(resources.length > 1 ? resources : SIX)
  const [params, setParams] = useState(draft.value.params)
  const explored = useSource<Explored>(isMany ? undefined : exploring(draft.value.connection!, one))
  if (account.error) return <Problem error={account.error} />
  const lists = spec.data && itemOf(spec.data).sourceSpec.attributes.spec.properties.resourcePath.enum
  const permissions = account.data ? itemOf(account.data).permissions : {}
  return (
    <div class="wide">
      <Form
        submit={STEP.next}
        cancel={back}
        back={STEP.back}
        done={next}
        send={async () => {
          if (isMany && several.length === 0) throw new Error(W.choose)
          // What cannot be looked into cannot be read.
          if (explored.error) throw explored.error
          say({ resources: isMany ? several : [one], params })
        }}
      >
        <div class="choose">
          <div class="form">
            <Kinds
              label={W.how}
              value={isMany ? 'many' : 'one'}
              change={(value) => setMany(value === 'many')}
              choices={[
                ['one', W.one, W.oneAbout],
                ['many', W.many, W.manyAbout],
              ]}
            />
            {isMany ? (
              <Several of={lists ?? SIX} chosen={several} change={setSeveral} />
            ) : (
              <One of={lists ?? SIX} chosen={one} change={setOne} permissions={permissions} />
            )}
            <More of={params} change={setParams} />
          </div>
          {!isMany && <Preview key={one} list={one} explored={explored} />}
        </div>
      </Form>
    </div>
  )
}

interface OneProps {
  readonly of: readonly string[]
  readonly chosen: string
  readonly change: (list: string) => void
  readonly permissions: Readonly<Record<string, string>>
}

function One({ of, chosen, change, permissions }: OneProps) {
  const id = useId()
  const isSix = (SIX as readonly string[]).includes(chosen)
  const others = of.filter((list) => !(SIX as readonly string[]).includes(list))
  return (
    <>
      <Kinds
        label={TERMS.list}
        value={isSix ? chosen : 'other'}
        change={(value) => change(value === 'other' ? others[0]! : value)}
        choices={[
          ...SIX.map(
            (list) => [list, listName(list), (permissions[list] ?? 'read') === 'read' ? undefined : W.may] as const,
          ),
          ['other', W.other],
        ].map(([value, title, about]) => [value!, title!, about] as [string, string, string?])}
      />
      {!isSix && (
        <div class="field">
          <label for={id}>{W.others}</label>
          <select id={id} value={chosen} onChange={(event) => change(event.currentTarget.value)}>
            {others.map((list) => (
              <option key={list} value={list}>
                {listName(list)}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  )
}

interface SeveralProps {
  readonly of: readonly string[]
  readonly chosen: readonly string[]
  readonly change: (lists: readonly string[]) => void
}

function Several({ of, chosen, change }: SeveralProps) {
  const id = useId()
  const turn = (list: string) =>
    change(
      chosen.includes(list)
        ? chosen.filter((one) => one !== list)
        : of.filter((one) => one === list || chosen.includes(one)),
    )
  return (
    <fieldset class="kinds short">
      <legend>{TERMS.list}</legend>
      {of.map((list) => (
        <label key={list} for={`${id}-${list}`}>
          <input type="checkbox" id={`${id}-${list}`} checked={chosen.includes(list)} onChange={() => turn(list)} />
          <span>{listName(list)}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface MoreProps {
  readonly of: Readonly<Record<string, unknown>>
  readonly change: (params: Readonly<Record<string, unknown>>) => void
}

/** What else can be said of a list, as the API has it. */
function More({ of, change }: MoreProps) {
  const id = useId()
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = of
    change(value === undefined || value === '' ? rest : { ...rest, [name]: value })
  }
  const since = typeof of.createdFrom === 'number' ? new Date(of.createdFrom * 1000).toISOString().slice(0, 10) : ''
  return (
    <details>
      <summary>{W.more}</summary>
      <div class="form">
        <div class="check">
          <input
            type="checkbox"
            id={`${id}-a`}
            checked={of.accounts === 'connected'}
            onChange={(event) => set('accounts', event.currentTarget.checked ? 'connected' : undefined)}
          />
          <label for={`${id}-a`}>{W.connected}</label>
        </div>
        <div class="field">
          <label for={`${id}-f`}>{W.from}</label>
          <input
            type="date"
            id={`${id}-f`}
            value={since}
            onChange={(event) => {
              const at = Date.parse(event.currentTarget.value) / 1000
              set('createdFrom', Number.isNaN(at) ? undefined : at)
            }}
          />
        </div>
        <div class="field">
          <label for={`${id}-v`}>{W.version}</label>
          <input
            id={`${id}-v`}
            value={String(of.apiVersion ?? '')}
            autocomplete="off"
            aria-describedby={`${id}-vh`}
            onChange={(event) => set('apiVersion', event.currentTarget.value.trim())}
          />
          <p class="hint" id={`${id}-vh`}>
            {W.versionHint}
          </p>
        </div>
      </div>
    </details>
  )
}

/** Rows that stand inside of others have the others' list. */
const INSIDE = ['subscription_items', 'invoice_line_items', 'balance_transaction_fee_details']

function Preview({ list, explored }: { readonly list: string; readonly explored: Reading<Explored> }) {
  const [shows, setShows] = useState<'rows' | 'structure'>('rows')
  return (
    <section class="section" aria-label={W.preview}>
      <div class="section-head">
        <h2>{W.preview}</h2>
        <div class="tabs">
          {(['rows', 'structure'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-current={one === shows ? 'true' : undefined}
              onClick={() => setShows(one)}
            >
              {TERMS[one]}
            </button>
          ))}
        </div>
      </div>
      <Shown of={explored}>
        {({ data, schema }) =>
          data.length === 0 ? (
            <div class="empty">{W.empty}</div>
          ) : (
            <>
              <p class="quiet-text">{INSIDE.includes(list) ? W.inside : W.first(data.length)}</p>
              {shows === 'rows' ? (
                <Records caption={TERMS.rows} records={data.map((one) => one.data)} />
              ) : (
                <Tree of={schema.properties!.data!} />
              )}
            </>
          )
        }
      </Shown>
    </section>
  )
}
