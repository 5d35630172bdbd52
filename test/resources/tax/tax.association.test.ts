// Tax associations: payments that a tax calculation is for. German VAT is 19 %.
// (https://docs.stripe.com/tax/payment-intent/simplified; https://docs.stripe.com/api/tax/associations)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { amounts, calculated } from './taxed.ts'

const DAY = 86_400

const paying = (calculation: string, amount: number, currency = 'eur') => ({
  amount,
  currency,
  confirm: true,
  payment_method: 'pm_card_visa',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
  hooks: { inputs: { tax: { calculation } } },
})

behaves('GET /v1/tax/associations/find', 'tells what became of a calculation', async (world) => {
  const { stripe, call, news, advance } = world
  const { id: calculation, amount_total } = await calculated(world)
  const intent = await stripe.paymentIntents.create(paying(calculation!, amount_total))
  assert.deepEqual(intent.hooks, { inputs: { tax: { calculation } } })
  const find = () => stripe.tax.associations.find({ payment_intent: intent.id })
  const { id, ...rest } = await find()
  assert.match(id, /^taxa_[A-Za-z0-9]{24}$/)
  const transaction = rest.tax_transaction_attempts![0]!.committed!.transaction
  assert.deepEqual(
    { ...rest },
    {
      object: 'tax.association',
      calculation,
      payment_intent: intent.id,
      tax_transaction_attempts: [{ committed: { transaction }, source: intent.id, status: 'committed' }],
    },
  )
  const sold = await stripe.tax.transactions.retrieve(transaction, { expand: ['line_items'] })
  assert.deepEqual(
    [sold.reference, amounts(sold)],
    [
      intent.id,
      [
        [1000, 190],
        [2000, 380],
        [500, 95],
      ],
    ],
  )
  // Half of it goes back: of 41.65, 20.82; then the rest.
  const half = await stripe.refunds.create({ payment_intent: intent.id, amount: 2082 })
  const rest_ = await stripe.refunds.create({ payment_intent: intent.id })
  const attempts = (await find()).tax_transaction_attempts!
  assert.deepEqual(
    attempts.map(({ source, status }) => [source, status]),
    [
      [intent.id, 'committed'],
      [half.id, 'committed'],
      [rest_.id, 'committed'],
    ],
  )
  const totals = []
  for (const { committed } of attempts) {
    const { line_items, shipping_cost } = await stripe.tax.transactions.retrieve(committed!.transaction, {
      expand: ['line_items'],
    })
    totals.push(
      [...line_items!.data, shipping_cost!].reduce((sum, { amount, amount_tax }) => sum + amount + amount_tax, 0),
    )
  }
  assert.deepEqual(totals, [4165, -2082, -2083])
  await advance(60)
  refused(await call('GET', '/v1/tax/associations/find?payment_intent=pi_no'), 400, {
    code: 'resource_missing',
    param: 'payment_intent',
    message: "No such payment_intent: 'pi_no'",
  })
  const without = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' })
  refused(await call('GET', `/v1/tax/associations/find?payment_intent=${without.id}`), 400, {
    code: 'resource_missing',
    param: 'payment_intent',
    message: `No such tax association: '${without.id}'`,
  })
  const told = await news()
  assert.deepEqual(
    told.filter((type) => type.includes('tax')),
    [],
  )
  assert.deepEqual(told.slice(0, 3), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
})

behaves('GET /v1/tax/associations/find', 'tells why nothing was recorded', async (world) => {
  const { stripe, call, news, advance } = world
  const { id: used } = await calculated(world)
  const why = async (calculation: string, currency = 'eur') => {
    const { id } = await stripe.paymentIntents.create(paying(calculation, 4165, currency))
    const { tax_transaction_attempts: attempts } = await stripe.tax.associations.find({ payment_intent: id })
    assert.deepEqual([attempts!.length, attempts![0]!.source], [1, id])
    return attempts![0]!.errored?.reason ?? attempts![0]!.status
  }
  assert.equal(await why(used!), 'committed')
  assert.equal(await why(used!), 'another_payment_associated_with_calculation')
  assert.equal(await why((await calculated(world)).id!, 'usd'), 'currency_mismatch')
  // Another calculation is said before the payment, which then comes too late for it.
  const [first, second] = [(await calculated(world)).id!, (await calculated(world)).id!]
  const { confirm: _, ...later } = paying(first, 4165)
  const intent = await stripe.paymentIntents.create(later)
  await stripe.paymentIntents.update(intent.id, { hooks: { inputs: { tax: { calculation: second } } } })
  const found = await stripe.tax.associations.find({ payment_intent: intent.id })
  assert.deepEqual([found.calculation, found.tax_transaction_attempts], [second, null])
  await advance(90 * DAY)
  await stripe.paymentIntents.confirm(intent.id)
  const [attempt] = (await stripe.tax.associations.find({ payment_intent: intent.id })).tax_transaction_attempts!
  assert.equal(attempt!.errored!.reason, 'calculation_expired')
  // A refund of what was never recorded changes nothing.
  await stripe.refunds.create({ payment_intent: intent.id })
  assert.equal((await stripe.tax.associations.find({ payment_intent: intent.id })).tax_transaction_attempts!.length, 1)
  refused(
    await call('POST', '/v1/payment_intents', 'amount=500&currency=eur&hooks[inputs][tax][calculation]=taxcalc_no'),
    400,
    {
      code: 'resource_missing',
      param: 'hooks[inputs][tax][calculation]',
      message: "No such tax calculation: 'taxcalc_no'",
    },
  )
  assert.ok((await news()).includes('payment_intent.succeeded'))
})

behaves('GET /v1/tax/associations/find', 'takes back what did not get back to the customer', async (world) => {
  const { stripe, news, advance } = world
  const { id: calculation } = await calculated(world)
  // The refunds of this card fail later. (docs.stripe.com/testing#refunds)
  const intent = await stripe.paymentIntents.create({
    ...paying(calculation!, 4165),
    payment_method: 'pm_card_refundFail',
  })
  const { id } = await stripe.refunds.create({ payment_intent: intent.id })
  await advance(DAY)
  assert.equal((await stripe.refunds.retrieve(id)).status, 'failed')
  const attempts = (await stripe.tax.associations.find({ payment_intent: intent.id })).tax_transaction_attempts!
  assert.deepEqual(
    attempts.map(({ source, status }) => [source, status]),
    [
      [intent.id, 'committed'],
      [id, 'committed'],
      [id, 'committed'],
    ],
  )
  const undone = await stripe.tax.transactions.retrieve(attempts[2]!.committed!.transaction, { expand: ['line_items'] })
  assert.deepEqual(
    [undone.type, undone.reference, undone.reversal!.original_transaction],
    ['reversal', `${id}_failed`, attempts[1]!.committed!.transaction],
  )
  assert.deepEqual(amounts(undone), [
    [1000, 190],
    [2000, 380],
    [500, 95],
  ])
  assert.ok((await news()).includes('refund.failed'))
})
