// Cards that are issued: made, activated, replaced and canceled, and the way of a physical one to its holder.
// (https://docs.stripe.com/api/issuing/cards; https://docs.stripe.com/issuing/cards)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt, type StripeError, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY, monthOf } from '../../lib/calendar.ts'
import { withCheckDigit } from '../../lib/luhn.ts'
import { type Card, card, cardSecret, current, secretId, wireOf } from './card_state.ts'
import { expiredAt } from './expiry.ts'
import { type Cardholder, cardholder, isWanting } from './issuing.cardholder.ts'
import { defaultDesign, personalizationDesign } from './issuing.personalization_design.ts'
import { NO_CONTROLS, withControls } from './spending_controls.ts'

type Create = Params<Stripe.Issuing.CardCreateParams>
type Update = Params<Stripe.Issuing.CardUpdateParams>
type Shipping = NonNullable<Card['shipping']>

const PATH = '/v1/issuing/cards'
const SHIPPING = '/v1/test_helpers/issuing/cards/{id}/shipping'

/** (https://docs.stripe.com/api/issuing/cards/create#create_issuing_card-currency) */
const CURRENCIES = ['usd', 'eur', 'gbp']
/** Without limits of its own a card may spend 500.00 a day. (the sample of …/api/issuing/cards/object) */
const USUAL_LIMIT = { amount: 50_000, categories: [], interval: 'daily' } as const
/** [K] */
const VALID_YEARS = 4
const VALID_YEARS_MAX = 10
/** How the numbers of Visa's test cards begin that Stripe issues. [K] */
const ISSUER_NUMBER = '400000999'
/** (https://docs.stripe.com/api/issuing/cards/create#create_issuing_card-second_line) [K] */
const SECOND_LINE_MAX = 24
/** How long the post takes: days. [K] */
const POST_DAYS: Readonly<Record<Shipping['service'], number>> = { standard: 8, express: 3, priority: 2 }

/** Which status a card may be given. */
const STATUSES: Readonly<Record<Card['status'], readonly Card['status'][]>> = {
  inactive: ['inactive', 'active', 'canceled'],
  active: ['active', 'inactive', 'canceled'],
  canceled: ['canceled'],
}

/** Where each step of the post leads, and from where. From where is [K]. */
const STEPS = {
  submit: { from: ['pending'], to: 'submitted' },
  ship: { from: ['pending', 'submitted'], to: 'shipped' },
  deliver: { from: ['shipped'], to: 'delivered' },
  fail: { from: ['pending', 'submitted', 'shipped'], to: 'failure' },
  return: { from: ['shipped'], to: 'returned' },
} as const satisfies Record<string, { from: readonly string[]; to: string }>

const step =
  (verb: keyof typeof STEPS) =>
  (tx: Tx, _params: object, _self: unknown, [id]: readonly string[]) =>
    move(tx, tx.get(card, id!), verb)

export const cards = resource(card)
  .on<Stripe.Issuing.CardCreateParams>(`POST ${PATH}`, (tx, params) => issue(tx, params), {
    reads: ['replacement_for.cardholder.id', 'personalization_design'],
  })
  .on<Stripe.Issuing.CardRetrieveParams>(`GET ${PATH}/{id}`, (tx, _params, self) => {
    tx.any([secretId(self.id), self.cardholder.id])
    return current(tx, [self])[0]!
  })
  .on<Stripe.Issuing.CardListParams>(`GET ${PATH}`, (tx, params) => {
    const page = list(tx, card, params as never, PATH)
    return { ...page, rows: current(tx, page.rows as never) }
  })
  .on<Stripe.Issuing.CardUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => change(tx, params, self), {
    reads: ['self.cardholder.id', 'personalization_design'],
  })
  .on<object>(`POST ${SHIPPING}/submit`, step('submit'))
  .on<object>(`POST ${SHIPPING}/ship`, step('ship'))
  .on<object>(`POST ${SHIPPING}/deliver`, step('deliver'))
  .on<object>(`POST ${SHIPPING}/fail`, step('fail'))
  .on<object>(`POST ${SHIPPING}/return`, step('return'))

const UNBUILT = ['financial_account', 'pin']

function issue(tx: Tx, params: Create): Card {
  refuseUnbuilt(params, UNBUILT, ' for an issued card')
  const { currency, type } = params
  // [M]
  if (!CURRENCIES.includes(currency)) throw invalid(`Cards cannot be issued in ${currency}.`, { param: 'currency' })
  if (params.cardholder === undefined) throw missingParameter('cardholder')
  const holder = tx.get(cardholder, params.cardholder, 'cardholder')
  const replaced = replacedBy(tx, params)
  if (params.status === 'active') checkActivation(holder)
  if (currency === 'eur' && holder.phone_number === null) throw phoneNeeded(holder.id)
  const id = tx.id(card)
  const number = withCheckDigit(ISSUER_NUMBER + tx.digits(6))
  tx.insert(cardSecret, { id: secretId(id), hidden: { number, cvc: tx.digits(3) } })
  const made = tx.insert(card, {
    id,
    brand: 'Visa',
    cancellation_reason: null,
    cardholder: wireOf(holder) as Card['cardholder'],
    created: tx.now,
    currency,
    ...expiryOf(tx, params),
    last4: number.slice(-4),
    latest_fraud_warning: null,
    lifecycle_controls: lifecycleOf(params),
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    personalization_design: type === 'physical' ? designOf(tx, params) : refuseOfVirtual(params),
    replaced_by: null,
    replacement_for: replaced?.id ?? null,
    replacement_reason: params.replacement_reason ?? null,
    second_line: secondLineOf(params),
    shipping: type === 'physical' ? shippingOf(tx, params) : null,
    spending_controls: withControls(
      { ...NO_CONTROLS, spending_limits: [USUAL_LIMIT] as never, spending_limits_currency: currency },
      params.spending_controls,
      currency,
    ),
    status: params.status ?? 'inactive',
    type,
    wallets: walletsOf(holder),
    hidden: replaced ? { root: replaced.hidden.root ?? replaced.id } : {},
  } as Omit<Card, 'object'>)
  if (replaced) tx.update(card, replaced, { replaced_by: id })
  return made
}

/** In Stripe's words, as two programs that met them have them: github.com holds both as comments and tests. */
function checkActivation(holder: Cardholder): void {
  if (isWanting(holder))
    throw invalid('This cardholder has outstanding requirements preventing them from activating an issued card.', {
      param: 'status',
    })
}

/** In Stripe's words: github.com/stripe/stripe-cli/issues/893. */
const phoneNeeded = (id: string): StripeError =>
  invalid(
    `You cannot create a card without a \`phone_number\` on file for cardholder: ${id}. Please see ` +
      'https://stripe.com/docs/issuing/3d-secure.',
    { code: 'cardholder_phone_number_required' },
  )

/** The card that is replaced; what was replaced once is not replaced again. [M] */
function replacedBy(
  tx: Tx,
  { replacement_for, replacement_reason, cardholder: holder, type }: Create,
): Card | undefined {
  if (replacement_for === undefined) {
    if (replacement_reason !== undefined) throw missingParameter('replacement_for')
    return undefined
  }
  if (replacement_reason === undefined) throw missingParameter('replacement_reason')
  const old = tx.get(card, replacement_for, 'replacement_for')
  const wrong = (message: string) => invalid(message, { param: 'replacement_for' })
  if (old.replaced_by !== null) throw wrong(`The card ${old.id} has already been replaced.`)
  if (old.cardholder.id !== holder) throw wrong('A card can only be replaced by one of the same cardholder.')
  if (old.type !== type) throw wrong('A card can only be replaced by one of the same type.')
  return old
}

function expiryOf(tx: Tx, { exp_month, exp_year }: Create): Pick<Card, 'exp_month' | 'exp_year'> {
  const [year, month] = monthOf(tx.now)
  if (exp_month === undefined && exp_year === undefined) return { exp_month: month, exp_year: year + VALID_YEARS }
  if (exp_month === undefined) throw missingParameter('exp_month')
  if (exp_year === undefined) throw missingParameter('exp_year')
  const wrong = (name: string, message: string) =>
    invalid(message, { code: `invalid_expiry_${name}`, param: `exp_${name}` })
  if (exp_month < 1 || exp_month > 12) throw wrong('month', 'The expiration month of the card is invalid.') // [M]
  if (expiredAt({ exp_month, exp_year }) <= tx.now || exp_year > year + VALID_YEARS_MAX)
    throw wrong('year', 'The expiration year of the card is invalid.') // [M]
  return { exp_month, exp_year }
}

function lifecycleOf({ lifecycle_controls: controls }: Create): Card['lifecycle_controls'] {
  if (!controls) return null
  const { payment_count } = controls.cancel_after
  if (payment_count < 1) throw tooSmall(1, 'lifecycle_controls[cancel_after][payment_count]')
  return { cancel_after: { payment_count } }
}

/** [M] */
function refuseOfVirtual(params: Create): null {
  for (const name of ['personalization_design', 'shipping', 'second_line'] as const)
    if (params[name] !== undefined && params[name] !== '')
      throw invalid(`You cannot set \`${name}\` on a virtual card.`, { param: name })
  return null
}

/** The design that is asked for, or the one for all. */
function designOf(tx: Tx, { personalization_design: id }: Pick<Create, 'personalization_design'>): string | null {
  if (id === undefined) return defaultDesign(tx)?.id ?? null
  const { status } = tx.get(personalizationDesign, id, 'personalization_design')
  // [M]
  if (status !== 'active')
    throw invalid(`The personalization design ${id} is not active, but ${status}.`, { param: 'personalization_design' })
  return id
}

/** [M] */
function secondLineOf({ second_line: line }: Create): string | null {
  if (!line) return null
  if (line.length > SECOND_LINE_MAX)
    throw invalid(`The second line must be at most ${SECOND_LINE_MAX} characters.`, { param: 'second_line' })
  return line
}

function shippingOf(tx: Tx, { shipping: given }: Pick<Create, 'shipping'>): Shipping {
  if (!given) throw missingParameter('shipping')
  const { line2 = null, state = null, ...address } = given.address
  const mode = given.address_validation?.mode
  // Nobody here knows which addresses there are.
  if (mode !== undefined && mode !== 'disabled')
    throw unbuilt(`Brindle cannot validate addresses (${mode}).`, 'shipping[address_validation][mode]')
  const service = given.service ?? 'standard'
  return {
    address: { ...address, line2, state },
    address_validation: mode === undefined ? null : { mode, normalized_address: null, result: null },
    business_name: given.business_name ?? null,
    carrier: null,
    customs: given.customs ? { eori_number: given.customs.eori_number ?? null } : null,
    eta: tx.now + POST_DAYS[service] * DAY,
    name: given.name,
    phone_number: given.phone_number ?? null,
    // (https://docs.stripe.com/api/issuing/cards/object#issuing_card_object-shipping-require_signature)
    require_signature: given.require_signature ?? service !== 'standard',
    service,
    status: 'pending',
    tracking_number: null,
    tracking_url: null,
    type: given.type ?? 'individual',
  } as Shipping
}

/** Who can be reached may put the card into a phone. (the words of …/object#issuing_card_object-wallets-apple_pay-ineligible_reason) */
function walletsOf({ email, phone_number }: Cardholder): Card['wallets'] {
  const eligible = email !== null || phone_number !== null
  const wallet = { eligible, ineligible_reason: eligible ? null : ('missing_cardholder_contact' as const) }
  return { apple_pay: wallet, google_pay: wallet, primary_account_identifier: null }
}

function change(tx: Tx, params: Update, self: Card): Card {
  refuseUnbuilt(params, UNBUILT, ' for an issued card')
  const { cancellation_reason, metadata, personalization_design, shipping, spending_controls, status } = params
  const holder = tx.get(cardholder, self.cardholder.id)
  if (status !== undefined && !STATUSES[self.status].includes(status))
    // [M]
    throw invalid(`You cannot change the status of a card that is ${self.status}.`, { param: 'status' })
  if (status === 'active' && self.status !== 'active') checkActivation(holder)
  if (cancellation_reason !== undefined && (status ?? self.status) !== 'canceled')
    // [M]
    throw invalid('You can only set `cancellation_reason` when the status is canceled.', {
      param: 'cancellation_reason',
    })
  const isSent = self.shipping !== null && self.shipping.status !== 'pending'
  for (const [name, given] of Object.entries({ personalization_design, shipping }))
    if (given !== undefined && (self.type === 'virtual' || isSent))
      // [M]
      throw invalid(`You cannot change \`${name}\` of a card that is virtual, or already on its way.`, { param: name })
  const next = tx.update(card, self, {
    ...(cancellation_reason !== undefined && { cancellation_reason }),
    cardholder: wireOf(holder) as Card['cardholder'],
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
    ...(personalization_design !== undefined && { personalization_design: designOf(tx, params) }),
    ...(shipping && { shipping: shippingOf(tx, params) }),
    spending_controls: withControls(self.spending_controls, spending_controls, self.currency),
    ...(status !== undefined && { status }),
    wallets: walletsOf(holder),
  } as Partial<Card>)
  return status === 'canceled' && next.shipping?.status === 'pending'
    ? tx.amend(card, next, { shipping: { ...next.shipping, status: 'canceled' } })
    : next
}

/** The post has done something with the card. [M] */
function move(tx: Tx, self: Card, verb: keyof typeof STEPS): Card {
  const { from, to } = STEPS[verb]
  const { shipping } = self
  if (!shipping) throw invalid(`The card ${self.id} is virtual, and is not shipped.`)
  if (!(from as readonly string[]).includes(shipping.status!))
    throw invalid(`You cannot ${verb} a card whose shipping status is ${shipping.status}.`)
  return tx.update(card, self, {
    shipping: {
      ...shipping,
      status: to,
      ...(to === 'shipped' && { shipped_at: tx.now }),
      ...(to === 'delivered' && { delivered_at: tx.now }),
    },
  })
}
