// Early fraud warnings: a card's bank says that a payment may be fraud, before anybody disputes it.
// (https://docs.stripe.com/api/radar/early_fraud_warnings)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { OBJECTION_SECONDS } from '../../network/disputes.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { type Charge, charge } from './charge_state.ts'
import { dispute, isInquiry } from './dispute_state.ts'

export const earlyFraudWarning = object<Stripe.Radar.EarlyFraudWarning>('radar.early_fraud_warning', {
  prefix: 'issfr',
  noun: 'early fraud warning',
  events: [
    { on: 'insert', types: ['radar.early_fraud_warning.created'] },
    { on: 'update', types: ['radar.early_fraud_warning.updated'] },
  ],
})

export const earlyFraudWarnings = resource(earlyFraudWarning)
  .on<Stripe.Radar.EarlyFraudWarningRetrieveParams>(
    'GET /v1/radar/early_fraud_warnings/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.Radar.EarlyFraudWarningListParams>('GET /v1/radar/early_fraud_warnings', (tx, params) =>
    list(tx, earlyFraudWarning, params as never, '/v1/radar/early_fraud_warnings'),
  )
  .when('charge.succeeded', charge, (tx, paid) => foresee(tx, paid))
  .when('charge.captured', charge, (tx, paid) => foresee(tx, paid))
  .when('charge.refunded', charge, (tx, paid) => {
    if (paid.refunded) calm(tx, paid)
  })
  .when('charge.dispute.created', dispute, (tx, disputed) => {
    if (!isInquiry(disputed)) calm(tx, tx.get(charge, disputed.charge as string))
  })
  .job<{ id: string }>('warn', (tx, { id }) => warn(tx, tx.get(charge, id)))

const isSuspect = ({ hidden }: Charge): boolean =>
  hidden.warned === true || TEST_CARDS[hidden.card ?? '']?.fraudWarning === true

function foresee(tx: Tx, paid: Charge): void {
  if (paid.captured && isSuspect(paid))
    tx.schedule(tx.now + OBJECTION_SECONDS, 'radar.early_fraud_warning.warn', { id: paid.id })
}

/** The bank warns; of what is sent back or disputed already there is nothing to be done. */
export function warn(tx: Tx, paid: Charge, fraud_type = 'misc') {
  return tx.insert(earlyFraudWarning, {
    actionable: !paid.refunded && !paid.disputed,
    charge: paid.id,
    created: tx.now,
    fraud_type,
    livemode: false,
    ...(paid.payment_intent !== null && { payment_intent: paid.payment_intent as string }),
  })
}

/** Once all is refunded, or disputed, nothing can be done about it. (https://docs.stripe.com/api/radar/early_fraud_warnings/object) */
function calm(tx: Tx, paid: Charge): void {
  if (!isSuspect(paid)) return
  for (const warning of tx.list(earlyFraudWarning, [`charge=${paid.id}`], { limit: 10 }))
    if (warning.actionable) tx.update(earlyFraudWarning, warning, { actionable: false })
}
