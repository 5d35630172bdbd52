// Makes of web/ what browsers load. In the checkout the server asks for it when a browser first comes, so that there is no build
// to forget; scripts/build.ts writes the same into the package.
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** What of web/ is loaded together. */
export type Part = 'stripejs' | 'frames' | 'dashboard'
export const PARTS: readonly Part[] = ['stripejs', 'frames', 'dashboard']

/** Each part's files. Those of `stripejs` are classic scripts for pages of any age; the others are modules, of which some are loaded when needed. */
const OPTIONS: Readonly<Record<Part, () => BuildOptions>> = {
  stripejs: () => ({
    entryPoints: { stripe: 'web/stripejs/stripe.ts', 'pricing-table': 'web/stripejs/pricing_table.ts' },
    format: 'iife',
    target: 'es2020',
  }),
  frames: () => ({ entryPoints: globSync('web/frames/*/frame.ts', { cwd: root }), splitting: true }),
  dashboard: () => ({ entryPoints: globSync('web/dashboard/dashboard.tsx', { cwd: root }), splitting: true }),
}

/** A part's files by their names: `stripe.js`, `card.js`, `dashboard.css` and so on. Throws where the sources do not hold together. */
export async function bundle(part: Part): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    chunkNames: 'chunk-[hash]',
    // Of a frame the folder is its name.
    entryNames: part === 'frames' ? '[dir]' : '[name]',
    ...(part === 'frames' && { outbase: 'web/frames' }),
    ...OPTIONS[part](),
  })
  return new Map(outputFiles!.map(({ path, text }) => [basename(path), text]))
}
