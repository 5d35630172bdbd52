// What a furnished sandbox lacks: objects of Connect and Issuing, and those of other kinds in further states, so that more of their
// fields are filled.
import assert from 'node:assert/strict'
import type { Sandbox } from '../../test/world.ts'

const ADDRESS = (name: string, line1 = '510+Townsend+St') =>
  `${name}[line1]=${line1}&${name}[city]=San+Francisco&${name}[state]=CA&${name}[postal_code]=94103&${name}[country]=US`
const DUE = 'collection_method=send_invoice&days_until_due=30'
const METHODS = [
  'type=us_bank_account&us_bank_account[account_number]=000123456789&us_bank_account[routing_number]=110000000' +
    '&us_bank_account[account_holder_type]=individual&billing_details[name]=Jenny+Rosen',
  'type=sepa_debit&sepa_debit[iban]=DE89370400440532013000&billing_details[name]=Jenny&billing_details[email]=j@example.com',
  'type=ideal&ideal[bank]=ing',
  'type=klarna&billing_details[email]=j@example.com&billing_details[address][country]=DE',
  'type=link',
  'type=alipay',
]
const PAID = 'currency=usd&confirm=true&return_url=https://example.com/back'

/** `@name` is the id of what came before. What an account tells is verified at once. (https://docs.stripe.com/connect/testing) */
const FURTHER: readonly (readonly [path: string, form: string, status?: number])[] = [
  ['/v1/charges', 'amount=900000&currency=usd&source=tok_bypassPending&description=Tea&receipt_email=j@example.com'],
  [
    '/v1/customers',
    `name=Jenny&email=jenny@example.com&phone=5551234&${ADDRESS('address')}&${ADDRESS('shipping[address]')}&shipping[name]=Jenny&tax_exempt=exempt` +
      '&preferred_locales[]=de&invoice_settings[footer]=Thanks&invoice_settings[custom_fields][0][name]=PO' +
      '&invoice_settings[custom_fields][0][value]=7',
  ],
  ...METHODS.map((form) => ['/v1/payment_methods', form] as const),
  [
    '/v1/products',
    'name=Tea&description=Green&unit_label=bag&url=https://example.com&tax_code=txcd_10000000&shippable=true' +
      '&statement_descriptor=TEA&images[]=https://example.com/tea.png&marketing_features[0][name]=Warm' +
      '&package_dimensions[height]=1&package_dimensions[length]=1&package_dimensions[weight]=1&package_dimensions[width]=1' +
      '&default_price_data[currency]=usd&default_price_data[unit_amount]=300',
  ],
  ['/v1/prices', 'product=@product&currency=usd&custom_unit_amount[enabled]=true&custom_unit_amount[minimum]=100'],
  [
    '/v1/prices',
    'product=@product&currency=usd&billing_scheme=tiered&tiers_mode=graduated&recurring[interval]=month' +
      '&tiers[0][up_to]=5&tiers[0][unit_amount]=100&tiers[1][up_to]=inf&tiers[1][unit_amount_decimal]=0.5',
  ],
  ['/v1/coupons', 'amount_off=100&currency=usd&duration=repeating&duration_in_months=3&max_redemptions=5'],
  ['/v1/subscriptions', `customer=@customer&items[0][price]=@price&${DUE}&description=Tea`],
  ['/v1/subscriptions', `customer=@customer&items[0][price]=@price&items[0][quantity]=9&trial_period_days=7`],
  ['/v1/subscriptions/@subscription', 'cancel_at_period_end=true&cancellation_details[comment]=Enough'],
  ['/v1/invoices', `customer=@customer&${DUE}&description=Tea&footer=Thanks`],
  ['/v1/invoiceitems', 'customer=@customer&invoice=@invoice&amount=500&currency=usd&discounts[0][coupon]=@coupon'],
  ['/v1/invoices/@invoice/finalize', ''],
  ['/v1/invoices/@invoice/void', ''],
  ['/v1/payment_intents', `amount=2000&payment_method=pm_card_chargeDeclined&${PAID}`, 402],
  ['/v1/payment_intents', `amount=2000&payment_method=pm_card_threeDSecure2Required&${PAID}`],
  ['/v1/payment_intents', `amount=2000&payment_method=pm_card_visa&capture_method=manual&${PAID}`],
  [
    '/v1/payment_intents',
    `amount=2000&payment_method=pm_card_mastercard&statement_descriptor_suffix=TEA&receipt_email=j@example.com&${PAID}` +
      `&${ADDRESS('shipping[address]')}&shipping[name]=Jenny&setup_future_usage=off_session&transfer_group=a`,
  ],
  ['/v1/payment_intents', 'amount=2000&currency=usd&payment_method_types[]=card'],
  ['/v1/payment_intents/@payment_intent/cancel', 'cancellation_reason=abandoned'],
  [
    '/v1/setup_intents',
    'payment_method=pm_card_threeDSecure2Required&confirm=true&return_url=https://example.com/back',
  ],
  [
    '/v1/checkout/sessions',
    'mode=subscription&success_url=https://example.com/&cancel_url=https://example.com/&line_items[0][price]=@price' +
      '&line_items[0][quantity]=1&customer_email=j@example.com&client_reference_id=7&allow_promotion_codes=true',
  ],
  [
    '/v1/accounts',
    'type=custom&country=US&email=ada@example.com&business_type=individual&capabilities[card_payments][requested]=true' +
      '&capabilities[transfers][requested]=true&individual[first_name]=Ada&individual[last_name]=Lovelace' +
      `&individual[email]=ada@example.com&individual[phone]=%2B15551234567&individual[id_number]=000000000` +
      `&individual[ssn_last_4]=0000&individual[dob][day]=1&individual[dob][month]=1&individual[dob][year]=1902` +
      `&${ADDRESS('individual[address]', 'address_full_match')}&business_profile[mcc]=5734&business_profile[url]=https://accessible.stripe.com` +
      '&tos_acceptance[date]=1700000000&tos_acceptance[ip]=127.0.0.1&external_account[object]=bank_account' +
      '&external_account[country]=US&external_account[currency]=usd&external_account[routing_number]=110000000' +
      '&external_account[account_number]=000123456789',
  ],
  ['/v1/transfers', 'amount=100&currency=usd&destination=@account'],
  ['/v1/transfers/@transfer/reversals', 'amount=10'],
  [
    '/v1/payment_intents',
    `amount=2000&payment_method=pm_card_visa&transfer_data[destination]=@account&application_fee_amount=100&${PAID}`,
  ],
  ['/v1/payouts', 'amount=500&currency=usd&description=Week'],
  [
    '/v1/issuing/cardholders',
    `name=Jenny+Rosen&type=individual&email=j@example.com&phone_number=%2B18008675309&${ADDRESS('billing[address]')}` +
      '&individual[first_name]=Jenny&individual[last_name]=Rosen&individual[dob][day]=1&individual[dob][month]=11' +
      '&individual[dob][year]=1981&individual[card_issuing][user_terms_acceptance][date]=1700000000' +
      '&individual[card_issuing][user_terms_acceptance][ip]=10.0.0.1',
  ],
  ['/v1/issuing/cards', 'cardholder=@issuing.cardholder&currency=usd&type=virtual&status=active'],
  ['/v1/test_helpers/issuing/authorizations', 'card=@issuing.card&amount=100'],
  ['/v1/identity/verification_sessions', 'type=document'],
  ['/v1/apps/secrets', 'name=word&payload=x&scope[type]=account'],
  ['/v1/webhook_endpoints', 'url=https://example.com/hook&enabled_events[]=charge.succeeded&description=Tea'],
]

/** Makes them. */
export async function furnishFurther({ call }: Pick<Sandbox, 'call'>): Promise<void> {
  const ids: Record<string, string> = {}
  const named = (text: string) =>
    text.replace(/@([a-z]+(?:[._][a-z]+)*)(?!\w*\.com)/g, (whole, name) => ids[name] ?? whole)
  for (const [path, form, expected = 200] of FURTHER) {
    const { status, body, text } = await call('POST', named(path), named(form))
    assert.equal(status, expected, `POST ${path} ${form}: ${text}`)
    if (body.id) ids[body.object] = body.id
  }
  // What follows by itself, such as the adding up of the balance, is done before anybody looks.
  await call('POST', '/brindle/clock/advance', 'by=1800')
}
