// Connection tokens: what the SDK in a shop's app connects to a reader with. They have no id and are shown once.
// (https://docs.stripe.com/api/terminal/connection_tokens)
import type Stripe from 'stripe'
import { object, resource } from '../../kernel/resource.ts'
import { location } from './location_state.ts'

export const connectionToken = object<Stripe.Terminal.ConnectionToken & { id: string }>('terminal.connection_token', {
  prefix: 'pst_test',
  nameless: true,
})

export const connectionTokens = resource(connectionToken).on<Stripe.Terminal.ConnectionTokenCreateParams>(
  'POST /v1/terminal/connection_tokens',
  (tx, { location: id }) => {
    if (id !== undefined) tx.get(location, id, 'location')
    // Nothing is kept: no SDK of a real reader can connect to a server that has none.
    return {
      object: connectionToken.object,
      ...(id !== undefined && { location: id }),
      secret: `pst_test_${tx.random(45)}`,
    }
  },
)
