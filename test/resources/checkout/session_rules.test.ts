// What a Checkout Session is refused for: in Stripe's words, as far as they are known. (docs/decisions/0003-error-texts.md)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { shop } from './shop.ts'

const CREATE = 'POST /v1/checkout/sessions'
const PATH = '/v1/checkout/sessions'

behaves(CREATE, 'refuses what does not go together', async (world) => {
  const { stripe, call, news, advance } = world
  const { shirt, monthly } = await shop(world)
  const { id: customer } = await stripe.customers.create()
  await stripe.prices.update(shirt.id, { active: true })
  const off = await stripe.prices.create({
    product: shirt.product as string,
    currency: 'usd',
    unit_amount: 5,
    active: false,
  })
  const euro = await stripe.prices.create({ product: shirt.product as string, currency: 'eur', unit_amount: 500 })
  const now = await advance(0)
  await news()
  const one = (price: string, i = 0) => `line_items[${i}][price]=${price}&line_items[${i}][quantity]=1`
  const payment = `mode=payment&success_url=https://shop.test`
  const subscription = `mode=subscription&success_url=https://shop.test&${one(monthly.id)}`
  const data = (fields: string) =>
    `line_items[0][price_data][currency]=usd&line_items[0][price_data][product]=${shirt.product}&${fields}&line_items[0][quantity]=1`
  const cases: [form: string, param: string | undefined, message: string | RegExp, code?: string][] = [
    [one(shirt.id), 'mode', 'Missing required param: mode.', 'parameter_missing'],
    [
      'mode=payment&success_url=https://shop.test',
      'line_items',
      'Missing required param: line_items.',
      'parameter_missing',
    ],
    [`mode=payment&${one(shirt.id)}`, 'success_url', 'Missing required param: success_url.', 'parameter_missing'],
    [
      `${payment}&line_items[0][quantity]=1`,
      'line_items[0]',
      'You must provide either price or price_data for each line item when using prices.',
    ],
    [
      `${payment}&line_items[0][price]=${shirt.id}`,
      'line_items[0]',
      'Quantity is required. Add `quantity` to `line_items[0]`',
    ],
    [`${payment}&${one('price_none')}`, 'line_items[0][price]', "No such price: 'price_none'", 'resource_missing'],
    [
      `${payment}&${one(off.id)}`,
      'line_items[0][price]',
      'The price specified is inactive. This field only accepts active prices.',
    ],
    [
      `${payment}&${one(monthly.id)}`,
      'line_items[0]',
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
    ],
    [
      `mode=subscription&success_url=https://shop.test&${one(shirt.id)}`,
      'line_items',
      'You must provide at least one recurring price in `subscription` mode when using prices.',
    ],
    [
      `${payment}&${one(shirt.id)}&${one(euro.id, 1)}`,
      'line_items[1][price]',
      /^This `price` has `currency=eur`, but other items use `currency=usd`\./,
    ],
    [
      `${payment}&${data('line_items[0][price_data][unit_amount]=49')}`,
      undefined,
      "The Checkout Session's total amount due must add up to at least $0.50 usd",
      'amount_too_small',
    ],
    [
      `${payment}&${data('line_items[0][price_data][unit_amount]=-1')}`,
      'line_items[0][price_data][unit_amount]',
      'Invalid non-negative integer',
      'parameter_invalid_integer',
    ],
    [
      `${payment}&${one(shirt.id)}&expires_at=${now + 60}`,
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    ],
    [
      `${payment}&${one(shirt.id)}&expires_at=${now + 90_000}`,
      'expires_at',
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
    ],
    [
      `${payment}&${one(shirt.id)}&customer=${customer}&customer_email=a@b.test`,
      'customer_email',
      'You may only specify one of these parameters: customer, customer_email.',
      'parameters_exclusive',
    ],
    [
      `${payment}&${one(shirt.id)}&allow_promotion_codes=true&discounts[0][coupon]=X`,
      'discounts',
      'You may only specify one of these parameters: allow_promotion_codes, discounts.',
      'parameters_exclusive',
    ],
    [
      `${payment}&${one(shirt.id)}&discounts[0][coupon]=X`,
      'discounts[0][coupon]',
      "No such coupon: 'X'",
      'resource_missing',
    ],
    [
      `${payment}&${one(shirt.id)}&subscription_data[description]=x`,
      'subscription_data',
      'You can not pass `subscription_data` in `payment` mode.',
    ],
    [
      `${subscription}&payment_intent_data[description]=x`,
      'payment_intent_data',
      'You can not pass `payment_intent_data` in `subscription` mode.',
    ],
    [
      `${subscription}&customer_creation=always`,
      'customer_creation',
      '`customer_creation` can only be used in `payment` mode.',
    ],
    [
      `mode=setup&success_url=https://shop.test&${one(shirt.id)}`,
      'line_items',
      'You can not pass `line_items` in `setup` mode.',
    ],
    ['mode=setup&success_url=https://shop.test', 'currency', 'Missing required param: currency.', 'parameter_missing'],
    [`${payment}&${one(shirt.id)}&customer=cus_none`, 'customer', "No such customer: 'cus_none'", 'resource_missing'],
    [
      `${payment}&${one(shirt.id)}&customer_email=nobody`,
      'customer_email',
      'Invalid email address: nobody',
      'email_invalid',
    ],
    [
      `${payment}&${one(shirt.id)}&return_url=https://shop.test`,
      'return_url',
      "The following parameters are not supported with 'ui_mode: hosted_page': return_url.",
    ],
    [
      `${payment}&${one(shirt.id)}&line_items[0][dynamic_tax_rates][]=txr_1`,
      'line_items[0][dynamic_tax_rates]',
      /^Received unknown parameter/,
      'parameter_unknown',
    ],
    [
      `${payment}&${one(shirt.id)}&invoice_creation[enabled]=true`,
      'invoice_creation',
      'Brindle does not make invoices for payments of a Checkout Session yet.',
      'not_built',
    ],
    [
      `${payment}&${one(shirt.id)}&adaptive_pricing[enabled]=true`,
      'adaptive_pricing[enabled]',
      'Brindle does not show prices in other currencies yet.',
      'not_built',
    ],
    [
      `${subscription}&subscription_data[on_behalf_of]=acct_1`,
      'subscription_data[on_behalf_of]',
      "No such destination: 'acct_1'",
      'resource_missing',
    ],
    [
      `${subscription}&subscription_data[trial_end]=${now + 3600}`,
      'subscription_data[trial_end]',
      'The `trial_end` date has to be at least 2 days in the future.',
    ],
    [
      `${payment}&${one(shirt.id)}&payment_method_options[card][installments][enabled]=true&payment_method_options[card][restrictions][brands_blocked][]=visa`,
      'payment_method_options[card][restrictions]',
      /^Brindle does not take payment_method_options\[card\]\[restrictions\]/,
      'not_built',
    ],
    [
      `${payment}&${one(shirt.id)}&custom_fields[0][key]=a b&custom_fields[0][label][custom]=A&custom_fields[0][label][type]=custom&custom_fields[0][type]=text`,
      'custom_fields[0][key]',
      /^The `key` of a custom field must be alphanumeric/,
    ],
  ]
  for (const [form, param, message, code] of cases)
    refused(await call('POST', PATH, form), 400, {
      message,
      ...(param !== undefined && { param }),
      ...(code !== undefined && { code }),
    })
  assert.deepEqual(await news(), [])
})
