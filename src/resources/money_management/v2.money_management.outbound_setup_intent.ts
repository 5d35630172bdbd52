// Outbound setup intents: how a bank account becomes one to which money may be sent.
// (https://docs.stripe.com/api/v2/money-management/outbound-setup-intents)
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { invalid, refusedAs } from '../../kernel/errors.ts'
import { object, type Row, resource, shown as answered } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import {
  type MethodData,
  methodNamed,
  newMethod,
  type PayoutMethod,
  sent,
  setUp,
} from './v2.money_management.payout_method.ts'

interface IntentState {
  /** The payout method, which is shown whole and as it is now. */
  readonly method?: string
}
type Fields = Omit<Nullable<Stripe.V2.MoneyManagement.OutboundSetupIntent>, 'payout_method'>
type Intent = Row<Fields, IntentState>
type Status = Intent['status']

export const outboundSetupIntent = object<Fields, IntentState>('v2.money_management.outbound_setup_intent', {
  prefix: 'osi_test',
})

/** What may be done to an intent of each status. (…/outbound-setup-intents/object: succeeded and canceled are terminal) */
const MAY: Readonly<Record<Status, readonly ('cancel' | 'update')[]>> = {
  requires_payout_method: ['cancel', 'update'],
  requires_action: ['cancel', 'update'],
  succeeded: [],
  canceled: [],
}

type Create = Params<Stripe.V2.MoneyManagement.OutboundSetupIntentCreateParams>
const URL = '/v2/money_management/outbound_setup_intents'

export const outboundSetupIntents = resource(outboundSetupIntent)
  .on<Stripe.V2.MoneyManagement.OutboundSetupIntentCreateParams>(
    'POST /v2/money_management/outbound_setup_intents',
    (tx, params) => {
      const id = tx.id(outboundSetupIntent)
      const method = methodOf(tx, params, id)
      const made = tx.insert(outboundSetupIntent, {
        id,
        created: toRfc3339(tx.now),
        livemode: false,
        status: method ? 'succeeded' : 'requires_payout_method',
        usage_intent: params.usage_intent ?? 'payment',
        hidden: method ? { method: method.id } : {},
      })
      return shown(made, method)
    },
  )
  .on<Stripe.V2.MoneyManagement.OutboundSetupIntentRetrieveParams>(
    'GET /v2/money_management/outbound_setup_intents/{id}',
    (tx, _params, self) => shown(self, current(tx, self)),
  )
  .on<Stripe.V2.MoneyManagement.OutboundSetupIntentListParams>(
    'GET /v2/money_management/outbound_setup_intents',
    (tx, params) => {
      const show = (rows: readonly Intent[]) => {
        tx.any(rows.flatMap(({ hidden }) => hidden.method ?? []))
        return rows.map(({ hidden, ...row }) => ({ ...row, ...once(current(tx, { ...row, hidden })) }))
      }
      return listV2(tx, [{ type: outboundSetupIntent, several: [[]], show }], params as never, URL)
    },
  )
  .on<Stripe.V2.MoneyManagement.OutboundSetupIntentUpdateParams>(
    'POST /v2/money_management/outbound_setup_intents/{id}',
    (tx, params, self) => {
      checkMay(self, 'update')
      const method = methodOf(tx, params, self.id)
      if (!method) return shown(self, undefined)
      return shown(tx.update(outboundSetupIntent, self, { status: 'succeeded', hidden: { method: method.id } }), method)
    },
  )
  .on<Stripe.V2.MoneyManagement.OutboundSetupIntentCancelParams>(
    'POST /v2/money_management/outbound_setup_intents/{id}/cancel',
    (tx, _params, self) => {
      checkMay(self, 'cancel')
      return shown(tx.update(outboundSetupIntent, self, { status: 'canceled' }), current(tx, self))
    },
  )

/** Code and words [M]. */
function checkMay({ status }: Intent, what: 'cancel' | 'update'): void {
  if (MAY[status].includes(what)) return
  throw invalid(`You cannot ${what} an OutboundSetupIntent that is ${status}.`, {
    code: `outbound_setup_intent_cannot_be_${what === 'cancel' ? 'canceled' : 'updated'}`,
  })
}

/** The payout method that is named, or made of what is told; set up by the intent. */
function methodOf(
  tx: Tx,
  { payout_method: id, payout_method_data: data }: Create,
  intent: string,
): PayoutMethod | undefined {
  if (id === undefined) return data && newMethod(tx, data as MethodData, intent)
  // "Only card expiry can be updated in the case where payout_method is provided."
  if (data?.bank_account)
    throw refusedAs(
      'invalid_payout_method',
      'invalid_payout_method_data',
      'What names a bank account cannot be changed: only the expiry of a card can.',
      { param: 'payout_method_data[bank_account]' },
    )
  const known = methodNamed(tx, id, 'payout_method')
  if (known.archived)
    throw refusedAs('invalid_payout_method', 'payout_method_archived', `The payout method ${id} is archived.`, {
      param: 'payout_method',
    })
  return setUp(tx, id, intent)
}

const current = (tx: Tx, { hidden }: Intent): PayoutMethod | undefined =>
  hidden.method === undefined ? undefined : methodNamed(tx, hidden.method, 'payout_method')

const once = (method: PayoutMethod | undefined) => ({ payout_method: method ? sent(method) : null })
const shown = (self: Intent, method: PayoutMethod | undefined) => answered(self, once(method))
