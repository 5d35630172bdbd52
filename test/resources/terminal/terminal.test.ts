// Where readers stand and how they behave: locations, configurations, and what apps connect with.
// (https://docs.stripe.com/terminal/fleet/locations-and-zones, docs.stripe.com/terminal/fleet/configurations-overview)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { PLACE, PLACE_FORM, shop } from './till.ts'

behaves('POST /v1/terminal/locations', 'is a shop', async (world) => {
  const { stripe, call, news } = world
  const { id: configuration_overrides } = await stripe.terminal.configurations.create({ name: 'Quiet' })
  const { id, ...rest } = await stripe.terminal.locations.create({
    display_name: 'My First Store',
    address: PLACE,
    configuration_overrides,
    metadata: { a: '1' },
    phone: '+15551234567',
  })
  assert.match(id, /^tml_\w{14}$/)
  assert.deepEqual(
    { ...rest },
    {
      object: 'terminal.location',
      address: { ...PLACE, line2: null },
      configuration_overrides,
      display_name: 'My First Store',
      livemode: false,
      metadata: { a: '1' },
      phone: '+15551234567',
    },
  )
  const refuse = async (form: string, code: string | undefined, param: string, message: string | RegExp) =>
    refused(await call('POST', '/v1/terminal/locations', form), 400, { param, message, ...(code && { code }) })
  const missing = (param: string, form: string) =>
    refuse(form, 'parameter_missing', param, `Missing required param: ${param}.`)
  await missing('display_name', PLACE_FORM)
  await missing('address', 'display_name=x')
  await missing('address[city]', 'display_name=x&address[country]=US&address[line1]=1')
  await refuse(
    'display_name=x&address[country]=KP&address[line1]=1',
    'terminal_location_country_unsupported',
    'address[country]',
    'Locations in the country KP are not supported.',
  )
  await refuse(
    `display_name=x&${PLACE_FORM}&configuration_overrides=tmc_none`,
    'resource_missing',
    'configuration_overrides',
    "No such configuration: 'tmc_none'",
  )
  await refuse(
    `display_name=${'x'.repeat(1001)}&${PLACE_FORM}`,
    undefined,
    'display_name',
    /must be at most 1000 characters$/,
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/terminal/locations/{id}', 'changes all but the country', async (world) => {
  const { stripe, call, news } = world
  const made = await stripe.terminal.locations.create({ display_name: 'A', address: PLACE, phone: '+1555' })
  const changed = await stripe.terminal.locations.update(made.id, {
    display_name: 'B',
    address: { line1: '2 Main St' },
    phone: '',
    metadata: { b: '2' },
  })
  const { phone: _, ...before } = made
  const address = { ...made.address, line1: '2 Main St' }
  assert.deepEqual({ ...changed }, { ...before, display_name: 'B', address, metadata: { b: '2' } })
  refused(await call('POST', `/v1/terminal/locations/${made.id}`, 'address[country]=CA'), 400, {
    param: 'address[country]',
    message: "You can't change the country of a location.",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/terminal/locations', 'has the newest first', async (world) => {
  const { stripe, news } = world
  const [one, two] = [await shop(world), await shop(world)]
  assert.deepEqual(
    (await stripe.terminal.locations.list()).data.map(({ id }) => id),
    [two.id, one.id],
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/terminal/locations/{id}', 'is found', async (world) => {
  const { stripe, news } = world
  const made = await shop(world)
  assert.deepEqual({ ...(await stripe.terminal.locations.retrieve(made.id)) }, { ...made })
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/terminal/locations/{id}', 'goes', async (world) => {
  const { stripe, news } = world
  const { id } = await shop(world)
  const gone = { id, object: 'terminal.location', deleted: true }
  assert.deepEqual({ ...(await stripe.terminal.locations.del(id)) }, gone)
  assert.deepEqual({ ...(await stripe.terminal.locations.retrieve(id)) }, gone)
  assert.deepEqual((await stripe.terminal.locations.list()).data, [])
  assert.deepEqual(await news(), [])
})

/** `reader_security` is newer than what a new account speaks. */
const NEWEST = { 'stripe-version': '2026-10-28.endive' }

behaves('POST /v1/terminal/configurations', 'says how readers behave', async (world) => {
  const { stripe, call, news } = world
  const tips = { fixed_amounts: [100, 200, 300], percentages: [15, 20, 25], smart_tip_threshold: 1000 }
  const given = {
    name: 'US',
    offline: { enabled: true },
    reboot_window: { start_hour: 2, end_hour: 4 },
    tipping: { usd: tips },
    wifi: { type: 'personal_psk', personal_psk: { ssid: 'shop', password: 'password' } },
  } as const
  const { id, ...rest } = await stripe.terminal.configurations.create(given as never)
  assert.match(id, /^tmc_\w{14}$/)
  assert.deepEqual(
    { ...rest },
    { object: 'terminal.configuration', is_account_default: false, livemode: false, ...given },
  )
  const refuse = async (form: string, code: string | undefined, param: string, message: string | RegExp) =>
    refused(await call('POST', '/v1/terminal/configurations', form, NEWEST), 400, {
      param,
      message,
      ...(code && { code }),
    })
  const integer = 'parameter_invalid_integer'
  await refuse('offline[enabled]=no', undefined, 'offline[enabled]', 'Invalid boolean: no')
  await refuse(
    'reboot_window[start_hour]=24&reboot_window[end_hour]=1',
    integer,
    'reboot_window[start_hour]',
    /less than or equal to 23/,
  )
  await refuse(
    'reboot_window[start_hour]=3&reboot_window[end_hour]=3',
    undefined,
    'reboot_window[end_hour]',
    /must be different/,
  )
  await refuse('tipping[usd][percentages][]=101', integer, 'tipping[usd][percentages][0]', /less than or equal to 100/)
  await refuse(
    [1, 2, 3, 4].map((amount) => `tipping[usd][fixed_amounts][]=${amount}`).join('&'),
    undefined,
    'tipping[usd][fixed_amounts]',
    'Array tipping[usd][fixed_amounts] exceeded maximum 3 allowed elements.',
  )
  await refuse('tipping[usd][smart_tip_threshold]=5', 'parameter_missing', 'tipping[usd][fixed_amounts]', /^Missing/)
  await refuse('wifi[type]=personal_psk', 'parameter_missing', 'wifi[personal_psk]', /^Missing/)
  await refuse(
    'reader_security[admin_menu_passcode]=abc',
    undefined,
    'reader_security[admin_menu_passcode]',
    /4 and 8 digits/,
  )
  await refuse(
    'bbpos_wisepos_e[splashscreen]=file_none',
    'resource_missing',
    'bbpos_wisepos_e[splashscreen]',
    /^No such/,
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/terminal/configurations', 'begins with the default of the account', async (world) => {
  const { stripe, news } = world
  const bare = await stripe.terminal.configurations.list()
  const [theDefault] = bare.data
  assert.deepEqual(
    bare.data.map(({ is_account_default, name }) => [is_account_default, name]),
    [[true, null]],
  )
  const { id } = await stripe.terminal.configurations.create({ name: 'Mine' })
  const ids = async (params: Stripe.Terminal.ConfigurationListParams) =>
    (await stripe.terminal.configurations.list(params)).data.map((one) => one.id)
  assert.deepEqual(await ids({}), [id, theDefault!.id])
  assert.deepEqual(await ids({ is_account_default: true }), [theDefault!.id])
  assert.deepEqual(await ids({ is_account_default: false }), [id])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/terminal/configurations/{id}', 'finds the default before it is stored', async (world) => {
  const { stripe, news } = world
  const [theDefault] = (await stripe.terminal.configurations.list({ is_account_default: true })).data
  assert.deepEqual({ ...(await stripe.terminal.configurations.retrieve(theDefault!.id)) }, { ...theDefault })
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/terminal/configurations/{id}', 'frees the locations that had it', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.terminal.configurations.create({ name: 'Mine' })
  const at = await stripe.terminal.locations.create({ display_name: 'A', address: PLACE, configuration_overrides: id })
  const gone = { id, object: 'terminal.configuration', deleted: true }
  assert.deepEqual({ ...(await stripe.terminal.configurations.del(id)) }, gone)
  const after = (await stripe.terminal.locations.retrieve(at.id)) as Stripe.Terminal.Location
  assert.equal(after.configuration_overrides, undefined)
  const [theDefault] = (await stripe.terminal.configurations.list()).data
  refused(await call('DELETE', `/v1/terminal/configurations/${theDefault!.id}`), 400, {
    message: 'You cannot delete the default configuration of your account.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/terminal/connection_tokens', 'is for one location, or for all', async (world) => {
  const { stripe, call, news } = world
  const { id: location } = await shop(world)
  const { secret, ...rest } = await stripe.terminal.connectionTokens.create({ location })
  assert.match(secret, /^pst_test_\w{45}$/)
  assert.deepEqual({ ...rest }, { object: 'terminal.connection_token', location })
  assert.deepEqual(Object.keys(await stripe.terminal.connectionTokens.create()), ['object', 'secret'])
  refused(await call('POST', '/v1/terminal/connection_tokens', 'location=tml_none'), 400, {
    code: 'resource_missing',
    param: 'location',
    message: "No such location: 'tml_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/terminal/onboarding_links', 'asks for the terms of Tap to Pay', async (world) => {
  const { stripe, call, news, url } = world
  const { redirect_url, ...rest } = await stripe.terminal.onboardingLinks.create({
    link_type: 'apple_terms_and_conditions',
    link_options: { apple_terms_and_conditions: { merchant_display_name: 'Shop' } },
  })
  assert.ok(redirect_url.startsWith(`${url}/terminal/onboarding/`))
  assert.deepEqual(
    { ...rest },
    {
      object: 'terminal.onboarding_link',
      link_options: { apple_terms_and_conditions: { allow_relinking: false, merchant_display_name: 'Shop' } },
      link_type: 'apple_terms_and_conditions',
      on_behalf_of: null,
    },
  )
  refused(await call('POST', '/v1/terminal/onboarding_links', 'link_type=apple_terms_and_conditions'), 400, {
    code: 'parameter_missing',
    param: 'link_options',
    message: 'Missing required param: link_options.',
  })
  assert.deepEqual(await news(), [])
})
