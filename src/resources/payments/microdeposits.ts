// Two small deposits show that an account is the customer's: they tell the amounts, or the code beside the deposit.
// (https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#verify-bank-accounts-with-microdeposits)
import { type ErrorBody, invalid } from '../../kernel/errors.ts'
import type { AnyRow, Row } from '../../kernel/resource.ts'
import { accountNamed, depositsFor } from '../../network/test_accounts.ts'
import { unexpectedState } from './intent.ts'
import type { PaymentMethodState } from './payment_method.ts'

export interface Told {
  readonly amounts?: readonly number[]
  readonly descriptor_code?: string
}

/** How often the customer may be wrong. (docs.stripe.com/payments/acss-debit: three attempts) */
const ATTEMPTS_MAX = 3

export type Verification =
  | { readonly kind: 'verified' }
  /** Wrong, and it may be told again. */
  | { readonly kind: 'wrong'; readonly error: ErrorBody }
  /** The account cannot be verified any more. */
  | { readonly kind: 'over'; readonly error: ErrorBody }

/** What the customer's word comes to; `attempts` is how often they were wrong before. Texts [K]. */
export function verify(
  { type, hidden }: Row<{ type: string }, PaymentMethodState>,
  told: Told,
  attempts: number,
): Verification {
  checkTold(told)
  const account = accountNamed(type, hidden.account ?? '')
  const outcome = account?.noDeposits ? 'failed' : depositsFor(type, told as never)
  const left = ATTEMPTS_MAX - attempts - 1
  if (outcome === 'verified') return { kind: 'verified' }
  if (outcome === 'failed')
    return over('payment_method_microdeposit_failed', 'Microdeposits could not be delivered to the bank account.')
  if (outcome === 'timeout')
    return over('payment_method_microdeposit_verification_timeout', 'The microdeposits were not verified in time.')
  if (outcome === 'attempts_exceeded' || left <= 0)
    return over(
      'payment_method_microdeposit_verification_attempts_exceeded',
      'You have exceeded the number of allowed verification attempts.',
    )
  const [code, what] = told.amounts
    ? (['amounts_mismatch', 'amounts provided do not match the amounts that were'] as const)
    : (['descriptor_code_mismatch', 'descriptor code provided does not match the one that was'] as const)
  return {
    kind: 'wrong',
    error: {
      type: 'invalid_request_error',
      code: `payment_method_microdeposit_verification_${code}`,
      message: `The ${what} sent to the bank account. You have ${left} verification attempts remaining.`,
    },
  }
}

const over = (code: string, message: string): Verification => ({
  kind: 'over',
  error: { type: 'invalid_request_error', code, message },
})

function checkTold({ amounts, descriptor_code }: Told): void {
  if ((amounts === undefined) === (descriptor_code === undefined))
    throw invalid('You must provide exactly one of `amounts` and `descriptor_code`.', { code: 'parameter_missing' })
  if (amounts !== undefined && (amounts.length !== 2 || amounts.some((amount) => amount < 1)))
    throw invalid('You must provide two positive amounts.', {
      code: 'payment_method_microdeposit_verification_amounts_invalid',
      param: 'amounts',
    })
  if (descriptor_code !== undefined && !/^SM[A-Z0-9]{4}$/.test(descriptor_code))
    throw invalid('The descriptor code must have six characters and start with SM.', { param: 'descriptor_code' })
}

/** Only an intent whose account waits for it can be verified. */
export function checkWaits(self: AnyRow): void {
  const waits = (self.next_action as { type?: string } | null)?.type === 'verify_with_microdeposits'
  const kind = self.object === 'setup_intent' ? 'SetupIntent' : 'PaymentIntent'
  if (self.status !== 'requires_action' || !waits)
    throw unexpectedState(self, `This ${kind} is not waiting for its bank account to be verified with microdeposits.`)
}
