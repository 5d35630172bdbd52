// What every step of setting up a flow has.
import { words } from '../words.ts'

export interface StepProps {
  readonly next: () => void
  readonly back: () => void
}

/** What is filled in, by the names of its fields; an empty one is left out. */
export type Filled = Readonly<Record<string, string>>

export const STEP = words({ en: { next: 'Next', back: 'Back' }, de: { next: 'Weiter', back: 'Zurück' } })
