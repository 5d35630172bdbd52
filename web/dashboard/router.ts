// Where in the Dashboard we are: the address is all there is to know, so that every view can be linked to.
import { computed, signal } from '@preact/signals'

const at = signal(new URL(location.href))
addEventListener('popstate', () => {
  at.value = new URL(location.href)
})

/** The path below `/dashboard`: `/products/prod_…`; `/` is home. `request_log_url` of a refusal says `logs`, as Stripe's does. */
export const path = computed(
  () =>
    at.value.pathname
      .replace(/^.*?\/dashboard(?=\/|$)/, '')
      .replace(/\/$/, '')
      .replace(/^\/logs(?=\/|$)/, '/requests') || '/',
)

/** Where the Dashboard itself is, also when a proxy serves it below a path. */
export const base = new URL(location.href).pathname.replace(/(\/dashboard)(\/.*)?$/, '$1')

/** Where the API is: beside the Dashboard. */
export const host = base.replace(/\/dashboard$/, '')

/** The address of a page. */
export const href = (to: string): string => base + (to === '/' ? '' : to)

/** Goes to a page, as a link to it would. */
export function go(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', href(to))
  at.value = new URL(location.href)
  scrollTo(0, 0)
}

/** A parameter of the address; undefined where it is not there. */
export const param = (name: string): string | undefined => at.value.searchParams.get(name) ?? undefined

/** Changes parameters of the address; undefined takes one out. The way back leads to what was there before. */
export function setParams(changes: Readonly<Record<string, string | undefined>>, { replace = false } = {}): void {
  const url = new URL(at.value)
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  history[replace ? 'replaceState' : 'pushState'](null, '', url)
  at.value = url
}

/** Follows plain clicks on links of the Dashboard without loading the page again. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  const link = (event.target as Element).closest?.('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (link.pathname !== base && !link.pathname.startsWith(`${base}/`)) return
  event.preventDefault()
  go(link.pathname.slice(base.length) + link.search || '/')
}

/** What of a path matches `/products/:id`: its names, or nothing. */
export function match(pattern: string, given: string): Readonly<Record<string, string>> | undefined {
  const [names, parts] = [pattern.split('/'), given.split('/')]
  if (names.length !== parts.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, name] of names.entries())
    if (name.startsWith(':')) found[name.slice(1)] = decodeURIComponent(parts[i]!)
    else if (name !== parts[i]) return undefined
  return found
}
