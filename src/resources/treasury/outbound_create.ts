// Making an outbound payment or transfer: where it goes, over which network, and the money that is held for it.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/out-of/outbound-payments, .../outbound-transfers)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { outboundOf } from '../../network/treasury_banks.ts'
import { meet } from '../payments/neighbour.ts'
import { type Bank, type BillingDetails, descriptorOf, holder, type Network, NOBODY, told } from './bank.ts'
import { carries, checkFeature, type FeaturePath, financialAccount, openAccount } from './financial_account_state.ts'
import { begin, checkFunds } from './ledger.ts'
import { checkMoney, SETTLES_AFTER_SECONDS } from './money.ts'
import { arrivalOf, type Kind, type Outbound, typeOf } from './outbound_state.ts'
import { home, homeId } from './treasury_home.ts'

type Common = Pick<
  Params<Stripe.Treasury.OutboundPaymentCreateParams>,
  | 'amount'
  | 'currency'
  | 'description'
  | 'destination_payment_method_options'
  | 'financial_account'
  | 'metadata'
  | 'statement_descriptor'
>

/** Where money goes. */
export type Destination = Bank | { readonly financial_account: string; readonly home: string }

/** Sends money: it is held at once, and what becomes of it is known a moment later. */
export function send<T>(tx: Tx, kind: Kind, params: Common, to: () => Destination, more: object = {}): T {
  checkMoney(params)
  const from = openAccount(tx, params.financial_account)
  const destination = to()
  const isInside = 'home' in destination
  const network = isInside ? 'stripe' : networkOf(params)
  checkFeature(tx, from, featureOf(kind, network), 'outbound_flows')
  if (isInside) checkReceiver(tx, kind, destination)
  else if (network === 'us_domestic_wire') checkAddressee(destination.billing_details)
  const statement_descriptor = descriptorOf(params.statement_descriptor, network, DESCRIPTOR[kind])
  checkFunds(from, params.amount)
  const type = typeOf(kind)
  const id = tx.id(type)
  const transaction = begin(tx, from.id, {
    flow: id,
    flow_type: kind,
    type: kind,
    amount: params.amount,
    description: told(isInside ? null : holder(destination), WORDS[kind], statement_descriptor),
  })
  const isDecided = isInside || outboundOf(destination.name) !== 'never'
  if (isDecided) tx.schedule(tx.now + SETTLES_AFTER_SECONDS, `${type.object}.settle`, { id })
  return tx.insert(type, {
    id,
    amount: params.amount,
    // Within Stripe money cannot be stopped.
    cancelable: !isInside,
    created: tx.now,
    currency: 'usd',
    description: params.description ?? null,
    destination_payment_method: isInside ? null : destination.id,
    destination_payment_method_details: detailsOf(destination, network),
    expected_arrival_date: arrivalOf(network, tx.now),
    financial_account: from.id,
    // Receipts are pages of Stripe's: here is none.
    hosted_regulatory_receipt_url: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    returned_details: null,
    statement_descriptor,
    status: 'processing',
    status_transitions: { canceled_at: null, failed_at: null, posted_at: null, returned_at: null },
    tracking_details: null,
    transaction: transaction.id,
    ...more,
    hidden: isInside ? { home: destination.home } : { bank: destination.name },
  } as never) as T
}

const DESCRIPTOR: Readonly<Record<Kind, string>> = { outbound_payment: 'payment', outbound_transfer: 'transfer' }
const WORDS: Readonly<Record<Kind, string>> = {
  outbound_payment: 'Outbound payment',
  outbound_transfer: 'Outbound transfer',
}

const networkOf = ({ destination_payment_method_options: options }: Common): Network =>
  (options?.us_bank_account || undefined)?.network ?? 'ach'

const featureOf = (kind: Kind, network: Network): FeaturePath =>
  network === 'stripe' ? 'intra_stripe_flows' : `${kind}s.${network}`

function detailsOf(destination: Destination, network: Network): Outbound['destination_payment_method_details'] {
  if ('home' in destination)
    return {
      billing_details: NOBODY,
      financial_account: { id: destination.financial_account, network: 'stripe' },
      type: 'financial_account',
    }
  const { billing_details, us_bank_account } = destination
  return { billing_details, type: 'us_bank_account', us_bank_account: { ...us_bank_account, network } as never }
}

/** The financial account of the platform that an id names, wherever in the tenant it is. */
export function accountInside(tx: Tx, kind: Kind, id: string, param: string): Destination {
  const found = tx.platform.find(home, homeId(id))
  if (!found) throw noSuch(financialAccount.noun, id, param)
  const isOwn = found.account === tx.place.account
  // Wordings [M].
  if (kind === 'outbound_payment' && isOwn)
    throw invalid('Use an OutboundTransfer to send funds to another FinancialAccount of the same account.', { param })
  if (kind === 'outbound_transfer' && !isOwn)
    throw invalid('Use an OutboundPayment to send funds to a FinancialAccount of another account.', { param })
  return { financial_account: id, home: found.account }
}

/** Both sides need the feature. Wordings [M]. */
function checkReceiver(tx: Tx, kind: Kind, to: Extract<Destination, { home: string }>): void {
  const there = meet(tx, to.home, [to.financial_account])
  const account = there.get(financialAccount, to.financial_account)
  const param = 'destination_payment_method_data[financial_account]'
  if (account.status === 'closed') throw invalid(`The FinancialAccount \`${account.id}\` is closed.`, { param })
  if (!carries(there, account, 'intra_stripe_flows', 'inbound_flows'))
    throw invalid(
      `The FinancialAccount \`${account.id}\` cannot receive this ${kind.replace('_', ' ')}: its \`intra_stripe_flows\` ` +
        'feature is not active.',
      { param },
    )
}

/** A wire needs to know who gets it, and where they live. Wording [M]. */
function checkAddressee({ name, address }: BillingDetails): void {
  const { line2: _, ...needed } = address
  const lacking = [['name', name], ...Object.entries(needed)].find(([, value]) => !value)
  if (lacking)
    throw invalid(
      'To send a wire transfer, the `billing_details` of the payment method must have a name and a complete address: ' +
        `\`${lacking[0]}\` is missing.`,
    )
}
