// What will happen by itself, the next first: on the account's clock, or on one of its test clocks.
import type { Reading } from '../api.ts'
import { label, since } from '../format.ts'
import { words } from '../words.ts'
import { Id, Moment } from './fields.tsx'
import { Shown } from './page.tsx'
import { Table } from './table.tsx'

const W = words({
  en: { title: 'What will happen', none: 'Nothing is planned.', when: 'When', what: 'What', of: 'Of' },
  de: { title: 'Was geschehen wird', none: 'Nichts ist geplant.', when: 'Wann', what: 'Was', of: 'Wovon' },
})

interface Planned {
  readonly at: number
  readonly kind: string
  readonly about: { readonly id: string; readonly object: string; readonly label: string } | null
}

/** What `GET /brindle/upcoming` answers. */
export interface Plan {
  readonly data: readonly Planned[]
  readonly now: number
}

export const Upcoming = ({ of }: { readonly of: Reading<Plan> }) => (
  <Shown of={of}>
    {({ data, now }) => (
      <Table
        caption={W.title}
        empty={W.none}
        rows={data.map((one, at) => ({ ...one, id: String(at) }))}
        columns={[
          {
            title: W.when,
            cell: ({ at }) => (
              <>
                <Moment at={at} /> <small class="quiet-text">{since(at, now)}</small>
              </>
            ),
          },
          { title: W.what, cell: ({ kind }) => label(kind) },
          { title: W.of, cell: ({ about }) => (about ? <Id of={about.id}>{about.label}</Id> : '–') },
        ]}
      />
    )}
  </Shown>
)
