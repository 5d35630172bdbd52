// Who asks the source: on this machine anybody; elsewhere whoever has a token, which is forgotten with the tab.
import { signal } from '@preact/signals'
import { closed } from '../session.ts'

const KEPT = 'brindle.source'

/** The token in use where one is needed. */
export const token = signal(sessionStorage.getItem(KEPT) ?? undefined)

/** Whether somebody has to say a token first. */
export const isShut = (): boolean => closed.value && token.value === undefined

/** What is sent. On loopback the documented word does. */
export const bearer = (): string => (closed.value ? (token.value ?? '') : 'brindle')

export function keep(given: string): void {
  sessionStorage.setItem(KEPT, given)
  token.value = given
}

export function forget(): void {
  sessionStorage.removeItem(KEPT)
  token.value = undefined
}

/** Whose things a token shows: it says so itself, or leaves it to whoever asks. */
export function orgOf(given: string): string {
  const OWN = 'BRINDLE@AdobeOrg'
  const [, text] = /^brs_([\w-]+)\./.exec(given) ?? []
  if (text === undefined) return OWN
  try {
    const { org } = JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/'))) as { org: string }
    return org === '*' ? OWN : org
  } catch {
    return OWN
  }
}
