// What the simulation does to intents: it chooses an intent and a trigger of the truth tables, does it with chance
// amounts and instruments, and says which row must have been taken.
// One file because the choice of a row and the request that takes it have to agree.
import { JENNY, own } from '../resources/payments/debiting.ts'
import { AGREED, BACK, UNVERIFIED } from '../resources/payments/intent_table.ts'
import { PAYMENT_TABLE, type Row } from '../resources/payments/payment_intent_table.ts'
import { SETUP_TABLE } from '../resources/payments/setup_intent_table.ts'
import type { Books } from './books.ts'

/** Chance: whole numbers below `count`, and one of several. */
export interface Dice {
  below(count: number): number
  of<T>(choices: readonly T[]): T
}

/** What the books do not show of an intent. */
export interface Note {
  /** Its page, and until when it is open (epoch seconds). */
  readonly page?: { readonly url: string; readonly until: number }
  /** What it waits for. */
  readonly waits?: 'page' | 'deposits' | 'voucher'
  /** The bank turns the card down after the customer has agreed. */
  readonly turnsDown?: boolean
  /** How often deposits were told wrong. */
  readonly wrong?: number
  readonly increments?: number
  /** Its customer has answered, and the server has not confirmed yet. */
  readonly answered?: 'a card' | 'a debit'
}

export interface Player {
  readonly books: Books
  readonly dice: Dice
  readonly notes: Map<string, Note>
  /** Rows that were taken, as `payment_intent requires_action: authorize`. */
  readonly taken: ReadonlyMap<string, number>
  readonly customers: readonly string[]
}

/** One request, and what must come of it. */
export interface Move {
  readonly method: 'POST'
  /** Or the whole address of a page. */
  readonly path: string
  readonly form: string
  /** The intent, and the row that it has to take. */
  readonly intent?: string
  readonly row?: Row<string>
  readonly kind?: Kind
  /** What is to be noted of it afterwards. */
  readonly note?: Note
}

export type Kind = 'payment_intent' | 'setup_intent'
const TABLES: Readonly<Record<Kind, readonly Row<string>[]>> = {
  payment_intent: PAYMENT_TABLE,
  setup_intent: SETUP_TABLE,
}
const PATHS: Readonly<Record<Kind, string>> = {
  payment_intent: '/v1/payment_intents',
  setup_intent: '/v1/setup_intents',
}

export const rowOf = (kind: Kind, from: string, trigger: string): Row<string> | undefined =>
  TABLES[kind].find((row) => row.from === from && row.trigger === trigger)
export const nameOf = (kind: Kind, { from, trigger }: Row<string>): string => `${kind} ${from}: ${trigger}`

/** Every row that leads somewhere, or that is allowed to stay: what a long run has to take. */
export const TRANSITIONS: readonly string[] = (Object.keys(TABLES) as Kind[]).flatMap((kind) =>
  TABLES[kind]
    .filter(({ from, to, refusal, trigger }) => from !== to || (!refusal && !trigger.startsWith('eight days')))
    .map((row) => nameOf(kind, row)),
)

/** Cards that pay at once; what follows later is different for each. */
const GOOD = [
  'pm_card_visa',
  'pm_card_mastercard',
  'pm_card_amex',
  'pm_card_bypassPending',
  'pm_card_pendingRefund',
  'pm_card_refundFail',
  'pm_card_createDispute',
  'pm_card_createDisputeInquiry',
  'pm_card_createMultipleDisputes',
  'pm_card_riskLevelElevated',
]
const BAD = [
  'pm_card_visa_chargeDeclined',
  'pm_card_visa_chargeDeclinedInsufficientFunds',
  'pm_card_chargeDeclinedExpiredCard',
  'pm_card_visa_chargeDeclinedStolenCard',
]
const CHALLENGED = `payment_method=pm_card_authenticationRequired&${BACK}`
const TURNED_DOWN = `payment_method=pm_card_threeDSecureRequiredChargeDeclined&${BACK}`
const YES = { usd: 'payment_method=pm_usBankAccount_success', eur: own('sepa_debit', 'iban=AT611904300234573201') }
const NO = {
  usd: 'payment_method=pm_usBankAccount_insufficientFunds',
  eur: own('sepa_debit', 'iban=AT981904300002222227'),
}
const VOUCHER = (fate: string) => `payment_method_data[type]=multibanco${JENNY.replace('jenny@', `${fate}@`)}`
const TYPES = {
  usd: ['card', 'us_bank_account'],
  eur: ['card', 'sepa_debit', 'multibanco'],
} as const
type Currency = keyof typeof TYPES
const MANY =
  'payment_method_options[card][request_multicapture]=if_available' +
  '&payment_method_options[card][request_incremental_authorization]=if_available'

const typesOf = (types: readonly string[]) => types.map((type) => `payment_method_types[]=${type}`).join('&')

/** How a confirmation goes, and what is noted of the intent that then waits. */
type Way = { readonly form: string; readonly waits?: Note }

function paymentWay(way: string, currency: Currency, dice: Dice, manual: boolean): Way {
  switch (way) {
    case '':
      return { form: `payment_method=${dice.of(GOOD)}&capture_method=${dice.of(['automatic', 'automatic_async'])}` }
    case ', declined':
      return { form: `payment_method=${dice.of(BAD)}` }
    case ', debited':
      return { form: `${dice.of([YES, NO])[currency]}&${AGREED}&capture_method=automatic` }
    case ', captured by hand':
      return { form: `payment_method=${dice.of(GOOD)}&capture_method=manual&${MANY}` }
    default:
      return awaited(currency, dice, manual)
  }
}

/** The customer has to act: on a page, at a till, or by telling two deposits. */
function awaited(currency: Currency, dice: Dice, manual: boolean): Way {
  const kinds = manual ? 2 : 4
  switch (dice.below(kinds)) {
    case 0:
      return { form: CHALLENGED, waits: { waits: 'page' } }
    case 1:
      return { form: TURNED_DOWN, waits: { waits: 'page', turnsDown: true } }
    case 2:
      if (currency === 'usd') return { form: `${UNVERIFIED}&${AGREED}`, waits: { waits: 'deposits', wrong: 0 } }
      return { form: VOUCHER(dice.of(['succeed_immediately', 'a'])), waits: { waits: 'voucher' } }
    default:
      if (currency === 'usd') return { form: CHALLENGED, waits: { waits: 'page' } }
      return { form: VOUCHER('expire_immediately'), waits: { waits: 'voucher' } }
  }
}

function setupWay(way: string, dice: Dice): Way {
  switch (way) {
    case '':
      return { form: `payment_method=${dice.of(['pm_card_visa', 'pm_card_mastercard', 'pm_card_chargeCustomerFail'])}` }
    case ', declined':
      return { form: `payment_method=${dice.of(BAD)}` }
    case ', debited':
      return { form: `payment_method=pm_usBankAccount_success&${AGREED}` }
    default:
      return dice.below(2) === 0
        ? { form: CHALLENGED, waits: { waits: 'page' } }
        : { form: `${UNVERIFIED}&${AGREED}`, waits: { waits: 'deposits', wrong: 0 } }
  }
}

const kindOfId = (id: string): Kind => (id.startsWith('pi_') ? 'payment_intent' : 'setup_intent')

/** Makes an intent, as one of the rows of `new`. */
export function begin(kind: Kind, { dice, customers }: Player): Move {
  const row = dice.of(TABLES[kind].filter(({ from }) => from === 'new'))
  const way = row.trigger.replace(/^create( with a method| and confirm|)/, '')
  const confirms = row.trigger.includes('and confirm')
  const currency = dice.of<Currency>(['usd', 'usd', 'eur'])
  const manual = way === ', authenticated' && dice.below(3) === 0
  const { form, waits } = kind === 'setup_intent' ? setupWay(way, dice) : paymentWay(way, currency, dice, manual)
  const method = row.trigger === 'create' ? '' : confirms ? `&${form}&confirm=true` : '&payment_method=pm_card_visa'
  const who =
    customers.length > 0 && (kind === 'setup_intent' || dice.below(3) === 0) ? `&customer=${dice.of(customers)}` : ''
  const keeps =
    who !== '' && kind === 'payment_intent' && currency === 'usd' && dice.below(2) === 0 && way === ''
      ? '&setup_future_usage=off_session'
      : ''
  const serverConfirms = kind === 'payment_intent' && dice.below(4) === 0 ? '&confirmation_method=manual' : ''
  const byHand = manual ? `&capture_method=manual&${MANY}` : ''
  const amount = 50 + dice.below(20_000)
  const base =
    kind === 'setup_intent'
      ? `${typesOf(TYPES.usd)}`
      : `amount=${amount}&currency=${currency}&${typesOf(TYPES[currency])}${serverConfirms}${byHand}`
  return {
    method: 'POST',
    path: PATHS[kind],
    form: `${base}${method}${who}${keeps}`,
    row,
    kind,
    note: confirms && waits ? waits : {},
  }
}

interface Chosen {
  readonly intent: any
  readonly row: Row<string>
}

/** Does something to an intent that is there: mostly what it allows, and rather what was not tried before. */
export function goOn(kind: Kind, player: Player): Move | undefined {
  const { books, dice, taken } = player
  const all: readonly any[] = kind === 'payment_intent' ? books.intents : books.setups
  if (all.length === 0) return undefined
  const allowed = dice.below(10) < 8
  const recent = all.slice(-25)
  const choices: Chosen[] = recent.flatMap((intent) =>
    TABLES[kind]
      .filter((row) => row.from === intent.status && allowed === (!row.refusal || row.from !== row.to))
      .filter((row) => isPossible(row, intent, player))
      .map((row) => ({ intent, row })),
  )
  if (choices.length === 0) return undefined
  const fresh = choices.filter(({ row }) => !taken.has(nameOf(kind, row)))
  return moveFor(kind, fresh.length > 0 && dice.below(5) > 0 ? dice.of(fresh) : dice.of(choices), player)
}

const INCREMENTS_MAX = 10
const WRONG_MAX = 2

/** Whether a row can be taken by this intent, by a request. */
function isPossible({ trigger, from }: Row<string>, intent: any, { notes, books }: Player): boolean {
  const note = notes.get(intent.id) ?? {}
  const isByHand = intent.capture_method === 'manual'
  const manualConfirm = intent.confirmation_method === 'manual'
  const onPage = note.waits === 'page' && note.page !== undefined && note.page.until > books.now
  switch (trigger) {
    case 'authorize':
      return onPage && !note.turnsDown && !isByHand && !manualConfirm
    case 'authorize, where the server confirms':
      return onPage && manualConfirm
    case 'authorize, captured by hand':
      return onPage && !note.turnsDown && isByHand && !manualConfirm
    case 'authorize, declined afterwards':
      return onPage && note.turnsDown === true && !manualConfirm
    case 'authorize, too late':
      return note.waits === 'page' && note.page !== undefined && note.page.until <= books.now
    case 'fail to authorize':
      return onPage
    case 'verify the deposits':
      return from !== 'requires_action' || (note.waits === 'deposits' && !manualConfirm)
    case 'verify the deposits, where the server confirms':
      return note.waits === 'deposits' && manualConfirm
    case 'verify the deposits, wrong':
      return note.waits === 'deposits' && (note.wrong ?? 0) < WRONG_MAX
    case 'verify the deposits, for the last time':
      return note.waits === 'deposits'
    case 'confirm, answered':
      return note.answered === 'a card' && !isByHand
    case 'confirm, answered for a debit':
      return note.answered === 'a debit'
    case 'confirm':
    case 'confirm, declined':
    case 'confirm, captured by hand':
    case 'confirm, debited':
    case 'confirm, authenticated':
      return true
    case 'capture too much':
    case 'capture a part':
      return from !== 'requires_capture' || intent.amount_capturable >= 2
    case 'capture a part of several':
      return intent.amount_capturable >= 2 && isHeldInParts(intent, books)
    case 'cancel':
      return from !== 'requires_capture' || intent.amount_received === 0
    case 'cancel, after a part':
      return intent.amount_received > 0
    case 'increment':
      return (
        from !== 'requires_capture' ||
        ((note.increments ?? 0) < INCREMENTS_MAX && isHeldInParts(intent, books) && intent.amount < 1_000_000)
      )
    default:
      return !/^(eight days|the )/.test(trigger)
  }
}

/** Amex and others all take it: it was asked for with the hold. */
const isHeldInParts = (intent: any, { charges }: Books): boolean =>
  (charges.find(({ id }) => id === intent.latest_charge)?.payment_method_details?.card as any)?.multicapture !==
  undefined

function moveFor(kind: Kind, { intent, row }: Chosen, player: Player): Move {
  const { dice, notes } = player
  const note = notes.get(intent.id) ?? {}
  const path = `${PATHS[kind]}/${intent.id}`
  const move = (end: string, form: string, after: Note = note): Move => ({
    method: 'POST',
    path: path + end,
    form,
    intent: intent.id,
    row,
    kind,
    note: after,
  })
  const { trigger } = row
  if (trigger.startsWith('confirm')) return confirmation(move, row, intent, player)
  if (trigger.startsWith('authorize') || trigger === 'fail to authorize') {
    const answered = trigger === 'authorize, where the server confirms'
    const outcome = trigger === 'fail to authorize' ? 'fail' : 'succeed'
    const after =
      trigger === 'authorize, too late' ? note : answered && !note.turnsDown ? ({ answered: 'a card' } as const) : {}
    return { ...move('', `outcome=${outcome}`, after), path: note.page!.url }
  }
  switch (trigger) {
    case 'update the description':
      return move('', `description=${dice.below(1000)}`)
    case 'update the amount':
      return move('', `amount=${50 + dice.below(20_000)}`)
    case 'update the method':
      return move('', 'payment_method=pm_card_visa', {})
    case 'capture':
      return move('/capture', '')
    case 'capture a part':
      return move('/capture', `amount_to_capture=${1 + Math.floor((intent.amount_capturable - 1) / 2)}`)
    case 'capture a part of several':
      return move('/capture', `amount_to_capture=${Math.floor(intent.amount_capturable / 2)}&final_capture=false`)
    case 'capture too much':
      return move('/capture', `amount_to_capture=${intent.amount_capturable + 1 + dice.below(100)}`)
    case 'increment': {
      const increments = (note.increments ?? 0) + (row.refusal ? 0 : 1)
      return move('/increment_authorization', `amount=${intent.amount + 1 + dice.below(500)}`, { ...note, increments })
    }
    case 'verify the deposits':
      return move(
        '/verify_microdeposits',
        dice.of(['amounts[]=32&amounts[]=45', 'descriptor_code=SM11AA']),
        row.refusal ? note : {},
      )
    case 'verify the deposits, where the server confirms':
      return move('/verify_microdeposits', 'descriptor_code=SM11AA', { answered: 'a debit' })
    case 'verify the deposits, wrong':
      return move('/verify_microdeposits', 'amounts[]=1&amounts[]=2', { ...note, wrong: (note.wrong ?? 0) + 1 })
    case 'verify the deposits, for the last time':
      return move(
        '/verify_microdeposits',
        (note.wrong ?? 0) >= WRONG_MAX ? 'amounts[]=1&amounts[]=2' : 'amounts[]=10&amounts[]=11',
        {},
      )
    default:
      return move('/cancel', '', row.refusal ? note : {})
  }
}

type MakeMove = (end: string, form: string, after?: Note) => Move

function confirmation(move: MakeMove, row: Row<string>, intent: any, { dice }: Player): Move {
  const way = row.trigger.slice('confirm'.length)
  if (way.startsWith(', answered')) return move('/confirm', BACK, {})
  const isSetup = kindOfId(intent.id) === 'setup_intent'
  const { form, waits } = isSetup
    ? setupWay(way, dice)
    : paymentWay(way, intent.currency, dice, intent.capture_method === 'manual')
  if (row.refusal && row.from === row.to && row.from !== 'requires_payment_method') return move('/confirm', form)
  return move('/confirm', form, waits ?? {})
}
