// Puts a frame of fields with labels into the look that the page's `appearance` says.
import { appearanceText } from './appearance.ts'
import { dress } from './dress.ts'

export const wear = (appearance: unknown): void => dress(appearanceText(appearance))
