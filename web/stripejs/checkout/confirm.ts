// Confirming a Checkout Session in a merchant's page: what the Elements hold pays for it, its bank asks in a frame or elsewhere, and its
// customer goes where the session leads.
import type { Frame } from '../frame.ts'
import { showDialog } from '../dialog.ts'
import { insideOf } from '../elements/element.ts'
import { send } from '../held.ts'
import { goTo, isAddress } from '../leave.ts'
import { type Fields, IntegrationError, isObject, optionalObject, type Result } from '../misuse.ts'
import { needsMethod, type Requirement, requirementsOf } from './answer.ts'
import { addressSaid, contactSaid, readContact } from './contact.ts'
import type { Core } from './core.ts'
import { checkElements } from './elements.ts'
import { failed, type Outcome, outcomeOf, refuseOption } from './outcome.ts'

const CALLER = 'checkout.confirm()'

/** What is said to whoever has to fill it in. [M] */
const MISSING: Readonly<Record<Requirement, string>> = {
  email: 'An email is required to confirm the Checkout Session.',
  phoneNumber: 'A phone number is required to confirm the Checkout Session.',
  shippingAddress: 'A shipping address is required to confirm the Checkout Session.',
  billingAddress: 'A billing address is required to confirm the Checkout Session.',
  paymentDetails: 'Payment details are required to confirm the Checkout Session.',
}

interface Wish {
  readonly redirect: 'always' | 'if_required'
  /** Whole, with the session's id in it. */
  readonly returnUrl: string | undefined
  readonly paymentMethod: string | undefined
  /** What of the customer is said along with it. */
  readonly said: Fields
  readonly saves: boolean
  readonly isExpress: boolean
}

function readWish(core: Core, given: unknown): Wish {
  const options = optionalObject(CALLER, 'the options', given)
  refuseOption(CALLER, options, ['formConfirmEvent', 'onRequiresApproval'])
  const { redirect = 'always', paymentMethod, expressCheckoutConfirmEvent: pressed } = options
  if (redirect !== 'always' && redirect !== 'if_required')
    throw new IntegrationError(`${CALLER}: redirect must be 'always' or 'if_required'.`)
  const { id, return_url } = core.answer()
  const address = options.returnUrl ?? options.return_url ?? return_url ?? undefined
  const returnUrl = typeof address === 'string' ? address.replaceAll('{CHECKOUT_SESSION_ID}', id) : undefined
  if (redirect === 'always' && (returnUrl === undefined || !isAddress(returnUrl)))
    throw new IntegrationError(
      `${CALLER}: the session has no return_url, so returnUrl must be a whole address to go to afterwards.`,
    )
  return {
    redirect,
    returnUrl,
    paymentMethod: typeof paymentMethod === 'string' ? paymentMethod : undefined,
    said: { ...saidBy(isObject(pressed) ? pressed : {}), ...saidIn(options) },
    saves: options.savePaymentMethod === true,
    isExpress: pressed !== undefined,
  }
}

const saidIn = ({ email, phoneNumber, billingAddress, shippingAddress }: Fields): Fields => ({
  ...(email !== undefined && { email }),
  ...(phoneNumber !== undefined && { phone: phoneNumber }),
  ...(billingAddress !== undefined && contactSaid(readContact(CALLER, 'billingAddress', billingAddress))),
  ...(shippingAddress !== undefined && addressSaid(readContact(CALLER, 'shippingAddress', shippingAddress))),
})

/** A wallet says who its customer is. */
function saidBy({ billingDetails, shippingAddress }: Fields): Fields {
  const { email, phone, name, address } = isObject(billingDetails) ? billingDetails : ({} as Fields)
  return {
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    ...(isObject(address) && contactSaid({ name, address })),
    ...(isObject(shippingAddress) && addressSaid(shippingAddress)),
  }
}

/** What pays for it: the wallet that was pressed, or the Payment Element. */
function payingFrame({ group }: Core, isExpress: boolean): Frame {
  const frame = insideOf(group.mounted(isExpress ? 'expressCheckout' : 'payment'))?.frame()
  if (frame) return frame
  throw new IntegrationError(
    `${CALLER}: mount a Payment Element or an Express Checkout Element first, or pass paymentMethod.`,
  )
}

export const confirmOf = (core: Core) => (given?: unknown) => {
  const wish = readWish(core, given)
  const isHeld = wish.paymentMethod === undefined && needsMethod(core.answer())
  const frame = isHeld ? payingFrame(core, wish.isExpress) : undefined
  return confirm(core, wish, frame)
}

async function confirm(core: Core, wish: Wish, frame: Frame | undefined): Promise<Outcome> {
  const [problem] = wish.isExpress ? [] : ((await checkElements(core)) ?? [])
  if (problem) return failed(problem.message)
  // What was asked before is done before; what is said along with it counts.
  const told = await (Object.keys(wish.said).length > 0 ? core.update(wish.said) : core.refresh())
  if (told.error) return failed(told.error.message)
  const [missing] = requirementsOf(core.answer(), true)
  if (missing) return failed(MISSING[missing])
  const result = await deliver(core, wish, frame)
  if (result.error) return notPaid(core, result)
  const { next_step: step, next_action: action } = result.session as Fields
  if (isObject(step)) await decide(core, step, isObject(action) ? action : {})
  const now = await core.refresh()
  if (now.error || core.answer().status !== 'complete') return notPaid(core, now)
  return wish.redirect === 'always' ? goTo(wish.returnUrl!) : outcomeOf(core, now)
}

/** The call itself: with what a frame holds it is the frame that makes it. */
function deliver(core: Core, wish: Wish, frame: Frame | undefined): Promise<Result> {
  const { id, clientSecret } = core.secret()
  const params = {
    client_secret: clientSecret,
    expected_amount: core.answer().amount_total ?? 0,
    ...(wish.returnUrl !== undefined && { return_url: wish.returnUrl }),
    ...(wish.saves && { save_payment_method: true }),
  }
  if (frame) return send(frame, { make: 'confirm_page', id, params })
  const { call, ours } = core.context
  const method = wish.paymentMethod === undefined ? {} : { payment_method: wish.paymentMethod }
  return call('session', 'POST', `payment_pages/${id}/confirm`, { ...params, ...method, ...ours })
}

/** The customer decides: elsewhere, where a bank or a wallet asks them, or in a dialog. */
async function decide({ context }: Core, step: Fields, { type }: Fields): Promise<unknown> {
  const url = String(step.url)
  const isCard = step.payment_method_type === 'card'
  if (!isCard && (type === 'redirect_to_url' || type === 'alipay_handle_redirect') && isAddress(url)) return goTo(url)
  const path = /\/authorize\/[\w.]+\/\w+$/.exec(url)?.[0]
  return isCard
    ? showDialog(context, {
        page: 'three-ds-2-challenge',
        title: '3-D Secure authentication',
        settings: { step: path },
      })
    : showDialog(context, { page: 'next-action', title: 'How to pay', settings: { step: path } })
}

/** The bank's no, or that the customer has not decided. */
async function notPaid(core: Core, { error }: Result): Promise<Outcome> {
  if (error && error.type !== 'card_error') return failed(error.message)
  if (error) await core.refresh()
  const message = error?.message ?? core.answer().page.last_payment_error?.message
  const declineCode = typeof error?.decline_code === 'string' ? error.decline_code : null
  return failed(message ?? 'The payment was not completed.', 'paymentFailed', { paymentFailed: { declineCode } })
}
