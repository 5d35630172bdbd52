// Recipient verifications: whether the bank knows the recipient by the name under which they are to be paid.
// (https://docs.stripe.com/api/v2/money-management/recipient-verifications)
import type Stripe from 'stripe'
import type { Nullable } from '../../contract/wire.ts'
import { invalid, refusedAs } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { PAYOUT_BANKS } from '../../network/payout_banks.ts'
import { own } from '../core/account.ts'
import { nameOf } from './money.ts'
import { recipientOf } from './recipient.ts'
import { methodNamed, type PayoutMethod } from './v2.money_management.payout_method.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.RecipientVerification>
export type RecipientVerification = Row<Fields>
type Status = RecipientVerification['status']
export type MatchResult = RecipientVerification['match_result']
export type MatchDetails = RecipientVerification['match_result_details']

export const recipientVerification = object<Fields>('v2.money_management.recipient_verification', {
  prefix: 'recver_test',
  events: [
    { on: 'insert', types: ['v2.money_management.recipient_verification.created'] },
    { on: 'update', changed: ['status'], types: ['v2.money_management.recipient_verification.updated'] },
  ],
})

/** Of a verification of payee. (…/recipient-verifications/object#…-expires_at: 5 minutes) */
const EXPIRES_AFTER_SECONDS = 300
/** A match needs no more; the rest is for the payer to say that they have seen. */
const AFTER: Readonly<Record<MatchResult, Status>> = {
  match: 'verified',
  close_match: 'awaiting_acknowledgement',
  no_match: 'awaiting_acknowledgement',
  unavailable: 'awaiting_acknowledgement',
}
/** In which status a payment may rely on it. */
const USABLE: readonly Status[] = ['verified', 'acknowledged']

interface Asked {
  readonly payout_method: string
  readonly recipient?: string
}

export const recipientVerifications = resource(recipientVerification)
  // In a sandbox the bank knows everybody. [K]
  .on<Stripe.V2.MoneyManagement.RecipientVerificationCreateParams>(
    'POST /v2/money_management/recipient_verifications',
    (tx, params) => verify(tx, params, 'match'),
  )
  .on<Asked & { readonly match_result: MatchResult }>(
    'POST /v2/test_helpers/money_management/recipient_verifications',
    (tx, { match_result, ...asked }) => verify(tx, asked, match_result),
  )
  .on<Stripe.V2.MoneyManagement.RecipientVerificationRetrieveParams>(
    'GET /v2/money_management/recipient_verifications/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.RecipientVerificationAcknowledgeParams>(
    'POST /v2/money_management/recipient_verifications/{id}/acknowledge',
    (tx, _params, self) => {
      // The code is Stripe's (…/recipient-verifications/acknowledge, "Error Codes"), the words are [M].
      if (self.status !== 'awaiting_acknowledgement')
        throw invalid(`The RecipientVerification cannot be acknowledged: it is ${self.status}.`, {
          code: 'recipient_verification_not_acknowledgable',
        })
      return tx.update(recipientVerification, self, {
        status: 'acknowledged',
        status_transitions: { ...self.status_transitions, acknowledged_at: toRfc3339(tx.now) },
      })
    },
  )
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.get(recipientVerification, id)
    if (self.status !== 'consumed') tx.update(recipientVerification, self, { status: 'expired' })
  })

function verify(tx: Tx, { payout_method: id, recipient }: Asked, result: MatchResult): RecipientVerification {
  const { account, method } =
    recipient === undefined
      ? { account: own(tx), method: methodNamed(tx, id, 'payout_method') }
      : recipientOf(tx, recipient, id)
  const type = verificationOf(method)
  // Code and words [M].
  if (!type)
    throw invalid(`Recipients cannot be verified in ${method.bank_account!.country}.`, {
      code: 'recipient_verification_not_supported',
      param: 'payout_method',
    })
  const isPayee = type === 'verification_of_payee'
  const made = tx.id(recipientVerification)
  const expires = tx.now + EXPIRES_AFTER_SECONDS
  if (isPayee) tx.schedule(expires, 'v2.money_management.recipient_verification.expire', { id: made })
  return tx.insert(recipientVerification, {
    id: made,
    consumed_by: null,
    created: toRfc3339(tx.now),
    expires_at: isPayee ? toRfc3339(expires) : null,
    livemode: false,
    match_result: result,
    match_result_details: matchOf(account, type, result),
    payout_method: id,
    recipient: recipient ?? null,
    status: AFTER[result],
    status_transitions: null,
    verification_type: type,
  })
}

/** How a payout method's holder can be checked, if at all. */
export const verificationOf = ({ bank_account }: PayoutMethod) => PAYOUT_BANKS[bank_account!.country]?.verification

/** The first two are Stripe's (the samples of …/recipient-verifications), the others [M]. */
const MESSAGES: Readonly<Record<MatchResult, string>> = {
  match: 'The provided name matches the name the bank has on file for this account.',
  close_match: 'The provided name is a close match to the name the bank has on file for this account.',
  no_match: 'The provided name does not match the name the bank has on file for this account.',
  unavailable: 'The bank could not be asked for the name it has on file for this account.',
}

/** What the bank says of a name. Of one that is close, it tells the right one. */
export function matchOf(
  account: Stripe.Account,
  type: NonNullable<ReturnType<typeof verificationOf>>,
  result: MatchResult,
): MatchDetails {
  const name = nameOf(account)
  const kind = account.business_type === 'individual' ? 'personal' : 'business'
  const isMatched = result === 'match' || result === 'close_match'
  return {
    message: MESSAGES[result],
    provided_name: name,
    ...(isMatched && { matched_name: result === 'match' ? name : `${name} close_match` }),
    ...(type === 'confirmation_of_payee' && {
      provided_business_type: kind,
      ...(isMatched && { matched_business_type: kind }),
    }),
  }
}

/** A payment relies on a verification, which is good for one. Code and words [M]. */
export function consume(tx: Tx, id: string, asked: Required<Asked>, payment: string): void {
  const param = 'recipient_verification'
  const self = tx.get(recipientVerification, id, param)
  const isOfIt = self.payout_method === asked.payout_method && self.recipient === asked.recipient
  if (!isOfIt || !USABLE.includes(self.status))
    throw refusedAs(
      'cannot_proceed',
      'recipient_verification_not_usable',
      `The RecipientVerification ${id} ${isOfIt ? `is ${self.status}` : 'is of another recipient or payout method'}.`,
      { param },
    )
  tx.update(recipientVerification, self, {
    consumed_by: { outbound_payment: payment, type: 'outbound_payment' },
    status: 'consumed',
    status_transitions: { ...self.status_transitions, consumed_at: toRfc3339(tx.now) },
  })
}
