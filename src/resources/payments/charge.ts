// Charges: one attempt to move money each, kept whether it succeeded or not. (https://docs.stripe.com/api/charges)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import { charge } from './charge_state.ts'
import { book } from './charging.ts'
import { shipping } from './customer.ts'

export const charges = resource(charge)
  .on<Stripe.ChargeRetrieveParams>('GET /v1/charges/{id}', (_tx, _params, self) => self)
  .on<Stripe.ChargeListParams>('GET /v1/charges', (tx, params) => list(tx, charge, params as never, '/v1/charges'))
  .on<Stripe.ChargeUpdateParams>('POST /v1/charges/{id}', (tx, params, self) => {
    for (const name of ['customer', 'transfer_group'] as const)
      if (params[name] !== undefined)
        throw invalid(`Brindle does not change ${name} of a charge yet.`, { code: 'not_built', param: name })
    return tx.update(charge, self, {
      ...(params.description !== undefined && { description: params.description }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
      ...(params.fraud_details !== undefined && { fraud_details: params.fraud_details as never }),
      ...(params.shipping !== undefined && { shipping: shipping(params.shipping) as never }),
      ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email }),
    })
  })
  .job<{ id: string }>('book', (tx, { id }) => {
    const self = tx.find(charge, id)
    if (self) book(tx, self)
  })
