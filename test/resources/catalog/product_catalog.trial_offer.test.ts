// Trial offers: a price at first, and another one then. (the SDK's TrialOffers.d.ts)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PATH = '/v1/product_catalog/trial_offers'
const NEWEST = { 'stripe-version': '2026-10-28.endive' }

/** A dollar a month at first, and ten then. */
async function prices({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const { id: product } = await stripe.products.create({ name: 'Magazine' })
  const monthly = { product, currency: 'usd', recurring: { interval: 'month' as const } }
  const first = await stripe.prices.create({ ...monthly, unit_amount: 100 })
  const then = await stripe.prices.create({ ...monthly, unit_amount: 1000 })
  await news()
  return { product, first: first.id, next: then.id }
}

const offer = ({ stripe }: Pick<Sandbox, 'stripe'>, price: string, then: string, more: object = {}) =>
  stripe.productCatalog.trialOffers.create({
    price,
    duration: { type: 'relative', relative: { iterations: 3 } },
    end_behavior: { transition: { price: then } },
    ...more,
  })

behaves('POST /v1/product_catalog/trial_offers', 'is a price for some periods, and the next', async (world) => {
  const { stripe, call, news } = world
  const { product, first, next: then } = await prices(world)
  const { id, ...rest } = await offer(world, first, then, { nickname: 'Spring' })
  assert.match(id, /^trialoffer_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...rest },
    {
      object: 'product_catalog.trial_offer',
      active: true,
      duration: { relative: { iterations: 3 }, type: 'relative' },
      end_behavior: { transition: { price: then }, type: 'transition' },
      livemode: false,
      nickname: 'Spring',
      price: first,
    },
  )
  const once = await stripe.prices.create({ product, currency: 'usd', unit_amount: 5 })
  const euros = await stripe.prices.create({
    product,
    currency: 'eur',
    unit_amount: 5,
    recurring: { interval: 'month' },
  })
  const other = await stripe.prices.create({
    currency: 'usd',
    product_data: { name: 'Book' },
    recurring: { interval: 'month' },
    unit_amount: 5,
  })
  await news()
  const AFTER = 'end_behavior[transition][price]'
  const form = (price: string, next: string, iterations = '1') =>
    `price=${price}&${AFTER}=${next}&duration[type]=relative&duration[relative][iterations]=${iterations}`
  const cases: readonly (readonly [form: string, expected: Parameters<typeof refused>[2]])[] = [
    [form('price_no', then), { code: 'resource_missing', param: 'price', message: "No such price: 'price_no'" }],
    [form(first, 'price_no'), { code: 'resource_missing', param: AFTER, message: "No such price: 'price_no'" }],
    [form(once.id, then), { param: 'price', message: 'The price of a trial offer has to be recurring.' }],
    [form(first, euros.id), { param: AFTER, message: 'Both prices of a trial offer have to be in the same currency.' }],
    [form(first, other.id), { param: AFTER, message: 'Both prices of a trial offer have to be of the same product.' }],
    [
      form(first, then, '0'),
      {
        code: 'parameter_invalid_integer',
        param: 'duration[relative][iterations]',
        message: 'This value must be greater than or equal to 1.',
      },
    ],
    [
      `price=${first}&${AFTER}=${then}&duration[type]=relative`,
      {
        code: 'parameter_missing',
        param: 'duration[relative]',
        message: 'Missing required param: duration[relative].',
      },
    ],
  ]
  for (const [given, expected] of cases) refused(await call('POST', PATH, given, NEWEST), 400, expected)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/product_catalog/trial_offers/{id}', 'is what was made', async (world) => {
  const { first, next: then } = await prices(world)
  const made = await offer(world, first, then)
  assert.deepEqual(await world.stripe.productCatalog.trialOffers.retrieve(made.id), made)
  refused(await world.call('GET', `${PATH}/trialoffer_no`, undefined, NEWEST), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such trial offer: 'trialoffer_no'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/product_catalog/trial_offers/{id}', 'is archived, and comes back', async (world) => {
  const { first, next: then } = await prices(world)
  const made = await offer(world, first, then)
  const { trialOffers } = world.stripe.productCatalog
  assert.deepEqual(await trialOffers.update(made.id, { active: false }), { ...made, active: false })
  assert.equal((await trialOffers.update(made.id, { active: true })).active, true)
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/product_catalog/trial_offers', 'is asked by state, and by prices', async (world) => {
  const { first, next: then } = await prices(world)
  const a = await offer(world, first, then)
  const b = await offer(world, then, first, { active: false })
  const ids = async (params: object) =>
    (await world.stripe.productCatalog.trialOffers.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [b.id, a.id])
  assert.deepEqual(await ids({ active: true }), [a.id])
  assert.deepEqual(await ids({ prices: [then] }), [b.id])
  assert.deepEqual(await ids({ prices: [then, first] }), [b.id, a.id])
  assert.deepEqual(await world.news(), [])
})
