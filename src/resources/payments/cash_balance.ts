// Cash balances: what a customer sent by bank transfer and no payment has taken yet, by currency.
// (https://docs.stripe.com/api/cash_balance; https://docs.stripe.com/payments/customer-balance)
import type Stripe from 'stripe'
import { invalid, missingParameter, notOneOf, tooSmall } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { accountsOf, senderOf, TRANSFERS, type TransferType, transferOf } from '../../network/bank_transfers.ts'
import { customer } from './customer_state.ts'
import {
  type CashTransaction,
  cashTransaction,
  insertCashTransaction,
  type Reason,
} from './customer_cash_balance_transaction.ts'

interface CashState {
  /** How often there was money left over once what came in had been looked at. */
  readonly leftOver: number
}

export const cashBalance = object<Stripe.CashBalance, CashState>('cash_balance', {
  prefix: 'cash',
  // One of a customer, and shown without an id.
  nameless: true,
  events: [{ grew: 'hidden.leftOver', types: ['cash_balance.funds_available'] }],
})
type CashBalance = Row<Stripe.CashBalance, CashState>

interface Funding {
  amount: number
  currency: string
  reference?: string
}

export const cashBalances = resource(cashBalance)
  .on<Stripe.CustomerRetrieveCashBalanceParams>('GET /v1/customers/{id}/cash_balance', (tx, _params, _self, [id]) => {
    tx.get(customer, id!)
    return shownOf(tx.find(cashBalance, idOf(id!)) ?? EMPTY(id!))
  })
  .on<Stripe.CustomerUpdateCashBalanceParams>(
    'POST /v1/customers/{id}/cash_balance',
    (tx, { settings }, _self, [id]) => {
      tx.get(customer, id!)
      if (settings) changeReconciliation(tx, id!, settings.reconciliation_mode)
      return shownOf(tx.find(cashBalance, idOf(id!)) ?? EMPTY(id!))
    },
  )
  .on<Funding>(
    'POST /v1/test_helpers/customers/{id}/fund_cash_balance',
    (tx, { amount, currency, reference = null }, _self, [id]) => {
      tx.get(customer, id!)
      const type = transferIn(currency)
      if (amount < 1) throw tooSmall(1, 'amount')
      return moveCash(
        tx,
        { customer: id!, amount, currency },
        {
          funded: { bank_transfer: { ...senderOf(type), reference, type } },
        },
      )
    },
  )
  .on<Stripe.CustomerCreateFundingInstructionsParams>(
    'POST /v1/customers/{id}/funding_instructions',
    (tx, params, _self, [id]) => {
      tx.get(customer, id!)
      return instructions(tx, id!, params.currency, params.bank_transfer)
    },
  )
  // Payments have had their turn by now: they stand before this in the registry.
  .when('customer_cash_balance_transaction.created', cashTransaction, (tx, { type, customer: who, currency }) => {
    const self = type === 'funded' ? tx.get(cashBalance, idOf(who as string)) : undefined
    if (self && (self.available?.[currency] ?? 0) > 0)
      tx.update(cashBalance, self, { hidden: { leftOver: self.hidden.leftOver + 1 } })
  })

/** The blank keeps it from ever being an id that a client chose. */
const idOf = (who: string) => `cash_balance ${who}`

/** A customer to whom no money has come yet, and the account's own way to deal with it. */
const EMPTY = (who: string): Omit<CashBalance, 'id' | 'object' | 'hidden'> => ({
  available: null,
  customer: who,
  customer_account: null,
  livemode: false,
  settings: { reconciliation_mode: 'automatic', using_merchant_default: true },
})

function shownOf(self: Omit<CashBalance, 'id' | 'object' | 'hidden'>): object {
  const { available, customer: who, customer_account, livemode, settings } = self
  return { object: 'cash_balance', available, customer: who, customer_account, livemode, settings }
}

const ofCustomer = (tx: Tx, who: string): CashBalance =>
  tx.find(cashBalance, idOf(who)) ?? tx.insert(cashBalance, { id: idOf(who), ...EMPTY(who), hidden: { leftOver: 0 } })

/** How money that comes in finds its payment; `merchant_default` is as the account has it: by itself. */
export function changeReconciliation(
  tx: Tx,
  who: string,
  mode: 'automatic' | 'manual' | 'merchant_default' = 'merchant_default',
): void {
  const isDefault = mode === 'merchant_default'
  const settings = { reconciliation_mode: isDefault ? 'automatic' : mode, using_merchant_default: isDefault } as const
  tx.update(cashBalance, ofCustomer(tx, who), { settings })
}

/** Refuses to let go of a customer who has a cash balance, even an empty one. (…/api/cash_balance/object; wording [M]) */
export function refuseCash(tx: Tx, who: string): void {
  if (tx.find(cashBalance, idOf(who))?.available)
    throw invalid('You cannot delete a customer with a cash balance, even if the balance is 0.')
}

/** Minor units of a currency that a customer has sent and no payment has taken. */
export function availableCash(tx: Tx, who: string, currency: string): number {
  return tx.find(cashBalance, idOf(who))?.available?.[currency] ?? 0
}

/** Whether money that comes in looks for its payment by itself. */
export const reconcilesItself = (tx: Tx, who: string): boolean =>
  tx.find(cashBalance, idOf(who))?.settings.reconciliation_mode !== 'manual'

interface Paying {
  readonly id: string
  readonly currency: string
}

/** Takes minor units of a customer's cash for a payment: there must be as much. News: `customer_cash_balance_transaction.created`. */
export function applyCash(tx: Tx, who: string, { id, currency }: Paying, amount: number): CashTransaction {
  return moveCash(tx, { customer: who, amount: -amount, currency }, { applied_to_payment: { payment_intent: id } })
}

/** Gives back what a payment had taken, because it came to nothing after all. */
export function unapplyCash(tx: Tx, who: string, { id, currency }: Paying, amount: number): CashTransaction {
  return moveCash(tx, { customer: who, amount, currency }, { unapplied_from_payment: { payment_intent: id } })
}

/** Money of a refund that goes back to the customer's cash. */
export function refundToCash(tx: Tx, who: string, { id, currency }: Paying, amount: number): CashTransaction {
  return moveCash(tx, { customer: who, amount, currency }, { refunded_from_payment: { refund: id } })
}

interface Cash {
  readonly customer: string
  readonly amount: number
  readonly currency: string
}

function moveCash(tx: Tx, { customer: who, amount, currency }: Cash, reason: Reason): CashTransaction {
  const self = ofCustomer(tx, who)
  const ending = (self.available?.[currency] ?? 0) + amount
  if (ending < 0)
    throw invalid(`The customer's cash balance of ${ending - amount} ${currency} is less than ${-amount}.`, {
      code: 'balance_insufficient',
      param: 'amount',
    })
  tx.update(cashBalance, self, { available: { ...self.available, [currency]: ending } })
  return insertCashTransaction(tx, { customer: who, amount, currency, ending }, reason)
}

function transferIn(currency: string): TransferType {
  const type = transferOf(currency)
  if (type) return type
  throw invalid(`The currency ${currency} is not supported by bank transfers.`, { param: 'currency' })
}

interface Wanted {
  readonly type: TransferType
  readonly eu_bank_transfer?: { readonly country: string }
  readonly requested_address_types?: readonly string[]
}

/** Where a customer sends money to: the same every time. A balance of the currency opens with it. */
function instructions(tx: Tx, who: string, currency: string, { type, ...wanted }: Wanted): object {
  if (transferIn(currency) !== type)
    throw invalid(`The currency ${currency} is not supported by ${type}.`, { param: 'currency' })
  const countries: readonly string[] = TRANSFERS[type].countries
  const country = type === 'eu_bank_transfer' ? countryOf(wanted.eu_bank_transfer, countries) : countries[0]!
  const self = ofCustomer(tx, who)
  if (self.available?.[currency] === undefined)
    tx.update(cashBalance, self, { available: { ...self.available, [currency]: 0 } })
  return {
    object: 'funding_instructions',
    bank_transfer: { country, financial_addresses: accountsOf(type, country, who), type },
    currency,
    funding_type: 'bank_transfer',
    livemode: false,
  }
}

function countryOf(given: Wanted['eu_bank_transfer'], countries: readonly string[]): string {
  const param = 'bank_transfer[eu_bank_transfer][country]'
  if (!given) throw missingParameter(param)
  if (!countries.includes(given.country)) throw notOneOf(param, countries)
  return given.country
}
