// A merchant's page that React draws with Stripe's own wrapper: the source is joined with the wrapper of a major, as a merchant's bundler
// would join them. What it imports from `@stripe/react-stripe-js` is the real package.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * The script of a page, in TSX, that finds `stripe` on its window, and draws into `#root`. Of the wrapper the newest is the
 * one that pairs with the release whose script the page loads.
 */
export async function reactScript(source: string, wrapper: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, loader: 'tsx', resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    charset: 'ascii',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [
      {
        name: 'wrapper',
        setup({ onResolve, resolve }) {
          onResolve({ filter: /^@stripe\/react-stripe-js/ }, ({ path, resolveDir, kind }) =>
            resolve(path.replace('@stripe/react-stripe-js', wrapper), { resolveDir, kind }),
          )
        },
      },
    ],
  })
  // It stands within a page, and must not end its own tag.
  return outputFiles[0]!.text.replaceAll('</script', '<\\/script')
}
