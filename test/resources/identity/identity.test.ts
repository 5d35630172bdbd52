// Identity: sessions in which somebody shows who they are, and the reports of them.
// (https://docs.stripe.com/identity/how-sessions-work, docs.stripe.com/identity/access-verification-results)
// One file because a session and its reports are made by the same steps.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const EVENT = 'identity.verification_session'
const PATH = '/v1/identity/verification_sessions'

const submit = ({ call }: Pick<Sandbox, 'call'>, id: string, form: string) =>
  call('POST', `/brindle/verification_sessions/${id}`, form)

const session = ({ stripe }: Pick<Sandbox, 'stripe'>, document: object = {}) =>
  stripe.identity.verificationSessions.create({ type: 'document', options: { document } })

behaves(`POST ${PATH}`, 'waits for somebody', async (world) => {
  const { stripe, call, news, url } = world
  const { id: related_customer } = await stripe.customers.create({})
  await news()
  const made = await stripe.identity.verificationSessions.create({
    type: 'document',
    client_reference_id: 'user_1',
    metadata: { a: '1' },
    options: { document: { require_matching_selfie: true, allowed_types: ['passport'] } },
    provided_details: { email: 'jenny.rosen@example.com' },
    related_customer,
    return_url: 'https://shop.example/back',
  })
  const { id, client_secret, created, url: page, ...rest } = made
  assert.match(id, /^vs_\w{24}$/)
  assert.match(client_secret!, new RegExp(`^${id}_secret_\\w{24}$`))
  assert.ok(page!.startsWith(`${url}/identity/start/`) && created > 1_600_000_000)
  assert.deepEqual(
    { ...rest },
    {
      object: EVENT,
      client_reference_id: 'user_1',
      last_error: null,
      last_verification_report: null,
      livemode: false,
      metadata: { a: '1' },
      options: { document: { allowed_types: ['passport'], require_matching_selfie: true } },
      provided_details: { email: 'jenny.rosen@example.com' },
      redaction: null,
      related_customer,
      related_customer_account: null,
      status: 'requires_input',
      type: 'document',
    },
  )
  const refuse = async (form: string, code: string | undefined, param: string, message: string | RegExp) =>
    refused(await call('POST', PATH, form), 400, { param, message, ...(code && { code }) })
  await refuse('', 'parameter_missing', 'type', 'Missing required param: type.')
  await refuse('type=face', undefined, 'type', 'Invalid type: must be one of document or id_number')
  await refuse('type=document&return_url=back', 'url_invalid', 'return_url', 'Not a valid URL')
  await refuse(
    'type=document&related_customer=cus_x',
    'resource_missing',
    'related_customer',
    "No such customer: 'cus_x'",
  )
  await refuse('verification_flow=vf_1', 'not_built', 'verification_flow', /^Verification flows are made in/)
  await refuse(
    'type=id_number&options[document][require_live_capture]=true',
    undefined,
    'options[document]',
    '`options[document]` is only for sessions of the type `document`.',
  )
  assert.deepEqual(await news(), [`${EVENT}.created`])
})

behaves('POST /brindle/verification_sessions/{id}', 'verifies', async (world) => {
  const { stripe, call, news, advance } = world
  const { id } = await session(world, { require_matching_selfie: true, require_id_number: true })
  await news()
  const sent = await submit(world, id, 'outcome=verified&first_name=Ada&dob[day]=10&dob[month]=12&dob[year]=1985')
  assert.deepEqual(
    [sent.status, sent.body.status, sent.body.url, sent.body.client_secret, sent.body.return_url],
    [200, 'processing', null, null, null],
  )
  assert.deepEqual(await news(), [`${EVENT}.processing`])
  refused(await submit(world, id, 'outcome=verified'), 400, {
    message:
      'You cannot submit this VerificationSession because it has a status of processing. Only a VerificationSession with one of ' +
      'the following statuses may be used: requires_input.',
  })
  await advance(1)
  assert.deepEqual(await news(), [`${EVENT}.verified`])
  const found = await stripe.identity.verificationSessions.retrieve(id, {
    expand: ['verified_outputs', 'verified_outputs.dob', 'verified_outputs.id_number', 'last_verification_report'],
  })
  assert.deepEqual([found.status, found.last_error, found.url], ['verified', null, null])
  const address = {
    city: 'San Francisco',
    country: 'US',
    line1: '1234 Main St',
    line2: null,
    postal_code: '94111',
    state: 'CA',
  }
  assert.deepEqual(found.verified_outputs, {
    address,
    dob: { day: 10, month: 12, year: 1985 },
    email: null,
    first_name: 'Ada',
    id_number: '000000000',
    id_number_type: 'us_ssn',
    last_name: 'Rosen',
    phone: null,
  })
  // Nothing of it is told unasked.
  assert.equal((await stripe.identity.verificationSessions.retrieve(id)).verified_outputs, undefined)
  const { id: reportId, created: _, ...report } = found.last_verification_report as Stripe.Identity.VerificationReport
  assert.match(reportId, /^vr_\w{24}$/)
  const passed = { error: null, status: 'verified' }
  assert.deepEqual(
    { ...report },
    {
      object: 'identity.verification_report',
      client_reference_id: null,
      document: {
        ...passed,
        address,
        files: [],
        first_name: 'Ada',
        issued_date: { day: 1, month: 1, year: 2024 },
        issuing_country: 'US',
        last_name: 'Rosen',
        type: 'driving_license',
      },
      id_number: { ...passed, first_name: 'Ada', id_number_type: 'us_ssn', last_name: 'Rosen' },
      livemode: false,
      options: { document: { require_id_number: true, require_matching_selfie: true } },
      selfie: { ...passed, document: null, selfie: null },
      type: 'document',
      verification_session: id,
    },
  )
  const gone = await submit(world, 'vs_none', 'outcome=verified')
  refused(gone, 404, { code: 'resource_missing', param: 'id', message: "No such verificationsession: 'vs_none'" })
  assert.equal((await call('POST', '/brindle/verification_sessions/vs_none', '')).status, 400)
  assert.deepEqual(await news(), [])
})

behaves('POST /brindle/verification_sessions/{id}', 'fails as it is told, and can be tried again', async (world) => {
  const { stripe, news, advance } = world
  const { id, url } = await session(world, { require_matching_selfie: true })
  refused(await submit(world, id, 'outcome=failed'), 400, {
    code: 'parameter_missing',
    param: 'last_error',
    message: 'Missing required param: last_error.',
  })
  refused(await submit(world, id, 'outcome=failed&last_error=id_number_mismatch'), 400, {
    param: 'last_error',
    message: 'This VerificationSession asks for no check that fails with id_number_mismatch.',
  })
  refused(await submit(world, id, 'outcome=verified&last_error=abandoned'), 400, {
    param: 'last_error',
    message: 'Only a verification that failed has an error.',
  })
  assert.equal((await submit(world, id, 'outcome=failed&last_error=selfie_face_mismatch')).status, 200)
  await advance(1)
  const failed = await stripe.identity.verificationSessions.retrieve(id, {
    expand: ['last_verification_report', 'verified_outputs'],
  })
  const error = { code: 'selfie_face_mismatch', reason: 'The face of the selfie is not that of the document.' }
  assert.deepEqual([failed.status, failed.last_error, failed.verified_outputs], ['requires_input', error, null])
  assert.ok(failed.url !== null && failed.url !== url)
  const { document, selfie, id_number } = failed.last_verification_report as Stripe.Identity.VerificationReport
  assert.deepEqual(
    [document!.status, selfie, id_number],
    ['verified', { document: null, error, selfie: null, status: 'unverified' }, undefined],
  )
  // Who never began leaves no report.
  const other = await session(world)
  await submit(world, other.id, 'outcome=failed&last_error=consent_declined')
  await advance(1)
  const { last_error, last_verification_report } = await stripe.identity.verificationSessions.retrieve(other.id)
  assert.deepEqual([last_error!.code, last_verification_report], ['consent_declined', null])
  await submit(world, id, 'outcome=verified')
  await advance(1)
  assert.deepEqual((await stripe.identity.verificationSessions.retrieve(id)).last_error, null)
  const tried = [`${EVENT}.processing`, `${EVENT}.requires_input`]
  assert.deepEqual(await news(), [
    `${EVENT}.created`,
    ...tried,
    `${EVENT}.created`,
    ...tried,
    `${EVENT}.processing`,
    `${EVENT}.verified`,
  ])
})

behaves(`POST ${PATH}/{id}`, 'changes what is asked, while it is asked', async (world) => {
  const { stripe, call, news } = world
  const made = await session(world, { require_live_capture: true })
  const changed = await stripe.identity.verificationSessions.update(made.id, {
    type: 'id_number',
    metadata: { b: '2' },
  })
  assert.deepEqual({ ...changed }, { ...made, type: 'id_number', options: {}, metadata: { b: '2' } })
  await stripe.identity.verificationSessions.cancel(made.id)
  refused(await call('POST', `${PATH}/${made.id}`, 'type=document'), 400, {
    message: /^You cannot update this VerificationSession because it has a status of canceled\./,
  })
  assert.deepEqual(await news(), [`${EVENT}.created`, `${EVENT}.canceled`])
})

behaves(`POST ${PATH}/{id}/cancel`, 'closes the page for good', async (world) => {
  const { stripe, call, news } = world
  const made = await session(world)
  const canceled = await stripe.identity.verificationSessions.cancel(made.id)
  assert.deepEqual({ ...canceled }, { ...made, client_secret: null, status: 'canceled', url: null })
  refused(await call('POST', `${PATH}/${made.id}/cancel`, ''), 400, {
    message: /^You cannot cancel this VerificationSession because it has a status of canceled\./,
  })
  assert.equal((await submit(world, made.id, 'outcome=verified')).status, 400)
  assert.deepEqual(await news(), [`${EVENT}.created`, `${EVENT}.canceled`])
})

behaves(`POST ${PATH}/{id}/redact`, 'takes out who it was', async (world) => {
  const { stripe, call, news, advance } = world
  const { id } = await stripe.identity.verificationSessions.create({
    type: 'id_number',
    metadata: { a: '1' },
    provided_details: { phone: '+15555550100' },
  })
  await submit(world, id, 'outcome=verified&id_number=123456789')
  await advance(1)
  await news()
  const asked = await stripe.identity.verificationSessions.redact(id)
  assert.deepEqual([asked.status, asked.redaction], ['verified', { status: 'processing' }])
  assert.deepEqual(await news(), [])
  refused(await call('POST', `${PATH}/${id}/redact`, ''), 400, {
    message: 'You cannot redact this VerificationSession because it has been redacted.',
  })
  await advance(60)
  const done = await stripe.identity.verificationSessions.retrieve(id, {
    expand: [
      'verified_outputs',
      'verified_outputs.dob',
      'verified_outputs.id_number',
      'last_verification_report.id_number.id_number',
    ],
  })
  assert.deepEqual(
    [done.redaction, done.metadata, done.provided_details],
    [{ status: 'redacted' }, {}, { phone: '[redacted]' }],
  )
  const { first_name, dob, id_number } = done.verified_outputs!
  assert.deepEqual([first_name, dob, id_number], ['[redacted]', null, '[redacted]'])
  const report = done.last_verification_report as Stripe.Identity.VerificationReport
  assert.deepEqual([report.id_number!.last_name, report.id_number!.id_number], ['[redacted]', '[redacted]'])
  assert.deepEqual(await news(), [`${EVENT}.redacted`])
  // One that still waits is canceled by it.
  const waiting = await session(world)
  const gone = await stripe.identity.verificationSessions.redact(waiting.id)
  assert.deepEqual([gone.status, gone.redaction, gone.url], ['canceled', { status: 'processing' }, null])
  assert.deepEqual(await news(), [`${EVENT}.created`, `${EVENT}.canceled`])
})

behaves(`GET ${PATH}`, 'lists by what sessions are', async (world) => {
  const { stripe, news } = world
  const one = await stripe.identity.verificationSessions.create({ type: 'id_number', client_reference_id: 'u1' })
  const two = await session(world)
  await stripe.identity.verificationSessions.cancel(two.id)
  const ids = async (params: Stripe.Identity.VerificationSessionListParams) =>
    (await stripe.identity.verificationSessions.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'canceled' }), [two.id])
  assert.deepEqual(await ids({ client_reference_id: 'u1' }), [one.id])
  assert.deepEqual(await news(), [`${EVENT}.created`, `${EVENT}.created`, `${EVENT}.canceled`])
})

behaves(`GET ${PATH}/{id}`, 'is not there under an id that was made up', async ({ call, news }) => {
  refused(await call('GET', `${PATH}/vs_none`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such verificationsession: 'vs_none'",
  })
  assert.deepEqual(await news(), [])
})

async function reported(world: Sandbox): Promise<string[]> {
  const { stripe, advance } = world
  const sessions = [await session(world), await stripe.identity.verificationSessions.create({ type: 'id_number' })]
  for (const { id } of sessions) {
    await submit(world, id, 'outcome=verified&id_number=123456789')
    await advance(1)
  }
  return sessions.map(({ id }) => id)
}

behaves('GET /v1/identity/verification_reports', 'lists by session and type', async (world) => {
  const { stripe, news } = world
  const [first, second] = await reported(world)
  const of = async (params: Stripe.Identity.VerificationReportListParams) =>
    (await stripe.identity.verificationReports.list(params)).data.map((report) => report.verification_session)
  assert.deepEqual(await of({}), [second, first])
  assert.deepEqual(await of({ type: 'document' }), [first])
  assert.deepEqual(await of({ verification_session: second! }), [second])
  await news()
})

behaves('GET /v1/identity/verification_reports/{id}', 'tells what is sensitive only when asked', async (world) => {
  const { stripe, news } = world
  await reported(world)
  const [number, document] = (await stripe.identity.verificationReports.list()).data
  assert.equal(number!.id_number!.id_number, undefined)
  const asked = await stripe.identity.verificationReports.retrieve(number!.id, {
    expand: ['id_number.id_number', 'id_number.dob'],
  })
  // Of a social security number only the last four digits: the field's own comment.
  assert.deepEqual([asked.id_number!.id_number, asked.id_number!.dob], ['6789', { day: 1, month: 1, year: 1990 }])
  const papers = await stripe.identity.verificationReports.retrieve(document!.id, {
    expand: ['document.number', 'document.expiration_date', 'document.dob'],
  })
  const { number: shown, expiration_date, dob } = papers.document!
  assert.deepEqual(
    [shown, expiration_date, dob],
    ['000000000', { day: 31, month: 12, year: 2034 }, { day: 1, month: 1, year: 1990 }],
  )
  await news()
})
