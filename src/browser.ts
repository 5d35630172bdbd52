// What browsers load from us beside pages: Stripe.js, the frames of its fields, the Dashboard. The package brings it ready; in a
// checkout it is made of web/ when a browser first asks.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** What is loaded together: `scripts/bundle.ts` knows of what each is made. */
export type Part = 'stripejs' | 'frames' | 'dashboard'

/** The files of each part, by name. */
export type BrowserFiles = (part: Part) => Promise<ReadonlyMap<string, string>>

/** Each part is read once. Rejects, with what to do, where a checkout has been installed without what builds it. */
export function browserFiles(): BrowserFiles {
  const parts = new Map<Part, Promise<ReadonlyMap<string, string>>>()
  return (part) => {
    const known = parts.get(part)
    if (known) return known
    const reading = filesOf(part)
    parts.set(part, reading)
    // What failed may be mended, and is tried again.
    reading.catch(() => parts.delete(part))
    return reading
  }
}

async function filesOf(part: Part): Promise<ReadonlyMap<string, string>> {
  const packed = new URL(`../web/browser/${part}/`, import.meta.url)
  if (existsSync(packed))
    return new Map(readdirSync(packed).map((name) => [name, readFileSync(new URL(name, packed), 'utf8')]))
  // Named so that the package, which has no scripts, does not look for it.
  const script = new URL('../scripts/bundle.ts', import.meta.url).href
  try {
    const { bundle } = await import(script)
    return await bundle(part)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error(
      'What browsers load is not built here: run `npm ci` with the development packages, or `npm run build`.',
    )
  }
}
