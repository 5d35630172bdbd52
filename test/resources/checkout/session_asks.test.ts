// What a page asks of its customer and what it lets them pay with: names, who changes the way of delivery, brands of cards that
// are blocked, and what is set on the method. (https://docs.stripe.com/api/checkout/sessions/create)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { form } from '../billing/schedule_world.ts'
import { COMPLETED, decide, OK, PAID, press, seen, selling, shop, VISA } from './shop.ts'

const CREATE = 'POST /v1/checkout/sessions'
const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const PATH = '/v1/checkout/sessions'

behaves(CONFIRM, 'asks for the names of a business and of a person', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const name_collection = { business: { enabled: true }, individual: { enabled: true, optional: true } }
  const session = await selling(world, shirt.id, { name_collection, customer_creation: 'always' })
  assert.deepEqual(session.name_collection, {
    business: { enabled: true, optional: false },
    individual: { enabled: true, optional: true },
  })
  refused(await press(world, session.id, VISA), 400, {
    code: 'parameter_missing',
    param: 'business_name',
    message: 'Missing required param: business_name.',
  })
  const { body } = await press(world, session.id, `${VISA}&business_name=Shirts Ltd`)
  assert.deepEqual(
    [
      body.customer_details.business_name,
      body.customer_details.individual_name,
      body.collected_information.business_name,
    ],
    ['Shirts Ltd', null, 'Shirts Ltd'],
  )
  const who = (await stripe.customers.retrieve(body.customer)) as Stripe.Customer
  assert.deepEqual([who.business_name, who.individual_name], ['Shirts Ltd', undefined])
  assert.deepEqual(await news(), ['customer.created', ...PAID, COMPLETED])
  // A customer who is known has them from then on, where that is wanted.
  const known = await selling(world, shirt.id, {
    name_collection: { individual: { enabled: true } },
    customer: who.id,
    customer_update: { name: 'auto' },
  })
  refused(await press(world, known.id, `${VISA}&individual_name=Jenny&business_name=Other`), 400, {
    param: 'business_name',
    message: 'This Checkout Session does not collect `business_name`.',
  })
  await press(world, known.id, `${VISA}&individual_name=Jenny`)
  const now = (await stripe.customers.retrieve(who.id)) as Stripe.Customer
  assert.deepEqual([now.business_name, now.individual_name], ['Shirts Ltd', 'Jenny'])
  const link = await stripe.paymentLinks.create({ line_items: [{ price: shirt.id, quantity: 1 }], name_collection })
  assert.deepEqual(link.name_collection, session.name_collection)
  const { body: visited } = await world.call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  assert.deepEqual(visited.name_collection, session.name_collection)
  const cleared = await stripe.paymentLinks.update(link.id, { name_collection: '' })
  assert.equal(cleared.name_collection, undefined)
  // A page of the seller's own may ask for them too. (https://docs.stripe.com/payments/advanced/collect-names)
  const own = { mode: 'payment', ui_mode: 'elements', return_url: OK, name_collection }
  const { body: built } = await world.call(
    'POST',
    PATH,
    form({ ...own, line_items: [{ price: shirt.id, quantity: 1 }] }),
  )
  assert.deepEqual(built.name_collection, session.name_collection)
  await news()
  // Nor may a page say before the payment what nobody asks for.
  const other = await selling(world, shirt.id, { name_collection: { business: { enabled: true } } })
  refused(await world.call('POST', `/v1/payment_pages/${other.id}`, 'individual_name=Jenny'), 400, {
    param: 'individual_name',
    message: 'This Checkout Session does not collect `individual_name`.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'says who changes the way of delivery', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const more = (update_shipping_details: 'client_only' | 'server_only') => ({
    mode: 'payment' as const,
    ui_mode: 'embedded_page' as const,
    return_url: OK,
    line_items: [{ price: shirt.id, quantity: 1 }],
    shipping_address_collection: { allowed_countries: ['DE' as const] },
    permissions: { update_shipping_details },
  })
  const address = { country: 'DE', city: 'Berlin', line1: 'Unter den Linden 1', postal_code: '10117' }
  const shipping = { name: 'Jenny', address }
  const ofServer = await stripe.checkout.sessions.create(more('server_only'))
  assert.deepEqual(ofServer.permissions, { update_shipping_details: 'server_only' })
  const page = form({ shipping })
  const theServers = {
    param: 'shipping',
    message: 'Only the server can update the shipping details of this Checkout Session.',
  }
  refused(await press(world, ofServer.id, `${VISA}&${page}`), 400, theServers)
  refused(await call('POST', `/v1/payment_pages/${ofServer.id}`, page), 400, theServers)
  await stripe.checkout.sessions.update(ofServer.id, { collected_information: { shipping_details: shipping } })
  const { body } = await press(world, ofServer.id, VISA)
  assert.deepEqual([body.status, body.collected_information.shipping_details.address.city], ['complete', 'Berlin'])
  const ofClient = await stripe.checkout.sessions.create(more('client_only'))
  await news()
  refused(
    await call('POST', `${PATH}/${ofClient.id}`, form({ collected_information: { shipping_details: shipping } })),
    400,
    {
      param: 'collected_information',
      message: 'This Checkout Session lets its page update the shipping details, and not its server.',
    },
  )
  assert.equal((await press(world, ofClient.id, `${VISA}&${page}`)).body.status, 'complete')
  await news()
  const { ui_mode: _, return_url: __, ...hosted } = more('client_only')
  refused(await call('POST', PATH, form({ ...hosted, success_url: OK })), 400, {
    param: 'permissions',
    message: 'You can not pass `permissions` with `ui_mode: hosted_page`.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CONFIRM, 'takes no card of a brand that is blocked, and marks the others', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const payment_method_options = {
    card: { restrictions: { brands_blocked: ['american_express' as const, 'discover_global_network' as const] } },
  }
  const session = await selling(world, shirt.id, {
    payment_method_options,
    payment_method_data: { allow_redisplay: 'limited' },
  })
  assert.deepEqual(session.payment_method_options?.card, {
    request_three_d_secure: 'automatic',
    ...payment_method_options.card,
  })
  for (const brand of ['amex', 'jcb', 'diners'])
    refused(await press(world, session.id, `payment_method=pm_card_${brand}`), 400, {
      param: 'payment_method',
      message: `Cards of the brand \`${brand}\` are not accepted here.`,
    })
  const { body } = await press(world, session.id, VISA)
  const intent = await stripe.paymentIntents.retrieve(body.payment_intent, { expand: ['payment_method'] })
  assert.equal((intent.payment_method as Stripe.PaymentMethod).allow_redisplay, 'limited')
  assert.deepEqual(intent.payment_method_options?.card?.request_three_d_secure, 'automatic')
  assert.deepEqual(await news(), [...PAID, COMPLETED])
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: shirt.id, quantity: 1 }],
    payment_method_options,
  })
  assert.deepEqual(link.payment_method_options, payment_method_options)
  await news()
  const { body: visited } = await call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  refused(await press(world, visited.id, 'payment_method=pm_card_amex'), 400, {
    param: 'payment_method',
    message: 'Cards of the brand `amex` are not accepted here.',
  })
  assert.equal((await stripe.paymentLinks.update(link.id, { payment_method_options: '' })).payment_method_options, null)
  const open = await call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  assert.equal((await press(world, open.body.id, 'payment_method=pm_card_amex')).body.payment_status, 'paid')
  await news()
})

behaves(CONFIRM, 'makes a subscription with the options of its methods', async (world) => {
  const { stripe, news } = world
  const { monthly } = await shop(world)
  const { id } = await selling(world, monthly.id, {
    mode: 'subscription',
    payment_method_options: {
      card: { request_three_d_secure: 'any', restrictions: { brands_blocked: ['american_express'] } },
    },
  })
  refused(await press(world, id, 'payment_method=pm_card_amex&email=jenny@example.com'), 400, {
    param: 'payment_method',
    message: 'Cards of the brand `amex` are not accepted here.',
  })
  // Any card that can be is asked for its customer.
  const { body } = await press(world, id, 'payment_method=pm_card_threeDSecureOptional&email=jenny@example.com')
  assert.deepEqual([body.status, body.next_action.type], ['open', 'redirect_to_url'])
  await decide(world, body.next_action, 'succeed')
  const { subscription, status } = await seen(world, id)
  assert.equal(status, 'complete')
  const { payment_settings } = await stripe.subscriptions.retrieve(subscription as string)
  assert.deepEqual(payment_settings!.payment_method_options!.card, { request_three_d_secure: 'any' })
  await news()
})
