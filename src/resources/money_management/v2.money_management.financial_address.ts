// Financial addresses: the bank details by which others send money into a financial account.
// (https://docs.stripe.com/api/v2/money-management/financial-addresses)
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { invalid, missingParameter, notFound, refusedAs } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { digitsOf } from '../../lib/fingerprint.ts'
import { ibanLength, ibanOf } from '../../lib/iban.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { own } from '../core/account.ts'
import { BANK_NAME } from '../vault/credential.ts'
import { checkedMoney, type Money, nameOf } from './money.ts'
import { checkHolds, openAccount } from './v2.money_management.financial_account.ts'
import { type BankTransfer, receive } from './v2.money_management.received_credit.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.FinancialAddress>
export type FinancialAddress = Row<Fields>
type BankAccount = NonNullable<FinancialAddress['bank_account']>

export const financialAddress = object<Fields>('v2.money_management.financial_address', {
  prefix: 'finaddr_test',
  events: [{ became: ['status', 'active'], types: ['v2.money_management.financial_address.activated'] }],
  terms: ({ financial_account, settlement_currency: currency, status }) => [
    `financial_account=${financial_account}`,
    ...(status === 'pending' || status === 'active' ? [`live=${financial_account} ${currency}`] : []),
  ],
})

/** How long a bank takes to give out a number in a sandbox. [K] */
const ACTIVE_AFTER_SECONDS = 5

type Currency = 'eur' | 'gbp' | 'usd'
/** How an account of each currency is named, and by which networks money reaches it. (…/financial-addresses/credit) */
const RAILS: Readonly<Record<Currency, { type: 'aba' | 'iban' | 'sort_code'; networks: readonly string[] }>> = {
  eur: { type: 'iban', networks: ['sepa'] },
  gbp: { type: 'sort_code', networks: ['chaps', 'fps'] },
  usd: { type: 'aba', networks: ['ach', 'fedwire', 'rtp'] },
}

type Create = Params<Stripe.V2.MoneyManagement.FinancialAddressCreateParams>
/** The SDK does not export it. */
interface Credit {
  readonly amount: Money
  readonly network: string
  readonly statement_descriptor?: string
}
const URL = '/v2/money_management/financial_addresses'

export const financialAddresses = resource(financialAddress)
  .on<Stripe.V2.MoneyManagement.FinancialAddressCreateParams>(
    'POST /v2/money_management/financial_addresses',
    (tx, params) => {
      const { currency, country } = check(tx, params)
      const id = tx.id(financialAddress)
      tx.schedule(tx.now + ACTIVE_AFTER_SECONDS, 'v2.money_management.financial_address.activate', { id })
      return tx.insert(financialAddress, {
        id,
        bank_account: detailsOf(tx, currency, country, undefined),
        created: toRfc3339(tx.now),
        financial_account: params.financial_account,
        livemode: false,
        settlement_currency: currency,
        status: 'pending',
        type: 'bank_account',
      })
    },
  )
  .on<Stripe.V2.MoneyManagement.FinancialAddressRetrieveParams>(
    'GET /v2/money_management/financial_addresses/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.FinancialAddressListParams>(
    'GET /v2/money_management/financial_addresses',
    (tx, params) => {
      const { financial_account: of } = params
      const terms = of === undefined ? [] : [`financial_account=${of}`]
      return listV2(tx, [{ type: financialAddress, several: [terms] }], params as never, URL)
    },
  )
  .on<Credit>(
    'POST /v2/money_management/test_helpers/financial_addresses/{id}/credit',
    (tx, params, _self, [id = '']) => {
      const self = tx.find(financialAddress, id)
      if (!self) throw notFound(financialAddress.noun, id)
      credit(tx, params, self)
      return { object: 'v2.money_management.financial_address_credit_simulation', livemode: false, status: 'accepted' }
    },
  )
  .job<{ id: string }>('activate', (tx, { id }) => {
    const self = tx.get(financialAddress, id)
    const { currency, country } = self.bank_account!
    tx.update(financialAddress, self, {
      bank_account: detailsOf(tx, currency as Currency, country!, id),
      status: 'active',
    })
  })

/** Refuses what cannot be, or is there already: one address that is alive for each currency. (…/financial-addresses) */
function check(tx: Tx, { financial_account, type, bank_account: wished }: Create) {
  const account = openAccount(tx, financial_account, 'financial_account')
  if (type !== 'bank_account' || !wished) throw missingParameter('bank_account')
  const currency = wished.currency as Currency
  checkHolds(account, currency, 'bank_account[currency]')
  const country = (wished.country ?? account.country).toUpperCase()
  // Which countries have an account of a currency is [K].
  const isThere = { eur: ibanLength(country) !== undefined, gbp: country === 'GB', usd: country === 'US' }
  if (!isThere[currency])
    throw refusedAs(
      'feature_not_enabled',
      'financial_address_country_unsupported',
      `There is no ${currency} account in ${country}.`,
      {
        param: 'bank_account[country]',
      },
    )
  const [live] = tx.list(financialAddress, [`live=${financial_account} ${currency}`], { limit: 1 })
  // The limit is Stripe's; code and words are [M].
  if (live)
    throw refusedAs(
      'quota_exceeded',
      'financial_address_limit_reached',
      `The FinancialAccount has a ${currency} FinancialAddress: ${live.id}.`,
      {
        param: 'bank_account[currency]',
      },
    )
  return { currency, country: country.toLowerCase() }
}

/** Without a `seed`, as it is while the bank has given no number: all there, and empty. (The sample of …/create) */
function detailsOf(tx: Tx, currency: Currency, country: string, seed: string | undefined): BankAccount {
  const given = (text: string) => (seed === undefined ? '' : text)
  const digits = (count: number) => given(digitsOf(seed ?? '', count))
  const holder = { account_holder_name: given(nameOf(own(tx))) }
  const { type } = RAILS[currency]
  const common = { country, currency, type }
  if (type === 'aba')
    return {
      ...common,
      aba: {
        ...holder,
        account_number: digits(12),
        bank_name: given(BANK_NAME),
        routing_number: given('110000000'),
      },
    }
  if (type === 'sort_code')
    return { ...common, sort_code: { ...holder, account_number: digits(8), sort_code: given('108800') } }
  const place = country.toUpperCase()
  const number = ibanOf(place, digitsOf(seed ?? '', ibanLength(place)! - 4))
  return { ...common, iban: { ...holder, bank_name: given(BANK_NAME), iban: given(number) } }
}

/** Who sends, in a sandbox. The numbers are those of Stripe's test banks. */
const SENDERS: Readonly<Record<Currency, BankTransfer['originating_bank_account']>> = {
  eur: {
    type: 'iban',
    iban: {
      account_holder_name: 'Brindle sender',
      bank_name: BANK_NAME,
      bic: 'BANKDEAAXXX',
      country: 'DE',
      iban: 'DE89370400440532013000',
    },
  },
  gbp: {
    type: 'sort_code',
    sort_code: { account_holder_name: 'Brindle sender', bank_name: BANK_NAME, last4: '2345', sort_code: '108800' },
  },
  usd: {
    type: 'aba',
    aba: { account_holder_name: 'Brindle sender', bank_name: BANK_NAME, last4: '6789', routing_number: '110000000' },
  },
}

/** Somebody sends money to the address. What it cannot take is a received credit that failed. */
function credit(tx: Tx, params: Credit, self: FinancialAddress): void {
  const amount = checkedMoney(params.amount)
  const currency = self.settlement_currency as Currency
  const { networks } = RAILS[currency]
  // [M]
  if (!networks.includes(params.network))
    throw invalid(`A FinancialAddress in ${currency} is reached by ${networks.join(', ')}.`, {
      code: 'invalid_fields',
      param: 'network',
    })
  const failure =
    amount.currency !== currency
      ? 'currency_unsupported_on_financial_address'
      : self.status === 'active'
        ? undefined
        : 'financial_address_inactive'
  const transfer = {
    financial_address: self.id,
    network: params.network as BankTransfer['network'],
    originating_bank_account: SENDERS[currency],
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
  }
  receive(tx, self.financial_account, amount, transfer, failure)
}
