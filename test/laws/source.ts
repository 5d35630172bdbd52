// The sources, as the laws read them.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Source {
  /** From the root: `src/kernel/tx.ts`. */
  readonly path: string
  readonly text: string
}

/** Every TypeScript file under a folder of the root. */
export function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') }))
}

/** Any file of the root. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The code of a file, without its comments and texts. */
export const code = ({ text }: Source): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\$]|\\.|\$(?!\{))*`/g, '``')

/** What a file imports, as paths from the root; packages by their name. */
export function imports({ path, text }: Source): { path: string; typeOnly: boolean }[] {
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gm)]
  return found.map(([, typeOnly, from, dynamic]) => {
    const target = from ?? dynamic!
    return { path: target.startsWith('.') ? join(path, '..', target) : target, typeOnly: typeOnly !== undefined }
  })
}
