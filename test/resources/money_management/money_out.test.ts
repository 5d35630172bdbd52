// Payout methods, and verifications of who holds them. (https://docs.stripe.com/api/v2/money-management)
// One file because each file of tests costs a server.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { balancesOf, checkSums, DE, funded, GB, get, payable, post, US, usd } from './accounts.ts'

const V2 = '/v2/money_management'
const SPEC = `${V2}/payout_methods_bank_account_spec`
const { country: _, ...VAULTED } = US
const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const secondsOf = (text: string) => Date.parse(text) / 1000

behaves(`GET ${SPEC}`, 'tells which numbers name an account', async (world) => {
  const { payoutMethodsBankAccountSpecs: specs } = world.stripe.v2.moneyManagement
  // Stripe's sample, and the currencies that it does not show. (docs.stripe.com/api/v2/…/payout-methods-bank-account-specs/object)
  assert.deepEqual(
    { ...(await specs.retrieve({ countries: ['US'] })) },
    {
      object: 'v2.money_management.payout_methods_bank_account_spec',
      countries: {
        US: {
          fields: [
            {
              currencies: ['usd'],
              local_name: 'account_number',
              local_name_human: {
                content: 'Account Number',
                localization_key: 'payout_methods.bank_account.account_number',
              },
              max_length: 17,
              min_length: 1,
              placeholder: '000123456789',
              stripe_name: 'account_number',
              validation_regex: '\\A\\d{1,17}\\z',
            },
            {
              currencies: ['usd'],
              local_name: 'routing_number',
              local_name_human: {
                content: 'Routing Number',
                localization_key: 'payout_methods.bank_account.routing_number',
              },
              max_length: 9,
              min_length: 9,
              placeholder: '110000000',
              stripe_name: 'routing_number',
              validation_regex:
                '\\A(01|02|03|04|05|06|07|08|09|10|11|12|21|22|23|24|25|26|27|28|29|30|31|32)[0-9]{7}\\z',
            },
          ],
        },
      },
      livemode: false,
    },
  )
  const { countries } = await specs.retrieve()
  const [field] = countries.DE!.fields
  assert.deepEqual(
    [field!.local_name, field!.stripe_name, field!.min_length, field!.validation_regex, field!.currencies],
    ['iban', 'account_number', 22, '\\ADE\\d{2}[A-Z0-9]{18}\\z', ['eur']],
  )
  refused(await get(world, `${SPEC}?countries[0]=US&countries[1]=XX`), 400, {
    code: 'invalid_country_code',
    param: 'countries[1]',
    message: 'Invalid country: XX',
  })
  assert.deepEqual(await world.news(), [])
})

const OSI = `${V2}/outbound_setup_intents`
const data = (bank_account: object) => ({ payout_method_data: { type: 'bank_account', bank_account } })

behaves(`POST ${OSI}`, 'makes a bank account one to which money may be sent', async (world) => {
  const { stripe, news } = world
  const { outboundSetupIntents } = stripe.v2.moneyManagement
  const { id, created, payout_method, ...rest } = await outboundSetupIntents.create(data(GB) as never)
  const method = payout_method as object & { id: string }
  assert.match(id, /^osi_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'v2.money_management.outbound_setup_intent',
    livemode: false,
    status: 'succeeded',
    usage_intent: 'payment',
  })
  assert.match(method.id, /^gbba_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...method },
    {
      id: method.id,
      object: 'v2.money_management.payout_method',
      archived: false,
      bank_account: {
        bank_account_type: 'checking',
        bank_name: 'Test Bank',
        country: 'GB',
        last4: '2345',
        routing_number: '108800',
        supported_currencies: ['gbp'],
      },
      card: null,
      created,
      latest_outbound_setup_intent: id,
      livemode: false,
      restricted: false,
      type: 'bank_account',
      usage_status: { payments: 'eligible', transfers: 'eligible' },
    },
  )
  // It is the same account that the vault has.
  assert.equal((await stripe.v2.core.vault.gbBankAccounts.retrieve(method.id)).sort_code, '108800')
  const german = await outboundSetupIntents.create({ ...data(DE), usage_intent: 'transfer' } as never)
  assert.match(german.payout_method!.id, /^deba_test_/)
  assert.deepEqual([german.usage_intent, german.payout_method!.bank_account!.last4], ['transfer', '3000'])
  // An account of the vault may be named.
  const { id: vaulted } = await stripe.v2.core.vault.usBankAccounts.create(VAULTED)
  const before = await stripe.v2.moneyManagement.payoutMethods.retrieve(vaulted)
  assert.deepEqual({ ...before.usage_status }, { payments: 'disabled', transfers: 'disabled' })
  const named = await outboundSetupIntents.create({ payout_method: vaulted })
  assert.deepEqual({ ...named.payout_method!.usage_status }, { payments: 'eligible', transfers: 'eligible' })
  const wrong = [
    [{ ...US, country: 'BR' }, 'country', 'blocked_by_stripe', 'unsupported_payout_method'],
    [{ ...US, currency: 'eur' }, 'currency', 'cannot_proceed', 'unsupported_payout_method_currency'],
    [{ ...US, routing_number: '1' }, 'routing_number', 'invalid_payout_method', 'invalid_payout_method_data'],
    [
      { ...DE, account_number: 'DE89370400440532013001' },
      'account_number',
      'invalid_payout_method',
      'invalid_payout_method_data',
    ],
    [{ ...GB, bank_account_type: 'futsu' }, 'bank_account_type', 'invalid_request_error', 'invalid_fields'],
  ] as const
  for (const [bank, name, type, code] of wrong) {
    const { status, body } = await post(world, OSI, data(bank))
    assert.deepEqual(
      [status, body.error.param, body.error.type, body.error.code],
      [400, `payout_method_data[bank_account][${name}]`, type, code],
    )
  }
  refused(await post(world, OSI, { payout_method_data: { type: 'card' } }), 400, {
    code: 'not_built',
    param: 'payout_method_data[type]',
    message: 'Brindle does not take cards as payout methods yet.',
  })
  refused(await post(world, OSI, { payout_method: vaulted, ...data(US) }), 400, {
    type: 'invalid_payout_method',
    code: 'invalid_payout_method_data',
    param: 'payout_method_data[bank_account]',
    message: 'What names a bank account cannot be changed: only the expiry of a card can.',
  })
  assert.deepEqual(await news(), [])
})

for (const operation of [`POST ${OSI}/{id}`, `POST ${OSI}/{id}/cancel`, `GET ${OSI}`, `GET ${OSI}/{id}`])
  behaves(operation, 'waits for a payout method, or is given up', async (world) => {
    const { outboundSetupIntents, payoutMethods } = world.stripe.v2.moneyManagement
    const open = await outboundSetupIntents.create()
    assert.deepEqual([open.status, open.payout_method], ['requires_payout_method', null])
    const other = await outboundSetupIntents.create()
    const done = await outboundSetupIntents.update(open.id, data(US) as never)
    assert.deepEqual([done.status, done.payout_method!.bank_account!.country], ['succeeded', 'US'])
    assert.deepEqual({ ...(await outboundSetupIntents.cancel(other.id)) }, { ...other, status: 'canceled' })
    for (const [id, status] of [
      [open.id, 'succeeded'],
      [other.id, 'canceled'],
    ] as const) {
      refused(await post(world, `${OSI}/${id}/cancel`), 400, {
        code: 'outbound_setup_intent_cannot_be_canceled',
        message: `You cannot cancel an OutboundSetupIntent that is ${status}.`,
      })
      refused(await post(world, `${OSI}/${id}`), 400, {
        code: 'outbound_setup_intent_cannot_be_updated',
        message: `You cannot update an OutboundSetupIntent that is ${status}.`,
      })
    }
    // It shows the payout method as it is now.
    await payoutMethods.archive(done.payout_method!.id)
    refused(await post(world, OSI, { payout_method: done.payout_method!.id }), 400, {
      type: 'invalid_payout_method',
      code: 'payout_method_archived',
      param: 'payout_method',
      message: `The payout method ${done.payout_method!.id} is archived.`,
    })
    const now = { ...done, payout_method: { ...done.payout_method, archived: true } }
    assert.deepEqual({ ...(await outboundSetupIntents.retrieve(open.id)) }, now)
    assert.deepEqual((await outboundSetupIntents.list()).data, [{ ...other, status: 'canceled' }, now])
    assert.deepEqual(await world.news(), [])
  })

for (const operation of [
  `GET ${V2}/payout_methods`,
  `GET ${V2}/payout_methods/{id}`,
  `POST ${V2}/payout_methods/{id}/archive`,
  `POST ${V2}/payout_methods/{id}/unarchive`,
])
  behaves(operation, 'has accounts of all countries, without those put away', async (world) => {
    const { stripe } = world
    const { outboundSetupIntents, payoutMethods } = stripe.v2.moneyManagement
    const made: string[] = []
    for (const bank of [US, GB, DE])
      made.unshift((await outboundSetupIntents.create(data(bank) as never)).payout_method!.id)
    const { id: unused } = await stripe.v2.core.vault.usBankAccounts.create(VAULTED)
    const ids = async (params: Stripe.V2.MoneyManagement.PayoutMethodListParams = {}) => {
      const found: string[] = []
      for await (const { id } of payoutMethods.list({ limit: 2, ...params })) found.push(id)
      return found
    }
    assert.deepEqual(await ids(), [unused, ...made])
    assert.deepEqual(await ids({ usage_status: { payments: ['eligible'] } }), made)
    assert.deepEqual(await ids({ usage_status: { payments: ['disabled', 'invalid'], transfers: ['disabled'] } }), [
      unused,
    ])
    for (const id of made) {
      const before = await payoutMethods.retrieve(id)
      assert.deepEqual({ ...(await payoutMethods.archive(id)) }, { ...before, archived: true })
    }
    assert.deepEqual(await ids(), [unused])
    assert.deepEqual((await stripe.v2.core.vault.usBankAccounts.retrieve(made[2]!)).archived, true)
    for (const id of made) assert.equal((await payoutMethods.unarchive(id)).archived, false)
    assert.deepEqual(await ids(), [unused, ...made])
    // Back from the last of four pages, which three types of objects share.
    let url = `${V2}/payout_methods?limit=1`
    for (let i = 0; i < 3; i++) url = (await get(world, url)).body.next_page_url
    const { previous_page_url } = (await get(world, url)).body
    assert.deepEqual((await get(world, previous_page_url)).body.data[0].id, made[1])
    assert.equal((await get(world, `${V2}/payout_methods/usba_test_none`)).body.error.code, 'not_found')
    assert.deepEqual(await world.news(), [])
  })

const RECVER = `${V2}/recipient_verifications`

behaves(`POST ${RECVER}`, 'finds that the bank knows the name, for five minutes', async (world) => {
  const { stripe, advance, news } = world
  const { recipientVerifications } = stripe.v2.moneyManagement
  const german = await payable(world, DE)
  const { id, created, ...rest } = await recipientVerifications.create(german)
  assert.match(id, /^recver_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'v2.money_management.recipient_verification',
    consumed_by: null,
    expires_at: at(secondsOf(created) + 300),
    livemode: false,
    match_result: 'match',
    match_result_details: {
      matched_name: 'Jenny Rosen',
      message: 'The provided name matches the name the bank has on file for this account.',
      provided_name: 'Jenny Rosen',
    },
    ...german,
    status: 'verified',
    status_transitions: null,
    verification_type: 'verification_of_payee',
  })
  const british = await recipientVerifications.create(await payable(world, GB))
  assert.deepEqual(
    [british.verification_type, british.expires_at, british.match_result_details.matched_business_type],
    ['confirmation_of_payee', null, 'business'],
  )
  await advance(300)
  const status = async (of: string) => (await recipientVerifications.retrieve(of)).status
  assert.deepEqual([await status(id), await status(british.id)], ['expired', 'verified'])
  refused(await post(world, RECVER, await payable(world, US)), 400, {
    code: 'recipient_verification_not_supported',
    param: 'payout_method',
    message: 'Recipients cannot be verified in US.',
  })
  assert.deepEqual(await news(), [])
})

for (const operation of [
  `POST /v2/test_helpers/money_management/recipient_verifications`,
  `POST ${RECVER}/{id}/acknowledge`,
  `GET ${RECVER}/{id}`,
])
  behaves(operation, 'is of a given result, which is acknowledged where it is no match', async (world) => {
    const { stripe, news } = world
    const { recipientVerifications } = stripe.v2.moneyManagement
    const german = await payable(world, DE)
    const results = [
      ['match', 'verified', 'Jenny Rosen'],
      ['close_match', 'awaiting_acknowledgement', 'Jenny Rosen close_match'],
      ['no_match', 'awaiting_acknowledgement', undefined],
      ['unavailable', 'awaiting_acknowledgement', undefined],
    ] as const
    for (const [match_result, status, matched] of results) {
      const made = await stripe.v2.testHelpers.moneyManagements.recipientVerifications({ ...german, match_result })
      assert.deepEqual([made.status, made.match_result_details.matched_name], [status, matched])
      if (status !== 'verified') {
        const done = await recipientVerifications.acknowledge(made.id)
        assert.ok(done.status_transitions?.acknowledged_at)
        assert.deepEqual(
          { ...done },
          {
            ...made,
            status: 'acknowledged',
            status_transitions: { acknowledged_at: done.status_transitions.acknowledged_at },
          },
        )
        assert.deepEqual({ ...(await recipientVerifications.retrieve(made.id)) }, { ...done })
      }
      refused(await post(world, `${RECVER}/${made.id}/acknowledge`), 400, {
        code: 'recipient_verification_not_acknowledgable',
        message: `The RecipientVerification cannot be acknowledged: it is ${status === 'verified' ? status : 'acknowledged'}.`,
      })
    }
    assert.equal((await get(world, `${RECVER}/recver_test_none`)).body.error.code, 'not_found')
    assert.deepEqual(await news(), [])
  })

behaves(`POST ${V2}/outbound_payments`, 'relies on a verification once', async (world) => {
  const { stripe } = world
  const { outboundPayments, recipientVerifications } = stripe.v2.moneyManagement
  const { id: account } = await funded(world, 5000)
  const to = await payable(world, DE)
  const { id: recipient_verification } = await recipientVerifications.create(to)
  const from = { financial_account: account, currency: 'usd' }
  const wish = { amount: usd(1000), from, to, recipient_verification }
  const { id } = await outboundPayments.create(wish as never)
  const used = await recipientVerifications.retrieve(recipient_verification)
  assert.deepEqual([used.status, used.consumed_by], ['consumed', { outbound_payment: id, type: 'outbound_payment' }])
  refused(await post(world, `${V2}/outbound_payments`, wish), 400, {
    type: 'cannot_proceed',
    code: 'recipient_verification_not_usable',
    param: 'recipient_verification',
    message: `The RecipientVerification ${recipient_verification} is consumed.`,
  })
  const other = await recipientVerifications.create(await payable(world, DE))
  const { body } = await post(world, `${V2}/outbound_payments`, { ...wish, recipient_verification: other.id })
  assert.equal(body.error.message, `The RecipientVerification ${other.id} is of another recipient or payout method.`)
  assert.deepEqual(await balancesOf(world, account), [4000, 0, 1000])
  await world.advance(300)
  assert.equal((await recipientVerifications.retrieve(recipient_verification)).status, 'consumed')
  assert.deepEqual(await world.news(), [])
})

behaves(`POST ${V2}/outbound_payments`, 'changes currencies by the rate of the day', async (world) => {
  const { id: account } = await funded(world, 5000)
  const { outboundPayments } = world.stripe.v2.moneyManagement
  const to = await payable(world, GB)
  const wish = { from: { financial_account: account, currency: 'usd' }, to }
  // One pound is 1.27 dollars: 10.00 dollars are 7.874… pounds.
  const sent = await outboundPayments.create({ ...wish, amount: usd(1000) })
  assert.deepEqual([sent.from.debited, sent.to.credited], [usd(1000), { value: 787, currency: 'gbp' }])
  const gbp = { value: 1000, currency: 'gbp' }
  const received = await outboundPayments.create({ ...wish, amount: gbp })
  assert.deepEqual([received.amount, received.from.debited, received.to.credited], [gbp, usd(1270), gbp])
  assert.deepEqual(await balancesOf(world, account), [5000 - 1000 - 1270, 0, 2270])
  await checkSums(world, account)
  assert.deepEqual(await world.news(), [])
})
