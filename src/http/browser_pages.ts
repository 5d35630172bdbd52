// Where browsers load Stripe.js, the script of pricing tables, and the frames of both.
import { type Page, type PageReply, plain } from './server.ts'

/** The files of a part of what browsers load, by name. (src/browser.ts) */
export type BrowserFiles = (part: 'stripejs' | 'frames' | 'dashboard') => Promise<ReadonlyMap<string, string>>

/** Stripe.js, at every address from which pages load it; beside it its frames, a page for each and what that loads. */
export function browserPages(files: BrowserFiles): Page[] {
  const script: Page['run'] = async () => fileOf(await files('stripejs'), 'stripe.js')
  return [
    { method: 'GET', path: '/v3', run: script },
    { method: 'GET', path: '/:train/stripe.js', run: script },
    {
      method: 'GET',
      path: '/v3/pricing-table.js',
      run: async () => fileOf(await files('stripejs'), 'pricing-table.js'),
    },
    { method: 'GET', path: '/v3/:page', run: async ({ ids }) => framePage(await files('frames'), ids.page ?? '') },
    { method: 'GET', path: '/v3/frames/:file', run: async ({ ids }) => fileOf(await files('frames'), ids.file ?? '') },
  ]
}

/** `elements-inner-card.html`, `three-ds-2-challenge.html`; a hash of 32 characters before the dot is somebody's memory of Stripe's own. */
const FRAME = /^(?:elements-inner-)?([a-z\d-]+?)(?:-[\da-f]{32})?\.html$/

/**
 * What a frame's page may load: its own scripts, the API, and the pages of customers' steps. Under Stripe's own name, which tests
 * map to us, the API has another. Pages of any merchant may embed it: that is what it is for.
 */
const FRAME_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self' https://api.stripe.com; frame-src 'self'; base-uri 'none'; form-action 'none'"

/** The page of a frame: nothing but its script. */
export function framePage(files: ReadonlyMap<string, string>, page: string): PageReply {
  const name = FRAME.exec(page)?.[1]
  if (name === undefined || !files.has(`${name}.js`)) return plain(404, `There is no frame ${page} here.\n`)
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': FRAME_POLICY,
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${name}</title>
<script type="module" src="frames/${name}.js"></script>
</head>
<body></body>
</html>
`,
  }
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/** One of these files, for pages of any origin; browsers ask again whether it is still so. */
export function fileOf(files: ReadonlyMap<string, string>, name: string): PageReply {
  const body = files.get(name)
  if (body === undefined) return plain(404, `There is no file ${name} here.\n`)
  return {
    status: 200,
    headers: {
      'content-type': TYPES[name.split('.').at(-1)!]!,
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    },
    body,
  }
}
