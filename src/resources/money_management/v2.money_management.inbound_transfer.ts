// Inbound transfers: money that an account pulls from its own bank into a financial account.
// (https://docs.stripe.com/api/v2/money-management/inbound-transfers)
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { invalid, refusedAs } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { DEBIT_REFUSALS, type DebitRefusal } from '../../network/payout_banks.ts'
import { usBankAccount } from '../vault/v2.core.vault.us_bank_account.ts'
import { checkedCurrency, checkedMoney } from './money.ts'
import { checkHolds, openAccount } from './v2.money_management.financial_account.ts'
import { moveOn, openTransaction, transaction } from './v2.money_management.transaction.ts'

interface TransferState {
  readonly transaction: string
  /** What the bank will say, and when. */
  readonly refusal?: { readonly reason: DebitRefusal; readonly step: 'failed' | 'returned' }
}
type Fields = Nullable<Stripe.V2.MoneyManagement.InboundTransfer>
export type InboundTransfer = Row<Fields, TransferState>
type Entry = InboundTransfer['transfer_history'][number]
type Step = Entry['type']

/** Whether the last thing that happened to a transfer is this. */
const reached =
  (type: string) =>
  ({ transfer_history: steps }: Fields): boolean =>
    steps.at(-1)?.type === type

export const inboundTransfer = object<Fields, TransferState>('v2.money_management.inbound_transfer', {
  prefix: 'ibt_test',
  events: [
    { on: 'insert', types: ['v2.money_management.inbound_transfer.bank_debit_queued'] },
    ...(['processing', 'failed', 'returned'] as const).map((step) => ({
      where: reached(`bank_debit_${step}`),
      types: [`v2.money_management.inbound_transfer.bank_debit_${step}`],
    })),
    {
      where: reached('bank_debit_succeeded'),
      types: [
        'v2.money_management.inbound_transfer.bank_debit_succeeded',
        'v2.money_management.inbound_transfer.available',
      ],
    },
  ],
})
/** The entries of its history have ids of their own, whose beginning is [K]. */
const historyEntry = { ...inboundTransfer, prefix: 'ibthe_test' }

/** How long the bank takes from each step to the next in a sandbox. [K] */
const STEP_SECONDS = 5
const URL = '/v2/money_management/inbound_transfers'
const MOVE = 'v2.money_management.inbound_transfer.move'

export const inboundTransfers = resource(inboundTransfer)
  .on<Stripe.V2.MoneyManagement.InboundTransferCreateParams>(
    'POST /v2/money_management/inbound_transfers',
    (tx, params) => {
      const amount = check(tx, params)
      const source = sourceOf(tx, params.from.payment_method)
      const refusal = DEBIT_REFUSALS[source.hidden.test ?? '']
      const id = tx.id(inboundTransfer)
      const opened = openTransaction(tx, {
        financialAccount: params.to.financial_account,
        category: 'inbound_transfer',
        flow: { type: 'inbound_transfer', id },
        movement: 'expect',
        amount: amount.value,
        currency: amount.currency,
        isDebit: false,
        description: params.description ?? null,
      })
      tx.schedule(tx.now + STEP_SECONDS, MOVE, { id })
      return tx.insert(inboundTransfer, {
        id,
        amount,
        created: toRfc3339(tx.now),
        description: params.description ?? '',
        from: { debited: amount, payment_method: { type: 'us_bank_account', us_bank_account: source.id } },
        livemode: false,
        to: { credited: amount, financial_account: params.to.financial_account },
        transfer_history: [entry(tx, 'bank_debit_queued', {})],
        hidden: { transaction: opened.id, ...(refusal && { refusal }) },
      })
    },
  )
  .on<Stripe.V2.MoneyManagement.InboundTransferRetrieveParams>(
    'GET /v2/money_management/inbound_transfers/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.InboundTransferListParams>('GET /v2/money_management/inbound_transfers', (tx, params) =>
    listV2(tx, [{ type: inboundTransfer, several: [[]] }], params as never, URL),
  )
  .job<{ id: string }>('move', (tx, { id }) => move(tx, tx.get(inboundTransfer, id)), {
    reads: ['id.to.financial_account', 'id.hidden.transaction'],
  })

/** Refuses what cannot be; says how much it is about. Money is pulled in the currency in which it lands. */
function check(tx: Tx, { amount: given, from, to }: Params<Stripe.V2.MoneyManagement.InboundTransferCreateParams>) {
  const amount = checkedMoney(given)
  const account = openAccount(tx, to.financial_account, 'to[financial_account]')
  for (const [param, currency] of [
    ['to[currency]', to.currency],
    ['from[currency]', from.currency ?? amount.currency],
  ] as const)
    if (checkedCurrency(currency, param) !== amount.currency)
      throw invalid(`The currency must be that of the amount, ${amount.currency}.`, { code: 'invalid_fields', param })
  checkHolds(account, amount.currency, 'to[currency]')
  if (amount.currency !== 'usd')
    throw invalid('Money can be pulled from bank accounts of the US only, in usd.', {
      code: 'invalid_fields',
      param: 'amount[currency]',
    })
  return amount
}

/** The account to pull from: its owner has shown that it is theirs. The code is [K], the words [M]. */
function sourceOf(tx: Tx, id: string) {
  const param = 'from[payment_method]'
  const known = tx.get(usBankAccount, id, param)
  if (known.archived || known.verification.status !== 'verified')
    throw refusedAs(
      'blocked_by_stripe',
      'inbound_transfer_not_allowed',
      `Money cannot be pulled from ${id}, which is ${known.archived ? 'archived' : known.verification.status}.`,
      { param },
    )
  return known
}

/** Which step follows each; a healthy transfer ends as succeeded, and one that is taken back goes on from there. */
function stepAfter(step: Step, refusal: TransferState['refusal']): Step | undefined {
  if (step === 'bank_debit_queued') return 'bank_debit_processing'
  if (step === 'bank_debit_processing') return refusal?.step === 'failed' ? 'bank_debit_failed' : 'bank_debit_succeeded'
  return step === 'bank_debit_succeeded' && refusal?.step === 'returned' ? 'bank_debit_returned' : undefined
}

function move(tx: Tx, self: InboundTransfer): void {
  const { refusal, transaction: id } = self.hidden
  const step = stepAfter(self.transfer_history.at(-1)!.type, refusal)
  if (step === undefined) return
  if (step === 'bank_debit_succeeded') moveOn(tx, tx.get(transaction, id), 'clear')
  if (step === 'bank_debit_failed') moveOn(tx, tx.get(transaction, id), 'forgo')
  if (step === 'bank_debit_returned')
    openTransaction(tx, {
      financialAccount: self.to.financial_account,
      category: 'inbound_transfer_reversal',
      flow: { type: 'inbound_transfer', id: self.id },
      movement: 'leave',
      amount: self.amount.value,
      currency: self.amount.currency,
      isDebit: true,
    })
  const details =
    step === 'bank_debit_failed'
      ? { failure_reason: refusal!.reason }
      : step === 'bank_debit_returned'
        ? { return_reason: refusal!.reason }
        : {}
  if (stepAfter(step, refusal)) tx.schedule(tx.now + STEP_SECONDS, MOVE, { id: self.id })
  tx.update(inboundTransfer, self, { transfer_history: [...self.transfer_history, entry(tx, step, details)] })
}

/** The newest stands last. [K] */
const entry = (tx: Tx, step: Step, details: object): Entry => {
  const at = toRfc3339(tx.now)
  return { id: tx.id(historyEntry), created: at, effective_at: at, type: step, [step]: details }
}
