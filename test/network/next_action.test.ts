// What intents show while the customer decides, against the contract and the examples of Stripe's pages; moments were
// turned into epoch seconds with `date`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shapeNode } from '../../src/contract/index.ts'
import { METHODS, type Method } from '../../src/network/catalogue.ts'
import { expiryOf, type Facts, nextAction } from '../../src/network/next_action.ts'
import { bare, misfits } from './fits.ts'

/** Wednesday, 25 November 2026, 12:00 UTC. */
const NOON = 1_795_608_000
const URL = 'https://pay.example/authorize/acct_1/pa_nonce_1'
const facts: Facts = {
  url: URL,
  returnUrl: 'https://shop.example/back',
  amount: 1099,
  currency: 'usd',
  now: NOON,
  chance: (count) => '7'.repeat(count),
  options: {},
  sdk: false,
  source: 'pa_nonce_1',
}
const images = { image_url_png: `${URL}/qr.png`, image_url_svg: `${URL}/qr.svg` }

const asking = (Object.entries(METHODS) as [string, Method][]).filter(([, { action }]) => action !== null)

test('every action has exactly the fields of the contract', () => {
  const node = bare(bare(shapeNode('payment_intent')).p.next_action)
  for (const [type, { action }] of asking) {
    const shown = nextAction(type, facts)!
    assert.deepEqual(Object.keys(shown).sort(), [action, 'type'].sort(), type)
    assert.equal(shown.type, action)
    assert.deepEqual(misfits(node, shown, type), [])
  }
})

test('whoever asks nobody has no action', () => {
  for (const type of ['sepa_debit', 'bacs_debit', 'au_becs_debit', 'nz_bank_account', 'link', 'no_such_type'])
    assert.equal(nextAction(type, facts), null, type)
})

test('a redirect leads away and back', () => {
  const away = { type: 'redirect_to_url', redirect_to_url: { return_url: 'https://shop.example/back', url: URL } }
  for (const type of ['card', 'amazon_pay', 'ideal', 'klarna', 'paypal', 'twint', 'kr_card'])
    assert.deepEqual(nextAction(type, facts), away, type)
  assert.deepEqual(nextAction('ideal', { ...facts, returnUrl: undefined }), {
    type: 'redirect_to_url',
    redirect_to_url: { return_url: null, url: URL },
  })
})

test('the browser’s SDK shows the challenge of a card by itself', () => {
  assert.deepEqual(nextAction('card', { ...facts, sdk: true }), {
    type: 'use_stripe_sdk',
    use_stripe_sdk: { source: 'pa_nonce_1', stripe_js: URL, type: 'three_d_secure_redirect' },
  })
  assert.deepEqual(nextAction('mb_way', facts), {
    type: 'use_stripe_sdk',
    use_stripe_sdk: { source: 'pa_nonce_1', stripe_js: URL, type: 'mb_way_authorize' },
  })
  // To the page of a bank or a wallet it goes as any page would.
  for (const type of ['ideal', 'klarna', 'amazon_pay'])
    assert.equal(nextAction(type, { ...facts, sdk: true })!.type, 'redirect_to_url')
  assert.equal(nextAction('oxxo', { ...facts, sdk: true })!.type, 'oxxo_display_details')
})

test('wallets and codes', () => {
  const code = { data: URL, hosted_instructions_url: URL, ...images }
  const table: [string, string, object][] = [
    [
      'alipay',
      'alipay_handle_redirect',
      { native_data: null, native_url: null, return_url: 'https://shop.example/back', url: URL },
    ],
    ['blik', 'blik_authorize', {}],
    [
      'cashapp',
      'cashapp_handle_redirect_or_display_qr_code',
      { hosted_instructions_url: URL, mobile_auth_url: URL, qr_code: { expires_at: NOON + 600, ...images } },
    ],
    ['paynow', 'paynow_display_qr_code', code],
    ['pix', 'pix_display_qr_code', { ...code, expires_at: NOON + 14_400 }],
    ['promptpay', 'promptpay_display_qr_code', code],
    [
      'swish',
      'swish_handle_redirect_or_display_qr_code',
      { hosted_instructions_url: URL, mobile_auth_url: URL, qr_code: { data: URL, expires_at: NOON + 180, ...images } },
    ],
    [
      'upi',
      'upi_handle_redirect_or_display_qr_code',
      { hosted_instructions_url: URL, qr_code: { expires_at: NOON + 300, ...images } },
    ],
    ['wechat_pay', 'wechat_pay_display_qr_code', { ...code, image_data_url: `${URL}/qr.png` }],
  ]
  for (const [type, action, hash] of table) assert.deepEqual(nextAction(type, facts), { type: action, [action]: hash })
})

test('vouchers', () => {
  assert.deepEqual(nextAction('oxxo', facts)!.oxxo_display_details, {
    expires_after: 1_795_931_999, // Saturday 23:59:59 in Mexico City is Sunday 05:59:59 UTC
    hosted_voucher_url: URL,
    number: '7'.repeat(32),
  })
  assert.deepEqual(nextAction('boleto', facts)!.boleto_display_details, {
    expires_at: 1_795_931_999 - 3 * 3_600, // São Paulo is three hours ahead of Mexico City
    hosted_voucher_url: URL,
    number: '77777.77777 77777.777777 77777.777777 7 77777777777777',
    pdf: `${URL}/pdf`,
  })
  const store = { confirmation_number: '77777777777', payment_code: '777777' }
  assert.deepEqual(nextAction('konbini', facts)!.konbini_display_details, {
    expires_at: 1_795_877_999, // Saturday 23:59:59 in Tokyo is 14:59:59 UTC
    hosted_voucher_url: URL,
    stores: { familymart: store, lawson: store, ministop: store, seicomart: store },
  })
  assert.deepEqual(nextAction('multibanco', facts)!.multibanco_display_details, {
    entity: '77777',
    expires_at: 1_796_212_800, // a week later, to the second
    hosted_voucher_url: URL,
    reference: '777777777',
  })
})

test('numbers of vouchers have digits alone', () => {
  const shown = nextAction('oxxo', { ...facts, chance: () => '0129ABJKTUZabjktuz' })!
  // Letters count from 10: A, K and U are 0, B is 1, J and T are 9, Z is 5.
  assert.equal((shown.oxxo_display_details as { number: string }).number, `0129${'0190905'.repeat(2)}`)
})

test('the confirmation number of a konbini payment is the shop’s own where it gave one', () => {
  const { stores } = nextAction('konbini', { ...facts, options: { confirmation_number: '0312345678' } })!
    .konbini_display_details as { stores: Record<string, object> }
  assert.deepEqual(stores.lawson, { confirmation_number: '0312345678', payment_code: '777777' })
})

test('a moment that was given comes before the rule', () => {
  const at = (type: string, action: string) => nextAction(type, { ...facts, expiresAt: NOON + 1 })![action] as any
  assert.equal(at('oxxo', 'oxxo_display_details').expires_after, NOON + 1)
  assert.equal(at('konbini', 'konbini_display_details').expires_at, NOON + 1)
  assert.equal(at('cashapp', 'cashapp_handle_redirect_or_display_qr_code').qr_code.expires_at, NOON + 1)
})

test('small deposits land on the second business day', () => {
  // Wednesday: Friday, 27 November. Friday, 28 November 02:00 UTC is a Saturday: Tuesday, 1 December.
  assert.deepEqual(nextAction('us_bank_account', facts)!.verify_with_microdeposits, {
    arrival_date: 1_795_737_600,
    hosted_verification_url: URL,
    microdeposit_type: 'descriptor_code',
  })
  assert.deepEqual(nextAction('acss_debit', { ...facts, now: 1_795_831_200 })!.verify_with_microdeposits, {
    arrival_date: 1_796_083_200,
    hosted_verification_url: URL,
    microdeposit_type: 'amounts',
  })
})

test('bank transfers name the accounts of their currency', () => {
  const shown = (currency: string, options = {}) =>
    nextAction('customer_balance', { ...facts, currency, options })!.display_bank_transfer_instructions as {
      type: string
      financial_addresses: { type: string; supported_networks: string[]; iban?: { country: string } }[]
    }
  const table: [string, string, [string, string[]][]][] = [
    [
      'usd',
      'us_bank_transfer',
      [
        ['aba', ['ach', 'domestic_wire_us']],
        ['swift', ['swift']],
      ],
    ],
    ['eur', 'eu_bank_transfer', [['iban', ['sepa']]]],
    ['gbp', 'gb_bank_transfer', [['sort_code', ['bacs', 'fps']]]],
    ['jpy', 'jp_bank_transfer', [['zengin', ['zengin']]]],
    ['mxn', 'mx_bank_transfer', [['spei', ['spei']]]],
  ]
  const node = bare(bare(shapeNode('payment_intent')).p.next_action).p.display_bank_transfer_instructions!
  for (const [currency, type, addresses] of table) {
    const { financial_addresses, ...rest } = shown(currency)
    assert.deepEqual(rest, {
      amount_remaining: 1099,
      currency,
      hosted_instructions_url: URL,
      reference: '777777777777',
      type,
    })
    assert.deepEqual(
      financial_addresses.map((one) => [one.type, one.supported_networks]),
      addresses,
      currency,
    )
    assert.deepEqual(misfits(node, shown(currency), currency), [])
  }
  assert.equal(shown('eur').financial_addresses[0]!.iban!.country, 'IE')
  const german = { bank_transfer: { type: 'eu_bank_transfer', eu_bank_transfer: { country: 'DE' } } }
  assert.equal(shown('eur', german).financial_addresses[0]!.iban!.country, 'DE')
})

test('until when a payment can be approved', () => {
  const table: [string, object, number, number | undefined][] = [
    // The example of docs.stripe.com/payments/konbini/accept-a-payment: by default the end of the third day in Tokyo.
    ['konbini', {}, 1_642_126_547, 1_642_431_599],
    // "set to 2 on Monday JST, the instructions will expire on Wednesday 23:59:59 JST": Monday, 23 November, 21:00 there.
    ['konbini', { expires_after_days: 2 }, 1_795_435_200, 1_795_435_200 + 2 * 86_400 + 3 * 3_600 - 1],
    ['konbini', { expires_at: 1_795_700_000 }, NOON, 1_795_700_000],
    // "create an OXXO on Monday and set it to 2: Wednesday at 23:59 America/Mexico_City": Monday, 12:00 there.
    ['oxxo', { expires_after_days: 2 }, 1_795_456_800, 1_795_672_799],
    // 22:30 of 30 September in São Paulo, where it is October already in UTC: the end of 3 October there.
    ['boleto', {}, 1_790_818_200, 1_791_082_799],
    ['boleto', { expires_after_days: 0 }, 1_790_818_200, 1_790_823_599],
    ['multibanco', {}, NOON, NOON + 604_800],
    ['pix', {}, NOON, NOON + 14_400],
    ['pix', { expires_after_seconds: 60 }, NOON, NOON + 60],
    ['pix', { expires_at: NOON + 90 }, NOON, NOON + 90],
    ['blik', {}, NOON, NOON + 60],
    ['us_bank_account', {}, NOON, NOON + 864_000],
    ['acss_debit', {}, NOON, NOON + 864_000],
    ['ideal', {}, NOON, undefined],
    ['customer_balance', {}, NOON, undefined],
  ]
  for (const [type, options, now, expected] of table)
    assert.equal(expiryOf(type, options as never, now), expected, `${type} ${JSON.stringify(options)}`)
})
