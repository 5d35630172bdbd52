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
    datasets: 'Datasets',
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
    datasets: 'Datensätze',
    report: 'Später zahlen',
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
      { path: '/datasets', title: W.datasets },
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

/** A page of those that are loaded together, when one of them is first opened: they share so much that one file of them is a fifth smaller. */
const of =
  <A extends object>(area: () => Promise<A>) =>
  (page: keyof A): Load =>
  async () => ({ default: (await area())[page] as ComponentType<any> })

const payments = of(() => import('./areas/payments.ts'))
const billing = of(() => import('./areas/billing.ts'))
const developers = of(() => import('./areas/developers.ts'))
const data = of(() => import('./areas/data.ts'))

/** What is shown where: the first pattern that fits. */
export const PAGES: readonly (readonly [pattern: string, load: Load])[] = [
  ['/', () => import('./pages/home.tsx')],
  ['/payments', payments('Payments')],
  ['/payments/:id', payments('Payment')],
  ['/balance', payments('Balance')],
  ['/payouts', payments('Payouts')],
  ['/payouts/:id', payments('Payout')],
  ['/disputes', payments('Disputes')],
  ['/disputes/:id', payments('Dispute')],
  ['/customers', payments('Customers')],
  ['/customers/:id', payments('Customer')],
  ['/subscriptions', billing('Subscriptions')],
  ['/subscriptions/new', billing('SubscriptionNew')],
  ['/subscriptions/:id', billing('Subscription')],
  ['/subscriptions/:id/change', billing('SubscriptionChange')],
  ['/invoices', billing('Invoices')],
  ['/invoices/new', billing('InvoiceNew')],
  ['/invoices/:id', billing('Invoice')],
  ['/products', billing('Products')],
  ['/products/new', billing('ProductNew')],
  ['/products/:id', billing('Product')],
  ['/prices/:id', billing('Price')],
  ['/requests', developers('Requests')],
  ['/requests/:id', developers('Request')],
  ['/events', developers('Events')],
  ['/events/:id', developers('Event')],
  ['/webhooks', developers('Webhooks')],
  ['/webhooks/:id', developers('Webhook')],
  ['/simulate', developers('Simulate')],
  ['/clocks', developers('Clocks')],
  ['/clocks/:id', developers('Clock')],
  ['/keys', developers('Keys')],
  ['/sandbox', developers('Sandbox')],
  ['/coupons', billing('Coupons')],
  ['/coupons/:id', billing('Coupon')],
  ['/promotion_codes', billing('PromotionCodes')],
  ['/objects', developers('Objects')],
  ['/objects/:object', developers('ObjectList')],
  ['/objects/:object/:id', developers('Object')],
  ['/id/:id', developers('Object')],
  ['/sources', data('Sources')],
  ['/sources/new', data('NewFlow')],
  ['/sources/accounts/:id', data('Account')],
  ['/sources/flows/:id', data('Flow')],
  ['/sources/runs/:id', data('Run')],
  ['/datasets', data('Datasets')],
  ['/datasets/:id', data('Dataset')],
  ['/pay-later', data('PayLater')],
]
