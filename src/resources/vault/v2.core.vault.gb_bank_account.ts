// Bank accounts of the United Kingdom that are kept in the vault. (https://docs.stripe.com/api/v2/core/vault/gb-bank-accounts)
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { exclusive, missingParameter, refusedAs } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { ibanCountry, plainIban } from '../../lib/iban.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { wrongField } from '../../network/payout_banks.ts'
import { BANK_NAME, type CredentialState, kept, setArchived, termsOfCredential, UNUSED } from './credential.ts'

type Fields = Nullable<Stripe.V2.Core.Vault.GbBankAccount>
export type GbBankAccount = Row<Fields, CredentialState>

export const gbBankAccount = object<Fields, CredentialState>('v2.core.vault.gb_bank_account', {
  prefix: 'gbba_test',
  terms: termsOfCredential,
})

const URL = '/v2/core/vault/gb_bank_accounts'

export const gbBankAccounts = resource(gbBankAccount)
  .on<Stripe.V2.Core.Vault.GbBankAccountCreateParams>('POST /v2/core/vault/gb_bank_accounts', (tx, params) =>
    insertGbBankAccount(tx, numbers(params), UNUSED),
  )
  .on<Stripe.V2.Core.Vault.GbBankAccountRetrieveParams>(
    'GET /v2/core/vault/gb_bank_accounts/{id}',
    (_tx, _params, self) => self,
  )
  // "Objects that can be used as destinations": none that was put away.
  .on<Stripe.V2.Core.Vault.GbBankAccountListParams>('GET /v2/core/vault/gb_bank_accounts', (tx, params) =>
    listV2(tx, [{ type: gbBankAccount, several: [['archived=false']] }], params as never, URL),
  )
  .on<Stripe.V2.Core.Vault.GbBankAccountArchiveParams>(
    'POST /v2/core/vault/gb_bank_accounts/{id}/archive',
    (tx, _params, self) => setArchived(tx, gbBankAccount, self, true),
  )
  .on<Stripe.V2.Core.Vault.GbBankAccountUnarchiveParams>(
    'POST /v2/core/vault/gb_bank_accounts/{id}/unarchive',
    (tx, _params, self) => setArchived(tx, gbBankAccount, self, false),
  )

interface Numbers {
  readonly account_number: string
  readonly sort_code: string
  readonly currency: string
  readonly bank_account_type?: 'checking' | 'savings'
}

/** Where the two numbers stand in an IBAN: GB, two check digits, four letters of the bank. (ISO 13616 registry) */
const SORT_CODE = [8, 14] as const
const ACCOUNT_NUMBER = 14

/** What was told, as sort code and account number. Refuses both ways at once, and neither. */
function numbers(params: Params<Stripe.V2.Core.Vault.GbBankAccountCreateParams>): Numbers {
  const { iban, account_number, sort_code, ...rest } = params
  if (iban !== undefined && (account_number !== undefined || sort_code !== undefined))
    throw exclusive(['account_number', 'iban'], 'iban')
  if (iban !== undefined) {
    if (ibanCountry(iban) !== 'GB') throw wrong('iban')
    const plain = plainIban(iban)
    return { ...rest, sort_code: plain.slice(...SORT_CODE), account_number: plain.slice(ACCOUNT_NUMBER) }
  }
  if (account_number === undefined) throw missingParameter('account_number')
  if (sort_code === undefined) throw missingParameter('sort_code')
  return { ...rest, account_number, sort_code: sort_code.replaceAll('-', '') }
}

/** Keeps an account. Refuses numbers that cannot be one's. */
export function insertGbBankAccount(tx: Tx, given: Numbers, usage: Omit<CredentialState, 'test'>): GbBankAccount {
  if (given.currency.toLowerCase() !== 'gbp')
    throw refusedAs(
      'cannot_proceed',
      'gb_bank_account_unsupported_currency',
      `Bank accounts of the UK do not support the currency ${given.currency}.`,
      { param: 'currency' },
    )
  const field = wrongField('GB', { account_number: given.account_number, routing_number: given.sort_code })
  if (field) throw wrong(field.local_name)
  return tx.insert(gbBankAccount, {
    archived: false,
    bank_account_type: given.bank_account_type ?? 'checking',
    bank_name: BANK_NAME,
    created: toRfc3339(tx.now),
    last4: given.account_number.slice(-4),
    livemode: false,
    restricted: false,
    sort_code: given.sort_code,
    supported_currencies: ['gbp'],
    hidden: { ...usage, ...kept(given.account_number) },
  })
}

/** The type is the SDK's, with the parameter; code and words are [M]. */
const wrong = (param: string) =>
  refusedAs('invalid_vaulted_credential', 'invalid_gb_bank_account', `The ${param} of the bank account is invalid.`, {
    param,
    invalid_param: param,
  })
