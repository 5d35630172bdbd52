// Whether a method may pay an intent: whose it is, and what its type allows. (https://docs.stripe.com/payments/payment-methods/overview)
// Texts of what a type does not allow are [K].
import { invalid, missingParameter } from '../../kernel/errors.ts'
import { formatAmount } from '../../lib/money.ts'
import { methodOf, missing } from '../../network/catalogue.ts'
import { checkType } from './intent.ts'
import { refuseSpent, type Method } from './payment_method.ts'
import type { Intent } from './payment_intent_state.ts'

/** Whether a method may pay for this customer, as one of these types. */
export function checkUsable(method: Method, customerId: string | undefined, types: readonly string[]): void {
  refuseSpent(method)
  // [M]
  if (methodOf(method.type)?.flow === 'elsewhere')
    throw invalid(
      `PaymentMethods of type ${method.type} are charged by another processor, and not by a PaymentIntent.`,
      {
        param: 'payment_method',
      },
    )
  checkType('PaymentIntent', method, types)
  if (method.customer === null || method.customer === customerId) return
  if (customerId !== undefined)
    throw invalid(
      `The PaymentMethod ${method.id} does not belong to the Customer you supplied ${customerId}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
      { param: 'payment_method' },
    )
  throw invalid(
    `The \`payment_method\` parameter supplied ${method.id} belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
    { code: 'parameter_missing', param: 'customer' },
  )
}

interface Wish {
  readonly capturesLater: boolean
  readonly future: string | null
  /** The customer has agreed to be charged: with this request, or before. */
  readonly mandated: boolean
}

/** Whether the method's type can do what is asked of it. */
export function checkFits(self: Intent, method: Method, { capturesLater, future, mandated }: Wish): void {
  const { name, requires, amounts, manualCapture, future: allowed, mandate } = methodOf(method.type)!
  const details = requires.filter((path) => path.startsWith('billing_details'))
  const lacking = missing(details, method as never)
  if (lacking !== undefined) throw missingParameter(`payment_method_data[${lacking.replace('[', '][')}`)
  const [least, most] = amounts?.[self.currency] ?? [0, Number.MAX_SAFE_INTEGER]
  if (self.amount < least)
    throw invalid(`Amount must be at least ${formatAmount(least, self.currency)} for ${name}.`, {
      code: 'amount_too_small',
      param: 'amount',
    })
  if (self.amount > most)
    throw invalid(`Amount must be no more than ${formatAmount(most, self.currency)} for ${name}.`, {
      code: 'amount_too_large',
      param: 'amount',
    })
  if (capturesLater && !manualCapture)
    throw invalid(`Payments with ${name} cannot be captured manually.`, {
      code: 'payment_intent_incompatible_payment_method',
      param: 'capture_method',
    })
  if (future && !allowed.includes(future as 'on_session'))
    throw invalid(`\`setup_future_usage\` cannot be \`${future}\` for ${name}.`, {
      code: 'payment_intent_incompatible_payment_method',
      param: 'setup_future_usage',
    })
  if (mandate === 'always' && !mandated)
    throw invalid(
      'This PaymentIntent requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer ' +
        'and retry the request, providing acceptance data in the mandate_data parameter.',
      { code: 'payment_intent_mandate_invalid', param: 'mandate_data' },
    )
}
