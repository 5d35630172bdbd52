// What a customer has paid with before, offered again on the page of a Checkout Session; what is kept of what they pay with now.
// (https://support.stripe.com/questions/prefilling-saved-cards-in-checkout)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { COMPLETED, PAID, press, seen, selling, shop, SUBSCRIBED } from './shop.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const SHOW = 'GET /v1/payment_pages/{id}'
const CHOOSE = 'POST /v1/payment_pages/{id}'

const NEW =
  'email=jenny@example.com&payment_method_data[type]=card&payment_method_data[card][number]=4242424242424242' +
  '&payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2034'

/** A customer with a card that may always be shown, one that may not, and one of a type that sessions here do not take. */
async function jenny({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const add = async (token: string, allow_redisplay: 'always' | 'limited') => {
    const { id } = await stripe.paymentMethods.attach(token, { customer })
    return (await stripe.paymentMethods.update(id, { allow_redisplay })).id
  }
  const visa = await add('pm_card_visa', 'always')
  const master = await add('pm_card_mastercard', 'limited')
  const account = await add('pm_usBankAccount_success', 'always')
  await news()
  return { customer, visa, master, account }
}

const ids = ({ body }: { body: any }) => body.page.saved_payment_methods.map(({ id }: { id: string }) => id)

behaves(SHOW, 'offers what may be shown again and what the session takes', async (world) => {
  const { call, news } = world
  const { shirt } = await shop(world)
  const { customer, visa, master, account } = await jenny(world)
  const shown = async (more: Stripe.Checkout.SessionCreateParams) => {
    const session = await selling(world, shirt.id, more)
    return call('GET', `/v1/payment_pages/${session.id}`)
  }
  const cards = await shown({ customer })
  assert.deepEqual(ids(cards), [visa])
  const [{ card, last4, type }] = cards.body.page.saved_payment_methods
  assert.deepEqual([type, card.brand, last4, card.last4, card.number], ['card', 'visa', '4242', '4242', undefined])
  const allow_redisplay_filters = ['always' as const, 'limited' as const]
  assert.deepEqual(ids(await shown({ customer, saved_payment_method_options: { allow_redisplay_filters } })), [
    master,
    visa,
  ])
  const both = await shown({ customer, allowed_payment_method_types: ['card', 'us_bank_account'] })
  assert.deepEqual(ids(both), [account, visa])
  assert.deepEqual(ids(await shown({})), [])
  assert.deepEqual(await news(), [])
})

behaves(CONFIRM, 'pays with a saved card of that customer, and of nobody else', async (world) => {
  const { news } = world
  const { shirt } = await shop(world)
  const { customer, visa } = await jenny(world)
  const other = await jenny(world)
  const session = await selling(world, shirt.id, { customer })
  refused(await press(world, session.id, `payment_method=${other.visa}`), 400, {
    param: 'payment_method',
    message: /PaymentMethod/,
  })
  assert.deepEqual(await news(), [])
  assert.equal((await press(world, session.id, `payment_method=${visa}`)).body.status, 'complete')
  assert.deepEqual(await news(), [...PAID, COMPLETED])
})

behaves(CONFIRM, 'keeps a method as its mode, its seller and its customer want it', async (world) => {
  const { stripe, news } = world
  const { shirt, monthly } = await shop(world)
  const kept = async (form: string, price: string, more: Stripe.Checkout.SessionCreateParams) => {
    const session = await selling(world, price, { customer_creation: 'always', ...more })
    await news()
    const { status, text } = await press(world, session.id, form)
    assert.equal(status, 200, text)
    const { customer } = await seen(world, session.id)
    const [method] = (await stripe.customers.listPaymentMethods(customer as string)).data
    return method?.allow_redisplay
  }
  const save = { saved_payment_method_options: { payment_method_save: 'enabled' as const } }
  const later = { payment_intent_data: { setup_future_usage: 'off_session' as const } }
  assert.equal(await kept(NEW, shirt.id, save), undefined)
  assert.deepEqual(await news(), ['customer.created', ...PAID, COMPLETED])
  assert.equal(await kept(`${NEW}&save_payment_method=true`, shirt.id, save), 'always')
  assert.deepEqual(await news(), [
    'customer.created',
    'payment_intent.created',
    'charge.succeeded',
    'payment_method.attached',
    'payment_intent.succeeded',
    COMPLETED,
  ])
  assert.equal(await kept(NEW, shirt.id, later), 'limited')
  const said = { ...later, payment_method_data: { allow_redisplay: 'always' as const } }
  assert.equal(await kept(NEW, shirt.id, said), 'always')
  const recurring = { mode: 'subscription' as const, customer_creation: undefined } as never
  assert.equal(await kept(NEW, monthly.id, recurring), 'limited')
  assert.deepEqual(await news(), ['customer.created', 'payment_method.attached', ...SUBSCRIBED, COMPLETED])
})

behaves(CONFIRM, 'keeps what is set up for ever, and nothing against the seller’s will', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const { id: customer } = await stripe.customers.create()
  const saving = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'usd',
    customer,
    success_url: 'https://shop.test',
  })
  await news()
  await press(world, saving.id, NEW)
  const [method] = (await stripe.customers.listPaymentMethods(customer)).data
  assert.equal(method!.allow_redisplay, 'always')
  assert.deepEqual(await news(), ['payment_method.attached', 'setup_intent.succeeded', COMPLETED])
  const plain = await selling(world, shirt.id)
  refused(await press(world, plain.id, `${NEW}&save_payment_method=true`), 400, {
    param: 'save_payment_method',
    message: 'This Checkout Session does not let its customer save a payment method.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CHOOSE, 'lets a customer remove a saved method, where the seller does', async (world) => {
  const { call, news } = world
  const { shirt } = await shop(world)
  const { customer, visa } = await jenny(world)
  const other = await jenny(world)
  const session = await selling(world, shirt.id, {
    customer,
    saved_payment_method_options: { payment_method_remove: 'enabled' },
  })
  const remove = (of: string, id: string) => call('POST', `/v1/payment_pages/${of}`, `remove_payment_method=${id}`)
  const param = 'remove_payment_method'
  refused(await remove(session.id, other.visa), 400, {
    param,
    message: `The customer of this Checkout Session has no payment method ${other.visa}.`,
  })
  refused(await remove((await selling(world, shirt.id, { customer })).id, visa), 400, {
    param,
    message: 'Saved payment methods cannot be removed in this Checkout Session.',
  })
  assert.deepEqual(await news(), [])
  assert.deepEqual(ids(await remove(session.id, visa)), [])
  assert.deepEqual(await news(), ['payment_method.detached'])
})
