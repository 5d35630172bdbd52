// Charges: one attempt to move money each, kept whether it succeeded or not. (https://docs.stripe.com/api/charges)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import type { DeclineText } from '../../network/declines.ts'
import { chargeDetails } from '../../network/method_details.ts'
import { insertPayment } from './balance_transaction.ts'
import { shipping } from './customer.ts'
import type { PaymentMethodState } from './payment_method.ts'

export const charge = object<Stripe.Charge>('charge', {
  prefix: 'ch',
  events: [
    { on: 'insert', where: (row) => row.status === 'succeeded', types: ['charge.succeeded'] },
    { on: 'insert', where: (row) => row.status === 'failed', types: ['charge.failed'] },
    { on: 'update', types: ['charge.updated'] },
  ],
})

export const charges = resource(charge)
  .on<Stripe.ChargeRetrieveParams>('GET /v1/charges/{id}', (_tx, _params, self) => self)
  .on<Stripe.ChargeListParams>('GET /v1/charges', (tx, params) => list(tx, charge, params as never, '/v1/charges'))
  .on<Stripe.ChargeUpdateParams>('POST /v1/charges/{id}', (tx, params, self) => {
    for (const name of ['customer', 'transfer_group'] as const)
      if (params[name] !== undefined)
        throw invalid(`Brindle does not change ${name} of a charge yet.`, { code: 'not_built', param: name })
    return tx.update(charge, self, {
      ...(params.description !== undefined && { description: params.description }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
      ...(params.fraud_details !== undefined && { fraud_details: params.fraud_details as never }),
      ...(params.shipping !== undefined && { shipping: shipping(params.shipping) as never }),
      ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email }),
    })
  })

/** Writes the charge of an intent's attempt: paid, with its balance transaction, or failed with the bank's reason. */
export function insertCharge(
  tx: Tx,
  intent: Row<Stripe.PaymentIntent>,
  method: Row<Stripe.PaymentMethod, PaymentMethodState>,
  decline: DeclineText | undefined,
): Row<Stripe.Charge> {
  const movement = methodOf(method.type)!.movement
  const id = tx.id({ ...charge, prefix: movement === 'charge' ? 'ch' : 'py' })
  const paid = decline === undefined
  const transaction = paid
    ? insertPayment(tx, {
        id,
        amount: intent.amount,
        currency: intent.currency,
        description: intent.description,
        type: method.type,
      })
    : undefined
  return tx.insert(charge, {
    id,
    amount: intent.amount,
    amount_captured: paid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: transaction?.id ?? null,
    billing_details: method.billing_details as Row<Stripe.Charge>['billing_details'],
    calculated_statement_descriptor: movement === 'charge' ? 'BRINDLE' : null,
    captured: paid,
    created: tx.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: intent.on_behalf_of,
    outcome: outcome(decline),
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: details(tx, method),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping as Row<Stripe.Charge>['shipping'],
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  } as never)
}

/** What the network said. (https://docs.stripe.com/api/charges/object#charge_object-outcome) */
function outcome(decline: DeclineText | undefined): object {
  const advice = {
    advice_code: decline?.advice_code ?? null,
    network_advice_code: null,
    network_decline_code: decline?.network_decline_code ?? null,
  }
  if (!decline)
    return {
      ...advice,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    }
  return {
    ...advice,
    network_status: 'declined_by_network',
    reason: decline.decline_code,
    risk_level: 'normal',
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  }
}

function details(tx: Tx, method: Row<Stripe.PaymentMethod, PaymentMethodState>): object {
  if (method.type !== 'card') {
    const shown = (method as unknown as Record<string, Readonly<Record<string, unknown>>>)[method.type] ?? {}
    return { [method.type]: chargeDetails(method.type, shown, (n) => tx.random(n)), type: method.type }
  }
  const card = method.card!
  return {
    card: {
      amount_authorized: null,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: card.fingerprint,
      funding: card.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      overcapture: { status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: null,
      wallet: null,
    },
    type: 'card',
  }
}
