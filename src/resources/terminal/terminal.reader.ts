// Readers: the devices that cards are shown to. Only simulated ones can be registered; what a customer would do at them, the
// test helpers do. (https://docs.stripe.com/api/terminal/readers)
import type Stripe from 'stripe'
import { checkCurrency } from '../catalog/price.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { location } from './location_state.ts'
import {
  collectMethod,
  confirmCollected,
  finish,
  lookAtIntent,
  type Present,
  present,
  processPayment,
  processSetup,
  refundPayment,
} from './reader_card.ts'
import { collectInputs, fillIn, timeOut } from './reader_inputs.ts'
import { begin, cancelAction, type Reader, reader } from './reader_state.ts'

const PATH = '/v1/terminal/readers'
const HELPERS = '/v1/test_helpers/terminal/readers/{id}'

/**
 * The codes of simulated readers, and the device that each registers. (docs.stripe.com/terminal/references/testing: the
 * first two; the others follow their pattern [K])
 */
const SIMULATED: Readonly<Record<string, string>> = {
  'simulated-wpe': 'simulated_wisepos_e',
  'simulated-s700': 'simulated_stripe_s700',
  'simulated-s710': 'simulated_stripe_s710',
  'simulated-t600': 'simulated_stripe_t600',
  'simulated-m425': 'simulated_verifone_m425',
  'simulated-p630': 'simulated_verifone_p630',
  'simulated-ux700': 'simulated_verifone_ux700',
  'simulated-v660p': 'simulated_verifone_v660p',
}

export const readers = resource(reader)
  .on<Stripe.Terminal.ReaderCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.Terminal.ReaderRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Terminal.ReaderListParams>(`GET ${PATH}`, (tx, params) => list(tx, reader, params as never, PATH))
  .on<Stripe.Terminal.ReaderUpdateParams>(`POST ${PATH}/{id}`, (tx, { label, metadata }, self) =>
    tx.update(reader, self, {
      // One without a label is called by its serial number. [K]
      ...(label !== undefined && { label: label || self.serial_number }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
    }),
  )
  .on<Stripe.Terminal.ReaderDeleteParams>(`DELETE ${PATH}/{id}`, (tx, _params, self) => {
    cancelAction(tx, self)
    const { id, device_type, serial_number } = self
    tx.retire(reader, self as never, { device_type, serial_number })
    return { id, object: reader.object, deleted: true }
  })
  .on<Stripe.Terminal.ReaderProcessPaymentIntentParams>(
    `POST ${PATH}/{id}/process_payment_intent`,
    (tx, params, self) => processPayment(tx, self, params),
  )
  .on<Stripe.Terminal.ReaderProcessSetupIntentParams>(`POST ${PATH}/{id}/process_setup_intent`, (tx, params, self) =>
    processSetup(tx, self, params),
  )
  .on<Stripe.Terminal.ReaderCollectPaymentMethodParams>(
    `POST ${PATH}/{id}/collect_payment_method`,
    (tx, params, self) => collectMethod(tx, self, params),
  )
  .on<Stripe.Terminal.ReaderConfirmPaymentIntentParams>(
    `POST ${PATH}/{id}/confirm_payment_intent`,
    (tx, params, self) => confirmCollected(tx, self, params),
    { reads: ['payment_intent.payment_method'] },
  )
  .on<Stripe.Terminal.ReaderRefundPaymentParams>(
    `POST ${PATH}/{id}/refund_payment`,
    (tx, params, self) => refundPayment(tx, self, params),
    { reads: ['payment_intent.latest_charge'] },
  )
  .on<Stripe.Terminal.ReaderCollectInputsParams>(`POST ${PATH}/{id}/collect_inputs`, (tx, params, self) =>
    collectInputs(tx, self, params),
  )
  .on<Stripe.Terminal.ReaderSetReaderDisplayParams>(`POST ${PATH}/{id}/set_reader_display`, (tx, params, self) =>
    begin(tx, self, 'set_reader_display', display(params)),
  )
  .on<Stripe.Terminal.ReaderCancelActionParams>(`POST ${PATH}/{id}/cancel_action`, (tx, _params, self) =>
    cancelAction(tx, self),
  )
  .on<Present>(`POST ${HELPERS}/present_payment_method`, (tx, params, _self, [id]) => {
    const self = tx.get(reader, id!)
    lookAtIntent(tx, { self })
    return present(tx, self, params)
  })
  .on<{ skip_non_required_inputs?: 'all' | 'none' }>(
    `POST ${HELPERS}/succeed_input_collection`,
    (tx, { skip_non_required_inputs }, _self, [id]) => fillIn(tx, tx.get(reader, id!), skip_non_required_inputs),
  )
  .on<object>(`POST ${HELPERS}/timeout_input_collection`, (tx, _params, _self, [id]) =>
    timeOut(tx, tx.get(reader, id!)),
  )
  .job<{ id: string }>('finish', (tx, { id }) => {
    const self = tx.find(reader, id)
    if (self) finish(tx, self)
  })

type Create = Params<Stripe.Terminal.ReaderCreateParams>

function create(tx: Tx, { registration_code: code, label, location: place, metadata }: Create): Reader {
  const device_type = Object.hasOwn(SIMULATED, code) ? SIMULATED[code] : undefined
  // [M]: a real reader's code is three words, which no reader here can show.
  if (device_type === undefined)
    throw invalid(
      `The registration code ${code} is not that of a simulated reader: ${Object.keys(SIMULATED).join(', ')}.`,
      { param: 'registration_code' },
    )
  if (place !== undefined) tx.get(location, place, 'location')
  return tx.insert(reader, {
    action: null,
    device_sw_version: '',
    device_type,
    ip_address: '0.0.0.0',
    // (the parameter's comment)
    label: label ?? code,
    last_seen_at: tx.now * 1000,
    livemode: false,
    location: place ?? null,
    metadata: mergeMetadata({}, metadata),
    // What simulated ones have is not documented. [K]
    serial_number: `SIMULATOR-${tx.random(10).toUpperCase()}`,
    status: 'online',
    hidden: {},
  } as never)
}

type Display = Params<Stripe.Terminal.ReaderSetReaderDisplayParams>

/** (https://docs.stripe.com/terminal/features/display) */
function display({ type, cart }: Display): object {
  if (!cart) throw missingParameter('cart')
  const currency = checkCurrency(cart.currency, 'cart[currency]')
  const amounts = [
    ...cart.line_items.flatMap(({ amount, quantity }, i) => [
      [`cart[line_items][${i}][amount]`, amount, 0] as const,
      [`cart[line_items][${i}][quantity]`, quantity, 1] as const,
    ]),
    ['cart[tax]', cart.tax ?? 0, 0] as const,
    ['cart[total]', cart.total, 0] as const,
  ]
  for (const [param, amount, least] of amounts) if (amount < least) throw tooSmall(least, param)
  return { cart: { currency, line_items: cart.line_items, tax: cart.tax ?? null, total: cart.total }, type }
}
