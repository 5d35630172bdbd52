// A press on a wallet's button: the page says what is to be paid and shipped, the tester goes on in the wallet's sheet, and the page
// confirms. (https://docs.stripe.com/elements/express-checkout-element/accept-a-payment)
import { CUSTOMER, WALLETS } from '../../frames/wallets.ts'
import { openDialog } from '../dialog.ts'
import { type Fields, IntegrationError, isObject, optionalObject } from '../misuse.ts'
import type { At, Hearer } from './element.ts'

/** How long a page may take to say what is pressed for: Stripe.js waits as long. (docs.stripe.com/js/elements_object/express_checkout_element_click_event) */
const CLICK_MS = 1000

export const hearExpressButton: Hearer = (at, event, data) => {
  if (event !== 'click') return data
  if (at.type === 'paymentRequestButton') pressRequest(at, data)
  else press(at, String(data.expressPaymentType))
  return undefined
}

/** A payment request shows its own sheet, unless the page that hears of the click prevents it. */
function pressRequest(at: At, data: Fields): void {
  let isPrevented = false
  const preventDefault = () => {
    isPrevented = true
  }
  at.tell('click', { ...data, preventDefault })
  const { paymentRequest } = at.options()
  if (!isPrevented && isObject(paymentRequest) && typeof paymentRequest.show === 'function') paymentRequest.show()
}

async function press(at: At, type: string): Promise<void> {
  const details = await clicked(at, type)
  if (!details) return
  const { name } = WALLETS.find((wallet) => wallet.type === type)!
  const options = { ...at.options(), ...details }
  const { amount, currency } = at.settings()
  const needsShipping = options.shippingAddressRequired === true
  const { shippingRates, lineItems } = options
  const settings = { name, amount, currency, needsShipping, shippingRates, lineItems }

  const { done, frame } = openDialog(at.context, { page: 'wallet', title: name, settings }, (event, told) => {
    if (event === 'rate') tellRate(at, told.rate as Fields, (answer) => frame.ask('details', answer))
    if (event === 'ready' && needsShipping) tellAddress(at, (answer) => frame.ask('details', answer))
  })
  const end = await done
  if (end.paid !== true) {
    at.tell('cancel', {})
    return
  }
  const { name: who, email, phone, address } = end.customer as Fields
  const billingDetails = {
    name: who,
    ...(options.emailRequired === true && { email }),
    ...(options.phoneNumberRequired === true && { phone }),
    address,
  }
  await at.frame().ask('pressed', { type, billing: { name: who, email, address } })
  at.press(true)
  at.tell('confirm', {
    expressPaymentType: type,
    billingDetails,
    ...(needsShipping && { shippingAddress: { name: who, address }, shippingRate: end.rate }),
    paymentFailed: (payload?: unknown) => {
      optionalObject('event.paymentFailed()', 'the argument', payload)
      at.press(false)
    },
  })
}

/** Tells of the click; with what the page resolves it, or nothing where it rejects. A page that does not listen has said all. */
function clicked(at: At, expressPaymentType: string): Promise<Fields | undefined> {
  if (!at.listens('click')) return Promise.resolve({})
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      resolve(undefined)
      reportError(
        new IntegrationError('The `click` event of the Express Checkout Element was not resolved within 1 second.'),
      )
    }, CLICK_MS)
    const settle = (details: Fields | undefined) => {
      clearTimeout(late)
      resolve(details)
    }
    at.tell('click', {
      expressPaymentType,
      resolve: (details?: unknown) => settle(optionalObject('event.resolve()', 'the argument', details)),
      reject: () => settle(undefined),
    })
  })
}

const UNSHIPPED = { problem: 'The merchant does not ship there.' }

/** The page may answer with new prices, or say that it does not ship there. */
const answering = (answer: (details: Fields) => void) => ({
  resolve: (details?: unknown) =>
    answer(JSON.parse(JSON.stringify(optionalObject('event.resolve()', 'the argument', details)))),
  reject: () => answer(UNSHIPPED),
})

function tellAddress(at: At, answer: (details: Fields) => void): void {
  const { line1: _, line2: __, ...address } = CUSTOMER.address
  const { allowedShippingCountries: allowed } = at.options()
  if (Array.isArray(allowed) && !allowed.includes(address.country)) answer(UNSHIPPED)
  else if (at.listens('shippingaddresschange'))
    at.tell('shippingaddresschange', { name: CUSTOMER.name, address, ...answering(answer) })
}

function tellRate(at: At, shippingRate: Fields, answer: (details: Fields) => void): void {
  if (at.listens('shippingratechange')) at.tell('shippingratechange', { shippingRate, ...answering(answer) })
}
