// Tokens of issued cards: what a phone's wallet has in the place of the card's number. Only a wallet makes one, and no wallet
// reaches a sandbox, so that there are none until one does. (https://docs.stripe.com/api/issuing/tokens;
// https://docs.stripe.com/issuing/controls/token-management)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { card } from './card_state.ts'

export const token = object<Stripe.Issuing.Token>('issuing.token', {
  prefix: 'intok',
  noun: 'issuing token',
  events: [
    { on: 'insert', types: ['issuing_token.created'] },
    { on: 'update', types: ['issuing_token.updated'] },
  ],
})
type Token = Row<Stripe.Issuing.Token>

/** Which status a token may be given. (the page on token management) */
const STATUSES: Readonly<Record<Token['status'], readonly Token['status'][]>> = {
  requested: ['active', 'deleted'],
  active: ['active', 'suspended', 'deleted'],
  suspended: ['active', 'suspended', 'deleted'],
  deleted: [],
}
const PATH = '/v1/issuing/tokens'

export const tokens = resource(token)
  .on<Stripe.Issuing.TokenRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Issuing.TokenListParams>(`GET ${PATH}`, (tx, params) => {
    tx.get(card, params.card, 'card')
    return list(tx, token, params as never, PATH)
  })
  .on<Stripe.Issuing.TokenUpdateParams>(`POST ${PATH}/{id}`, (tx, { status }, self) => {
    // [M]
    if (!STATUSES[self.status].includes(status))
      throw invalid(`You cannot change the status of a token from ${self.status} to ${status}.`, { param: 'status' })
    if (status === self.status) return self
    return tx.update(token, self, { network_updated_at: tx.now, status })
  })
