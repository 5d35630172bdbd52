// Bank accounts of the United States that are kept in the vault: money is pulled from them once two small deposits have shown
// whose they are, and sent to them. (https://docs.stripe.com/api/v2/core/vault/us-bank-accounts)
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { exclusive, keep, missingParameter, refusedAs } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { DAY } from '../../lib/calendar.ts'
import { fromRfc3339, toRfc3339 } from '../../lib/rfc3339.ts'
import { wrongField } from '../../network/payout_banks.ts'
import { accountOf, depositsFor } from '../../network/test_accounts.ts'
import { BANK_NAME, type CredentialState, kept, setArchived, termsOfCredential, UNUSED } from './credential.ts'

interface UsState extends CredentialState {
  /** How often the deposits were told wrong. */
  readonly attempts?: number
}
type Told = Stripe.V2.Core.Vault.UsBankAccount
type Fields = Nullable<Omit<Told, 'verification'> & { verification: Nullable<Told['verification']> }>
export type UsBankAccount = Row<Fields, UsState>
type Status = Fields['verification']['status']

export const usBankAccount = object<Fields, UsState>('v2.core.vault.us_bank_account', {
  prefix: 'usba_test',
  terms: (row) => [...termsOfCredential(row), `verification_status=${row.verification.status}`],
})

/** The same as of payment methods. (docs.stripe.com/payments/ach-direct-debit; for the vault [K]) */
const EXPIRES_AFTER_SECONDS = 10 * DAY
const ATTEMPTS_MAX = 3
/** Where deposits may be sent. Again while they are awaited: "have to be re-sent". What follows is [K]. */
const SENDING: Readonly<Record<Status, boolean>> = {
  unverified: true,
  awaiting_verification: true,
  verification_failed: false,
  verified: false,
}

const URL = '/v2/core/vault/us_bank_accounts'

export const usBankAccounts = resource(usBankAccount)
  .on<Stripe.V2.Core.Vault.UsBankAccountCreateParams>('POST /v2/core/vault/us_bank_accounts', (tx, params) =>
    insertUsBankAccount(tx, params, UNUSED),
  )
  .on<Stripe.V2.Core.Vault.UsBankAccountRetrieveParams>(
    'GET /v2/core/vault/us_bank_accounts/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.Core.Vault.UsBankAccountListParams>('GET /v2/core/vault/us_bank_accounts', (tx, params) => {
    const { verification_status: status } = params
    const terms = status === undefined ? [] : [`verification_status=${status}`]
    return listV2(tx, [{ type: usBankAccount, several: [terms] }], params as never, URL)
  })
  .on<Stripe.V2.Core.Vault.UsBankAccountUpdateParams>(
    'POST /v2/core/vault/us_bank_accounts/{id}',
    (tx, params, self) => {
      for (const name of ['routing_number', 'fedwire_routing_number'] as const) {
        if (params[name] === undefined) continue
        // [M]
        if (self[name] !== null)
          throw refusedAs(
            'cannot_proceed',
            'us_bank_account_routing_number_already_set',
            `The ${name} is set already.`,
            {
              param: name,
            },
          )
        checkRouting(params[name], name)
      }
      return tx.update(usBankAccount, self, params)
    },
  )
  .on<Stripe.V2.Core.Vault.UsBankAccountArchiveParams>(
    'POST /v2/core/vault/us_bank_accounts/{id}/archive',
    (tx, _params, self) => setArchived(tx, usBankAccount, self, true),
  )
  .on<Stripe.V2.Core.Vault.UsBankAccountUnarchiveParams>(
    'POST /v2/core/vault/us_bank_accounts/{id}/unarchive',
    (tx, _params, self) => setArchived(tx, usBankAccount, self, false),
  )
  .on<Stripe.V2.Core.Vault.UsBankAccountSendMicrodepositsParams>(
    'POST /v2/core/vault/us_bank_accounts/{id}/send_microdeposits',
    (tx, _params, self) => {
      // [M]
      if (!SENDING[self.verification.status])
        throw refusedAs(
          'cannot_proceed',
          'us_bank_account_microdeposits_cannot_be_sent',
          `Microdeposits cannot be sent to a bank account that is ${self.verification.status}.`,
        )
      return tx.update(usBankAccount, self, {
        verification: {
          microdeposit_verification_details: {
            expires: toRfc3339(tx.now + EXPIRES_AFTER_SECONDS),
            // Stripe's sample confirms two amounts. [K]
            microdeposit_type: 'amounts',
            sent: toRfc3339(tx.now),
          },
          status: 'awaiting_verification',
        },
        hidden: { ...self.hidden, attempts: 0 },
      })
    },
  )
  .on<Stripe.V2.Core.Vault.UsBankAccountConfirmMicrodepositsParams>(
    'POST /v2/core/vault/us_bank_accounts/{id}/confirm_microdeposits',
    (tx, params, self) => confirm(tx, params, self),
  )

type Create = Omit<Params<Stripe.V2.Core.Vault.UsBankAccountCreateParams>, 'currency'> & { readonly currency: string }

/** Keeps an account. Refuses numbers that cannot be one's. */
export function insertUsBankAccount(tx: Tx, given: Create, usage: Omit<CredentialState, 'test'>): UsBankAccount {
  const { account_number: number, bank_account_type: type = 'checking' } = given
  if (given.currency.toLowerCase() !== 'usd')
    throw refusedAs(
      'cannot_proceed',
      'us_bank_account_unsupported_currency',
      `Bank accounts of the US do not support the currency ${given.currency}.`,
      { param: 'currency' },
    )
  if (!/^\d{1,17}$/.test(number)) throw wrong('account_number')
  for (const name of ['routing_number', 'fedwire_routing_number'] as const)
    if (given[name] !== undefined) checkRouting(given[name], name)
  return tx.insert(usBankAccount, {
    archived: false,
    bank_account_type: type,
    bank_name: BANK_NAME,
    created: toRfc3339(tx.now),
    fedwire_routing_number: given.fedwire_routing_number ?? null,
    financial_connections_account: null,
    last4: number.slice(-4),
    livemode: false,
    restricted: false,
    routing_number: given.routing_number ?? null,
    supported_currencies: ['usd'],
    verification: { microdeposit_verification_details: null, status: 'unverified' },
    hidden: { ...usage, ...kept(number) },
  })
}

function checkRouting(value: string, name: string): void {
  if (wrongField('US', { account_number: '1', routing_number: value })) throw wrong(name)
}

/** The type is the SDK's, with the parameter; code and words are [M]. */
const wrong = (param: string) =>
  refusedAs('invalid_payment_method', 'invalid_us_bank_account', `The ${param} of the bank account is invalid.`, {
    param,
    invalid_param: param,
  })

/** The owner's word on the deposits: their amounts, in cents, or the code beside one. Codes are [K], words [M]. */
function confirm(
  tx: Tx,
  { amounts, descriptor_code: code }: Params<Stripe.V2.Core.Vault.UsBankAccountConfirmMicrodepositsParams>,
  self: UsBankAccount,
) {
  if (amounts !== undefined && code !== undefined) throw exclusive(['amounts', 'descriptor_code'])
  if (amounts === undefined && code === undefined) throw missingParameter('amounts')
  const { status, microdeposit_verification_details: details } = self.verification
  if (status !== 'awaiting_verification' || !details)
    throw refusedAs(
      'verification_not_initiated',
      'us_bank_account_verification_not_initiated',
      'Microdeposits have not been sent to this bank account.',
      { verification_status: status },
    )
  const told = { ...(amounts && { amounts }), ...(code !== undefined && { descriptor_code: code }) }
  const blocked = accountOf('us_bank_account', self.hidden.test ?? '')?.noDeposits === true
  const outcome = blocked ? 'attempts_exceeded' : depositsFor('us_bank_account', told)
  if (outcome === 'timeout' || tx.now >= fromRfc3339(details.expires)!)
    throw refusedAs(
      'verification_expired',
      'us_bank_account_verification_expired',
      'The microdeposits have expired. Send them again.',
      { verification_status: status },
    )
  if (outcome === 'verified') return tx.update(usBankAccount, self, { verification: settled('verified') })
  const attempts = (self.hidden.attempts ?? 0) + 1
  const isOver = outcome === 'attempts_exceeded' || attempts >= ATTEMPTS_MAX
  tx.update(usBankAccount, self, {
    ...(isOver && { verification: settled('verification_failed') }),
    hidden: { ...self.hidden, attempts },
  })
  return keep(
    refusedAs(
      'verification_attempt_failed',
      'us_bank_account_verification_attempt_failed',
      `The ${amounts ? 'amounts do' : 'descriptor code does'} not match the microdeposits that were sent.`,
      { verification_status: isOver ? 'verification_failed' : status },
    ),
  )
}

const settled = (status: Status): Fields['verification'] => ({ microdeposit_verification_details: null, status })
