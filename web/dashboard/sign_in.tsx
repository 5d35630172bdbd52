// Where a secret key is asked for, on servers that others can reach.
import { useState } from 'preact/hooks'
import { call } from './api.ts'
import { signIn } from './session.ts'
import { Problem } from './ui/page.tsx'
import { words } from './words.ts'

const W = words({
  en: {
    title: 'Sign in',
    lead: 'This server is open to others, so it asks who you are. The secret key stays in this tab and is forgotten when you close it.',
    key: 'Secret key',
    submit: 'Sign in',
  },
  de: {
    title: 'Anmelden',
    lead: 'Dieser Server ist für andere erreichbar und fragt deshalb, wer Sie sind. Der geheime Schlüssel bleibt in diesem Tab und wird vergessen, wenn Sie ihn schließen.',
    key: 'Geheimer Schlüssel',
    submit: 'Anmelden',
  },
})

export function SignIn() {
  const [error, setError] = useState<Error>()
  const enter = async (event: SubmitEvent) => {
    event.preventDefault()
    const secret = String(new FormData(event.target as HTMLFormElement).get('key')).trim()
    try {
      await call('GET', '/v1/account', {}, secret)
      signIn(secret)
    } catch (thrown) {
      setError(thrown as Error)
    }
  }
  return (
    <main class="sign-in">
      <h1>{W.title}</h1>
      <p>{W.lead}</p>
      <form class="form" onSubmit={enter}>
        <div class="field">
          <label for="key">{W.key}</label>
          <input id="key" name="key" type="password" required autocomplete="off" placeholder="sk_test_…" />
        </div>
        <Problem error={error} />
        <button type="submit">{W.submit}</button>
      </form>
    </main>
  )
}
