// How the holder of a connected account tells what is due: by an address that holds once, by a secret in the browser, or at
// once; and the address of the Express Dashboard. And what each country asks. (https://docs.stripe.com/api/account_links,
// …/accounts/login_link, …/account_sessions, …/country_specs; docs/own-calls.md)
// One file because each file of tests costs a server.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect, newsOf } from './platform.ts'

const ONBOARDED = [
  'account.external_account.created',
  'person.created',
  'capability.updated',
  'capability.updated',
  'account.updated',
]
const WAYS = { refresh_url: 'https://shop.test/again', return_url: 'https://shop.test/done' }

behaves('POST /v1/account_links', 'leads to a page that onboards, once', async (world) => {
  const { stripe, news, call, advance } = world
  const { id } = await stripe.accounts.create({ type: 'express', business_profile: { name: '<b>Ada</b>' } })
  const link = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...WAYS })
  assert.deepEqual(Object.keys(link).toSorted(), ['created', 'expires_at', 'object', 'url'])
  assert.deepEqual([link.object, link.expires_at - link.created], ['account_link', 300])
  const platform = (await stripe.accounts.retrieveCurrent()).id
  assert.ok(link.url.startsWith(`${world.url}/setup/e/${platform}.${id}/alink_`), link.url)
  const page = await fetch(link.url)
  assert.equal(page.status, 200)
  const text = await page.text()
  assert.match(text, /business_profile\.mcc, .*tos_acceptance\.ip/)
  assert.ok(text.includes('&lt;b&gt;Ada&lt;/b&gt;') && !text.includes('<b>Ada'))
  assert.equal((await stripe.accounts.retrieve(id)).details_submitted, false)
  const press = () => fetch(link.url, { method: 'POST', redirect: 'manual' })
  const done = await press()
  assert.deepEqual([done.status, done.headers.get('location')], [303, WAYS.return_url])
  const after = await stripe.accounts.retrieve(id)
  assert.deepEqual([after.charges_enabled, after.payouts_enabled, after.details_submitted], [true, true, true])
  assert.deepEqual([after.business_type, after.requirements!.currently_due], ['individual', []])
  assert.ok(after.tos_acceptance!.date! >= link.created)
  const told = (await stripe.events.list({}, { stripeAccount: id })).data.map(({ type }) => type).toReversed()
  assert.deepEqual(told, ONBOARDED)
  const [account] = (await stripe.events.list({ type: 'account.updated' }, { stripeAccount: id })).data
  assert.equal((account!.data.previous_attributes as { charges_enabled: boolean }).charges_enabled, false)
  // Used up, and later expired: both lead back for another.
  assert.equal((await press()).headers.get('location'), WAYS.refresh_url)
  const second = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...WAYS })
  await advance(300)
  const late = await fetch(second.url, { redirect: 'manual' })
  assert.deepEqual([late.status, late.headers.get('location')], [303, WAYS.refresh_url])
  refused(
    await call('POST', `/brindle/account_links/${second.url.split('/').at(-1)}`, '', { 'stripe-account': id }),
    400,
    {
      code: 'account_link_expired',
      message: 'This account link is expired.',
    },
  )
  assert.equal((await fetch(`${world.url}/setup/e/${platform}.${id}/alink_none`)).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/account_links', 'refuses what it cannot lead to', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.accounts.create({ type: 'express' })
  const make = (form: string) => call('POST', '/v1/account_links', form)
  const ways = 'refresh_url=https://a.test&return_url=https://a.test'
  refused(await make(`account=${id}&type=account_update&${ways}`), 400, {
    param: 'type',
    message: 'Invalid type: must be one of ["account_onboarding"]',
  })
  refused(await make(`account=${id}&type=account_onboarding&return_url=https://a.test`), 400, {
    code: 'parameter_missing',
    param: 'refresh_url',
    message: 'Missing required param: refresh_url.',
  })
  refused(await make(`account=${id}&type=account_onboarding&refresh_url=javascript:x&return_url=https://a.test`), 400, {
    code: 'url_invalid',
    param: 'refresh_url',
    message: 'Not a valid URL',
  })
  refused(await make(`account=acct_1none&type=account_onboarding&${ways}`), 403, {
    code: 'account_invalid',
    message: /./,
  })
  const { id: custom } = await stripe.accounts.create({ type: 'custom' })
  const updates = await stripe.accountLinks.create({ account: custom, type: 'account_update', ...WAYS })
  assert.match(updates.url, /\/setup\/c\//)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/account_links', 'collects all there ever will be, where it is asked to', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.accounts.create({ type: 'express', business_type: 'individual' })
  const fields = 'eventually_due'
  const type = 'account_onboarding'
  const link = await stripe.accountLinks.create({ account: id, type, collection_options: { fields }, ...WAYS })
  await fetch(link.url, { method: 'POST', redirect: 'manual' })
  const { requirements, individual } = await stripe.accounts.retrieve(id)
  assert.deepEqual([requirements!.eventually_due, individual!.id_number_provided], [[], true])
  assert.deepEqual(await news(), [])
})

behaves('POST /brindle/accounts/{account}/onboard', 'tells what the holder says, and the rest', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.accounts.create({ type: 'standard', country: 'DE' })
  await stripe.rawRequest('POST', `/brindle/accounts/${id}/onboard`, {
    business_type: 'company',
    company: { name: 'Möbel GmbH' },
    email: 'moebel@example.com',
  })
  const { company, email, charges_enabled, payouts_enabled, default_currency } = await stripe.accounts.retrieve(id)
  assert.deepEqual([company!.name, email, default_currency], ['Möbel GmbH', 'moebel@example.com', 'eur'])
  assert.deepEqual([charges_enabled, payouts_enabled], [true, true])
  const [person, ...others] = (await stripe.accounts.listPersons(id)).data
  assert.deepEqual(others, [])
  const { representative, owner, director, percent_ownership } = person!.relationship!
  assert.deepEqual([representative, owner, director, percent_ownership], [true, true, true, 100])
  assert.equal(person!.verification!.status, 'verified')
  assert.deepEqual(await newsOf(world, id), [])
  // What did not pass is told anew.
  await stripe.rawRequest('POST', `/brindle/accounts/${id}/onboard`, { company: { tax_id: '111111111' } })
  assert.deepEqual((await stripe.accounts.retrieve(id)).requirements!.currently_due, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts/{id}/login_links', 'opens the Express Dashboard, once', async (world) => {
  const { stripe, news, call } = world
  const id = await connect(world)
  const { created, url, ...rest } = await stripe.accounts.createLoginLink(id)
  assert.deepEqual(rest, { object: 'login_link' })
  assert.ok(created > 0)
  const page = await fetch(url)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Express Dashboard[\s\S]*Takes payments<\/dt><dd><bdi>yes/)
  assert.equal((await fetch(url)).status, 404)
  const { id: standard } = await stripe.accounts.create({ type: 'standard' })
  refused(await call('POST', `/v1/accounts/${standard}/login_links`, ''), 400, {
    message: `Cannot create an edit link for the account ${standard}, which is not an Express account.`,
  })
  const { id: bare } = await stripe.accounts.create({ type: 'express' })
  refused(await call('POST', `/v1/accounts/${bare}/login_links`, ''), 400, { message: /has not completed onboarding/ })
  assert.deepEqual(await newsOf(world, id), [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/account_sessions', 'lets a browser onboard, with the components that it has', async (world) => {
  const { stripe, news, call, advance, publishable } = world
  const { id } = await stripe.accounts.create({ type: 'express' })
  const features = { external_account_collection: false }
  const session = await stripe.accountSessions.create({
    account: id,
    components: { account_onboarding: { enabled: true, features } },
  })
  const { components, client_secret, expires_at, ...rest } = session
  assert.deepEqual(rest, { object: 'account_session', account: id, livemode: false })
  assert.match(client_secret, /^accs_secret__[A-Za-z0-9]{40}$/)
  assert.ok(expires_at > 0)
  assert.deepEqual(components.account_onboarding, {
    enabled: true,
    features: { disable_stripe_user_authentication: false, external_account_collection: false },
  })
  assert.deepEqual([components.payouts.enabled, components.payouts.features.instant_payouts], [false, false])
  assert.deepEqual(components.documents, { enabled: false, features: {} })
  const browser = { authorization: `Bearer ${publishable}` }
  const onboard = (secret: string) =>
    call('POST', '/brindle/account_sessions/onboard', `client_secret=${secret}`, browser)
  const { status, body } = await onboard(client_secret)
  assert.deepEqual([status, body.account, body.charges_enabled, body.payouts_enabled], [200, id, true, false])
  assert.deepEqual(body.due, ['external_account'])
  const told = (await stripe.events.list({}, { stripeAccount: id })).data.map(({ type }) => type).toReversed()
  assert.deepEqual(told, ONBOARDED.slice(1))
  refused(await onboard('accs_secret__none'), 400, {
    code: 'resource_missing',
    param: 'client_secret',
    message: 'No such account session.',
  })
  const other = await stripe.accountSessions.create({ account: id, components: { payments: { enabled: true } } })
  assert.equal((await onboard(other.client_secret)).status, 403)
  await advance(3600)
  refused(await onboard(client_secret), 400, { param: 'client_secret', message: 'This account session has expired.' })
  const none = 'components[payments][enabled]=false'
  refused(await call('POST', '/v1/account_sessions', `account=${id}&${none}`), 400, {
    param: 'components',
    message: 'You must enable at least one component.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/country_specs', 'has every country where accounts are opened', async ({ stripe, news }) => {
  const all = (await stripe.countrySpecs.list({ limit: 100 })).data.map(({ id }) => id)
  assert.deepEqual(all.slice(0, 3), ['AE', 'AT', 'AU'])
  assert.ok(all.includes('US') && all.length > 40)
  const page = await stripe.countrySpecs.list({ limit: 1, starting_after: 'AT' })
  assert.deepEqual([page.data[0]!.id, page.has_more], ['AU', true])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/country_specs/{id}', 'says what a country asks and offers', async ({ stripe, news, call }) => {
  const { supported_payment_currencies, supported_transfer_countries, ...rest } =
    await stripe.countrySpecs.retrieve('GB')
  assert.deepEqual(supported_payment_currencies.slice(0, 1), ['gbp'])
  assert.equal(new Set(supported_payment_currencies).size, supported_payment_currencies.length)
  assert.ok(supported_payment_currencies.includes('usd') && supported_transfer_countries.includes('DE'))
  const terms = ['tos_acceptance.date', 'tos_acceptance.ip']
  const profile = ['business_profile.mcc', 'business_profile.url', 'business_type']
  assert.deepEqual(rest, {
    id: 'GB',
    object: 'country_spec',
    default_currency: 'gbp',
    supported_bank_account_currencies: { gbp: ['GB'] },
    supported_payment_methods: ['card', 'stripe'],
    verification_fields: {
      company: {
        additional: [],
        minimum: [
          ...profile,
          'company.address.city',
          'company.address.line1',
          'company.address.postal_code',
          'company.name',
          'company.phone',
          'company.tax_id',
          'external_account',
          'relationship.director',
          'relationship.owner',
          'relationship.representative',
          ...terms,
        ],
      },
      individual: {
        additional: ['individual.verification.document'],
        minimum: [
          ...profile,
          'external_account',
          'individual.address.city',
          'individual.address.line1',
          'individual.address.postal_code',
          'individual.dob.day',
          'individual.dob.month',
          'individual.dob.year',
          'individual.email',
          'individual.first_name',
          'individual.last_name',
          'individual.phone',
          ...terms,
        ],
      },
    },
  })
  refused(await call('GET', '/v1/country_specs/XX'), 404, {
    code: 'resource_missing',
    param: 'country',
    message: "No such country: 'XX'",
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'GET /brindle/account_links/{link}',
  'says what a link asks of its holder, and changes nothing',
  async (world) => {
    const { stripe, news, call } = world
    const { id } = await stripe.accounts.create({ type: 'express' })
    const link = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...WAYS })
    const path = `/brindle/account_links/${link.url.split('/').at(-1)}`
    const { body } = await call('GET', path, undefined, { 'stripe-account': id })
    assert.deepEqual([body.status, body.type, body.expires_at], ['open', 'account_onboarding', link.expires_at])
    assert.ok(body.due.includes('business_profile.mcc'))
    assert.deepEqual((await call('GET', path, undefined, { 'stripe-account': id })).body, body)
    refused(await call('GET', '/brindle/account_links/none', undefined, { 'stripe-account': id }), 404, {
      code: 'resource_missing',
      param: 'id',
      message: "No such account link: 'none'",
    })
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /brindle/account_links/{link}', 'tells what is due, once', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.accounts.create({ type: 'express' })
  const link = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...WAYS })
  const use = () => call('POST', `/brindle/account_links/${link.url.split('/').at(-1)}`, '', { 'stripe-account': id })
  const { body } = await use()
  assert.deepEqual([body.status, body.due, body.return_url], ['used', [], WAYS.return_url])
  assert.equal((await stripe.accounts.retrieve(id)).charges_enabled, true)
  refused(await use(), 400, { code: 'account_link_used', message: 'This account link is used.' })
  assert.deepEqual(await news(), [])
})

behaves('POST /brindle/login_links/{link}', 'tells what the dashboard shows, once', async (world) => {
  const { stripe, news, call } = world
  const id = await connect(world, { type: 'express' })
  const { url } = await stripe.accounts.createLoginLink(id)
  const enter = () => call('POST', `/brindle/login_links/${url.split('/').at(-1)}`, '', { 'stripe-account': id })
  const { status, body } = await enter()
  assert.deepEqual([status, body.account, body.charges_enabled], [200, id, true])
  assert.equal((await enter()).status, 404)
  await news()
})

behaves('POST /brindle/account_sessions/onboard', 'tells what is due by the secret of a session', async (world) => {
  const { stripe, news, call, publishable } = world
  const { id } = await stripe.accounts.create({ type: 'express' })
  const { client_secret } = await stripe.accountSessions.create({
    account: id,
    components: { account_onboarding: { enabled: true } },
  })
  const browser = { authorization: `Bearer ${publishable}` }
  const { body } = await call('POST', '/brindle/account_sessions/onboard', `client_secret=${client_secret}`, browser)
  assert.deepEqual([body.account, body.charges_enabled, body.payouts_enabled, body.due], [id, true, true, []])
  assert.deepEqual(await news(), [])
})
