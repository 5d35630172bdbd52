// The frame around every page: who is signed in, where one can go, what is found, and the page itself.
import type { ComponentType } from 'preact'
import { useEffect, useErrorBoundary, useState } from 'preact/hooks'
import { isLive, listen } from './live.ts'
import { NAVIGATION, PAGES } from './navigation.ts'
import { followLinks, href, match, path } from './router.ts'
import { begin, key } from './session.ts'
import { listenToKeys } from './shortcuts.ts'
import { SignIn } from './sign_in.tsx'
import { AccountMenu } from './ui/account_menu.tsx'
import { Told } from './ui/act.tsx'
import { Calls, showsCalls } from './ui/calls.tsx'
import { ask, Dialog } from './ui/dialog.tsx'
import { Find, openFind } from './ui/find.tsx'
import { Page, Problem } from './ui/page.tsx'
import { words } from './words.ts'

const W = words({
  en: {
    skip: 'Go to the page',
    find: 'Find anything',
    calls: 'API calls',
    live: 'Live',
    waiting: 'Not connected',
    pages: 'Pages',
    lost: 'There is no such page',
    lostLead: 'Nothing in the Dashboard has this address.',
    keys: 'Keyboard',
    keyFind: 'Find anything',
    keyCalls: 'Show the calls of the API',
    keyGo: (page: string) => `Go to ${page}`,
  },
  de: {
    skip: 'Zur Seite',
    find: 'Alles finden',
    calls: 'API-Aufrufe',
    live: 'Live',
    waiting: 'Nicht verbunden',
    pages: 'Seiten',
    lost: 'Diese Seite gibt es nicht',
    lostLead: 'Im Dashboard hat nichts diese Adresse.',
    keys: 'Tastatur',
    keyFind: 'Alles finden',
    keyCalls: 'Die Aufrufe der API zeigen',
    keyGo: (page: string) => `Zu ${page}`,
  },
})

export function App() {
  useEffect(() => {
    void begin()
    listen()
    listenToKeys(() => ask(W.keys, () => <Keys />))
    addEventListener('click', followLinks)
  }, [])
  if (key.value === null) return null
  if (key.value === undefined) return <SignIn />
  return (
    <div class="frame" key={key.value}>
      <a class="skip" href="#page">
        {W.skip}
      </a>
      <Side />
      <div class="over-page">
        <Top />
        <main id="page">
          <Outlet key={path.value} />
        </main>
      </div>
      <Calls />
      <Dialog />
      <Find />
      <Told />
    </div>
  )
}

function Side() {
  const isHere = (to: string) =>
    to === '/' ? path.value === '/' : path.value === to || path.value.startsWith(`${to}/`)
  return (
    <nav class="side" aria-label={W.pages}>
      <a class="brand" href={href('/')}>
        <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
          <rect width="24" height="24" rx="7" />
          <path d="M6 17 10 7M11 18 15 6M16 17l2.5-7" />
        </svg>
        Brindle
      </a>
      {NAVIGATION.map(({ title, places }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {places.map((place) => (
              <li key={place.path}>
                <a href={href(place.path)} aria-current={isHere(place.path) ? 'page' : undefined}>
                  {place.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

const Top = () => (
  <header class="top">
    <button type="button" class="quiet find-button" onClick={openFind}>
      {W.find} <kbd>⌘K</kbd>
    </button>
    <span class={isLive.value ? 'live on' : 'live'}>{isLive.value ? W.live : W.waiting}</span>
    <button
      type="button"
      class="quiet"
      aria-pressed={showsCalls.value}
      onClick={() => {
        showsCalls.value = !showsCalls.value
      }}
    >
      {W.calls}
    </button>
    <AccountMenu />
  </header>
)

/** The page that the address names, loaded when it is first needed. */
function Outlet() {
  const [error, reset] = useErrorBoundary()
  const [Shown, setShown] = useState<ComponentType<any>>()
  const here = path.value
  const found = PAGES.find(([pattern]) => match(pattern, here))
  useEffect(() => {
    reset()
    if (found) void found[1]().then((loaded) => setShown(() => loaded.default))
  }, [found, reset])
  if (error) return <Problem error={error} />
  if (!found) return <Page title={W.lost} lead={W.lostLead} />
  return Shown ? <Shown {...match(found[0], here)} /> : null
}

const Keys = () => (
  <dl class="facts">
    <div>
      <dt>
        <kbd>⌘K</kbd> <kbd>/</kbd>
      </dt>
      <dd>{W.keyFind}</dd>
    </div>
    <div>
      <dt>
        <kbd>a</kbd>
      </dt>
      <dd>{W.keyCalls}</dd>
    </div>
    {NAVIGATION.flatMap(({ places }) => places)
      .filter(({ press }) => press !== undefined)
      .map(({ press, title }) => (
        <div key={press}>
          <dt>
            <kbd>g</kbd> <kbd>{press}</kbd>
          </dt>
          <dd>{W.keyGo(title)}</dd>
        </div>
      ))}
  </dl>
)
