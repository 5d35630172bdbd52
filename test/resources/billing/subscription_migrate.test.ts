// From classic to flexible billing. (https://docs.stripe.com/api/subscriptions/migrate)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { buyer, day, newsOf, UPDATED } from './subscribing.ts'

const MIGRATE = 'POST /v1/subscriptions/{id}/migrate'

behaves(MIGRATE, 'bills flexibly from now on', async (world) => {
  // https://docs.stripe.com/api/subscriptions/migrate
  const who = await buyer(world)
  const [photos, films] = [await who.price('Photos', 1000), await who.price('Films', 3000)]
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: photos }],
    billing_mode: { type: 'classic' },
  })
  await who.go(day('2025-01-17'))
  await newsOf(world)
  const migrated = await world.stripe.subscriptions.migrate(made.id, { billing_mode: { type: 'flexible' } })
  assert.deepEqual(
    { ...migrated },
    {
      ...made,
      billing_mode: {
        flexible: { proration_discounts: 'included' },
        type: 'flexible',
        updated_at: day('2025-01-17'),
      },
    },
  )
  assert.deepEqual(await newsOf(world), [UPDATED])
  // What was charged before is given back now, not what it costs: 10.00 × 15/31.
  const items = (price: string) => [{ id: made.items.data[0]!.id, price }]
  await world.stripe.subscriptions.update(made.id, { items: items(films), proration_behavior: 'none' })
  await world.stripe.subscriptions.update(made.id, { items: items(photos) })
  const { data } = await world.stripe.invoiceItems.list({ customer: who.customer, pending: true })
  assert.deepEqual(
    data.map(({ amount }) => amount),
    [484, -484],
  )
  assert.equal((await newsOf(world)).length, 4)
})

behaves(MIGRATE, 'cannot go back, nor be flexible twice', async (world) => {
  const who = await buyer(world)
  const items = [{ price: await who.price('Photos', 1000) }]
  const { id } = await world.stripe.subscriptions.create({ customer: who.customer, items })
  await newsOf(world)
  const migrate = (form: string) => world.call('POST', `/v1/subscriptions/${id}/migrate`, form)
  // [M]
  refused(await migrate('billing_mode[type]=flexible'), 400, {
    param: 'billing_mode[type]',
    message: 'A subscription can only be migrated from `classic` to `flexible` billing mode.',
  })
  refused(await migrate(''), 400, {
    code: 'parameter_missing',
    param: 'billing_mode',
    message: 'Missing required param: billing_mode.',
  })
  assert.deepEqual(await newsOf(world), [])
})
