// Tax locations: where something is performed, by which what is sold of it is taxed, wherever its customer is.
// (https://docs.stripe.com/api/tax/location; docs.stripe.com/tax/tax-for-tickets)
import type Stripe from 'stripe'
import { invalid, missingParameter } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { locate } from '../../rules/automatic_tax.ts'
import { wholeAddress } from './tax_address.ts'

export const taxLocation = object<Stripe.Tax.Location>('tax.location', {
  prefix: 'taxloc',
  noun: 'tax location',
})
export type TaxLocation = Row<Stripe.Tax.Location>

export const taxLocations = resource(taxLocation)
  .on<Stripe.Tax.LocationCreateParams>('POST /v1/tax/locations', (tx, { address: given, description, type }) => {
    const address = wholeAddress(given, 'address')
    // "Required for US addresses", says the reference; of other places that cannot be told [M].
    if (!locate(null, address)) {
      if (!address.postal_code) throw missingParameter('address[postal_code]')
      throw invalid('We could not determine the tax location based on the provided address.', { param: 'address' })
    }
    return tx.insert(taxLocation, { address, description: description ?? null, livemode: false, type })
  })
  .on<Stripe.Tax.LocationRetrieveParams>('GET /v1/tax/locations/{id}', (_tx, _params, self) => self)
  .on<Stripe.Tax.LocationListParams>('GET /v1/tax/locations', (tx, params) =>
    list(tx, taxLocation, params as never, '/v1/tax/locations'),
  )
