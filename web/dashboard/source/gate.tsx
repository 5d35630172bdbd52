// What stands before the pages of the source on servers that others can reach: a token is asked for.
import type { ComponentType } from 'preact'
import { source } from '../source_api.ts'
import { Copy } from '../ui/copy.tsx'
import { Form, Text } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { words } from '../words.ts'
import { isShut, keep } from './token.ts'

const W = words({
  en: {
    title: 'Token of the source',
    lead: 'The source has tokens of its own. This one is forgotten with this tab.',
    token: 'Token',
    hint: 'The page needs “view”; connecting accounts and flows needs “manage” too.',
    make: 'On the machine of the lake:',
    submit: 'Go on',
  },
  de: {
    title: 'Token der Quelle',
    lead: 'Die Quelle hat eigene Tokens. Dieses wird mit diesem Tab vergessen.',
    token: 'Token',
    hint: 'Die Seite braucht „view“; zum Anbinden von Konten und Datenflüssen auch „manage“.',
    make: 'Auf dem Rechner des Lakes:',
    submit: 'Weiter',
  },
})

/** A page that is shown to who may see it. */
export const gated =
  <P extends object>(Shown: ComponentType<P>): ComponentType<P> =>
  (props: P) =>
    isShut() ? <AskToken /> : <Shown {...props} />

const AskToken = () => (
  <Page title={W.title} lead={W.lead}>
    <div class="form">
      <p>{W.make}</p>
      <Copy text="npx brindle source token --permissions view,manage" />
    </div>
    <Form
      submit={W.submit}
      send={async ({ token = '' }) => {
        await source('GET', 'connectionSpecs', undefined, { token: token.trim() })
        return token.trim()
      }}
      done={keep}
    >
      <Text name="token" type="password" label={W.token} hint={W.hint} required />
    </Form>
  </Page>
)
