// Portal configurations. (https://docs.stripe.com/api/customer_portal/configurations; "recorded" is what Stripe answered others)
// One file because the words of each refusal stand beside what is allowed.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { plans, updating } from './portals.ts'

const PATH = '/v1/billing_portal/configurations'
const [CREATED, UPDATED] = ['billing_portal.configuration.created', 'billing_portal.configuration.updated']
const HISTORY = { invoice_history: { enabled: true } }

behaves(`POST ${PATH}`, 'is what was recorded of one that says little', async ({ call, news }) => {
  // zulip/zulip, corporate/tests/stripe_fixtures/stripe_billing_portal_urls--billing_portal.Configuration.create.2.json, but
  // that this one is the account's first; what is newer than that is marked.
  const form =
    'business_profile[headline]=Invoice+and+receipt+billing+information&features[customer_update][enabled]=true' +
    '&features[customer_update][allowed_updates][0]=address&features[customer_update][allowed_updates][1]=name' +
    '&features[customer_update][allowed_updates][2]=email'
  const { id, created, ...rest } = (await call('POST', PATH, form)).body
  assert.match(id, /^bpc_1[A-Za-z0-9]{23}$/)
  assert.deepEqual(rest, {
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: {
      headline: 'Invoice and receipt billing information',
      privacy_policy_url: null,
      terms_of_service_url: null,
    },
    default_return_url: null,
    features: {
      customer_update: { allowed_updates: ['address', 'name', 'email'], enabled: true },
      invoice_history: { enabled: false },
      payment_method_update: { enabled: false, payment_method_configuration: null },
      subscription_cancel: {
        cancellation_reason: {
          enabled: false,
          // Newer.
          feedback_options: null,
          options: ['too_expensive', 'missing_features', 'switched_service', 'unused', 'other'],
        },
        enabled: false,
        mode: 'at_period_end',
        proration_behavior: 'none',
      },
      subscription_pause: {
        // Newer: by the comment of the parameter.
        duration: { interval_options: [{ interval: 'month', interval_count: 1 }], type: 'interval_options' },
        enabled: false,
      },
      subscription_update: {
        // Newer.
        billing_cycle_anchor: null,
        default_allowed_updates: [],
        enabled: false,
        proration_behavior: 'none',
        schedule_at_period_end: { conditions: [] },
        trial_update_behavior: 'end_trial',
      },
    },
    is_default: true,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: {},
    name: null,
    updated: created,
  })
  assert.deepEqual(await news(), [CREATED])
})

behaves(`POST ${PATH}`, 'keeps all that it is told', async (world) => {
  const { stripe, news, url } = world
  const { product, monthly, yearly } = await plans(world)
  const { id: methods } = await stripe.paymentMethodConfigurations.create({ name: 'Cards' })
  const { id: feedback } = await stripe.billing.feedbackOptions.create({ description: 'Too many photos' })
  await news()
  const features: Stripe.BillingPortal.ConfigurationCreateParams.Features = {
    customer_update: { allowed_updates: ['tax_id'], enabled: true },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true, payment_method_configuration: methods },
    subscription_cancel: {
      cancellation_reason: { enabled: true, feedback_options: [feedback], options: ['low_quality', 'other'] },
      enabled: true,
      mode: 'immediately',
      proration_behavior: 'create_prorations',
    },
    subscription_pause: {
      duration: {
        interval_options: [{ interval: 'week', interval_count: 2 }, { interval: 'year' }],
        type: 'interval_options',
      },
      enabled: true,
    },
    subscription_update: {
      billing_cycle_anchor: 'now',
      default_allowed_updates: ['price', 'quantity', 'promotion_code'],
      enabled: true,
      products: [
        { product, prices: [monthly, yearly], adjustable_quantity: { enabled: true, minimum: 2, maximum: 9 } },
      ],
      proration_behavior: 'always_invoice',
      schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
      trial_update_behavior: 'continue_trial',
    },
  }
  const said = {
    business_profile: {
      headline: 'Hello',
      privacy_policy_url: 'https://shop.example/privacy',
      terms_of_service_url: 'https://shop.example/terms',
    },
    default_return_url: 'https://shop.example/account',
    metadata: { shelf: '7' },
    name: 'Everything',
  }
  const { id, created, updated, login_page, ...rest } = await stripe.billingPortal.configurations.create({
    ...said,
    features,
    login_page: { enabled: true },
  })
  const { products, ...update } = features.subscription_update!
  assert.deepEqual(
    { ...rest },
    {
      ...said,
      object: 'billing_portal.configuration',
      active: true,
      application: null,
      features: {
        ...features,
        subscription_pause: {
          duration: {
            interval_options: [
              { interval: 'week', interval_count: 2 },
              { interval: 'year', interval_count: 1 },
            ],
            type: 'interval_options',
          },
          enabled: true,
        },
        // Found by several users: the products are not shown unless they are expanded.
        subscription_update: update,
      },
      is_default: true,
      livemode: false,
    },
  )
  assert.equal(created, updated)
  assert.ok(login_page.enabled && login_page.url!.startsWith(`${url}/p/login/test_`))
  const shown = await stripe.billingPortal.configurations.retrieve(id, {
    expand: ['features.subscription_update.products'],
  })
  assert.deepEqual(shown.features.subscription_update.products, products)
  assert.deepEqual(await news(), [CREATED])
})

behaves(`POST ${PATH}`, 'makes the first one the default, for good', async ({ stripe, call, news }) => {
  const first = await stripe.billingPortal.configurations.create({ features: HISTORY })
  const second = await stripe.billingPortal.configurations.create({ features: HISTORY })
  assert.deepEqual([first.is_default, second.is_default], [true, false])
  const ids = async (params: Stripe.BillingPortal.ConfigurationListParams) =>
    (await stripe.billingPortal.configurations.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({ is_default: true }), [first.id])
  refused(await call('POST', `${PATH}/${first.id}`, 'active=false'), 400, {
    param: 'active',
    message: 'You cannot deactivate the default configuration.',
  })
  await stripe.billingPortal.configurations.update(second.id, { active: false })
  assert.equal((await stripe.billingPortal.configurations.create({ features: HISTORY })).is_default, false)
  assert.deepEqual(await news(), [CREATED, CREATED, UPDATED, CREATED])
})

behaves(`POST ${PATH}`, 'refuses what no portal can offer', async (world) => {
  const { call, stripe, news } = world
  const { product, monthly, yearly } = await plans(world)
  const { product: other, monthly: others } = await plans(world)
  const twin = await stripe.prices.create({
    product,
    currency: 'usd',
    unit_amount: 5,
    recurring: { interval: 'month' },
  })
  const once = await stripe.prices.create({ product, currency: 'usd', unit_amount: 5 })
  await news()
  const root = 'features[subscription_update]'
  const pays = 'features[payment_method_update][enabled]=true'
  const update = `${pays}&${root}[enabled]=true&${root}[default_allowed_updates][0]=price`
  const offer = (of: string, ...prices: string[]) =>
    `&${root}[products][0][product]=${of}${prices.map((id, i) => `&${root}[products][0][prices][${i}]=${id}`).join('')}`
  const cancel = 'features[subscription_cancel][enabled]=true&features[subscription_cancel]'
  const pause = 'features[subscription_pause][duration]'
  const whole = update + offer(product, monthly)
  const eleven = Array.from({ length: 11 }, (_, i) => `&${root}[products][${i}][product]=${product}`)
    .map((one, i) => `${one}&${root}[products][${i}][prices][0]=${monthly}`)
    .join('')
  const refusals: readonly (readonly [form: string, code: string | undefined, param: string, message: string])[] = [
    ['name=None', 'parameter_missing', 'features', 'Missing required param: features.'],
    [
      'features[customer_update][allowed_updates][0]=name',
      'parameter_missing',
      'features[customer_update][enabled]',
      'Missing required param: features[customer_update][enabled].',
    ],
    [
      'features[customer_update][enabled]=true&features[customer_update][allowed_updates][0]=age',
      undefined,
      'features[customer_update][allowed_updates][0]',
      'Invalid features[customer_update][allowed_updates][0]: must be one of address, email, name, phone, shipping, or ' +
        'tax_id',
    ],
    [
      `${pays}&features[payment_method_update][payment_method_configuration]=pmc_no`,
      'resource_missing',
      'features[payment_method_update][payment_method_configuration]',
      "No such payment_method_configuration: 'pmc_no'",
    ],
    [
      `${pays}&${root}[enabled]=true`,
      'parameter_missing',
      `${root}[default_allowed_updates]`,
      `Missing required param: ${root}[default_allowed_updates].`,
    ],
    // Recorded.
    [update, 'parameter_missing', `${root}[products]`, `Missing required param: ${root}[products].`],
    [`${update}${eleven}`, undefined, `${root}[products]`, 'You may specify at most 10 products.'],
    [
      update + offer('prod_no', monthly),
      'resource_missing',
      `${root}[products][0][product]`,
      "No such product: 'prod_no'",
    ],
    [
      update + offer(product, monthly, 'price_no'),
      'resource_missing',
      `${root}[products][0][prices][1]`,
      "No such price: 'price_no'",
    ],
    [
      update + offer(product, others),
      undefined,
      `${root}[products][0][prices][0]`,
      `The price \`${others}\` does not belong to the product \`${product}\`.`,
    ],
    [
      update + offer(product, once.id),
      undefined,
      `${root}[products][0][prices][0]`,
      `The price \`${once.id}\` is not recurring.`,
    ],
    [
      `${update}${offer(product)}&${root}[products][0][prices]=`,
      'parameter_missing',
      `${root}[products][0][prices]`,
      `Missing required param: ${root}[products][0][prices].`,
    ],
    // As users quote it.
    [
      update + offer(product, monthly, yearly, twin.id),
      undefined,
      `${root}[products][0][prices]`,
      'For each product, its price must have unique billing intervals.',
    ],
    [
      `${whole}&${root}[products][0][adjustable_quantity][enabled]=true&${root}[products][0][adjustable_quantity][minimum]=-1`,
      'parameter_invalid_integer',
      `${root}[products][0][adjustable_quantity][minimum]`,
      'This value must be greater than or equal to 0.',
    ],
    [
      `${whole}&${root}[products][0][adjustable_quantity][enabled]=true&${root}[products][0][adjustable_quantity][maximum]=0`,
      'parameter_invalid_integer',
      `${root}[products][0][adjustable_quantity][maximum]`,
      'This value must be greater than or equal to 1.',
    ],
    [
      `${cancel}[proration_behavior]=always_invoice&features[subscription_cancel][mode]=immediately`,
      undefined,
      'features[subscription_cancel][proration_behavior]',
      '`always_invoice` is not supported when canceling subscriptions.',
    ],
    [
      `${cancel}[proration_behavior]=create_prorations`,
      undefined,
      'features[subscription_cancel][proration_behavior]',
      '`create_prorations` can only be used when `mode` is `immediately`.',
    ],
    [
      `${cancel}[cancellation_reason][enabled]=true`,
      'parameter_missing',
      'features[subscription_cancel][cancellation_reason][options]',
      'Missing required param: features[subscription_cancel][cancellation_reason][options].',
    ],
    [
      `${cancel}[cancellation_reason][enabled]=true&features[subscription_cancel][cancellation_reason][options]=` +
        '&features[subscription_cancel][cancellation_reason][feedback_options][0]=fbo_no',
      'resource_missing',
      'features[subscription_cancel][cancellation_reason][feedback_options][0]',
      "No such feedback option: 'fbo_no'",
    ],
    [
      `${pause}[type]=interval_options`,
      'parameter_missing',
      `${pause}[interval_options]`,
      `Missing required param: ${pause}[interval_options].`,
    ],
    [
      `${pause}[type]=interval_options&${pause}[interval_options][0][interval]=month&${pause}[interval_options][0][interval_count]=37`,
      undefined,
      `${pause}[interval_options][0][interval_count]`,
      'The maximum duration of a pause is three years.',
    ],
    [
      `${pause}[type]=interval_options&${pause}[interval_options][0][interval]=day&${pause}[interval_options][0][interval_count]=0`,
      'parameter_invalid_integer',
      `${pause}[interval_options][0][interval_count]`,
      'This value must be greater than or equal to 1.',
    ],
    [
      `${pays}&business_profile[headline]=${'h'.repeat(61)}`,
      undefined,
      'business_profile[headline]',
      'Invalid string: hhhhhhhh...hhhhhhhh; must be at most 60 characters',
    ],
    [`${pays}&default_return_url=home`, 'url_invalid', 'default_return_url', 'Not a valid URL'],
    [
      `${pays}&business_profile[privacy_policy_url]=javascript:alert(1)`,
      'url_invalid',
      'business_profile[privacy_policy_url]',
      'Not a valid URL',
    ],
    [
      `${pays}&business_profile[terms_of_service_url]=terms`,
      'url_invalid',
      'business_profile[terms_of_service_url]',
      'Not a valid URL',
    ],
    [
      `${pays}&login_page[url]=x`,
      'parameter_unknown',
      'login_page[url]',
      'Received unknown parameter: login_page[url]',
    ],
  ]
  // The newest version: pauses are new in it.
  const newest = { 'stripe-version': '2026-09-30.endive' }
  for (const [form, code, param, message] of refusals)
    refused(await call('POST', PATH, form, newest), 400, { ...(code && { code }), param, message })
  // github.com/nextjs/saas-starter/issues/68
  refused(await call('POST', PATH, whole.replace(pays, 'features[payment_method_update][enabled]=false')), 400, {
    message: 'Cannot enable subscription updates while payment method update is disabled.',
  })
  assert.equal((await call('POST', PATH, update + offer(other, others))).status, 200)
  assert.deepEqual(await news(), [CREATED])
})

behaves(`GET ${PATH}/{id}`, 'shows one', async ({ stripe, call, news }) => {
  const made = await stripe.billingPortal.configurations.create({ features: HISTORY })
  assert.deepEqual({ ...(await stripe.billingPortal.configurations.retrieve(made.id)) }, { ...made })
  const shown = await stripe.billingPortal.configurations.retrieve(made.id, {
    expand: ['features.subscription_update.products'],
  })
  assert.equal(shown.features.subscription_update.products, null)
  refused(await call('GET', `${PATH}/bpc_no`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such configuration: 'bpc_no'",
  })
  assert.deepEqual(await news(), [CREATED])
})

behaves(`GET ${PATH}`, 'lists them, the newest first', async ({ stripe, news }) => {
  const made: string[] = []
  for (let i = 0; i < 3; i++) made.unshift((await stripe.billingPortal.configurations.create({ features: HISTORY })).id)
  await stripe.billingPortal.configurations.update(made[1]!, { active: false })
  const ids = async (params: Stripe.BillingPortal.ConfigurationListParams = {}) =>
    (await stripe.billingPortal.configurations.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids(), made)
  assert.deepEqual(await ids({ active: true }), [made[0], made[2]])
  assert.deepEqual(await ids({ active: false }), [made[1]])
  assert.deepEqual(await ids({ is_default: false }), [made[0], made[1]])
  assert.deepEqual(await ids({ active: false, is_default: true }), [])
  assert.deepEqual(await news(), [CREATED, CREATED, CREATED, UPDATED])
})

behaves(`POST ${PATH}/{id}`, 'changes what is named, and leaves the rest', async (world) => {
  const { stripe, news } = world
  const { product, monthly } = await plans(world)
  const made = await stripe.billingPortal.configurations.create({
    business_profile: { headline: 'Hello', privacy_policy_url: 'https://shop.example/privacy' },
    default_return_url: 'https://shop.example/',
    features: { ...HISTORY, customer_update: { enabled: true, allowed_updates: ['email', 'name'] } },
    login_page: { enabled: true },
    metadata: { a: '1', b: '2' },
    name: 'First',
  })
  await news()
  const { updated, ...rest } = await stripe.billingPortal.configurations.update(made.id, {
    business_profile: { headline: '', terms_of_service_url: 'https://shop.example/terms' },
    default_return_url: '',
    features: { customer_update: { allowed_updates: '' }, ...updating(product, [monthly]) },
    login_page: { enabled: false },
    metadata: { a: '', c: '3' },
    name: '',
  })
  const { updated: before, ...same } = made
  assert.ok(updated >= before)
  assert.deepEqual(
    { ...rest },
    {
      ...same,
      business_profile: {
        headline: null,
        privacy_policy_url: 'https://shop.example/privacy',
        terms_of_service_url: 'https://shop.example/terms',
      },
      default_return_url: null,
      features: {
        ...made.features,
        customer_update: { enabled: true, allowed_updates: [] },
        payment_method_update: { ...made.features.payment_method_update, enabled: true },
        subscription_update: {
          ...made.features.subscription_update,
          default_allowed_updates: ['price'],
          enabled: true,
        },
      },
      login_page: { enabled: false, url: null },
      metadata: { b: '2', c: '3' },
      name: null,
    },
  )
  const shown = await stripe.billingPortal.configurations.retrieve(made.id, {
    expand: ['features.subscription_update.products'],
  })
  // Found by a user: the quantity may be adjusted where nothing is said of it.
  assert.deepEqual(shown.features.subscription_update.products, [
    { adjustable_quantity: { enabled: true, maximum: null, minimum: 1 }, prices: [monthly], product },
  ])
  assert.deepEqual(await news(), [UPDATED])
})

behaves(`POST ${PATH}/{id}`, 'tells of what is not shown as well, and of nothing that stays', async (world) => {
  const { stripe, call, news } = world
  const { product, monthly, yearly } = await plans(world)
  const { id } = await stripe.billingPortal.configurations.create({ features: updating(product, [monthly]) })
  await news()
  await stripe.billingPortal.configurations.update(id, { features: updating(product, [monthly, yearly]) })
  assert.deepEqual(await news(), [UPDATED])
  await stripe.billingPortal.configurations.update(id, { features: { subscription_update: { enabled: true } } })
  assert.deepEqual(await news(), [])
  for (const [form, message] of [
    [
      'features[payment_method_update][enabled]=false',
      'Cannot enable subscription updates while payment method update is disabled.',
    ],
  ] as const)
    refused(await call('POST', `${PATH}/${id}`, form), 400, { message })
  refused(await call('POST', `${PATH}/${id}`, 'features[subscription_update][products]='), 400, {
    code: 'parameter_missing',
    param: 'features[subscription_update][products]',
    message: 'Missing required param: features[subscription_update][products].',
  })
  refused(await call('POST', `${PATH}/bpc_no`, 'name=x'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such configuration: 'bpc_no'",
  })
  assert.deepEqual(await news(), [])
})
