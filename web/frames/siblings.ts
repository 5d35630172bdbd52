// The fields of one card that stand in frames of their own. They are of one origin, so they find each other among the frames of the
// page and read each other without it: nothing of a card goes through the page that embeds them.
import type { FieldError } from './protocol.ts'

/** A part of a card, as its sibling reads it. */
export interface Part {
  readonly value: () => string
  /** Says what is wrong with it, and gives that. */
  readonly ask: () => FieldError | undefined
}

export type PartName = 'number' | 'expiry' | 'code' | 'postal'
export type Parts = { readonly [part in PartName]?: Part }

interface Sibling extends Window {
  brindle?: { readonly group: string; readonly parts: Parts; readonly changed: () => void }
}

/** Lets the fields of the same group read these. `changed` hears that a number elsewhere did. */
export function offer(group: string, parts: Parts, changed: () => void): void {
  ;(window as Sibling).brindle = { group, parts, changed }
}

/** Every frame of ours in the page that has fields of the group, this one too. */
function siblingsIn(group: string): NonNullable<Sibling['brindle']>[] {
  const found: NonNullable<Sibling['brindle']>[] = []
  for (let at = 0; at < window.parent.length; at++) {
    try {
      const { brindle } = window.parent[at] as Sibling
      if (brindle?.group === group) found.push(brindle)
    } catch {
      // A frame of somebody else's: it is not for us to read.
    }
  }
  return found
}

/** All parts that the frames of a group hold. */
export const partsOf = (group: string): Parts => Object.assign({}, ...siblingsIn(group).map(({ parts }) => parts))

/** The number has changed: how long the code is goes by it. */
export function tellSiblings(group: string): void {
  for (const { changed } of siblingsIn(group)) changed()
}
