// One account that is connected: where it is, what its token may read, its data flows, and a new token for it.
import { go, href } from '../router.ts'
import { gated } from '../source/gate.tsx'
import { SourceList } from '../source/list.tsx'
import { listName } from '../source/shown.tsx'
import '../source/style.ts'
import { TERMS } from '../source/terms.ts'
import type { Connection, Flow } from '../source/types.ts'
import { itemOf, source, useSource } from '../source_api.ts'
import { Act, tell } from '../ui/act.tsx'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Facts, Moment } from '../ui/fields.tsx'
import { Form, Text } from '../ui/form.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { Flows, hostText } from './sources.tsx'

const W = words({
  en: {
    test: 'Test',
    works: 'The host knows the token.',
    token: 'New token',
    tokenHint: 'Another key of the same account. It is tried before it is kept.',
    changed: 'The token is changed.',
    gone: 'Deletes the account. Data flows that read from it have to be deleted first.',
    may: 'What the token may read',
    read: 'may be read',
    rename: 'Rename',
  },
  de: {
    test: 'Prüfen',
    works: 'Der Host kennt das Token.',
    token: 'Neues Token',
    tokenHint: 'Ein anderer Schlüssel desselben Kontos. Er wird geprüft, bevor er bleibt.',
    changed: 'Das Token ist geändert.',
    gone: 'Löscht das Konto. Datenflüsse, die von ihm lesen, sind vorher zu löschen.',
    may: 'Was das Token lesen darf',
    read: 'lesbar',
    rename: 'Umbenennen',
  },
})

function AccountPage({ id }: { readonly id: string }) {
  const reading = useSource<{ items: readonly Connection[] }>(`connections/${id}`)
  return <Shown of={reading}>{(found) => <Whole account={itemOf(found)} />}</Shown>
}

function Whole({ account }: { readonly account: Connection }) {
  const { id, name, description, etag, createdAt, permissions } = account
  const test = async () => {
    const { state, message } = itemOf(await source('GET', `connections/${id}/test`)) as Record<string, string>
    if (state !== 'success') throw new Error(message)
  }
  return (
    <Page
      title={name}
      lead={description}
      over={<a href={href('/sources')}>{TERMS.sources}</a>}
      actions={
        <>
          <a class="button" href={href(`/sources/new?account=${id}`)}>
            {TERMS.add}
          </a>
          <Act send={test} done={W.works}>
            {W.test}
          </Act>
          <button type="button" class="quiet" onClick={() => ask(W.rename, () => <Rename account={account} />)}>
            {W.rename} …
          </button>
          <button type="button" class="quiet" onClick={() => ask(W.token, () => <NewToken account={account} />)}>
            {W.token} …
          </button>
          <Act
            sure={W.gone}
            send={() => source('DELETE', `connections/${id}`, undefined, { ifMatch: etag })}
            then={() => go('/sources')}
          >
            {COMMON.delete}
          </Act>
        </>
      }
    >
      <Facts
        of={[
          [TERMS.host, hostText(account)],
          [COMMON.created, <Moment key="c" at={createdAt / 1000} />],
        ]}
      />
      <Section title={W.may}>
        <Table
          caption={W.may}
          rows={Object.entries(permissions).map(([list, says]) => ({ id: list, says }))}
          columns={[
            { title: TERMS.list, cell: ({ id: list }) => listName(list) },
            {
              title: COMMON.status,
              cell: ({ says }) => (says === 'read' ? <span class="status good">{W.read}</span> : says),
            },
          ]}
        />
      </Section>
      <Section title={TERMS.flows}>
        <SourceList<Flow>
          path="flows"
          params={{ property: `inheritedAttributes.sourceConnections[].baseConnection.id==${id}` }}
          every={4000}
          caption={TERMS.flows}
          columns={[]}
        >
          {(flows) => <Flows of={flows} />}
        </SourceList>
      </Section>
    </Page>
  )
}

const patch = ({ id, etag }: Connection, path: string, value: unknown) =>
  source('PATCH', `connections/${id}`, [{ op: 'replace', path, value }], { ifMatch: etag })

const NewToken = ({ account }: { readonly account: Connection }) => (
  <Form
    submit={COMMON.save}
    cancel={closeDialog}
    send={({ 'auth.params.accessToken': accessToken }) =>
      patch(account, '/auth/params', { ...account.auth.params, accessToken })
    }
    done={() => {
      closeDialog()
      tell(W.changed)
    }}
  >
    <Text name="auth.params.accessToken" type="password" label={W.token} hint={W.tokenHint} required />
  </Form>
)

const Rename = ({ account }: { readonly account: Connection }) => (
  <Form submit={COMMON.save} cancel={closeDialog} send={({ name }) => patch(account, '/name', name)} done={closeDialog}>
    <Text name="name" label={COMMON.name} value={account.name} required />
  </Form>
)

export default gated(AccountPage)
