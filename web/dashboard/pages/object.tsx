// Any object by its id: what it is, as JSON with links, what may be done to it, and what happened to it. Objects with a page of their own
// are shown there.
import { useEffect, useState } from 'preact/hooks'
import { useGet } from '../api.ts'
import { outlineFor, type Operation, operationsOf, outlines, readOutlines } from '../contract.ts'
import { label } from '../format.ts'
import { PAGES } from '../navigation.ts'
import { go, href, match, param, setParams } from '../router.ts'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Copy } from '../ui/copy.tsx'
import { Facts, Moment, Status } from '../ui/fields.tsx'
import { OperationForm } from '../ui/any_form.tsx'
import { Json } from '../ui/json.tsx'
import { Page, Problem, Section, Shown } from '../ui/page.tsx'
import { words } from '../words.ts'
import { Cell } from './object_list.tsx'

const W = words({
  en: {
    unknown: 'No object has such an id',
    unknownLead: 'Nothing that this server knows begins so.',
    acts: 'What can be done',
    whole: 'The whole object',
    own: 'Its page',
  },
  de: {
    unknown: 'Kein Objekt hat eine solche ID',
    unknownLead: 'Nichts, was dieser Server kennt, beginnt so.',
    acts: 'Was man tun kann',
    whole: 'Das ganze Objekt',
    own: 'Seine Seite',
  },
})

/** Objects that have a page of their own, by where it is. */
const OWN: Readonly<Record<string, string>> = {
  product: '/products',
  price: '/prices',
  customer: '/customers',
  coupon: '/coupons',
  payment_intent: '/payments',
  charge: '/payments',
  subscription: '/subscriptions',
  invoice: '/invoices',
  dispute: '/disputes',
  payout: '/payouts',
  event: '/events',
  webhook_endpoint: '/webhooks',
  'test_helpers.test_clock': '/clocks',
}

/** Some ids, such as a coupon's, do not say what they are of: then `object` does. */
export default function AnyObject({ id, object }: { readonly id: string; readonly object?: string }) {
  useEffect(() => void readOutlines(), [])
  const isRequest = id.startsWith('req_')
  const all = outlines.value ?? []
  const outline = object === undefined ? outlineFor(id, all) : all.find((one) => one.object === object)
  const place = isRequest ? '/requests' : outline && OWN[outline.object]
  const own = place && PAGES.some(([pattern]) => match(pattern, `${place}/${id}`)) ? place : undefined
  const asJson = param('as') === 'json'
  useEffect(() => {
    if (own && !asJson) go(`${own}/${id}`, { replace: true })
  }, [own, asJson, id])
  if (!outlines.value || (own && !asJson)) return null
  if (!outline?.retrieve) return <Page title={W.unknown} lead={W.unknownLead} />
  return (
    <Known id={id} object={outline.object} path={outline.retrieve.replace(/\{\w+\}/, id)} columns={outline.columns} />
  )
}

interface KnownProps {
  readonly id: string
  readonly object: string
  readonly path: string
  readonly columns: readonly string[]
}

function Known({ id, object, path, columns }: KnownProps) {
  const reading = useGet(path)
  const [operations, setOperations] = useState<readonly Operation[]>([])
  useEffect(() => void operationsOf(object).then(setOperations), [object])
  const acts = operations.filter(
    (one) =>
      one.behaviour === 'behaves' &&
      one.method !== 'GET' &&
      one.path.split('{').length === 2 &&
      one.path.startsWith(path.replace(id, '{')),
  )
  const run = (operation: Operation) =>
    ask(label(operation.verb), () => (
      <OperationForm
        operation={operation}
        path={operation.path.replace(/\{\w+\}/, id)}
        done={() => {
          closeDialog()
          reading.reload()
        }}
      />
    ))
  return (
    <Page
      title={label(object)}
      over={<a href={href(`/objects/${object}`)}>{label(object)}</a>}
      lead={<Copy text={id} />}
      actions={
        <>
          {OWN[object] && (
            <button type="button" class="quiet" onClick={() => setParams({ as: undefined }, { replace: true })}>
              {W.own}
            </button>
          )}
          {acts.map((one) => (
            <button key={one.method + one.path} type="button" class="quiet" onClick={() => run(one)}>
              {label(one.verb)}
            </button>
          ))}
        </>
      }
    >
      <Problem error={reading.error} />
      <Shown of={reading}>
        {(row) => (
          <>
            <Facts
              of={[
                ...columns.map((field) => [label(field), <Cell of={field} in={row} />] as const),
                [
                  'Status',
                  typeof row.status === 'string' && !columns.includes('status') ? (
                    <Status of={row.status} />
                  ) : undefined,
                ],
                ['Created', typeof row.created === 'number' ? <Moment at={row.created} /> : undefined],
              ]}
            />
            <Section title={W.whole}>
              <div class="card">
                <Json of={row} />
              </div>
            </Section>
          </>
        )}
      </Shown>
    </Page>
  )
}
