// What every page has: a heading with what can be done, what was refused, and that something is still being read.
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Reading } from '../api.ts'
import { words } from '../words.ts'

const W = words({
  en: { loading: 'Loading …', refused: 'That did not work' },
  de: { loading: 'Wird geladen …', refused: 'Das ging nicht' },
})

interface PageProps {
  /** Also the title of the tab. */
  readonly title: string
  /** Stands small above the title: where the page belongs. */
  readonly over?: ComponentChildren
  readonly lead?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly children?: ComponentChildren
}

export function Page({ title, over, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Brindle`
  }, [title])
  return (
    <>
      <header class="page-head">
        <div>
          {over && <p class="over">{over}</p>}
          <h1 tabIndex={-1}>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

/** A part of a page with a heading of its own. */
export function Section({
  title,
  actions,
  children,
}: Pick<PageProps, 'actions' | 'children'> & { readonly title: string }) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}

/** Words of a refusal, read out when they come. */
export const Problem = ({ error }: { readonly error: Error | undefined }) => (
  <div role="alert">
    {error && (
      <p class="problem">
        <strong>{W.refused}.</strong> {error.message}
      </p>
    )}
  </div>
)

/** Shows what was read, once it is there. */
export function Shown<T>({
  of,
  children,
}: {
  readonly of: Reading<T>
  readonly children: (data: T) => ComponentChildren
}) {
  if (of.error) return <Problem error={of.error} />
  if (of.data === undefined) return <p class="quiet-text">{W.loading}</p>
  return <>{children(of.data)}</>
}
