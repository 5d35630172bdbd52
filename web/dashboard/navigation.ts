// Which pages there are: their addresses, their names, and what is loaded when one is opened.
import type { ComponentType } from 'preact'
import { words } from './words.ts'

const W = words({
  en: {
    home: 'Home',
    payments: 'Payments',
    billing: 'Billing',
    build: 'Developers',
    data: 'Data',
    account: 'Account',
    customers: 'Customers',
    products: 'Products',
    transactions: 'Payments',
    balance: 'Balance',
    disputes: 'Disputes',
    subscriptions: 'Subscriptions',
    invoices: 'Invoices',
    coupons: 'Coupons',
    clocks: 'Test clocks',
    requests: 'Requests',
    events: 'Events',
    webhooks: 'Webhooks',
    simulate: 'Simulate',
    objects: 'All objects',
    sources: 'Sources',
    report: 'Pay later',
    keys: 'API keys',
    sandbox: 'Sandbox',
  },
  de: {
    home: 'Start',
    payments: 'Zahlungen',
    billing: 'Abrechnung',
    build: 'Entwicklung',
    data: 'Daten',
    account: 'Konto',
    customers: 'Kunden',
    products: 'Produkte',
    transactions: 'Zahlungen',
    balance: 'Saldo',
    disputes: 'Streitfälle',
    subscriptions: 'Abonnements',
    invoices: 'Rechnungen',
    coupons: 'Gutscheine',
    clocks: 'Testuhren',
    requests: 'Anfragen',
    events: 'Ereignisse',
    webhooks: 'Webhooks',
    simulate: 'Simulieren',
    objects: 'Alle Objekte',
    sources: 'Quellen',
    report: 'Ratenzahlung',
    keys: 'API-Schlüssel',
    sandbox: 'Sandbox',
  },
})

interface Place {
  readonly path: string
  readonly title: string
  /** The key that leads here after `g`. */
  readonly press?: string
}

/** What stands at the side, in its groups. */
export const NAVIGATION: readonly { readonly title: string; readonly places: readonly Place[] }[] = [
  {
    title: W.payments,
    places: [
      { path: '/', title: W.home, press: 'h' },
      { path: '/payments', title: W.transactions, press: 'p' },
      { path: '/customers', title: W.customers, press: 'c' },
      { path: '/balance', title: W.balance, press: 'b' },
      { path: '/disputes', title: W.disputes },
    ],
  },
  {
    title: W.billing,
    places: [
      { path: '/products', title: W.products, press: 'o' },
      { path: '/subscriptions', title: W.subscriptions, press: 's' },
      { path: '/invoices', title: W.invoices, press: 'i' },
      { path: '/coupons', title: W.coupons },
      { path: '/clocks', title: W.clocks, press: 't' },
    ],
  },
  {
    title: W.build,
    places: [
      { path: '/requests', title: W.requests, press: 'r' },
      { path: '/events', title: W.events, press: 'e' },
      { path: '/webhooks', title: W.webhooks, press: 'w' },
      { path: '/simulate', title: W.simulate },
      { path: '/objects', title: W.objects },
    ],
  },
  {
    title: W.data,
    places: [
      { path: '/sources', title: W.sources },
      { path: '/pay-later', title: W.report },
    ],
  },
  {
    title: W.account,
    places: [
      { path: '/keys', title: W.keys, press: 'k' },
      { path: '/sandbox', title: W.sandbox },
    ],
  },
]

type Load = () => Promise<{ readonly default: ComponentType<any> }>

/** What is shown where: the first pattern that fits. Each file is loaded when one of its pages is first opened. */
export const PAGES: readonly (readonly [pattern: string, load: Load])[] = [
  ['/', () => import('./pages/home.tsx')],
  ['/payments', () => import('./pages/payments.tsx')],
  ['/payments/:id', () => import('./pages/payment.tsx')],
  ['/balance', () => import('./pages/balance.tsx')],
  ['/payouts', () => import('./pages/payouts.tsx')],
  ['/payouts/:id', () => import('./pages/payout.tsx')],
  ['/disputes', () => import('./pages/disputes.tsx')],
  ['/disputes/:id', () => import('./pages/dispute.tsx')],
  ['/customers', () => import('./pages/customers.tsx')],
  ['/customers/:id', () => import('./pages/customer.tsx')],
  ['/subscriptions', () => import('./pages/subscriptions.tsx')],
  ['/subscriptions/new', () => import('./pages/subscription_new.tsx')],
  ['/subscriptions/:id', () => import('./pages/subscription.tsx')],
  ['/subscriptions/:id/change', () => import('./pages/subscription_change.tsx')],
  ['/invoices', () => import('./pages/invoices.tsx')],
  ['/invoices/new', () => import('./pages/invoice_new.tsx')],
  ['/invoices/:id', () => import('./pages/invoice.tsx')],
  ['/products', () => import('./pages/products.tsx')],
  ['/products/new', () => import('./pages/product_new.tsx')],
  ['/products/:id', () => import('./pages/product.tsx')],
  ['/prices/:id', () => import('./pages/price.tsx')],
  ['/requests', () => import('./pages/requests.tsx')],
  ['/requests/:id', () => import('./pages/request.tsx')],
  ['/events', () => import('./pages/events.tsx')],
  ['/events/:id', () => import('./pages/event.tsx')],
  ['/webhooks', () => import('./pages/webhooks.tsx')],
  ['/webhooks/:id', () => import('./pages/webhook.tsx')],
  ['/simulate', () => import('./pages/simulate.tsx')],
  ['/clocks', () => import('./pages/clocks.tsx')],
  ['/clocks/:id', () => import('./pages/clock.tsx')],
  ['/keys', () => import('./pages/keys.tsx')],
  ['/sandbox', () => import('./pages/sandbox.tsx')],
  ['/coupons', () => import('./pages/coupons.tsx')],
  ['/coupons/:id', () => import('./pages/coupon.tsx')],
  ['/promotion_codes', () => import('./pages/promotion_codes.tsx')],
  ['/objects', () => import('./pages/objects.tsx')],
  ['/objects/:object', () => import('./pages/object_list.tsx')],
  ['/objects/:object/:id', () => import('./pages/object.tsx')],
  ['/id/:id', () => import('./pages/object.tsx')],
]
