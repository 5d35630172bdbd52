// Where browsers load Stripe.js and the frames of its fields.
import { type Page, type PageReply, plain } from './server.ts'

/** The files of a part of what browsers load, by name. (src/browser.ts) */
export type BrowserFiles = (part: 'stripejs' | 'frames' | 'dashboard') => Promise<ReadonlyMap<string, string>>

/** Stripe.js, at every address from which pages load it. */
export function browserPages(files: BrowserFiles): Page[] {
  const script: Page['run'] = async () => fileOf(await files('stripejs'), 'stripe.js')
  return [
    { method: 'GET', path: '/v3', run: script },
    { method: 'GET', path: '/:train/stripe.js', run: script },
  ]
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
