// `stripe.paymentRequest()`: the older way to a wallet's sheet, by a button of its own. The wallet is a test wallet, and pays by a test card.
// (https://docs.stripe.com/js/payment_request)
import { CUSTOMER, WALLET_CARD } from '../frames/wallets.ts'
import type { Context } from './context.ts'
import { openDialog } from './dialog.ts'
import type { Frame } from './frame.ts'
import { type Hear, listenersOf } from './listeners.ts'
import {
  type Fields,
  IntegrationError,
  isObject,
  misuse,
  optionalObject,
  requireObject,
  withoutEmpty,
} from './misuse.ts'

/** A payment request as a page has it. */
export interface PageRequest {
  canMakePayment(): Promise<any>
  show(): void
  abort(): void
  isShowing(): boolean
  update(options: unknown): void
  on(event: string, hear: Hear): PageRequest
  once(event: string, hear: Hear): PageRequest
  off(event: string, hear?: Hear): PageRequest
}

/** Which wallet it says it is: one that every browser may have. */
const WALLET = { walletName: 'googlePay', methodName: 'https://google.com/pay' }

const SHIPPING = {
  country: CUSTOMER.address.country,
  addressLine: [CUSTOMER.address.line1],
  region: CUSTOMER.address.state,
  city: CUSTOMER.address.city,
  postalCode: CUSTOMER.address.postal_code,
  recipient: CUSTOMER.name,
  phone: CUSTOMER.phone,
}

function checkOptions(caller: string, given: unknown): Fields {
  const options = requireObject(caller, 'the options', given)
  for (const name of ['country', 'currency']) {
    if (typeof options[name] !== 'string') throw misuse(caller, name, 'a string', options[name])
  }
  const total = requireObject(caller, 'total', options.total)
  if (!Number.isInteger(total.amount)) throw new IntegrationError(`${caller}: total.amount must be whole minor units.`)
  return options
}

/** What the sheet shows, in the words of its frame. */
function detailsOf({ total, displayItems, shippingOptions }: Fields): Fields {
  const lines = Array.isArray(displayItems) ? displayItems : []
  return {
    ...(isObject(total) && { amount: total.amount }),
    lineItems: lines.map(({ label, amount }) => ({ name: label, amount })),
    ...(Array.isArray(shippingOptions) && {
      shippingRates: shippingOptions.map(({ id, label, amount }) => ({ id, displayName: label, amount })),
    }),
  }
}

export function makeRequest(context: Context, given: unknown): PageRequest {
  const caller = 'stripe.paymentRequest()'
  let options = checkOptions(caller, given)
  const listeners = listenersOf(caller)
  let sheet: Frame | undefined
  let wasAsked = false

  /** The page's answer to a change: new amounts, or that it does not ship so. */
  const updating = {
    updateWith(details: unknown) {
      const told = requireObject('event.updateWith()', 'the argument', details)
      options = { ...options, ...told }
      const isFine = told.status === undefined || told.status === 'success'
      sheet?.ask('details', isFine ? detailsOf(options) : { problem: 'The merchant does not ship there.' })
    },
  }
  const optionOf = (rate: unknown): unknown =>
    isObject(rate) && Array.isArray(options.shippingOptions)
      ? options.shippingOptions.find(({ id }) => id === rate.id)
      : undefined

  async function show(): Promise<void> {
    const needsShipping = options.requestShipping === true
    const settings = { name: 'Test wallet', currency: options.currency, needsShipping, ...detailsOf(options) }
    const shown = openDialog(context, { page: 'wallet', title: 'Test wallet', settings }, (event, told) => {
      if (event === 'ready' && needsShipping)
        listeners.tell('shippingaddresschange', { shippingAddress: SHIPPING, ...updating })
      if (event === 'rate') listeners.tell('shippingoptionchange', { shippingOption: optionOf(told.rate), ...updating })
    })
    sheet = shown.frame
    const { paid, rate } = await shown.done
    sheet = undefined
    if (paid === true) await pay(needsShipping ? { shippingAddress: SHIPPING, shippingOption: optionOf(rate) } : {})
    else listeners.tell('cancel', {})
  }

  /** Makes what the page listens for: of the two older ones, only where it does. */
  async function pay(shipped: Fields): Promise<void> {
    const { call, ours } = context
    const { name, email, phone, address } = CUSTOMER
    const common = {
      ...WALLET,
      ...shipped,
      ...(options.requestPayerName === true && { payerName: name }),
      ...(options.requestPayerEmail === true && { payerEmail: email }),
      ...(options.requestPayerPhone === true && { payerPhone: phone }),
      complete: (status: unknown) => {
        if (typeof status !== 'string') throw misuse('event.complete()', 'the status', 'a string', status)
      },
    }
    if (listeners.has('paymentmethod')) {
      const data = { type: 'card', card: WALLET_CARD, billing_details: withoutEmpty({ name, email, phone, address }) }
      const { paymentMethod } = await call('paymentMethod', 'POST', 'payment_methods', { ...data, ...ours })
      listeners.tell('paymentmethod', { ...common, paymentMethod })
    } else if (listeners.has('source')) {
      const { source } = await call('source', 'POST', 'sources', { type: 'card', ...WALLET_CARD, ...ours })
      listeners.tell('source', { ...common, source })
    } else if (listeners.has('token')) {
      const { token } = await call('token', 'GET', `tokens/${WALLET_CARD.token}`, ours)
      listeners.tell('token', { ...common, token })
    }
  }

  const request: PageRequest = {
    async canMakePayment() {
      wasAsked = true
      const disabled = Array.isArray(options.disableWallets) ? options.disableWallets : []
      return disabled.includes(WALLET.walletName) ? null : { applePay: false, googlePay: true, link: false }
    },
    show() {
      if (!wasAsked) throw new IntegrationError('paymentRequest.show() comes after canMakePayment() has resolved.')
      if (sheet) throw new IntegrationError('paymentRequest.show(): the sheet is open already.')
      show()
    },
    abort: () => void sheet?.ask('cancel'),
    isShowing: () => sheet !== undefined,
    update(changes) {
      if (sheet) throw new IntegrationError('paymentRequest.update() cannot be called while the sheet is open.')
      options = checkOptions(`${caller}.update()`, { ...options, ...optionalObject(caller, 'the argument', changes) })
    },
    on(event, hear) {
      listeners.on(event, hear)
      return request
    },
    once(event, hear) {
      listeners.once(event, hear)
      return request
    },
    off(event, hear) {
      listeners.off(event, hear)
      return request
    },
  }
  return request
}

export const paymentRequestMembers = (context: Context) => ({
  paymentRequest: (options?: unknown): PageRequest => makeRequest(context, options),
})
