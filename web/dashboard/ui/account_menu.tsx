// Which account is looked at: the sandboxes that this browser knows, a new one, the language, and the way out.
import { useRef } from 'preact/hooks'
import { useGet } from '../api.ts'
import { go } from '../router.ts'
import { closed, key, known, newSandbox, signIn, signOut } from '../session.ts'
import { language, speak, words } from '../words.ts'

const W = words({
  en: { account: 'Account', fresh: 'New sandbox', out: 'Sign out', other: 'Deutsch', sandboxes: 'Sandboxes' },
  de: { account: 'Konto', fresh: 'Neue Sandbox', out: 'Abmelden', other: 'English', sandboxes: 'Sandboxes' },
})

const shortened = (secret: string) => (secret.length > 24 ? `${secret.slice(0, 16)}…${secret.slice(-4)}` : secret)

interface Account {
  readonly id: string
  readonly settings?: { readonly dashboard?: { readonly display_name?: string | null } }
}

export function AccountMenu() {
  const menu = useRef<HTMLDivElement>(null)
  const { data } = useGet<Account>('/v1/account')
  const use = (secret: string) => {
    menu.current?.hidePopover()
    go('/')
    signIn(secret)
  }
  return (
    <>
      <button type="button" class="quiet account" popoverTarget="account-menu">
        {data?.settings?.dashboard?.display_name || data?.id || W.account}
      </button>
      <div ref={menu} id="account-menu" popover="auto" class="menu">
        {!closed.value && (
          <>
            <h2>{W.sandboxes}</h2>
            {known.value.map((secret) => (
              <button
                key={secret}
                type="button"
                aria-current={secret === key.value ? 'true' : undefined}
                onClick={() => use(secret)}
              >
                <code>{shortened(secret)}</code>
              </button>
            ))}
            <button type="button" onClick={() => use(newSandbox())}>
              {W.fresh}
            </button>
            <hr />
          </>
        )}
        <button type="button" onClick={() => speak(language === 'en' ? 'de' : 'en')}>
          {W.other}
        </button>
        {closed.value && (
          <button type="button" onClick={signOut}>
            {W.out}
          </button>
        )}
      </div>
    </>
  )
}
