// What a PaymentIntent says of Connect: whom the money goes to, and what the platform keeps.
// (https://docs.stripe.com/connect/destination-charges, https://docs.stripe.com/connect/direct-charges)
import { exclusive, invalid, tooSmall, unbuilt } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Charge } from './charge_state.ts'
import { destinationNamed } from './neighbour.ts'
import type { Intent } from './payment_intent_state.ts'

interface Wishes {
  readonly application_fee_amount?: number | ''
  readonly on_behalf_of?: string
  readonly transfer_data?: object
}
type Part = Pick<Intent, 'amount' | 'application_fee_amount' | 'transfer_data'>
type Connected = Partial<Pick<Intent, 'application_fee_amount' | 'on_behalf_of' | 'transfer_data'>>

/** What a request says anew of Connect, checked against what the intent will be. Amounts in minor units. */
export function connectWishes(tx: Tx, params: object, self: Part): Connected {
  const given = params as Wishes
  const transfer_data = given.transfer_data ? transferData(tx, given.transfer_data, self) : (self.transfer_data ?? null)
  const said: Connected = {
    ...(given.application_fee_amount !== undefined && { application_fee_amount: given.application_fee_amount || null }),
    ...(given.on_behalf_of !== undefined && {
      on_behalf_of: destinationNamed(tx, given.on_behalf_of, 'on_behalf_of'),
    }),
    ...(given.transfer_data && { transfer_data }),
  }
  checkFee(tx, { ...self, ...said, transfer_data }, given)
  return said
}

/** What is not built yet is refused by name. */
const UNBUILT = ['description', 'metadata', 'payment_data'] as const

function transferData(tx: Tx, given: object, self: Part): NonNullable<Intent['transfer_data']> {
  const said = given as { amount?: number; destination?: string }
  for (const name of UNBUILT)
    if (Object.hasOwn(given, name))
      throw unbuilt(`Brindle does not take ${name} of a transfer with a payment yet.`, `transfer_data[${name}]`)
  const known = self.transfer_data
  if (said.destination === undefined && !known)
    throw invalid(
      'You cannot set `transfer_data[amount]` of a PaymentIntent that has no `transfer_data[destination]`.',
      {
        param: 'transfer_data[amount]',
      },
    ) // [K]
  const destination =
    said.destination === undefined
      ? known!.destination
      : destinationNamed(tx, said.destination, 'transfer_data[destination]')
  if (said.amount !== undefined && said.amount < 1) throw tooSmall(1, 'transfer_data[amount]')
  const amount = said.amount ?? known?.amount
  return { destination, ...(amount !== undefined && { amount }) }
}

/** Who keeps a fee, and how much of the payment may be given or kept. Texts but the first are [K]. */
function checkFee(tx: Tx, { amount, application_fee_amount: fee, transfer_data }: Part, given: Wishes): void {
  const isDirect = tx.place.account !== tx.place.tenant
  if (given.application_fee_amount && !isDirect && !transfer_data)
    throw invalid(
      'Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an OAuth key ' +
        'or Stripe-Account header) or destination payment (using `transfer_data[destination]`).',
      { param: 'application_fee_amount' },
    )
  if (typeof given.application_fee_amount === 'number' && given.application_fee_amount < 0)
    throw tooSmall(0, 'application_fee_amount')
  if (fee && transfer_data?.amount !== undefined) throw exclusive(['application_fee_amount', 'transfer_data[amount]'])
  if (fee && fee > amount)
    throw invalid('The application fee must be no greater than the amount of the payment.', {
      param: 'application_fee_amount',
    })
  if (transfer_data?.amount !== undefined && transfer_data.amount > amount)
    throw invalid('The amount to transfer must be no greater than the amount of the payment.', {
      param: 'transfer_data[amount]',
    })
}

/** The same, as a charge shows it. */
export const asCharged = ({ application_fee_amount, transfer_data }: Connected): Partial<Charge> => ({
  ...(application_fee_amount !== undefined && { application_fee_amount }),
  ...(transfer_data && { transfer_data: { amount: null, ...transfer_data } }),
})
