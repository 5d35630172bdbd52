// Puts a frame into its look. A style sheet of a script's own making needs no leave of the frame's policy.
import { appearanceText } from './appearance.ts'

let worn: CSSStyleSheet | undefined

/** Instead of the look before. */
export function dress(css: string): void {
  worn ??= new CSSStyleSheet()
  document.adoptedStyleSheets = [worn]
  worn.replaceSync(css)
}

/** As the page's `appearance` says. */
export const wear = (appearance: unknown): void => dress(appearanceText(appearance))
