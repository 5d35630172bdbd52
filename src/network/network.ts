// The simulated outside: what the customer's bank, wallet or card says to a setup or a payment. Pure, and a port: a real
// processor could stand here.
import { chargedAs } from './catalogue.ts'
import { DECLINES, type DeclineText } from './declines.ts'
import { DEBIT_FAILURES, type DebitFailure, type TestAccount } from './test_accounts.ts'
import { type Authentication, TEST_CARDS, type TestCard } from './test_cards.ts'

export interface Attempt {
  readonly type: string
  readonly use: 'setup' | 'payment'
  /** The row of the test card, for cards. */
  readonly card?: string
  /** A security code came with the card. */
  readonly hasCode?: boolean
  /** The card's last month is over. */
  readonly expired?: boolean
  /** The row of the test account, for debits; and that nobody has shown yet that it is the customer's. */
  readonly account?: TestAccount
  readonly unverified?: boolean
  /** The customer is not there to answer a question. */
  readonly offSession: boolean
  /** The customer has just answered, or approved it where they were sent. */
  readonly authenticated: boolean
  /** The customer agreed before, and the method was set up for it: nobody has to be asked off session. */
  readonly agreed: boolean
  /** `payment_method_options[card][request_three_d_secure]`. */
  readonly asked?: 'automatic' | 'any' | 'challenge'
}

export type Verdict =
  | { readonly kind: 'approved' }
  /** The customer has to act first: what the method's row calls its action, or a challenge of the card's bank. */
  | { readonly kind: 'action' }
  /** The bank decides later: after so many seconds of the clock, or never. */
  | { readonly kind: 'pending'; readonly after: number | 'never'; readonly fails?: DebitFailure }
  | { readonly kind: 'declined'; readonly decline: DeclineText }

const APPROVED: Verdict = { kind: 'approved' }

/** Approved, declined, sent to the bank, or the customer has to act first. */
export function judge(attempt: Attempt): Verdict {
  const flow = chargedAs(attempt.type)?.flow
  if (flow === 'card') return judgeCard(attempt, TEST_CARDS[attempt.card ?? ''])
  if (flow === 'debit') return judgeDebit(attempt)
  // Who shows a card at a reader is there: nobody has to be asked.
  if (flow === 'in_person') return judgeCard({ ...attempt, authenticated: true }, TEST_CARDS[attempt.card ?? ''])
  if (!attempt.authenticated && !(attempt.offSession && attempt.agreed)) return { kind: 'action' }
  const { delay } = chargedAs(attempt.type)!
  return delay > 0 && attempt.use === 'payment' ? { kind: 'pending', after: delay } : APPROVED
}

function judgeCard(attempt: Attempt, card: TestCard | undefined): Verdict {
  const { use, offSession, authenticated, hasCode, expired } = attempt
  if (expired) return declined('expired_card')
  if (card?.radar === 'block' && use === 'payment') return declined('fraudulent')
  if (!authenticated && asks(card?.authentication, attempt)) {
    if (card?.lookup) return { kind: 'declined', decline: DECLINES[card.lookup] }
    return offSession && use === 'payment' ? declined('authentication_required') : { kind: 'action' }
  }
  const why = use === 'payment' ? card?.charge : card?.attach
  return why && !(card?.onlyWithCode && !hasCode) ? declined(why) : APPROVED
}

const declined = (why: keyof typeof DECLINES): Verdict => ({ kind: 'declined', decline: DECLINES[why] })

/** Whether the card's bank wants to hear from the customer. (https://docs.stripe.com/testing#regulatory-cards) */
function asks(policy: Authentication | undefined, { use, offSession, agreed, asked }: Attempt): boolean {
  switch (policy) {
    case 'always':
      return true
    case 'unless_set_up':
      return use === 'setup' || !(offSession && agreed)
    case 'on_session':
      return !offSession
    case 'when_requested':
      return asked === 'any' || asked === 'challenge'
    default:
      return false
  }
}

/**
 * What a card's bank says of what came with the card: `pass`, `fail` or `unavailable`, and null for what was not given.
 * (https://docs.stripe.com/disputes/prevention/verification)
 */
export function checksOf(card: string | undefined, given: { code: boolean; line1: boolean; postalCode: boolean }) {
  const row = TEST_CARDS[card ?? '']?.checks
  return {
    address_line1_check: given.line1 ? (row?.line1 ?? 'pass') : null,
    address_postal_code_check: given.postalCode ? (row?.postalCode ?? 'pass') : null,
    cvc_check: given.code ? (row?.code ?? 'pass') : null,
  }
}

/** A bank takes every debit of an account that is the customer's, and says what came of it later. */
function judgeDebit({ use, account, type, unverified, authenticated }: Attempt): Verdict {
  if (account?.invalid) return { kind: 'declined', decline: WRONG_ACCOUNT }
  if (unverified && !authenticated) return { kind: 'action' }
  if (use === 'setup')
    return account?.refusesMandate ? { kind: 'declined', decline: debitDecline('debit_not_authorized') } : APPROVED
  if (account?.atOnce && account.fails) return { kind: 'declined', decline: debitDecline(account.fails) }
  const after = account?.never ? 'never' : Math.max(MOMENT, (account?.after ?? 0) + chargedAs(type)!.delay)
  return { kind: 'pending', after, ...(account?.fails && { fails: account.fails }) }
}

/** Seconds that even the quickest bank takes in test mode. [K] */
const MOMENT = 3

/** [K] */
const WRONG_ACCOUNT: DeclineText = { code: 'account_number_invalid', message: 'The account number is invalid.' }

/** How a debit that did not go through reads. */
export const debitDecline = (why: DebitFailure): DeclineText => ({ code: why, message: DEBIT_FAILURES[why] })

/** What a plain refusal by the customer's bank or wallet reads like, where no card is involved. [K] */
export const TURNED_DOWN: DeclineText = {
  code: 'payment_method_provider_decline',
  message: 'The payment method was declined by its provider.',
}
