// Charges: one attempt to move money each, kept whether it succeeded or not. (https://docs.stripe.com/api/charges)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import { search } from '../../kernel/search.ts'
import { charge } from './charge_state.ts'
import { captureHeld, concludeAlone, createCharge, expireHeld } from './charge_create.ts'
import { book } from './charging.ts'
import { customer, shipping } from './customer.ts'

export const charges = resource(charge)
  .on<Stripe.ChargeCreateParams & { card?: unknown }>('POST /v1/charges', (tx, params) => createCharge(tx, params), {
    reads: ['customer.default_source', 'source', 'customer.hidden.sources'],
  })
  .on<Stripe.ChargeRetrieveParams>('GET /v1/charges/{id}', (_tx, _params, self) => self)
  .on<Stripe.ChargeListParams>('GET /v1/charges', (tx, params) => list(tx, charge, params as never, '/v1/charges'))
  .on<Stripe.ChargeSearchParams>('GET /v1/charges/search', (tx, params) =>
    search(tx, charge, params, '/v1/charges/search'),
  )
  .on<Stripe.ChargeUpdateParams>('POST /v1/charges/{id}', (tx, params, self) => {
    if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
    for (const name of ['customer', 'transfer_group'] as const)
      if (params[name] !== undefined && self[name] !== null && self[name] !== params[name])
        throw invalid(`The ${name} of a charge cannot be changed once it is set.`, { param: name }) // [K]
    return tx.update(charge, self, {
      ...(params.customer !== undefined && { customer: params.customer }),
      ...(params.transfer_group !== undefined && { transfer_group: params.transfer_group }),
      ...(params.description !== undefined && { description: params.description }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
      ...(params.fraud_details !== undefined && { fraud_details: params.fraud_details as never }),
      ...(params.shipping !== undefined && { shipping: shipping(params.shipping) as never }),
      ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email }),
    })
  })
  .on<Stripe.ChargeCaptureParams>('POST /v1/charges/{id}/capture', (tx, params, self) => captureHeld(tx, self, params))
  .job<{ id: string }>('expire', (tx, { id }) => expireHeld(tx, tx.find(charge, id)))
  .job<{ id: string }>('conclude', (tx, { id }) => concludeAlone(tx, tx.find(charge, id)))
  .job<{ id: string }>('book', (tx, { id }) => {
    const self = tx.find(charge, id)
    if (self) book(tx, self)
  })
