// What a product cannot have, and what becomes of its prices. (https://docs.stripe.com/api/products/object; wordings of the
// limits are not confirmed)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const many = (count: number, item: (i: number) => string) => Array.from({ length: count }, (_, i) => item(i)).join('&')
const images = (count: number) => many(count, (i) => `images[${i}]=https://example.com/${i}.png`)
const features = (count: number) => many(count, (i) => `marketing_features[${i}][name]=f${i}`)
const sized = (weight: string) =>
  ['height', 'length', 'width', 'weight']
    .map((side) => `package_dimensions[${side}]=${side === 'weight' ? weight : 1}`)
    .join('&')

const DESCRIPTOR = {
  param: 'statement_descriptor',
  message: 'The statement descriptor must contain at least one letter, and none of the characters <, >, \\, " and \'.',
}
const REFUSED = [
  [images(9), { param: 'images', message: 'A product can have at most 8 images.' }],
  ['images[0]=photo.png', { code: 'url_invalid', param: 'images[0]', message: 'Not a valid URL' }],
  ['url=javascript:alert(1)', { code: 'url_invalid', param: 'url', message: 'Not a valid URL' }],
  [features(16), { param: 'marketing_features', message: 'A product can have at most 15 marketing_features.' }],
  [
    `marketing_features[0][name]=${'x'.repeat(81)}`,
    {
      param: 'marketing_features[0][name]',
      message: 'Invalid string: xxxxxxxx...xxxxxxxx; must be at most 80 characters',
    },
  ],
  [
    sized('0.001'),
    {
      param: 'package_dimensions[weight]',
      message: 'Package dimensions must be positive, with at most 2 decimal places.',
    },
  ],
  [
    'package_dimensions[height]=1',
    {
      code: 'parameter_missing',
      param: 'package_dimensions[length]',
      message: 'Missing required param: package_dimensions[length].',
    },
  ],
  ['statement_descriptor=12345', DESCRIPTOR],
  ['statement_descriptor=A<B', DESCRIPTOR],
  ["statement_descriptor=A'B", DESCRIPTOR],
  [
    `statement_descriptor=${'A'.repeat(23)}`,
    { param: 'statement_descriptor', message: 'Invalid string: AAAAAAAA...AAAAAAAA; must be at most 22 characters' },
  ],
  [
    `unit_label=${'a'.repeat(13)}`,
    { param: 'unit_label', message: 'Invalid string: aaaaaaaa...aaaaaaaa; must be at most 12 characters' },
  ],
] as const

behaves('POST /v1/products', 'has as many images and features as Stripe shows, and no more', async (world) => {
  const { call, news } = world
  const make = (form: string) => call('POST', '/v1/products', `name=Photos&${form}`)
  const { body } = await make(`${images(8)}&${features(15)}&${sized('0.25')}&statement_descriptor=PHOTOS`)
  assert.deepEqual([body.images.length, body.marketing_features.length], [8, 15])
  assert.deepEqual(body.package_dimensions, { height: 1, length: 1, weight: 0.25, width: 1 })
  for (const [form, expected] of REFUSED) refused(await make(form), 400, expected)
  // github.com/stripe/stripe-dotnet/issues/2046
  refused(await make('type=good&statement_descriptor=PHOTOS'), 400, {
    code: 'parameter_unknown',
    param: 'statement_descriptor',
    message: 'Received unknown parameter: statement_descriptor',
  })
  assert.equal((await make('type=good&shippable=true')).body.type, 'good')
  assert.deepEqual(await news(), ['product.created', 'product.created'])
})

behaves('POST /v1/products/{id}', 'cannot be changed into what could not be made', async ({ stripe, call, news }) => {
  const { id } = await stripe.products.create({
    name: 'Photos',
    package_dimensions: { height: 1, length: 1, weight: 1, width: 1 },
  })
  for (const [form, expected] of REFUSED) refused(await call('POST', `/v1/products/${id}`, form), 400, expected)
  assert.equal((await call('POST', `/v1/products/${id}`, 'package_dimensions=')).body.package_dimensions, null)
  assert.deepEqual(await news(), ['product.created', 'product.updated'])
})

behaves('POST /v1/products/{id}', 'is archived without its prices', async ({ stripe, call, news }) => {
  const { id } = await stripe.products.create({ name: 'Photos' })
  const price = await stripe.prices.create({ product: id, currency: 'usd', unit_amount: 5 })
  // github.com/stripe/stripe-node/issues/2131: its prices stay active.
  assert.equal((await stripe.products.update(id, { active: false })).active, false)
  assert.equal((await stripe.prices.retrieve(price.id)).active, true)
  await stripe.prices.update(price.id, { active: false })
  refused(await call('POST', `/v1/products/${id}`, `default_price=${price.id}`), 400, {
    param: 'default_price',
    message: 'The price specified is inactive. This field only accepts active prices.',
  })
  assert.deepEqual(await news(), ['product.created', 'price.created', 'product.updated', 'price.updated'])
})

behaves('POST /v1/products', 'names what is wrong with its default price by its place', async ({ call, news }) => {
  const make = (form: string) => call('POST', '/v1/products', `name=Photos&default_price_data[currency]=usd${form}`)
  refused(await make('&default_price_data[unit_amount]=-1'), 400, {
    code: 'parameter_invalid_integer',
    param: 'default_price_data[unit_amount]',
    message: 'Invalid non-negative integer',
  })
  const often = '&default_price_data[recurring][interval]=year&default_price_data[recurring][interval_count]=4'
  refused(await make(`&default_price_data[unit_amount]=1${often}`), 400, {
    param: 'default_price_data[recurring][interval_count]',
    message: 'The maximum number of years between subscription billings is 3.',
  })
  const { body } = await make(
    '&default_price_data[custom_unit_amount][enabled]=true&default_price_data[metadata][a]=1' +
      '&default_price_data[currency_options][eur][custom_unit_amount][enabled]=true' +
      '&default_price_data[tax_behavior]=inclusive&expand[]=default_price.currency_options',
  )
  const { custom_unit_amount, currency_options, metadata, tax_behavior } = body.default_price
  const any = { maximum: null, minimum: null, preset: null }
  assert.deepEqual([custom_unit_amount, metadata, tax_behavior], [any, { a: '1' }, 'inclusive'])
  const option = { custom_unit_amount: any, unit_amount: null, unit_amount_decimal: null }
  assert.deepEqual(currency_options, {
    eur: { ...option, tax_behavior: 'unspecified' },
    usd: { ...option, tax_behavior: 'inclusive' },
  })
  assert.deepEqual(await news(), ['product.created', 'price.created'])
})
