// 2019-03-14: an invoice says when it was made as all objects do, and the platform's fee by its full name.
// (https://docs.stripe.com/changelog/2019-03-14)
import { about, renamed, type Given, upward, type VersionChange } from './change.ts'

const fee = (params: Given): Given => renamed(params, 'application_fee', 'application_fee_amount')

export const marchOf2019: VersionChange = {
  version: '2019-03-14',
  about: '`date` of invoices is called `created`, `application_fee` of them `application_fee_amount`.',
  concerns: about('invoices'),
  up: upward({
    'POST /v1/invoices': fee,
    'POST /v1/invoices/{id}': fee,
    'GET /v1/invoices': (params) => renamed(params, 'date', 'created'),
  }),
  names: { application_fee_amount: 'application_fee' },
  down: {
    invoice: (invoice) => ({
      ...invoice,
      application_fee: invoice.application_fee_amount ?? null,
      date: invoice.created,
    }),
  },
}
