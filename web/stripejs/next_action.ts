// The next action of an intent: what its customer does before it is paid or set up.
import type { Context, Promised } from './context.ts'
import { showDialog } from './dialog.ts'
import { type Intent, type Kind, PAYMENT, readSecret, retrieve, type Secret, SETUP } from './intents.ts'
import { goTo, isAddress } from './leave.ts'
import { type Fields, IntegrationError, isObject, refusal, type Result, requireObject } from './misuse.ts'

/** The page of a customer's step, after the address of the API: what a frame of ours may show of the pages that there are. */
const stepIn = (address: unknown): string | undefined =>
  typeof address === 'string' ? /\/authorize\/[\w.]+\/\w+$/.exec(address)?.[0] : undefined

/**
 * Takes the next action of an intent: goes to the page elsewhere, or shows in a dialog what a bank asks, or what is to be
 * scanned or paid at a till. What comes of it is the result.
 * (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action)
 */
export async function act(context: Context, result: Result, secret: Secret): Promise<Result> {
  if (result.error) return result
  const { status, next_action: action } = result[secret.kind.result] as Intent
  const details = action?.[action.type]
  if (status !== 'requires_action' || !action || !isObject(details)) return result
  if (action.type === 'use_stripe_sdk') return challenge(context, secret, details)
  if (typeof details.url === 'string' && isAddress(details.url)) return goTo(details.url)
  const step = stepIn(details.hosted_voucher_url ?? details.hosted_instructions_url)
  if (step === undefined) return result
  await showDialog(context, { page: 'next-action', title: 'How to pay', settings: { step } })
  return outcome(context, secret)
}

/** A card's bank asks in a frame: 3-D Secure. Who pays by an app is shown the same page under another head. (https://docs.stripe.com/payments/3d-secure/authentication-flow) */
async function challenge(context: Context, secret: Secret, details: Fields): Promise<Result> {
  const step = stepIn(details.stripe_js)
  if (step === undefined) return refusal('This next action is not for browsers: use_stripe_sdk names no page of ours.')
  const isCards = details.type === 'three_d_secure_redirect'
  const shown = isCards
    ? { page: 'three-ds-2-challenge', title: '3-D Secure authentication' }
    : { page: 'next-action', title: 'How to pay' }
  await showDialog(context, { ...shown, settings: { step } })
  return outcome(context, secret)
}

/** How an intent stands now: what went wrong with it is an error, with the intent beside it. */
async function outcome(context: Context, secret: Secret): Promise<Result> {
  const { kind } = secret
  const now = await retrieve(context, secret)
  if (now.error) return now
  const intent = now[kind.result] as Intent & Fields
  const failure = intent[`last_${kind === SETUP ? 'setup' : 'payment'}_error`]
  if (intent.status !== 'requires_payment_method' || !isObject(failure)) return now
  return { error: { ...(failure as { type: string; message: string }), [kind.object]: intent } }
}

/** Shows the page on which two small deposits are told. */
export async function showDeposits(context: Context, secret: Secret): Promise<Result> {
  const found = await retrieve(context, secret)
  if (found.error) return found
  const { next_action: action } = found[secret.kind.result] as Intent
  const details = action?.verify_with_microdeposits
  const step = isObject(details) ? stepIn(details.hosted_verification_url) : undefined
  if (step === undefined) return refusal('This intent waits for no small deposits.')
  await showDialog(context, {
    page: 'next-action',
    title: 'Verify your bank account',
    settings: { step, about: 'deposits' },
  })
  return outcome(context, secret)
}

const KINDS: readonly Kind[] = [PAYMENT, SETUP]

export const nextActionMembers = (context: Context) => ({
  /** The older of the two: of a PaymentIntent that the server confirms itself afterwards. (docs.stripe.com/js/deprecated/handle_card_action) */
  handleCardAction(clientSecret: unknown): Promised {
    const secret = readSecret('stripe.handleCardAction()', clientSecret, [PAYMENT])
    return retrieve(context, secret).then((result) => {
      const { status } = (result.paymentIntent ?? {}) as Partial<Intent>
      if (status !== undefined && status !== 'requires_action')
        throw new IntegrationError(
          `handleCardAction: The PaymentIntent supplied is not in the requires_action state. Its status is ${status}.`,
        )
      return act(context, result, secret)
    })
  },
  handleNextAction(given: unknown): Promised {
    const caller = 'stripe.handleNextAction()'
    const { clientSecret, hashedValue } = requireObject(caller, 'the argument', given)
    if (hashedValue !== undefined)
      return Promise.resolve(refusal('stripe.handleNextAction() with hashedValue is not built in Brindle yet.'))
    const secret = readSecret(caller, clientSecret, KINDS)
    return retrieve(context, secret).then((result) => act(context, result, secret))
  },
})
