// What a page hands over in place of a number: an Element, or a group of them. The frame makes the call, and the page gets its result.
import type { Errand } from '../frames/protocol.ts'
import { frameOf, type Inside, insideOf } from './elements/element.ts'
import { type Group, groupOf } from './elements/elements.ts'
import type { Frame } from './frame.ts'
import { type Fields, IntegrationError, isObject, type Result, withoutEmpty } from './misuse.ts'

/** What is sent to a frame is data: whatever else a page has put there stays behind. */
export const send = (frame: Frame, errand: Errand): Promise<Result> =>
  frame.ask('run', JSON.parse(JSON.stringify(errand)))

/**
 * The Element that holds a method's details: `card: cardElement`. A card's number must never pass through the merchant's
 * page, so a card that is neither an Element nor a token of one is refused.
 */
export function elementIn(caller: string, at: string, type: unknown, method: Fields): Inside | undefined {
  const details = typeof type === 'string' ? method[type] : undefined
  const inside = insideOf(details)
  if (inside || type !== 'card') return inside
  if (isObject(details) && typeof details.token === 'string') return undefined
  throw new IntegrationError(
    `Invalid value for ${caller}: ${at} should be a card Element, or an object with a token. A card's number must not pass through the page.`,
  )
}

/** Sends an errand to the frame of an Element. Throws where that is not mounted. */
export const sendTo = (inside: Inside, errand: Errand): Promise<Result> => send(frameOf(inside), errand)

/** Data without one of its names. */
export function without(data: Fields, name: string): Fields {
  const { [name]: _, ...rest } = data
  return rest
}

/** What pays for a group: its Payment Element, or the wallet that was pressed last. */
const PAYING = ['payment', 'expressCheckout'] as const

export interface Paying {
  readonly group: Group
  readonly inside: Inside
  readonly frame: Frame
}

/**
 * The group of a call that takes `elements`, and the frame that pays. Throws, in Stripe.js's words, where none is mounted, or
 * where what it holds was not asked for before an intent was made of it.
 */
export function payingIn(caller: string, given: unknown): Paying {
  const group = groupOf(caller, given)
  const mounted = PAYING.flatMap((type) => group.mounted(type) ?? []).map((element) => insideOf(element)!)
  const inside = mounted.find((one) => one.isPressed()) ?? mounted[0]
  if (!inside)
    throw new IntegrationError(
      `Invalid value for ${caller}: elements should have a mounted Payment Element or Express Checkout Element.`,
    )
  if (!group.secret && !group.isSubmitted() && group.settings().mode !== undefined)
    throw new IntegrationError(
      `elements.submit() must be called before ${caller}. Call elements.submit() as soon as your customer presses pay, prior to any asynchronous work.`,
    )
  return { group, inside, frame: frameOf(inside) }
}

/** Has the frame make the call. What a wallet was pressed for is over then, however it ended. */
export async function pay({ frame, inside }: Paying, errand: Errand): Promise<Result> {
  const result = await send(frame, errand)
  inside.release()
  return result
}

/**
 * What the other Elements of a group know of the customer: the address that is billed or shipped to, and their e-mail. What the
 * page says itself comes first.
 */
export function toldBy(group: Group, params: Fields): Fields {
  const saidBy = (slot: string) => {
    const value = insideOf(group.mounted(slot))?.last().value
    return isObject(value) ? value : undefined
  }
  const billing = saidBy('address:billing')
  const shipping = saidBy('address:shipping') ?? saidBy('shippingAddress')
  const email = saidBy('linkAuthentication')?.email ?? saidBy('contactDetails')?.email
  const data = isObject(params.payment_method_data) ? params.payment_method_data : {}
  const billing_details = {
    ...pick(billing),
    ...(email ? { email } : {}),
    ...(data.billing_details as Fields | undefined),
  }
  return {
    ...(shipping && { shipping: pick(shipping) }),
    ...params,
    payment_method_data: { ...data, ...(Object.keys(billing_details).length > 0 && { billing_details }) },
  }
}

const pick = ({ name, address, phone }: Fields = {}): Fields => withoutEmpty({ name, address, phone })

/** Sees that what is typed is whole. */
export async function checked({ group, frame }: Paying): Promise<Result | undefined> {
  if (group.isSubmitted()) return undefined
  const answer = await frame.ask('submit')
  return isObject(answer) && answer.error ? (answer as Result) : undefined
}
