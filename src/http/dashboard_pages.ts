// The Dashboard: one page of HTML for all its addresses, its files, and whether signing in is required. All that it shows and
// does it asks of the API, as anybody would. (web/dashboard)
import type { BrowserFiles } from './browser_pages.ts'
import { fileOf } from './browser_pages.ts'
import { DEFAULT_KEYS } from './keys.ts'
import { json } from './own_call.ts'
import type { Page, PageReply } from './server.ts'

interface DashboardOptions {
  readonly files: BrowserFiles
  /** Whether nobody has to sign in: on loopback, or in a trusted network. */
  readonly open: boolean
  readonly house: { readonly newest: string }
}

/** Nothing from elsewhere, nothing inline, and in nobody's frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function dashboardPages({ files, open, house }: DashboardOptions): Page[] {
  const { secret, publishable } = DEFAULT_KEYS
  const session = { key: open ? secret : null, publishable: open ? publishable : null, version: house.newest }
  return [
    { method: 'GET', path: '/', run: () => ({ status: 302, headers: { location: 'dashboard' }, body: '' }) },
    { method: 'GET', path: '/dashboard', run: ({ request }) => shell(request.url) },
    { method: 'GET', path: '/dashboard/*', run: ({ request }) => shell(request.url) },
    { method: 'GET', path: '/dashboard/session', run: () => json(200, session) },
    {
      method: 'GET',
      path: '/dashboard/files/:name',
      run: async ({ ids }) => fileOf(await files('dashboard'), ids.name ?? ''),
    },
  ]
}

/** The page is the same everywhere; its files are found from where it is, also below a path of a proxy's. */
function shell(url = ''): PageReply {
  const depth = url.split('?', 1)[0]!.split('/').length - 2
  const up = depth === 0 ? 'dashboard/' : '../'.repeat(depth - 1)
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Brindle</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='7' fill='%237d4716'/%3E%3Cpath d='M6 17 10 7M11 18 15 6M16 17l2.5-7' stroke='%23fffdfa' stroke-width='2.2' stroke-linecap='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="${up}files/dashboard.css">
<script type="module" src="${up}files/dashboard.js"></script>
<body><div id="dashboard"></div></body>
</html>
`,
  }
}
