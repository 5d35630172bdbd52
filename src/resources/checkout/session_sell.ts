// What a session sells, and what that comes to: line items, a discount, the way of delivery, and a subscription's first bill.
// (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items)
import type Stripe from 'stripe'
import { invalid, missingParameter, refuseUnbuilt, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { connectSettings } from '../billing/connect_settings.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { checkOneCurrency } from '../billing/subscription_currency.ts'
import { liabilityOf, notTogether } from '../billing/invoice_automatic_tax.ts'
import { partyNamed } from '../billing/issuer.ts'
import { checkSettings, type SettingsGiven } from '../billing/subscription_settings.ts'
import type { Customer } from '../payments/customer_state.ts'
import { connectWishes } from '../payments/payment_intent_connect.ts'
import { checkCustom } from './custom_unit_amount.ts'
import { currencyOf, type ItemGiven, type ItemWish, itemWishes } from './item_wish.ts'
import { checkTotal, firstAmounts, isExempt, type Order, reckon, timingOfFirst } from './session_totals.ts'
import { discountGiven } from './session_discount.ts'
import { shippingCost, shippingOptions } from './session_shipping.ts'
import type { Create, Session } from './session_state.ts'
import { automaticFor, automaticTaxOn, checkKnown, checkTaxable, knownBuyer } from './session_tax.ts'

export interface Sold {
  readonly currency: string
  readonly wishes: readonly ItemWish[]
  readonly items: ReturnType<typeof reckon>['items']
  readonly taxes: ReturnType<typeof reckon>['taxes']
  readonly shippingTaxes: ReturnType<typeof reckon>['shippingTaxes']
  readonly fields: Partial<Session>
}

/** For whom, and how. */
interface For {
  readonly mode: 'payment' | 'subscription'
  readonly who: Customer | undefined
  /** Whether a link sells it. */
  readonly ofLink: boolean
}

/** What the parameters ask for, reckoned. */
export function sell(tx: Tx, params: Create, { mode, who, ofLink }: For): Sold {
  if (!params.line_items?.length) throw missingParameter('line_items')
  const wishes = itemWishes(tx, params.line_items as readonly ItemGiven[], mode, ofLink)
  checkCustom(wishes, params)
  const currency = currencyOf(wishes, params.currency, mode === 'subscription' ? who?.currency : null)
  if (mode === 'subscription') checkSubscription(tx, params, wishes, currency, { who, ofLink })
  const options = shippingOptions(tx, params.shipping_options ?? [], currency)
  const cost = shippingCost(options)
  const rates = params.subscription_data?.default_tax_rates ?? []
  const isTaxed = params.automatic_tax?.enabled === true
  if (isTaxed) {
    if (rates.length > 0) throw notTogether('subscription_data[default_tax_rates]')
    checkTaxable(tx, { wishes, currency }, options)
    checkKnown(who, params.customer_update)
  }
  const buyer = isTaxed ? knownBuyer(who) : undefined
  const liability = liabilityOf(tx, params.automatic_tax, { isKnown: ofLink }) as Session['automatic_tax']['liability']
  const order: Order = {
    wishes,
    currency,
    mode,
    shipping: cost?.amount_subtotal ?? 0,
    subscription: params.subscription_data,
    rates: taxRatesAt(tx, rates, 'subscription_data[default_tax_rates]') as Stripe.TaxRate[],
    exempt: isExempt(who),
    ...(isTaxed && {
      automatic: automaticFor(tx, { wishes, currency }, cost?.shipping_rate as string, buyer, liability),
    }),
  }
  const subtotal = firstAmounts(tx, order).reduce((sum, amount) => sum + amount, 0)
  const buying = { customer: who?.id ?? null, amount: subtotal, currency }
  const { shown, rule } = discountGiven(tx, params.discounts, buying)
  const { items, taxes, shippingTaxes, amounts, shipping } = reckon(tx, { ...order, discount: rule })
  checkTotal(amounts.amount_total!, currency)
  if (mode === 'payment') connectWishes(tx, params.payment_intent_data ?? {}, asPaid(amounts.amount_total!))
  return {
    currency,
    wishes,
    items,
    taxes,
    shippingTaxes,
    fields: {
      ...amounts,
      ...(isTaxed && { automatic_tax: automaticTaxOn(buyer, liability) }),
      discounts: shown as never,
      shipping_cost: cost && { ...cost, ...shipping },
      shipping_options: options,
    },
  }
}

const asPaid = (amount: number) => ({ amount, transfer_data: null, application_fee_amount: null })

/** Why 20: Stripe's own limit to what recurs, and to what is bought once beside it. */
const SUBSCRIBED_MAX = 20
/** [M]; https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-subscription_data-trial_end */
const TRIAL_LEAST = 2 * DAY

function checkSubscription(
  tx: Tx,
  params: Create,
  wishes: readonly ItemWish[],
  currency: string,
  { who, ofLink }: Pick<For, 'who' | 'ofLink'>,
): void {
  const recurring = wishes.filter(({ price }) => price.recurring)
  // In Stripe's words: github.com/enupal/stripe/issues/370.
  if (recurring.length === 0)
    throw invalid('You must provide at least one recurring price in `subscription` mode when using prices.', {
      param: 'line_items',
    })
  for (const part of [recurring, wishes.filter(({ price }) => !price.recurring)])
    if (part.length > SUBSCRIBED_MAX)
      throw invalid(`You may only specify up to ${SUBSCRIBED_MAX} recurring and as many one-time prices.`, {
        param: 'line_items',
      })
  refuseUnbuilt(params, ['shipping_options'], ' in subscription mode')
  const given = params.subscription_data ?? {}
  checkSettings(given as SettingsGiven)
  connectSettings(tx, given, { at: 'subscription_data', isKnown: ofLink })
  const { issuer } = given.invoice_settings ?? {}
  const at = 'subscription_data[invoice_settings]'
  if (issuer) partyNamed(tx, issuer, { at, names: ['issuer'], isKnown: ofLink })
  const { trial_end, trial_period_days } = given
  if (trial_period_days !== undefined && trial_period_days < 1)
    throw tooSmall(1, 'subscription_data[trial_period_days]')
  if (trial_end !== undefined && trial_end < tx.now + TRIAL_LEAST)
    throw invalid('The `trial_end` date has to be at least 2 days in the future.', {
      param: 'subscription_data[trial_end]',
    })
  timingOfFirst(tx, wishes, given)
  const prices = wishes.map(({ price }) => price)
  if (who) checkOneCurrency(tx, who, currency, prices)
}
