// 2018-11-08: an invoice has statuses, and says in `auto_advance` whether it goes on by itself; before, it was `closed` or
// `forgiven`. (https://docs.stripe.com/changelog/2018-11-08)
import { about, type VersionChange } from './change.ts'

/** What nobody goes on with: paid, void, or given up. */
const CLOSED = ['paid', 'uncollectible', 'void']

export const novemberOf2018: VersionChange = {
  version: '2018-11-08',
  about: '`closed` and `forgiven` of invoices became `auto_advance` and `status`.',
  concerns: about('invoices'),
  unheeded: { 'POST /v1/invoices/{id}': ['closed', 'forgiven'] },
  down: {
    invoice: (invoice) => ({
      ...invoice,
      closed: CLOSED.includes(String(invoice.status)),
      forgiven: invoice.status === 'uncollectible',
    }),
  },
}
