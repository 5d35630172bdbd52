// Every way to pay that the simulated outside knows, as one table: how it is approved, where it is taken, and what it can
// be used for. Each column names its source; values marked [K] there are unconfirmed and are only data here.

/** Card declines and challenges come from the card used; every other type from the page the customer is sent to. */
export type Flow = 'card' | 'redirect'

export interface Method {
  /** As people call it, for pages and messages. */
  readonly name: string
  readonly flow: Flow
  /** Currencies it can be charged in; `any` for those without a list. (billing facts §8) */
  readonly currencies: 'any' | readonly string[]
  /** Whether it can be kept and charged again off session, which then needs the customer's mandate. */
  readonly reusable: boolean
  readonly mandate: 'none' | 'off_session'
  /** Whether an invoice of a subscription may charge it by itself. */
  readonly subscriptions: 'automatic' | 'send_invoice' | 'none'
  readonly manualCapture: boolean
  /** Charges and their balance transactions are `charge` for cards, `payment` for the rest. */
  readonly movement: 'charge' | 'payment'
  /** Days until the money is available, in business days. [K] */
  readonly settles: number
}

export const METHODS = {
  card: {
    name: 'Card',
    flow: 'card',
    currencies: 'any',
    reusable: true,
    mandate: 'none',
    subscriptions: 'automatic',
    manualCapture: true,
    movement: 'charge',
    settles: 2,
  },
  // https://docs.stripe.com/payments/amazon-pay
  amazon_pay: {
    name: 'Amazon Pay',
    flow: 'redirect',
    currencies: ['usd', 'aud', 'gbp', 'dkk', 'eur', 'hkd', 'jpy', 'nzd', 'nok', 'zar', 'sek', 'chf'],
    reusable: true,
    mandate: 'off_session',
    subscriptions: 'automatic',
    manualCapture: true,
    movement: 'payment',
    settles: 2,
  },
} as const satisfies Record<string, Method>

export type MethodType = keyof typeof METHODS

/** The row of a type, or nothing where it is not built yet. */
export function methodOf(type: string): Method | undefined {
  return Object.hasOwn(METHODS, type) ? METHODS[type as MethodType] : undefined
}

/** Whether a type can be charged in a currency (ISO code, lower case). */
export function takes(type: string, currency: string): boolean {
  const method = methodOf(type)
  return method !== undefined && (method.currencies === 'any' || method.currencies.includes(currency))
}
