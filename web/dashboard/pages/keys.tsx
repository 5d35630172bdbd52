// API keys: those of the sandbox itself, to reveal and copy, and those that were handed out, some with rights of their own.
import { useState } from 'preact/hooks'
import { readOutlines } from '../contract.ts'
import { label } from '../format.ts'
import { key, publishableOf } from '../session.ts'
import { Act } from '../ui/act.tsx'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Copy } from '../ui/copy.tsx'
import { Facts, Moment } from '../ui/fields.tsx'
import { Choice, Form, Text } from '../ui/form.tsx'
import { Page, Section } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'API keys',
    lead: 'With a secret key a program may do everything in this account. A publishable key is for pages and apps, and may do little.',
    standard: 'Keys of this sandbox',
    publishable: 'Publishable key',
    secret: 'Secret key',
    reveal: 'Reveal test key',
    hide: 'Hide',
    issued: 'Keys that were handed out',
    make: 'Make a secret key',
    restrict: 'Make a restricted key',
    what: 'Key',
    rights: 'May',
    everything: 'everything',
    revoke: 'Revoke',
    revokeSure: 'Programs that use this key are refused from now on.',
    once: 'Copy it now: it is shown this once. Only its hash is kept.',
    roll: 'Roll',
    rollLead: 'A new key with the same rights takes its place. The old one is refused at once.',
    others: 'All other objects',
    of: 'What it may do with',
    choose: 'One object more',
    none: 'nothing',
    read: 'read',
    write: 'read and write',
  },
  de: {
    title: 'API-Schlüssel',
    lead: 'Mit einem geheimen Schlüssel darf ein Programm in diesem Konto alles. Ein veröffentlichbarer ist für Seiten und Apps und darf wenig.',
    standard: 'Schlüssel dieser Sandbox',
    publishable: 'Veröffentlichbarer Schlüssel',
    secret: 'Geheimer Schlüssel',
    reveal: 'Testschlüssel anzeigen',
    hide: 'Verbergen',
    issued: 'Ausgegebene Schlüssel',
    make: 'Geheimen Schlüssel erstellen',
    restrict: 'Eingeschränkten Schlüssel erstellen',
    what: 'Schlüssel',
    rights: 'Darf',
    everything: 'alles',
    revoke: 'Zurückziehen',
    revokeSure: 'Programme, die diesen Schlüssel benutzen, werden von jetzt an abgewiesen.',
    once: 'Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt. Aufbewahrt wird nur sein Hash.',
    roll: 'Erneuern',
    rollLead: 'Ein neuer Schlüssel mit denselben Rechten tritt an seine Stelle. Der alte wird sofort abgewiesen.',
    others: 'Alle anderen Objekte',
    of: 'Was er darf mit',
    choose: 'Ein weiteres Objekt',
    none: 'nichts',
    read: 'lesen',
    write: 'lesen und schreiben',
  },
})

interface ApiKey {
  readonly id: string
  readonly created: number
  readonly masked: string
  readonly name: string | null
  readonly permissions: Readonly<Record<string, string>> | null
  /** Only in the answer that makes it. */
  readonly key?: string
}

const PATH = '/brindle/api_keys'

export default function Keys() {
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <>
          <button type="button" class="quiet" onClick={() => ask(W.restrict, () => <Restricted />)}>
            {W.restrict}
          </button>
          <button type="button" onClick={() => ask(W.make, () => <Unrestricted />)}>
            {W.make}
          </button>
        </>
      }
    >
      <Section title={W.standard}>
        <Standard />
      </Section>
      <Section title={W.issued}>
        <List<ApiKey>
          path={PATH}
          caption={W.issued}
          columns={[
            { title: COMMON.name, cell: ({ name }) => name ?? COMMON.unnamed },
            { title: W.what, cell: ({ masked }) => <code>{masked}</code> },
            { title: W.rights, cell: ({ permissions }) => rightsText(permissions) },
            { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
            { title: '', cell: (row) => <Acts of={row} /> },
          ]}
        />
      </Section>
    </Page>
  )
}

/** The keys by which the sandbox goes: secret and publishable have the same name, and follow from it. */
function Standard() {
  const [isShown, setShown] = useState(false)
  const secret = key.value ?? ''
  const publishable = publishableOf(secret)
  return (
    <Facts
      of={[
        [W.publishable, publishable === undefined ? undefined : <Copy text={publishable} />],
        [
          W.secret,
          <span class="actions">
            {isShown ? <Copy text={secret} /> : <code>sk_test_••••••••••••</code>}
            <button type="button" class="quiet" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? W.hide : W.reveal}
            </button>
          </span>,
        ],
      ]}
    />
  )
}

const rightsText = (permissions: ApiKey['permissions']): string =>
  permissions === null
    ? W.everything
    : Object.entries(permissions)
        .map(
          ([object, right]) => `${object === '*' ? W.others : label(object)}: ${RIGHTS[right as keyof typeof RIGHTS]}`,
        )
        .join(', ')

const RIGHTS = { none: W.none, read: W.read, write: W.write }

function Acts({ of }: { readonly of: ApiKey }) {
  return (
    <span class="actions">
      <button type="button" class="quiet" onClick={() => ask(W.roll, () => <Roll old={of} />)}>
        {W.roll}
      </button>
      <Act method="DELETE" path={`${PATH}/${of.id}`} sure={W.revokeSure}>
        {W.revoke}
      </Act>
    </span>
  )
}

const show = ({ key: made }: ApiKey) =>
  ask(W.what, () => (
    <>
      <p>{W.once}</p>
      <p>
        <Copy text={made ?? ''} />
      </p>
    </>
  ))

const Unrestricted = () => (
  <Form path={PATH} submit={W.make} done={show} cancel={closeDialog}>
    <Text name="name" label={COMMON.name} />
  </Form>
)

const CHOICES = Object.entries(RIGHTS)

function Restricted() {
  const [objects, setObjects] = useState<readonly string[]>([])
  const [all, setAll] = useState<readonly string[]>([])
  if (all.length === 0) void readOutlines().then((found) => setAll(found.map(({ object }) => object).toSorted()))
  return (
    <Form path={PATH} submit={W.restrict} done={show} cancel={closeDialog}>
      <Text name="name" label={COMMON.name} />
      <Choice name="permissions[*]" label={W.others} value="none" choices={CHOICES} />
      {objects.map((object) => (
        <Choice
          key={object}
          name={`permissions[${object}]`}
          label={`${W.of} ${label(object)}`}
          value="read"
          choices={CHOICES}
        />
      ))}
      <Choice
        name=""
        label={W.choose}
        choices={[['', '–'], ...all.filter((one) => !objects.includes(one)).map((one) => [one, label(one)] as const)]}
        change={(object) => object !== '' && setObjects([...objects, object])}
      />
    </Form>
  )
}

/** First the new one, then the old one goes: between the two there is always one that works. */
function Roll({ old }: { readonly old: ApiKey }) {
  const rights = Object.entries(old.permissions ?? {}).map(([object, right]) => [`permissions[${object}]`, right])
  return (
    <>
      <p>{W.rollLead}</p>
      <div class="form-end">
        <Act
          path={PATH}
          params={{ ...(old.name !== null && { name: old.name }), ...Object.fromEntries(rights) }}
          quiet={false}
          then={(made: ApiKey) => show(made)}
          also={{ method: 'DELETE', path: `${PATH}/${old.id}` }}
        >
          {W.roll}
        </Act>
      </div>
    </>
  )
}
