// How a source of each type is made: what it must come with, and what its customer has to do first.
// (https://docs.stripe.com/api/sources/create)
// One file because what a type must come with, and what becomes of it, are read side by side.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import {
  exclusive,
  invalid,
  missingParameter,
  noSuch,
  refuseUnbuilt,
  unbuilt,
  unknownParameters,
} from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { BICS } from '../../network/banks.ts'
import { receiverAddress, sourceDetails } from '../../network/source_details.ts'
import { approvesByItself, MOMENTS, SOURCE_TYPES, type SourceType, sourceTypeOf } from '../../network/source_types.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { openSourcePage } from './authorization.ts'
import { US_DEBIT } from './bank_account.ts'
import { readAccount } from './bank_details.ts'
import { card } from './card.ts'
import { type CardGiven, kept, oldDetails, readCard } from './card_details.ts'
import { address } from './customer.ts'
import { scheduleEnd, type Source, type SourceState, source } from './source_state.ts'
import { leadsBack } from './intent.ts'
import { cardIn, unusedToken, useToken } from './token.ts'

type Create = Params<Stripe.SourceCreateParams>
/** The hashes that are named as a type. */
type Given = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>

interface Made {
  /** `source[<type>]`. */
  readonly details: object
  readonly hidden: SourceState
  readonly owner?: object
  /** Nobody has to be asked after all. */
  readonly unasked?: true
}

export function createSource(tx: Tx, params: Create): Source {
  const type = checkParams(params)
  const kind = sourceTypeOf(type)!
  const usage = usageOf(params, type, kind)
  const currency = currencyOf(params, type, kind)
  checkAmountOf(params, kind, usage, currency)
  const made = make(tx, type, params)
  const isAsked = kind.flow !== 'none' || kind.scanned === true
  const id = tx.id(source)
  const common = {
    id,
    allow_redisplay: 'unspecified',
    amount: params.amount ?? null,
    client_secret: `src_client_secret_${tx.random(24)}`,
    created: tx.now,
    currency,
    flow: kind.flow,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    owner: ownerOf(params.owner ?? {}, made.owner as Source['owner']),
    ...(params.source_order && { source_order: orderOf(params.source_order, currency!) }),
    statement_descriptor: params.statement_descriptor ?? null,
    status: isAsked && !made.unasked ? 'pending' : 'chargeable',
    type,
    usage,
    [type]: made.details,
    hidden: made.hidden,
  } as unknown as Source
  const row = tx.insert(source, { ...common, ...asking(tx, common, kind, params, made) } as never)
  scheduleEnd(tx, row)
  const arrives = row.receiver !== undefined || approvesByItself(row.owner?.email ?? null)
  if (row.status === 'pending' && arrives) tx.schedule(tx.now + MOMENTS, 'source.arrive', { id })
  return row
}

/** Parameters that this type does not have are refused, and so is what is not built. */
function checkParams(params: Create): string {
  refuseUnbuilt(params, ['original_source', 'customer', 'mandate'], ' for a source')
  const { type } = params
  if (type === undefined) throw missingParameter('type')
  const kind = sourceTypeOf(type)
  if (type === 'card_present') throw unbuilt('Brindle makes no sources of type card_present.', 'type')
  // [M]
  if (!kind) throw invalid(`Invalid source type: ${type}`, { param: 'type' })
  const others = [...Object.keys(SOURCE_TYPES).filter((name) => name !== type), ...unsuited(type, kind)]
  const strange = others.filter((name) => params[name as keyof Create] !== undefined)
  if (strange.length > 0) throw unknownParameters(strange)
  // [M]
  if (params.flow !== undefined && params.flow !== kind.flow)
    throw invalid(`Sources of type ${type} do not have the flow ${params.flow}.`, { param: 'flow' })
  const { bank } = (params as unknown as Given).ideal ?? {}
  if (bank !== undefined && !Object.hasOwn(BICS, bank))
    throw invalid('The iDEAL bank is invalid.', { code: 'invalid_ideal_bank', param: 'ideal[bank]' })
  for (const path of kind.requires) if (read(params as never, path) === undefined) throw missingParameter(path)
  return type
}

/** The parameters that only other types take. */
function unsuited(type: string, kind: SourceType): string[] {
  return [
    ...(kind.flow === 'redirect' ? [] : ['redirect']),
    ...(kind.flow === 'receiver' ? [] : ['receiver']),
    ...(type === 'card' ? [] : ['token']),
    ...(type === 'klarna' ? [] : ['source_order']),
  ]
}

/** The value at `sepa_debit[iban]`. */
function read(params: Given, path: string): unknown {
  const [head = '', name] = path.replace(']', '').split('[')
  return name === undefined ? params[head] : params[head]?.[name]
}

/** (text [M]; code from Stripe's list) */
function usageOf({ usage }: Create, type: string, kind: SourceType): string {
  if (usage === undefined || kind.usage.includes(usage as never)) return usage ?? kind.usage[0]
  throw invalid(`Sources of type ${type} cannot be ${usage}.`, { code: 'invalid_source_usage', param: 'usage' })
}

function currencyOf({ currency: given }: Create, type: string, { currencies }: SourceType): string | null {
  const currency = given?.toLowerCase() ?? null
  if (currency === null || !currencies || currencies.includes(currency)) return currency
  throw invalid(
    `Invalid currency: ${currency}. The payment method \`${type}\` only supports the following currencies: ` +
      `${currencies.map((code) => `\`${code}\``).join(', ')}.`,
    { param: 'currency' },
  )
}

/** One that is charged once says for how much; of a receiver nobody knows before. */
function checkAmountOf({ amount }: Create, kind: SourceType, usage: string, currency: string | null): void {
  if (amount !== undefined && amount < 1)
    throw invalid('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' })
  const isReceiver = kind.flow === 'receiver'
  if (isReceiver && usage === 'reusable' && amount !== undefined)
    throw invalid('The amount of a receiver source is what arrives: it cannot be given.', { param: 'amount' }) // [M]
  if (usage === 'single_use' && !isReceiver && amount === undefined) throw missingParameter('amount')
  const needsCurrency = usage === 'single_use' || isReceiver || kind.currencies !== undefined
  if (needsCurrency && currency === null) throw missingParameter('currency')
}

function make(tx: Tx, type: string, params: Create): Made {
  if (type === 'card') return makeCard(tx, params)
  if (type === 'three_d_secure') return makeThreeDSecure(tx, (params as unknown as Given).three_d_secure!)
  const { statement_descriptor } = params
  const given = { ...(statement_descriptor && { statement_descriptor }), ...(params as unknown as Given)[type] }
  const account = checkNumbers(type, given)
  const details = sourceDetails(type, given, (count) => tx.random(count))
  return { details, hidden: account === undefined ? {} : { account } }
}

/** (https://docs.stripe.com/sources/cards) */
function makeCard(tx: Tx, params: Create): Made {
  const at = (params as unknown as { card?: CardGiven }).card
  if (params.token !== undefined && at !== undefined) throw exclusive(['card', 'token'])
  if (params.token !== undefined) return cardOfToken(tx, params.token)
  if (at === undefined) throw missingParameter('card')
  const read = readCard(tx, at, 'card')
  const asked = { line1: params.owner?.address?.line1, zip: params.owner?.address?.postal_code }
  return { details: cardHash(read.name, oldDetails(read.card, read.expiry), asked), hidden: kept(read) }
}

function cardOfToken(tx: Tx, id: string): Made {
  const row = unusedToken(tx, id, 'token')
  const given = cardIn(row, 'token')
  useToken(tx, row)
  const { card: name = '', hasCode } = given.hidden
  const expiry = { exp_month: given.exp_month, exp_year: given.exp_year, cvc: given.cvc_check !== null }
  const place = address({
    city: given.address_city,
    country: given.address_country,
    line1: given.address_line1,
    line2: given.address_line2,
    postal_code: given.address_zip,
    state: given.address_state,
  })!
  const hasPlace = Object.values(place).some((part) => part !== null)
  return {
    details: cardHash(name, oldDetails(TEST_CARDS[name]!, expiry), { line1: place.line1, zip: place.postal_code }),
    hidden: { card: name, ...(hasCode && { hasCode }) },
    owner: { ...NOBODY, address: hasPlace ? place : null, name: given.name },
  }
}

/** `source.card`. What the bank says of the address it says when the card is saved or charged. */
function cardHash(name: string, details: object, asked: { line1?: unknown; zip?: unknown }): object {
  const told = (part: unknown) => (part ? 'unchecked' : null)
  return {
    address_line1_check: told(asked.line1),
    address_zip_check: told(asked.zip),
    ...details,
    name: null,
    three_d_secure: THREE_D_SECURE[TEST_CARDS[name]?.authentication ?? 'none'] ?? 'optional',
  }
}

/** `source.card.three_d_secure`, by when the card's bank asks. (https://docs.stripe.com/sources/three-d-secure/cards) */
const THREE_D_SECURE: Readonly<Record<string, string>> = {
  always: 'required',
  not_supported: 'not_supported',
  on_session: 'recommended',
  unless_set_up: 'recommended',
}

/** A card that its bank asks the customer about. (https://docs.stripe.com/sources/three-d-secure) */
function makeThreeDSecure(tx: Tx, given: Readonly<Record<string, string>>): Made {
  const [shown, hidden] = cardBehind(tx, given)
  const supports = TEST_CARDS[hidden.card ?? '']?.authentication !== 'not_supported'
  return {
    details: { ...shown, authenticated: false, card: given.card, customer: given.customer ?? null },
    hidden,
    ...(!supports && { unasked: true }),
  }
}

/** The card source, or the card of a customer, that a 3-D Secure source is made of. */
function cardBehind(tx: Tx, given: Readonly<Record<string, string>>): [shown: object, hidden: SourceState] {
  const id = given.card!
  const at = 'three_d_secure[card]'
  const behind = tx.find(source, id)
  if (behind?.type === 'card') {
    if (behind.status !== 'chargeable') throw notChargeable(at)
    return [behind.card!, picked(behind.hidden)]
  }
  const saved = tx.find(card, id)
  if (!saved || saved.customer !== given.customer) throw noSuch('source', id, at)
  const shown = oldDetails(TEST_CARDS[saved.hidden.card ?? '']!, {
    exp_month: saved.exp_month,
    exp_year: saved.exp_year,
    cvc: false,
  })
  return [{ ...cardHash(saved.hidden.card ?? '', shown, {}), cvc_check: saved.cvc_check }, picked(saved.hidden)]
}

const picked = ({ card: name, hasCode }: SourceState): SourceState => ({
  ...(name !== undefined && { card: name }),
  ...(hasCode && { hasCode }),
})

export const notChargeable = (param: string) =>
  invalid('The source you provided is not in a chargeable state.', { param })

/** The row of the test account, where there is a number: real ones have no place here. */
function checkNumbers(type: string, given: Readonly<Record<string, string>>): string | undefined {
  if (type === 'ach_debit') {
    const { routing_number, account_number } = given
    return readAccount(US_DEBIT, { routing_number, account_number }, type).account
  }
  return ['acss_debit', 'au_becs_debit', 'sepa_debit'].includes(type)
    ? readAccount(type, given, type).account
    : undefined
}

/** What its flow adds to a source: where its customer is sent, where money is to go, or what is to be told. */
function asking(tx: Tx, row: Source, { flow, scanned, waits = 0 }: SourceType, params: Create, made: Made): object {
  if (flow === 'receiver')
    return {
      receiver: {
        address: receiverAddress(row.type, made.details as never),
        amount_charged: 0,
        amount_received: 0,
        amount_returned: 0,
        refund_attributes_method: params.receiver?.refund_attributes_method ?? 'email',
        refund_attributes_status: 'missing',
      },
    }
  if (flow === 'code_verification') return { code_verification: { attempts_remaining: 3, status: 'pending' } }
  if (flow === 'none' && !scanned) return {}
  const return_url = scanned ? undefined : returnUrlOf(params)
  const { amount, currency } = row
  const url = openSourcePage(tx, { source: row, amount, currency, returnUrl: return_url, seconds: waits })
  if (scanned) return { [row.type]: { ...made.details, qr_code_url: url } }
  const status = made.unasked ? 'not_required' : 'pending'
  return { redirect: { failure_reason: null, return_url, status, url } }
}

function returnUrlOf({ redirect }: Create): string {
  if (redirect === undefined) throw missingParameter('redirect[return_url]')
  return leadsBack(redirect.return_url, 'redirect[return_url]')
}

const NOBODY = {
  address: null,
  email: null,
  name: null,
  phone: null,
  verified_address: null,
  verified_email: null,
  verified_name: null,
  verified_phone: null,
}

/** The owner as told; what is not told stays as it was. */
export function ownerOf(given: NonNullable<Create['owner']>, old?: Source['owner']): Source['owner'] {
  const before = old ?? NOBODY
  const { address: place, ...texts } = given
  return {
    ...before,
    ...(texts as object),
    ...(place && { address: address({ ...before.address, ...place }) }),
  } as Source['owner']
}

/** What is bought with the source, and its sum. (https://docs.stripe.com/api/sources/object#source_object-source_order) */
export function orderOf(given: NonNullable<Create['source_order']>, currency: string): object {
  const items = (given.items ?? []).map((item) => ({
    amount: item.amount ?? null,
    currency: item.currency ?? currency,
    description: item.description ?? null,
    parent: item.parent ?? null,
    ...(item.quantity !== undefined && { quantity: item.quantity }),
    type: item.type ?? 'sku',
  }))
  const { shipping } = given
  return {
    amount: items.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
    currency,
    items,
    ...(shipping && { shipping: { ...shipping, address: address(shipping.address) } }),
  }
}
