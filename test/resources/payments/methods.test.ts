// Every way to pay, each from the wish to the money and back: approved, turned down, refunded.
// (https://docs.stripe.com/payments/payment-methods/overview; each type's page tells its flow)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

const BACK = 'https://example.com/back'
const JENNY =
  '&payment_method_data[billing_details][name]=Jenny&payment_method_data[billing_details][email]=jenny@example.com' +
  '&payment_method_data[billing_details][phone]=%2B15555555555' +
  ['line1=Main+St+1', 'city=Berlin', 'state=SP', 'postal_code=10115']
    .map((line) => `&payment_method_data[billing_details][address][${line.replace('=', ']=')}`)
    .join('')

interface Way {
  readonly type: string
  readonly currency: string
  readonly amount: number
  /** The country of the customer. */
  readonly country: string
  /** More of `payment_method_data[<type>]`. */
  readonly data?: string
  /** `next_action.type` while the customer decides. */
  readonly action: string
  /** What a refund is, at first; none where the type has no refunds. */
  readonly refund: 'succeeded' | 'pending' | 'requires_action' | 'none'
}

const way = (
  type: string,
  currency: string,
  country: string,
  amount: number,
  refund: Way['refund'],
  action = 'redirect_to_url',
  data = '',
): Way => ({ type, currency, country, amount, refund, action, data })

// biome-ignore format: a table
const WAYS: readonly Way[] = [
  // Pay later.
  way('affirm', 'usd', 'US', 6000, 'succeeded'),
  way('afterpay_clearpay', 'aud', 'AU', 6000, 'succeeded'),
  way('alma', 'eur', 'FR', 6000, 'succeeded'),
  way('billie', 'eur', 'DE', 6000, 'succeeded'),
  way('klarna', 'eur', 'DE', 6000, 'succeeded'),
  way('scalapay', 'eur', 'IT', 6000, 'succeeded'),
  way('sunbit', 'usd', 'US', 6000, 'succeeded'),
  way('zip', 'aud', 'AU', 6000, 'succeeded'),
  // Wallets.
  way('alipay', 'cny', 'CN', 6000, 'pending', 'alipay_handle_redirect'),
  way('amazon_pay', 'usd', 'US', 6000, 'pending'),
  way('cashapp', 'usd', 'US', 6000, 'succeeded', 'cashapp_handle_redirect_or_display_qr_code'),
  way('crypto', 'usd', 'US', 6000, 'succeeded'),
  way('grabpay', 'sgd', 'SG', 6000, 'pending'),
  way('kakao_pay', 'krw', 'KR', 6000, 'succeeded'),
  way('kr_card', 'krw', 'KR', 6000, 'succeeded'),
  way('mobilepay', 'dkk', 'DK', 6000, 'succeeded'),
  way('naver_pay', 'krw', 'KR', 6000, 'succeeded'),
  way('payco', 'krw', 'KR', 6000, 'succeeded'),
  way('paypal', 'eur', 'DE', 6000, 'succeeded'),
  way('revolut_pay', 'gbp', 'GB', 6000, 'succeeded'),
  way('samsung_pay', 'krw', 'KR', 6000, 'succeeded'),
  way('satispay', 'eur', 'IT', 6000, 'succeeded'),
  way('wechat_pay', 'cny', 'CN', 6000, 'succeeded', 'wechat_pay_display_qr_code'),
  // Bank redirects.
  way('bancontact', 'eur', 'BE', 6000, 'succeeded'),
  way('eps', 'eur', 'AT', 6000, 'succeeded'),
  way('fpx', 'myr', 'MY', 6000, 'succeeded', 'redirect_to_url', '&payment_method_data[fpx][bank]=maybank2u'),
  way('giropay', 'eur', 'DE', 6000, 'succeeded'),
  way('ideal', 'eur', 'NL', 6000, 'pending'),
  way('p24', 'pln', 'PL', 6000, 'succeeded'),
  way('twint', 'chf', 'CH', 6000, 'succeeded'),
  way('blik', 'pln', 'PL', 6000, 'succeeded', 'blik_authorize'),
  // Codes.
  way('bizum', 'eur', 'ES', 6000, 'succeeded'),
  way('mb_way', 'eur', 'PT', 6000, 'succeeded', 'use_stripe_sdk'),
  way('pay_by_bank', 'gbp', 'GB', 6000, 'succeeded'),
  way('payto', 'aud', 'AU', 6000, 'succeeded', 'use_stripe_sdk', '&payment_method_data[payto][pay_id]=j@example.com&mandate_data[customer_acceptance][type]=offline'),
  way('upi', 'inr', 'IN', 6000, 'pending', 'upi_handle_redirect_or_display_qr_code'),
  way('paynow', 'sgd', 'SG', 6000, 'pending', 'paynow_display_qr_code'),
  way('pix', 'brl', 'BR', 6000, 'succeeded', 'pix_display_qr_code'),
  way('promptpay', 'thb', 'TH', 6000, 'requires_action', 'promptpay_display_qr_code'),
  way('swish', 'sek', 'SE', 6000, 'succeeded', 'swish_handle_redirect_or_display_qr_code'),
  // Vouchers.
  way('boleto', 'brl', 'BR', 6000, 'none', 'boleto_display_details', '&payment_method_data[boleto][tax_id]=000.000.000-00'),
  way('konbini', 'jpy', 'JP', 6000, 'requires_action', 'konbini_display_details'),
  way('multibanco', 'eur', 'PT', 6000, 'succeeded', 'multibanco_display_details'),
  way('oxxo', 'mxn', 'MX', 6000, 'none', 'oxxo_display_details'),
]

/** Refunds that get a reference to trace them by. (https://docs.stripe.com/api/refunds/object#refund_object-destination_details) */
const REFERENCED = [
  'afterpay_clearpay',
  'bancontact',
  'ideal',
  'klarna',
  'mb_way',
  'multibanco',
  'p24',
  'paypal',
  'swish',
]

const form = ({ type, currency, country, amount, data }: Way, more = ''): string =>
  `amount=${amount}&currency=${currency}&payment_method_types[]=${type}&confirm=true&return_url=${BACK}` +
  `&payment_method_data[type]=${type}${data}${JENNY}&payment_method_data[billing_details][address][country]=${country}${more}`

async function begun({ call, news }: Pick<Sandbox, 'call' | 'news'>, how: Way, more = ''): Promise<any> {
  const { status, body, text } = await call('POST', '/v1/payment_intents', form(how, more))
  assert.equal(status, 200, text)
  assert.deepEqual([body.status, body.next_action.type], ['requires_action', how.action])
  assert.ok(body.next_action[how.action], text)
  assert.deepEqual(await news(), ['payment_intent.created', 'payment_intent.requires_action'])
  return body
}

/** The page of the step is where its `next_action` leads, by whatever name. */
function pageOf({ next_action }: any): string {
  return JSON.stringify(next_action).match(/http:\/\/[^"]+\/authorize\/[A-Za-z0-9_]+\/pa_nonce_[A-Za-z0-9]+/)![0]
}

const decide = (url: string, outcome: 'succeed' | 'fail'): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' })

const intentOf = async ({ call }: Pick<Sandbox, 'call'>, id: string): Promise<any> =>
  (await call('GET', `/v1/payment_intents/${id}?expand[]=latest_charge`)).body

/** BLIK's customer confirms in their app: there is no address to find in `next_action`. */
const HAS_PAGE = WAYS.filter(({ type }) => type !== 'blik')

const VOUCHERS = WAYS.filter(({ type }) => ['boleto', 'konbini', 'multibanco', 'oxxo'].includes(type))

for (const how of HAS_PAGE) {
  behaves('POST /v1/payment_intents', `pays with ${how.type}, and sends the money back`, async (world) => {
    const { call, news, advance } = world
    const begun_ = await begun(world, how)
    await decide(pageOf(begun_), 'succeed')
    const intent = await intentOf(world, begun_.id)
    assert.deepEqual([intent.status, intent.amount_received], ['succeeded', how.amount])
    const charge = intent.latest_charge
    assert.match(charge.id, /^py_/)
    assert.equal(charge.payment_method_details.type, how.type)
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
    await advance(10)
    assert.deepEqual(await news(), ['charge.updated'])
    const refund = await call('POST', '/v1/refunds', `charge=${charge.id}`)
    if (how.refund === 'none') {
      assert.deepEqual([refund.status, refund.body.error.code], [400, 'charge_not_refundable'])
      assert.deepEqual(await news(), [])
      return
    }
    assert.deepEqual([refund.status, refund.body.status], [200, how.refund], refund.text)
    assert.deepEqual(await news(), ['refund.created', 'charge.refunded'])
    await advance(120)
    assert.equal((await call('GET', `/v1/refunds/${refund.body.id}`)).body.status, 'succeeded')
    const isDone = how.refund === 'succeeded' && !REFERENCED.includes(how.type)
    assert.deepEqual(await news(), isDone ? [] : ['refund.updated', 'charge.refund.updated'])
  })

  behaves('POST /v1/payment_intents', `is turned down with ${how.type}`, async (world) => {
    const { news } = world
    const begun_ = await begun(world, how)
    await decide(pageOf(begun_), 'fail')
    const intent = await intentOf(world, begun_.id)
    assert.deepEqual([intent.status, intent.latest_charge, intent.next_action], ['requires_payment_method', null, null])
    // Nobody refuses a voucher: it is not paid in time.
    const why = VOUCHERS.includes(how) ? 'payment_attempt_expired' : 'authentication_failure'
    assert.equal(intent.last_payment_error.code, `payment_intent_${why}`)
    assert.deepEqual(await news(), ['payment_intent.payment_failed'])
  })
}

/** Vouchers, by the e-mail of their customer: after seconds, paid or not. (docs.stripe.com/payments/oxxo, "Test your integration") */
const FATES: readonly (readonly [string, number, 'succeeded' | 'requires_payment_method'])[] = [
  ['succeed_immediately', 10, 'succeeded'],
  ['anybody', 190, 'succeeded'],
  ['expire_immediately', 10, 'requires_payment_method'],
  ['expire_with_delay', 190, 'requires_payment_method'],
  ['fill_never', 12 * 86_400, 'requires_payment_method'],
]

for (const how of VOUCHERS)
  for (const [name, seconds, status] of FATES)
    behaves('POST /v1/payment_intents', `${how.type} of ${name} ends as ${status}`, async (world) => {
      const mail = `&payment_method_data[billing_details][email]=${name}@example.com`
      const { body } = await world.call('POST', '/v1/payment_intents', form(how).replace(/&[^&]*\[email\]=[^&]*/, mail))
      assert.equal(body.status, 'requires_action')
      await world.news()
      await world.advance(seconds)
      const intent = await intentOf(world, body.id)
      assert.equal(intent.status, status)
      if (status === 'succeeded')
        assert.deepEqual((await world.news()).slice(0, 2), ['charge.succeeded', 'payment_intent.succeeded'])
      else {
        assert.equal(intent.last_payment_error.code, 'payment_intent_payment_attempt_expired')
        assert.deepEqual(await world.news(), ['payment_intent.payment_failed'])
      }
    })

behaves('POST /v1/payment_intents', 'pays with Link at once', async (world) => {
  // Nobody is sent anywhere: the customer has said yes in Link already.
  const how = way('link', 'usd', 'US', 6000, 'succeeded')
  const { status, body, text } = await world.call('POST', '/v1/payment_intents', form(how))
  assert.deepEqual([status, body.status, body.amount_received], [200, 'succeeded', 6000], text)
  assert.deepEqual(await world.news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents', 'waits for the app of BLIK’s customer, for a minute', async (world) => {
  const how = WAYS.find(({ type }) => type === 'blik')!
  const { id } = await begun(world, how)
  await world.advance(70)
  const { status, last_payment_error } = await intentOf(world, id)
  assert.deepEqual(
    [status, last_payment_error.code],
    ['requires_payment_method', 'payment_intent_payment_attempt_expired'],
  )
  assert.deepEqual(await world.news(), ['payment_intent.payment_failed'])
})

behaves('POST /v1/payment_intents', 'is on its way with Sofort until the bank has paid', async (world) => {
  const how = way(
    'sofort',
    'eur',
    'DE',
    6000,
    'succeeded',
    'redirect_to_url',
    '&payment_method_data[sofort][country]=DE',
  )
  const begun_ = await begun(world, how)
  const { headers } = await decide(pageOf(begun_), 'succeed')
  assert.match(headers.get('location') ?? '', /redirect_status=pending/)
  assert.equal((await intentOf(world, begun_.id)).status, 'processing')
  assert.deepEqual(await world.news(), ['charge.pending', 'payment_intent.processing'])
  await world.advance(200)
  assert.equal((await intentOf(world, begun_.id)).status, 'succeeded')
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

/** What a type does not do is refused before anything is tried. (billing facts §8) */
const REFUSED: readonly (readonly [string, string, string, string])[] = [
  ['currency that it is not charged in', 'type=ideal&currency=usd', '', 'payment_method_types'],
  ['amount under its own least', 'type=afterpay_clearpay&currency=aud&amount=50', '', 'amount'],
  ['amount over its own most', 'type=konbini&currency=jpy&amount=300001', '', 'amount'],
  ['capture by hand', 'type=ideal&currency=eur', '&capture_method=manual', 'capture_method'],
  [
    'use that it cannot be set up for',
    'type=eps&currency=eur',
    '&setup_future_usage=off_session',
    'setup_future_usage',
  ],
]
for (const [what, about, more, param] of REFUSED)
  behaves('POST /v1/payment_intents', `refuses a ${what}`, async ({ call, news }) => {
    const given = new URLSearchParams(about)
    const how = way(given.get('type')!, given.get('currency')!, 'DE', Number(given.get('amount') ?? 6000), 'none')
    const { status, body } = await call('POST', '/v1/payment_intents', form(how, more))
    assert.deepEqual([status, body.error.type, body.error.param], [400, 'invalid_request_error', param])
    assert.deepEqual(await news(), [])
  })
