// Finds anything: an id, an e-mail address, the last digits of a card, an amount, an invoice's number; or a page by its name.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { label } from '../label.ts'
import { NAVIGATION } from '../navigation.ts'
import { go } from '../router.ts'
import { words } from '../words.ts'

const W = words({
  en: {
    title: 'Find anything',
    hint: 'An id, an email, the last four digits, an amount, or a page',
    none: 'Nothing was found.',
  },
  de: {
    title: 'Alles finden',
    hint: 'Eine ID, eine E-Mail-Adresse, die letzten vier Ziffern, ein Betrag oder eine Seite',
    none: 'Nichts gefunden.',
  },
})

interface Hit {
  readonly to: string
  readonly label: string
  readonly about: string
}

/** The dialog, for as long as it is in the page. */
let dialog: HTMLDialogElement | null = null

/** Opens it at once, so that not a letter of what is typed next is lost. */
export function openFind(): void {
  if (!dialog?.open) dialog?.showModal()
}

const keep = (element: HTMLDialogElement | null) => {
  dialog = element
}

/** The pattern of a field with a list below it; its list is no `datalist`. (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/) */
const COMBOBOX: object = { type: 'search', role: 'combobox', 'aria-expanded': true }

/** Why 150 ms: somebody who types is not asked about each letter. */
const PAUSE_MS = 150

export function Find() {
  const [query, setQuery] = useState('')
  const [hits, setHits] = useState<readonly Hit[]>([])
  const [at, setAt] = useState(0)
  useEffect(() => {
    const pages = pagesFor(query)
    setHits(pages)
    setAt(0)
    if (query.trim().length < 2) return
    const asking = setTimeout(async () => {
      const objects = await objectsFor(query.trim())
      setHits([...objects, ...pages])
    }, PAUSE_MS)
    return () => clearTimeout(asking)
  }, [query])
  const follow = (hit: Hit | undefined) => {
    if (!hit) return
    dialog?.close()
    go(hit.to)
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((at + step + hits.length) % Math.max(hits.length, 1))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      follow(hits[at])
    }
  }
  return (
    <dialog ref={keep} class="find" aria-label={W.title} onClose={() => setQuery('')}>
      <input
        {...COMBOBOX}
        aria-controls="find-hits"
        aria-activedescendant={hits.length > 0 ? `find-${at}` : undefined}
        aria-label={W.title}
        placeholder={W.hint}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={press}
      />
      <div id="find-hits" role="listbox" aria-label={W.title}>
        {hits.map((hit, i) => (
          <div
            key={hit.to}
            id={`find-${i}`}
            role="option"
            aria-selected={i === at}
            onClick={() => follow(hit)}
            onKeyDown={press}
            tabIndex={-1}
          >
            <span>{hit.label}</span> <small>{hit.about}</small>
          </div>
        ))}
      </div>
      {query.trim().length > 1 && hits.length === 0 && <p class="quiet-text">{W.none}</p>}
    </dialog>
  )
}

const pagesFor = (query: string): Hit[] =>
  NAVIGATION.flatMap(({ title, places }) =>
    places
      .filter((place) => place.title.toLowerCase().includes(query.trim().toLowerCase()))
      .map((place) => ({ to: place.path, label: place.title, about: title })),
  ).slice(0, 8)

interface Found {
  readonly id: string
  readonly object: string
  readonly label: string
  readonly sub_label: string | null
}

/** Ids that do not say what they are of are looked for by object. */
const placeOf = ({ object, id }: Found) => (/_/.test(id) ? `/id/${id}` : `/objects/${object}/${id}`)

async function objectsFor(query: string): Promise<Hit[]> {
  try {
    const { data } = await call<{ data: readonly Found[] }>('GET', '/brindle/find', { query })
    return data.map((one) => ({
      to: placeOf(one),
      label: one.label,
      about: [label(one.object), one.sub_label].filter(Boolean).join(' · '),
    }))
  } catch {
    return []
  }
}
