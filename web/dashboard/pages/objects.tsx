// Every object that the API lists: those with pages of their own, and all the others.
import { useEffect } from 'preact/hooks'
import { outlines, readOutlines } from '../contract.ts'
import { label } from '../format.ts'
import { href } from '../router.ts'
import { Page } from '../ui/page.tsx'
import { words } from '../words.ts'

const W = words({
  en: { title: 'All objects', lead: 'Everything that the API lists, as this server answers it.' },
  de: { title: 'Alle Objekte', lead: 'Alles, was die API auflistet, so wie dieser Server es beantwortet.' },
})

export default function Objects() {
  useEffect(() => void readOutlines(), [])
  const listed = (outlines.value ?? []).filter(({ list }) => list !== null)
  return (
    <Page title={W.title} lead={W.lead}>
      <ul class="columns">
        {listed
          .toSorted((a, b) => a.object.localeCompare(b.object))
          .map(({ object, list }) => (
            <li key={object}>
              <a href={href(`/objects/${object}`)}>{label(object)}</a> <code>{list}</code>
            </li>
          ))}
      </ul>
    </Page>
  )
}
