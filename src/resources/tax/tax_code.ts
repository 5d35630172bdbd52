// Tax codes: what is sold, as taxes see it. They are a table and no rows. (https://docs.stripe.com/api/tax_codes)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { pageOf } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { TAX_CODES } from './tax_code_table.ts'

const ROWS: readonly Row<Stripe.TaxCode>[] = TAX_CODES.map(([id, name, description]) => ({
  id,
  object: 'tax_code',
  description,
  name,
  requirements: null,
  hidden: {},
}))

const byId = (id: string) => ROWS.find((row) => row.id === id)

export const taxCode = object<Stripe.TaxCode>('tax_code', {
  prefix: 'txcd',
  noun: 'tax code',
  named: (_tx, id) => byId(id),
  table: byId,
})

export const taxCodes = resource(taxCode)
  .on<Stripe.TaxCodeRetrieveParams>('GET /v1/tax_codes/{id}', (_tx, _params, self) => self)
  .on<Stripe.TaxCodeListParams>('GET /v1/tax_codes', (_tx, params) =>
    pageOf(taxCode, ROWS as never, params as never, '/v1/tax_codes'),
  )

/** Refuses what cannot be a tax code. Stripe has more of them than the table. */
export function checkTaxCode(id: string, param: string): void {
  if (!/^txcd_\d{8}$/.test(id)) throw noSuch(taxCode.noun, id, param)
}
