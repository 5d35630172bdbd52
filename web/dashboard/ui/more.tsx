// What is done more rarely: a menu behind a button, and buttons that ask in a dialog before they do something.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { href } from '../router.ts'
import { words } from '../words.ts'
import { ask } from './dialog.tsx'

const W = words({ en: { more: 'More', json: 'As JSON' }, de: { more: 'Mehr', json: 'Als JSON' } })

/** A button that opens a dialog with a form in it. */
export const Asks = ({
  title,
  body,
  quiet = true,
  isSmall = false,
  children,
}: {
  /** Of the dialog, and of the button where it has no other words. */
  readonly title: string
  readonly body: () => ComponentChildren
  readonly quiet?: boolean
  /** Among other things in a line. */
  readonly isSmall?: boolean
  readonly children?: ComponentChildren
}) => (
  <button type="button" class={`${quiet ? 'quiet' : ''}${isSmall ? ' small' : ''}`} onClick={() => ask(title, body)}>
    {children ?? title}
  </button>
)

/** The object as the API has it. */
export const AsJson = ({ id }: { readonly id: string }) => (
  <a class="button quiet" href={href(`/id/${id}?as=json`)}>
    {W.json}
  </a>
)

/** A menu of `Act`, `Asks` and links: the browser's own popover, below its button. */
export function More({ children }: { readonly children: ComponentChildren }) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  // Whatever was chosen, the menu closes.
  useEffect(() => {
    const element = menu.current!
    const close = () => element.hidePopover()
    element.addEventListener('click', close)
    return () => element.removeEventListener('click', close)
  }, [])
  const place = () => {
    const { bottom, right } = button.current!.getBoundingClientRect()
    const style = menu.current!.style
    style.top = `${bottom + 6}px`
    style.right = `${Math.max(document.documentElement.clientWidth - right, 8)}px`
  }
  return (
    <>
      <button ref={button} type="button" class="quiet" popoverTarget={id} onClick={place}>
        {W.more} <span aria-hidden="true">▾</span>
      </button>
      <div ref={menu} id={id} popover="auto" class="menu">
        {children}
      </div>
    </>
  )
}
