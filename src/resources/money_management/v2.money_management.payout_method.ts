// Payout methods: the bank accounts to which money can be sent. Those of the US and the UK are accounts of the vault, shown as
// payout methods under their own ids; those of other countries are kept here.
// (https://docs.stripe.com/api/v2/money-management/payout-methods)
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, refusedAs, unbuilt } from '../../kernel/errors.ts'
import { type AnyRow, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Among, listV2 } from '../../kernel/v2_list.ts'
import { plainIban } from '../../lib/iban.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { PAYOUT_BANKS, wrongField } from '../../network/payout_banks.ts'
import { BANK_NAME, type CredentialState, setArchived, termsOfCredential } from '../vault/credential.ts'
import { type GbBankAccount, gbBankAccount, insertGbBankAccount } from '../vault/v2.core.vault.gb_bank_account.ts'
import { insertUsBankAccount, type UsBankAccount, usBankAccount } from '../vault/v2.core.vault.us_bank_account.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.PayoutMethod>
export type PayoutMethod = Row<Fields, CredentialState>

export const payoutMethod = object<Fields, CredentialState>('v2.money_management.payout_method', {
  // Each country has a beginning of its own: usba, gbba. [K]
  prefix: 'ba_test',
  // Those of the United States and the United Kingdom are the vault's, of which there are no events.
  events: [
    { on: 'insert', types: ['v2.money_management.payout_method.created'] },
    { on: 'update', types: ['v2.money_management.payout_method.updated'] },
  ],
  named: (tx, id) => shownAs(tx.any([id])[0]),
  terms: termsOfCredential,
})

const URL = '/v2/money_management/payout_methods'
const TYPES = [payoutMethod, usBankAccount, gbBankAccount] as const

export const payoutMethods = resource(payoutMethod)
  .on<Stripe.V2.MoneyManagement.PayoutMethodRetrieveParams>(
    'GET /v2/money_management/payout_methods/{id}',
    (_tx, _params, self) => sent(self),
  )
  .on<Stripe.V2.MoneyManagement.PayoutMethodListParams>('GET /v2/money_management/payout_methods', (tx, params) => {
    const { payments = [], transfers = [] } = params.usage_status ?? {}
    const either = (name: string, words: readonly string[]) =>
      words.length ? words.map((word) => [`${name}=${word}`]) : [[]]
    const several = either('payments', payments).flatMap((one) =>
      either('transfers', transfers).map((other) => ['archived=false', ...one, ...other]),
    )
    const show = (rows: readonly AnyRow[]) => rows.map((row) => sent(shownAs(row)!))
    const among = TYPES.map((type): Among => ({ type, several, show }))
    return listV2(tx, among, params as never, URL)
  })
  .on<Stripe.V2.MoneyManagement.PayoutMethodArchiveParams>(
    'POST /v2/money_management/payout_methods/{id}/archive',
    (tx, _params, { id }) => sent(archive(tx, id, true)),
  )
  .on<Stripe.V2.MoneyManagement.PayoutMethodUnarchiveParams>(
    'POST /v2/money_management/payout_methods/{id}/unarchive',
    (tx, _params, { id }) => sent(archive(tx, id, false)),
  )

/** As it is sent. */
export const sent = ({ hidden: _, ...wire }: PayoutMethod): Omit<PayoutMethod, 'hidden'> => wire

/** A row as a payout method, if it is one: a bank account of the vault, or one that is kept here. */
function shownAs(row: object | undefined): PayoutMethod | undefined {
  const { object: kind, deleted } = (row ?? {}) as Partial<AnyRow>
  if (row === undefined || deleted === true) return undefined
  if (kind === payoutMethod.object) return row as unknown as PayoutMethod
  const isUs = kind === usBankAccount.object
  if (!isUs && kind !== gbBankAccount.object) return undefined
  const {
    id,
    archived,
    created,
    hidden,
    last4,
    bank_account_type,
    bank_name,
    restricted,
    supported_currencies,
    ...own
  } = row as unknown as UsBankAccount | GbBankAccount
  return {
    id,
    object: 'v2.money_management.payout_method',
    archived,
    bank_account: {
      bank_account_type,
      bank_name,
      country: isUs ? 'US' : 'GB',
      last4,
      ...spread('routing_number', 'sort_code' in own ? own.sort_code : (own as UsBankAccount).routing_number),
      supported_currencies,
    },
    card: null,
    created,
    latest_outbound_setup_intent: hidden.intent,
    livemode: false,
    restricted,
    type: 'bank_account',
    usage_status: { payments: hidden.payments, transfers: hidden.transfers },
    hidden,
  }
}

const spread = (name: 'routing_number', value: string | null) => (value === null ? {} : { [name]: value })

/** The payout method that a parameter names. */
export function methodNamed(tx: Tx, id: string, param: string): PayoutMethod {
  const known = shownAs(tx.any([id])[0])
  if (!known) throw noSuch(payoutMethod.noun, id, param)
  return known
}

function archive(tx: Tx, id: string, archived: boolean): PayoutMethod {
  const row = tx.any([id])[0]!
  if (row.object === usBankAccount.object) setArchived(tx, usBankAccount, tx.get(usBankAccount, id), archived)
  else if (row.object === gbBankAccount.object) setArchived(tx, gbBankAccount, tx.get(gbBankAccount, id), archived)
  else setArchived(tx, payoutMethod, tx.get(payoutMethod, id), archived)
  return shownAs(tx.any([id])[0])!
}

/** Says of a payout method that money may be sent to it, by which outbound setup intent. */
export function setUp(tx: Tx, id: string, intent: string): PayoutMethod {
  const usage = usable(intent)
  const row = tx.any([id])[0]!
  if (row.object === usBankAccount.object) {
    const self = tx.get(usBankAccount, id)
    tx.update(usBankAccount, self, { hidden: { ...self.hidden, ...usage } })
  } else if (row.object === gbBankAccount.object) {
    const self = tx.get(gbBankAccount, id)
    tx.update(gbBankAccount, self, { hidden: { ...self.hidden, ...usage } })
  } else {
    const self = tx.get(payoutMethod, id)
    const { payments, transfers } = usage
    tx.update(payoutMethod, self, {
      latest_outbound_setup_intent: intent,
      usage_status: { payments, transfers },
      hidden: { ...self.hidden, ...usage },
    })
  }
  return shownAs(tx.any([id])[0])!
}

/** Set up for one flow, it is good for both. (The sample of …/outbound-setup-intents/create has both; that it is so is [K].) */
const usable = (intent: string) => ({ payments: 'eligible', transfers: 'eligible', intent }) as const

export type MethodData = NonNullable<
  Params<Stripe.V2.MoneyManagement.OutboundSetupIntentCreateParams>['payout_method_data']
>

/** A new payout method, set up by an intent. Refuses numbers that its country does not have. */
export function newMethod(tx: Tx, { type, bank_account: given }: MethodData, intent: string): PayoutMethod {
  if (type === 'card') throw unbuilt('Brindle does not take cards as payout methods yet.', 'payout_method_data[type]')
  if (!given) throw missingParameter('payout_method_data[bank_account]')
  const country = given.country.toUpperCase()
  const bank = PAYOUT_BANKS[country]
  const param = 'payout_method_data[bank_account]'
  // Wording [M].
  if (!bank)
    throw refusedAs(
      'blocked_by_stripe',
      'unsupported_payout_method',
      `Money cannot be sent to bank accounts in ${country}.`,
      {
        param: `${param}[country]`,
      },
    )
  if (given.currency.toLowerCase() !== bank.currency)
    throw refusedAs(
      'cannot_proceed',
      'unsupported_payout_method_currency',
      `Bank accounts in ${country} do not support the currency ${given.currency}.`,
      { param: `${param}[currency]` },
    )
  const field = wrongField(country, given)
  if (field)
    throw refusedAs('invalid_payout_method', 'invalid_payout_method_data', `The ${field.human} is invalid.`, {
      param: `${param}[${field.stripe_name}]`,
    })
  const kind = given.bank_account_type ?? 'checking'
  if (kind !== 'checking' && kind !== 'savings')
    throw invalid(`Bank accounts in ${country} are checking or savings accounts.`, {
      code: 'invalid_fields',
      param: `${param}[bank_account_type]`,
    })
  const usage = usable(intent)
  const account = { account_number: given.account_number, bank_account_type: kind, currency: bank.currency }
  if (country === 'US')
    return shownAs(insertUsBankAccount(tx, { ...account, routing_number: given.routing_number! }, usage))!
  if (country === 'GB')
    return shownAs(
      insertGbBankAccount(tx, { ...account, sort_code: given.routing_number!.replaceAll('-', '') }, usage),
    )!
  return tx.insert(payoutMethod, {
    id: tx.id({ ...payoutMethod, prefix: `${country.toLowerCase()}${payoutMethod.prefix}` }),
    archived: false,
    bank_account: {
      bank_account_type: kind,
      bank_name: BANK_NAME,
      country,
      last4: plainIban(given.account_number).slice(-4),
      ...(given.swift_code !== undefined && { swift_code: given.swift_code }),
      supported_currencies: [bank.currency],
    },
    card: null,
    created: toRfc3339(tx.now),
    latest_outbound_setup_intent: intent,
    livemode: false,
    restricted: false,
    type: 'bank_account',
    usage_status: { payments: usage.payments, transfers: usage.transfers },
    hidden: usage,
  })
}
