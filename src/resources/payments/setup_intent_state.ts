// What a SetupIntent is, and which verb may start from which of its states. (https://docs.stripe.com/payments/setupintents/lifecycle)
import type Stripe from 'stripe'
import type { StripeError } from '../../kernel/errors.ts'
import { object, type Row } from '../../kernel/resource.ts'
import { unexpectedState } from './intent.ts'
import type { Acceptance } from './mandate.ts'
import type { Checkout } from './payment_intent_state.ts'

export interface SetupIntentState {
  /** How the customer agreed, kept until the setup succeeds and a mandate is written. */
  readonly acceptance?: Acceptance
  readonly authorization?: string
  /** The mandate is to be for one payment of so much (minor units). */
  readonly single?: { readonly amount: number; readonly currency: string }
  /** How often the customer was wrong about the deposits to their account. */
  readonly deposits?: number
  /** The Checkout Session that this intent was made by: while that is open, only it may cancel the intent. */
  readonly checkout?: Checkout
  /** The page on which a customer said that it shall be their default. (billing/payment_update.ts) */
  readonly update?: string
}

/** What remains hidden once an attempt is over. */
export const afterwards = ({ hidden: { checkout, update } }: Pick<Intent, 'hidden'>): SetupIntentState => ({
  ...(checkout && { checkout }),
  ...(update !== undefined && { update }),
})

export const setupIntent = object<Stripe.SetupIntent, SetupIntentState>('setup_intent', {
  prefix: 'seti',
  noun: 'setupintent',
  inPath: { retrieve: 'intent', others: 'intent' },
  events: [
    { on: 'insert', types: ['setup_intent.created'] },
    { became: ['status', 'requires_action'], types: ['setup_intent.requires_action'] },
    { became: ['status', 'succeeded'], types: ['setup_intent.succeeded'] },
    { became: ['status', 'canceled'], types: ['setup_intent.canceled'] },
    {
      changed: ['last_setup_error'],
      where: (row) => row.last_setup_error !== null,
      types: ['setup_intent.setup_failed'],
    },
  ],
  publishable: [
    'id',
    'object',
    'automatic_payment_methods',
    'cancellation_reason',
    'client_secret',
    'created',
    'description',
    'last_setup_error',
    'livemode',
    'next_action',
    'payment_method',
    'payment_method_types',
    'status',
    'usage',
  ],
})
export type Intent = Row<Stripe.SetupIntent, SetupIntentState>

/** From which states each verb may start. (https://docs.stripe.com/api/setup_intents/object#setup_intent_object-status) */
const MAY = {
  confirm: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  cancel: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  update: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
} as const

export const allows = (verb: keyof typeof MAY, { status }: Intent) => (MAY[verb] as readonly string[]).includes(status)

/** Why a verb is refused, in the words of each. Only these two states refuse. */
export function refusal(verb: keyof typeof MAY, self: Intent): StripeError {
  if (verb === 'cancel' && self.status === 'canceled')
    return unexpectedState(self, 'You cannot cancel this SetupIntent because it is already canceled.')
  if (verb === 'cancel')
    return unexpectedState(
      self,
      `You cannot cancel this SetupIntent because it has a status of ${self.status}. Only a SetupIntent with one of the ` +
        'following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
    )
  const why = self.status === 'canceled' ? 'has been canceled' : 'has already succeeded'
  return unexpectedState(self, `You cannot ${verb} this SetupIntent because it ${why}.`)
}
