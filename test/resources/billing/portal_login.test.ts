// The way into the customer portal that customers ask for: what its page asks for. What it makes of it: test/web/portal_login.test.ts.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PATH = '/brindle/portal_logins'
const CREATED = 'billing_portal.session.created'

/** A configuration with a login page, and what its address names. */
async function page({ stripe }: Pick<Sandbox, 'stripe'>) {
  const configuration = await stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
    business_profile: { headline: 'Photos & more' },
    login_page: { enabled: true },
  })
  const [, id, word] = /\.(bpc_\w+)\.(\w+)$/.exec(configuration.login_page.url!)!
  return { configuration: configuration.id, name: `test_${id}.${word}` }
}

const messages = async ({ call }: Pick<Sandbox, 'call'>): Promise<any[]> =>
  (await call('GET', '/brindle/outgoing_messages?type=portal_login')).body.data

behaves(`GET ${PATH}/{id}`, 'is there for whoever has its address, while it is switched on', async (world) => {
  const { configuration, name } = await page(world)
  await world.news()
  const { status, body } = await world.call('GET', `${PATH}/${name}`)
  assert.equal(status, 200)
  const shown = { account_name: 'Brindle sandbox', configuration, headline: 'Photos & more' }
  assert.deepEqual(body, { id: name, object: 'brindle.portal_login', ...shown })
  const nothing = { code: 'resource_missing', param: 'id', message: /^No such login page/ }
  for (const wrong of [`${name}x`, name.slice(0, -1), `test_${configuration}`, configuration])
    refused(await world.call('GET', `${PATH}/${wrong}`), 404, nothing)
  assert.deepEqual(await world.news(), [])
  await world.stripe.billingPortal.configurations.update(configuration, { login_page: { enabled: false } })
  refused(await world.call('GET', `${PATH}/${name}`), 404, nothing)
})

behaves(`POST ${PATH}/{id}`, 'sends a link to a customer, and tells nobody else’s asking apart', async (world) => {
  const { name } = await page(world)
  const { id: customer } = await world.stripe.customers.create({ email: 'jenny@example.com' })
  await world.news()
  const ask = (email: string) => world.call('POST', `${PATH}/${name}`, `email=${encodeURIComponent(email)}`)
  const stranger = await ask('nobody@example.com')
  assert.deepEqual(await messages(world), [])
  assert.deepEqual(await world.news(), [])
  const known = await ask(' jenny@example.com ')
  assert.deepEqual([known.status, known.text], [stranger.status, stranger.text])
  assert.deepEqual(await world.news(), [CREATED])
  const [{ id: _, created: __, url, ...message }, ...more] = await messages(world)
  assert.deepEqual(more, [])
  assert.deepEqual(message, {
    object: 'brindle.outgoing_message',
    charge: null,
    customer,
    invoice: null,
    pdf: null,
    subject: 'Your link to your billing with Brindle sandbox',
    subscription: null,
    to: 'jenny@example.com',
    type: 'portal_login',
  })
  assert.match(url, /\/p\/session\/test_acct_/)
  // Asking again within a minute sends nothing more, and is answered the same.
  assert.equal((await ask('jenny@example.com')).text, known.text)
  assert.deepEqual(await world.news(), [])
  await world.advance(60)
  await ask('jenny@example.com')
  assert.deepEqual(await world.news(), [CREATED])
  refused(await ask(' '), 400, { code: 'parameter_missing', param: 'email', message: 'Missing required param: email.' })
  refused(await ask('jenny'), 400, {
    ...{ code: 'email_invalid', param: 'email' },
    message: 'Invalid email address: jenny',
  })
  assert.deepEqual(await world.news(), [])
})

behaves(`POST ${PATH}/{id}`, 'means the one who subscribes, of several with the same address', async (world) => {
  const { stripe } = world
  const { name } = await page(world)
  const { id: subscriber } = await stripe.customers.create({
    ...{ email: 'jenny@example.com', payment_method: 'pm_card_visa' },
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const { id: price } = await stripe.prices.create({
    ...{ currency: 'usd', unit_amount: 500, recurring: { interval: 'month' }, product_data: { name: 'Photos' } },
  })
  await stripe.subscriptions.create({ customer: subscriber, items: [{ price }] })
  await stripe.customers.create({ email: 'jenny@example.com' })
  await world.news()
  await world.call('POST', `${PATH}/${name}`, 'email=jenny@example.com')
  const [message] = await messages(world)
  assert.equal(message.customer, subscriber)
  assert.deepEqual(await world.news(), [CREATED])
})
