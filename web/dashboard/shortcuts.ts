// The keyboard: ⌘K or / finds, g and a letter goes to a page, a shows the calls, ? tells of all this.
import { NAVIGATION } from './navigation.ts'
import { go } from './router.ts'
import { showsCalls } from './ui/calls.tsx'
import { openFind } from './ui/find.tsx'

/** Whether somebody is writing, so that letters are letters. */
const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|SELECT|TEXTAREA)$/.test(target.tagName))

/** Why one second: as long as a second letter is waited for. */
const SECOND_MS = 1000

/** Listens to the keyboard; `tellAll` shows what there is. */
export function listenToKeys(tellAll: () => void): void {
  let isGoing = false
  addEventListener('keydown', (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key === 'k') {
      event.preventDefault()
      return openFind()
    }
    if (
      isWriting(event.target) ||
      event.metaKey ||
      event.ctrlKey ||
      event.altKey ||
      document.querySelector('dialog[open]')
    )
      return
    if (isGoing) {
      isGoing = false
      const place = NAVIGATION.flatMap(({ places }) => places).find(({ press }) => press === event.key)
      if (place) go(place.path)
    } else if (event.key === 'g') {
      isGoing = true
      setTimeout(() => (isGoing = false), SECOND_MS)
    } else if (event.key === '/') {
      event.preventDefault()
      openFind()
    } else if (event.key === 'a') showsCalls.value = !showsCalls.value
    else if (event.key === '?') tellAll()
  })
}
