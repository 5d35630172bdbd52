// The first step: a new account, whose token is tried before it is kept, or one that is there already.
import { useId, useRef, useState } from 'preact/hooks'
import { closed, key } from '../session.ts'
import { host } from '../router.ts'
import { itemOf, source, useSource } from '../source_api.ts'
import { Form, Lines, Text } from '../ui/form.tsx'
import { Shown } from '../ui/page.tsx'
import { COMMON, words } from '../words.ts'
import { type Filled, STEP, type StepProps } from './step.ts'
import { draft, say } from './draft.ts'
import { Kinds } from './kinds.tsx'
import { TERMS } from './terms.ts'
import { type Connection, STRIPE_SPEC } from './types.ts'

const W = words({
  en: {
    new: 'New account',
    newAbout: 'Connect an account by its secret key.',
    known: 'Existing account',
    knownAbout: 'Read another list of an account that is connected.',
    name: 'Account name',
    hostHint: 'This server, https://api.stripe.com, or any other host that speaks Stripe’s API.',
    token: 'Access token',
    tokenHint: 'A secret or restricted key of the account. It is tried, kept sealed, and never shown again.',
    own: 'Use the key of this account',
    connect: 'Connect to source',
  },
  de: {
    new: 'Neues Konto',
    newAbout: 'Ein Konto mit seinem geheimen Schlüssel anbinden.',
    known: 'Vorhandenes Konto',
    knownAbout: 'Eine weitere Liste eines angebundenen Kontos lesen.',
    name: 'Name des Kontos',
    hostHint: 'Dieser Server, https://api.stripe.com oder ein anderer Host, der Stripes API spricht.',
    token: 'Zugriffstoken',
    tokenHint:
      'Ein geheimer oder eingeschränkter Schlüssel des Kontos. Er wird geprüft, versiegelt aufbewahrt und nie wieder gezeigt.',
    own: 'Den Schlüssel dieses Kontos verwenden',
    connect: 'Mit der Quelle verbinden',
  },
})

export function Account({ next }: StepProps) {
  const accounts = useSource<{ items: readonly Connection[] }>('connections?limit=100')
  return <Shown of={accounts}>{({ items }) => <Choose of={items} next={next} />}</Shown>
}

function Choose({ of, next }: { readonly of: readonly Connection[]; readonly next: () => void }) {
  const [isNew, setNew] = useState(draft.value.connection === undefined)
  return (
    <>
      {of.length > 0 && (
        <div class="form">
          <Kinds
            label={TERMS.account}
            value={isNew ? 'new' : 'known'}
            change={(value) => setNew(value === 'new')}
            choices={[
              ['new', W.new, W.newAbout],
              ['known', W.known, W.knownAbout],
            ]}
          />
        </div>
      )}
      {isNew || of.length === 0 ? <NewAccount next={next} /> : <Known of={of} next={next} />}
    </>
  )
}

/** Where this server is, as the browser reaches it: nothing is sent for it, since the server knows its own address better. */
const HERE = location.origin + host

function NewAccount({ next }: { readonly next: () => void }) {
  const form = useRef<HTMLDivElement>(null)
  const connect = async ({ name, description, ...given }: Filled) => {
    const at = given['auth.params.host']?.trim().replace(/\/$/, '')
    const params = {
      accessToken: given['auth.params.accessToken']?.trim(),
      ...(at && at !== HERE && { host: at }),
    }
    return source('POST', 'connections', {
      name,
      ...(description && { description }),
      connectionSpec: STRIPE_SPEC,
      auth: { specName: 'OAuth2 Refresh Code', params },
    })
  }
  const fill = () => {
    const field = form.current?.querySelector<HTMLInputElement>('[type=password]')
    if (field) field.value = key.value ?? ''
  }
  return (
    <div ref={form}>
      <Form
        submit={W.connect}
        send={connect}
        done={({ id }) => {
          say({ connection: id })
          next()
        }}
      >
        <Text name="name" label={W.name} required />
        <Lines name="description" label={COMMON.description} rows={2} />
        <Text name="auth.params.host" type="url" label={TERMS.host} hint={W.hostHint} value={HERE} required />
        <Text name="auth.params.accessToken" type="password" label={W.token} hint={W.tokenHint} required />
        {!closed.value && (
          <div>
            <button type="button" class="quiet" onClick={fill}>
              {W.own}
            </button>
          </div>
        )}
      </Form>
    </div>
  )
}

function Known({ of, next }: { readonly of: readonly Connection[]; readonly next: () => void }) {
  const id = useId()
  const first = of.find((one) => one.id === draft.value.connection) ?? of[0]!
  /** The token that is kept is tried again before anything is built on it. */
  const tryIt = async ({ connection = '' }: Filled) => {
    const { state, message } = itemOf(await source('GET', `connections/${connection}/test`)) as Record<string, string>
    if (state !== 'success') throw new Error(message)
    return connection
  }
  return (
    <Form
      submit={STEP.next}
      send={tryIt}
      done={(connection) => {
        say({ connection })
        next()
      }}
    >
      <fieldset class="kinds">
        <legend>{W.known}</legend>
        {of.map((one) => (
          <label key={one.id} for={`${id}-${one.id}`}>
            <input
              type="radio"
              id={`${id}-${one.id}`}
              name="connection"
              value={one.id}
              defaultChecked={one === first}
            />
            <span>
              {one.name} <small>{one.auth.params.host ?? HERE}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </Form>
  )
}
