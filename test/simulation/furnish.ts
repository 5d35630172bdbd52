// A sandbox with one of each object that behaves, and of those that are only stored, each with a word that betrays it.
import assert from 'node:assert/strict'
import { keyed, type Request, type Spoken } from './support.ts'

export type Speak = (request: Request) => Promise<Spoken>

/** The ids of a furnished sandbox, by what they are of: the object's name, or `object.field` for the house's own. */
export type Furniture = Readonly<Record<string, string>>

/** What is only stored, and what it takes at least. `@name` is the id of what came before. */
const STORED: readonly (readonly [path: string, form: string])[] = [
  ['/v1/radar/value_lists', 'alias=WORD_LIST&name=WORD'],
  ['/v1/radar/value_list_items', 'value=WORD&value_list=@radar.value_list'],
  ['/v1/entitlements/features', 'lookup_key=WORD&name=WORD'],
  ['/v1/apple_pay/domains', 'domain_name=WORD.example'],
  ['/v1/file_links', 'file=@file'],
]

/** What hangs on a customer, or stands beside an intent or an invoice. */
const BESIDE: readonly (readonly [path: string, form: string])[] = [
  ['/v1/tax_ids', 'type=us_ein&value=12-3456789&owner[type]=customer&owner[customer]=@customer'],
  ['/v1/test_helpers/confirmation_tokens', 'payment_method=@payment_method&return_url=https://WORD.example/back'],
  ['/v1/payment_method_configurations', 'name=WORD'],
  ['/v1/terminal/configurations', 'name=WORD'],
  [
    '/v1/terminal/locations',
    'display_name=WORD&address[country]=US&address[line1]=WORD&address[city]=WORD&address[state]=CA&address[postal_code]=94111',
  ],
  ['/v1/terminal/readers', 'registration_code=simulated-wpe&label=WORD&location=@terminal.location'],
  ['/v1/payment_method_domains', 'domain_name=WORD.example'],
  ['/v1/tax_rates', 'display_name=WORD&inclusive=false&percentage=7.5'],
  ['/v1/tax/settings', 'head_office[address][country]=US&head_office[address][city]=WORD'],
  ['/v1/tax/registrations', 'active_from=now&country=DE&country_options[de][type]=standard'],
  [
    '/v1/tax/calculations',
    'currency=eur&customer_details[address][country]=DE&customer_details[address][city]=WORD' +
      '&line_items[0][amount]=1000&line_items[0][reference]=WORD',
  ],
  ['/v1/tax/transactions/create_from_calculation', 'calculation=@tax.calculation&reference=WORD'],
  ['/v1/shipping_rates', 'display_name=WORD&fixed_amount[amount]=500&fixed_amount[currency]=usd'],
  ['/v1/coupons', 'percent_off=50&name=WORD'],
  ['/v1/promotion_codes', 'promotion[type]=coupon&promotion[coupon]=@coupon&code=WORD&customer=@customer'],
  ['/v1/billing_portal/configurations', 'name=WORD&features[invoice_history][enabled]=true'],
  ['/v1/billing_portal/sessions', 'customer=@customer&return_url=https://WORD.example/back'],
  [
    '/v1/billing/credit_grants',
    'customer=@customer&name=WORD&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=5' +
      '&applicability_config[scope][price_type]=metered',
  ],
]

/** The names of all that `furnish` gives without a hook. */
export const FURNISHED: readonly string[] = [
  'account',
  'product',
  'price',
  'customer',
  'payment_method',
  'setup_intent',
  'brindle.authorization',
  'mandate',
  'setup_attempt',
  'payment_intent',
  'charge',
  'balance_transaction',
  'subscription',
  'subscription_item',
  'invoice',
  'line_item',
  'invoice_payment',
  'tax_id',
  'customer_balance_transaction',
  'customer_cash_balance_transaction',
  'confirmation_token',
  'payment_method_configuration',
  'payment_method_domain',
  'tax_rate',
  'tax.registration',
  'tax.calculation',
  'tax.transaction',
  'shipping_rate',
  'coupon',
  'promotion_code',
  'billing_portal.configuration',
  'billing_portal.session',
  'billing.credit_grant',
  'radar.value_list',
  'radar.value_list_item',
  'terminal.location',
  'terminal.configuration',
  'terminal.reader',
  'entitlements.feature',
  'apple_pay_domain',
  'file',
  'file_link',
  'event',
  'brindle.api_key',
]

/** Fills a fresh sandbox. `word` stands in every text that its objects hold; `hook` is where its events go. */
export async function furnish(speak: Speak, key: string, word: string, hook?: string): Promise<Furniture> {
  const ids: Record<string, string> = {}
  const call = async (method: string, path: string, form = ''): Promise<any> => {
    const named = form.replace(/WORD/g, word).replace(/=@([a-z_.]+)/g, (_, name) => `=${ids[name]}`)
    const post = method === 'POST'
    const { status, text } = await speak({
      method,
      path: post ? path : `${path}?${named}`,
      headers: keyed(key),
      body: post ? named : undefined,
    })
    assert.equal(status, 200, `${method} ${path} ${named}: ${text}`)
    const answer = JSON.parse(text)
    if (typeof answer.id === 'string') ids[answer.object] ??= answer.id
    return answer
  }
  if (hook) await call('POST', '/v1/webhook_endpoints', `url=${hook}&enabled_events[]=*&description=WORD`)
  ids.account = (await call('GET', '/v1/account')).id
  await call('POST', '/v1/products', 'name=WORD&metadata[word]=WORD')
  await call(
    'POST',
    '/v1/prices',
    'product=@product&currency=usd&unit_amount=1500&recurring[interval]=month&lookup_key=WORD&nickname=WORD',
  )
  await call('POST', '/v1/customers', 'name=WORD&email=WORD@example.com&description=WORD&invoice_prefix=FURNISHED')
  await call(
    'POST',
    '/v1/payment_methods',
    'type=card&card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034',
  )
  await call('POST', `/v1/payment_methods/${ids.payment_method}/attach`, 'customer=@customer')
  await call('POST', `/v1/customers/${ids.customer}`, 'invoice_settings[default_payment_method]=@payment_method')
  await setUpMandate(call, speak, ids)
  const paid = await call(
    'POST',
    '/v1/payment_intents',
    'amount=2000&currency=usd&customer=@customer&payment_method=@payment_method&confirm=true&off_session=true' +
      '&description=WORD&capture_method=automatic',
  )
  ids.charge = paid.latest_charge
  await call('GET', `/v1/charges/${ids.charge}`)
  ids.balance_transaction = (await call('GET', `/v1/charges/${ids.charge}`)).balance_transaction
  const subscribed = await call(
    'POST',
    '/v1/subscriptions',
    'customer=@customer&items[0][price]=@price&description=WORD&metadata[word]=WORD',
  )
  assert.equal(subscribed.status, 'active')
  ids.subscription_item = subscribed.items.data[0].id
  const billed = await call('GET', `/v1/invoices/${subscribed.latest_invoice}`, 'expand[]=payments')
  ids.line_item = billed.lines.data[0].id
  ids.invoice_payment = billed.payments.data[0].id
  await upload(speak, key, word, ids)
  await call('POST', `/v1/customers/${ids.customer}/balance_transactions`, 'amount=-1&currency=usd&description=WORD')
  const cash = `/v1/test_helpers/customers/${ids.customer}/fund_cash_balance`
  await call('POST', cash, 'amount=100&currency=eur&reference=WORD')
  for (const [path, form] of [...BESIDE, ...STORED]) await call('POST', path, form)
  await call('POST', '/brindle/api_keys', 'name=WORD&permissions[customer]=read')
  ids.event = (await call('GET', '/v1/events', 'limit=1')).data[0].id
  // What follows by itself within a minute, such as the adding up of the balance, is done before anybody looks.
  await call('POST', '/brindle/clock/advance', 'by=120')
  if (hook) ids['brindle.webhook_delivery'] = (await call('GET', '/brindle/webhook_deliveries')).data[0].id
  return ids
}

/** A file comes as a part of a form of its own kind. */
async function upload(speak: Speak, key: string, word: string, ids: Record<string, string>): Promise<void> {
  const part = (head: string, body: string) => `--cut\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  const { status, text } = await speak({
    method: 'POST',
    path: '/v1/files',
    headers: { ...keyed(key), 'content-type': 'multipart/form-data; boundary=cut' },
    body: `${part('name="purpose"', 'dispute_evidence')}${part(`name="file"; filename="${word}.pdf"`, '%PDF-1.4')}--cut--\r\n`,
  })
  assert.equal(status, 200, text)
  ids.file = JSON.parse(text).id
}

/** A mandate comes of a SetupIntent that the customer agrees to outside. */
async function setUpMandate(
  call: (method: string, path: string, form?: string) => Promise<any>,
  speak: Speak,
  ids: Record<string, string>,
): Promise<void> {
  const wish = await call(
    'POST',
    '/v1/setup_intents',
    'customer=@customer&payment_method_data[type]=amazon_pay&confirm=true&return_url=https://WORD.example/back' +
      '&mandate_data[customer_acceptance][type]=online' +
      '&mandate_data[customer_acceptance][online][ip_address]=127.0.0.1' +
      '&mandate_data[customer_acceptance][online][user_agent]=WORD',
  )
  const { pathname } = new URL(wish.next_action.redirect_to_url.url)
  ids['brindle.authorization'] = pathname.split('/').at(-1)!
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const { status } = await speak({ method: 'POST', path: pathname, headers: form, body: 'outcome=succeed' })
  assert.equal(status, 303)
  const done = await call('GET', `/v1/setup_intents/${wish.id}`)
  assert.equal(done.status, 'succeeded')
  ids.mandate = done.mandate
  ids.setup_attempt = done.latest_attempt
}
