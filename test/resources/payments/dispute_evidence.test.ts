// What is answered to a dispute, when it goes to the bank, and what the bank makes of it.
// (https://docs.stripe.com/api/disputes/update; https://docs.stripe.com/testing#disputes)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { disputed, evidenceFile, moved, pdf, SOON, WON } from './disputing.ts'

const DAY = 86_400
const WITHDRAWN = ['adjustment', -1000, 1500, 'dispute']
const TEXT = { winning: 'winning_evidence', losing: 'losing_evidence' }

behaves('POST /v1/disputes/{id}', 'sends evidence to the bank, once', async (world) => {
  const { stripe, call, news } = world
  const { dispute } = await disputed(world)
  const { status, evidence, evidence_details } = await stripe.disputes.update(dispute.id, {
    evidence: { customer_name: 'Jo', service_date: '2026-01-31' },
  })
  assert.equal(status, 'under_review')
  assert.deepEqual(evidence, { ...dispute.evidence, customer_name: 'Jo', service_date: '2026-01-31' })
  assert.deepEqual(evidence_details, {
    ...dispute.evidence_details,
    has_evidence: true,
    submission_count: 1,
    submission_method: 'manual',
  })
  assert.deepEqual(await news(), ['charge.dispute.updated'])
  for (const again of ['evidence[customer_name]=Al', 'submit=true', 'evidence[receipt]=file_x&submit=false'])
    refused(await call('POST', `/v1/disputes/${dispute.id}`, again), 400, {
      message: 'The evidence for this dispute has already been submitted, and can be submitted only once.',
    })
  assert.equal((await stripe.disputes.retrieve(dispute.id)).evidence.customer_name, 'Jo')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/disputes/{id}', 'keeps evidence until it is submitted', async (world) => {
  const { stripe, news } = world
  const { dispute } = await disputed(world)
  const staged = await stripe.disputes.update(dispute.id, { evidence: { customer_name: 'Jo' }, submit: false })
  assert.equal(staged.status, 'needs_response')
  assert.deepEqual(staged.evidence_details, { ...dispute.evidence_details, has_evidence: true })
  await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'Look.' }, submit: false })
  const sent = await stripe.disputes.update(dispute.id, { submit: true })
  assert.deepEqual(
    [sent.status, sent.evidence.customer_name, sent.evidence.uncategorized_text],
    ['under_review', 'Jo', 'Look.'],
  )
  assert.equal(sent.evidence_details.submission_count, 1)
  assert.deepEqual(await news(), ['charge.dispute.updated', 'charge.dispute.updated', 'charge.dispute.updated'])
})

behaves(
  'POST /v1/disputes/{id}',
  'may change metadata alone, at any time, and submits nothing by that',
  async (world) => {
    const { stripe, news } = world
    const { dispute } = await disputed(world)
    const noted = await stripe.disputes.update(dispute.id, { metadata: { case: '7', by: 'Jo' } })
    assert.deepEqual([noted.status, noted.metadata], ['needs_response', { case: '7', by: 'Jo' }])
    assert.deepEqual(await news(), ['charge.dispute.updated'])
    await stripe.disputes.close(dispute.id)
    const after = await stripe.disputes.update(dispute.id, { metadata: { by: '' } })
    assert.deepEqual([after.status, after.metadata], ['lost', { case: '7' }])
    assert.deepEqual(await news(), ['charge.dispute.closed', 'charge.dispute.updated'])
  },
)

behaves(
  'POST /v1/disputes/{id}',
  'wins with winning evidence, and has the amount back without the fee',
  async (world) => {
    const { stripe, news, advance } = world
    const { dispute, charge } = await disputed(world)
    await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: TEXT.winning } })
    assert.deepEqual(await news(), ['charge.dispute.updated'])
    assert.deepEqual(await moved(world), [WITHDRAWN])
    await advance(SOON)
    assert.deepEqual(await news(), WON)
    const won = await stripe.disputes.retrieve(dispute.id)
    assert.equal(won.status, 'won')
    assert.deepEqual(await moved(world), [WITHDRAWN, ['adjustment', 1000, 0, 'dispute_reversal']])
    const [withdrawal, reversal, more] = won.balance_transactions
    assert.equal(more, undefined)
    assert.deepEqual(withdrawal, dispute.balance_transactions[0])
    assert.deepEqual(
      [reversal!.source, reversal!.net, reversal!.description, reversal!.status],
      [dispute.id, 1000, `Chargeback reversal for ${charge}`, 'available'],
    )
    await advance(30 * DAY)
    assert.ok(!(await news()).some((type) => type.includes('dispute')))
    assert.equal((await stripe.disputes.retrieve(dispute.id)).status, 'won')
  },
)

behaves('POST /v1/disputes/{id}', 'loses with losing evidence', async (world) => {
  const { stripe, news, advance } = world
  const { dispute } = await disputed(world)
  await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: TEXT.losing } })
  await advance(SOON)
  assert.deepEqual(await news(), ['charge.dispute.updated', 'charge.dispute.closed'])
  assert.equal((await stripe.disputes.retrieve(dispute.id)).status, 'lost')
  assert.deepEqual(await moved(world), [WITHDRAWN])
})

behaves('POST /v1/disputes/{id}', 'decides nothing by staged evidence', async (world) => {
  const { stripe, news, advance } = world
  const { dispute } = await disputed(world)
  await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: TEXT.winning }, submit: false })
  await advance(DAY)
  assert.deepEqual(await news(), ['charge.dispute.updated'])
  assert.equal((await stripe.disputes.retrieve(dispute.id)).status, 'needs_response')
  await stripe.disputes.update(dispute.id, { submit: true })
  await advance(SOON)
  assert.deepEqual(await news(), ['charge.dispute.updated', ...WON])
})

// What becomes of it when `due_by` passes: nobody answered, or the bank got an answer that decides nothing.
const LAPSES = [
  ['pm_card_createDispute', false, 'needs_response', 'lost'],
  ['pm_card_createDispute', true, 'under_review', 'lost'],
  ['pm_card_createDisputeInquiry', false, 'warning_needs_response', 'warning_closed'],
  ['pm_card_createDisputeInquiry', true, 'warning_under_review', 'warning_closed'],
] as const
for (const [card, isAnswered, open, end] of LAPSES)
  behaves(
    isAnswered ? 'POST /v1/disputes/{id}' : 'GET /v1/disputes/{id}',
    `ends ${open} as ${end} once its day has passed`,
    async (world) => {
      const { stripe, news, advance } = world
      const { dispute } = await disputed(world, card)
      if (isAnswered) await stripe.disputes.update(dispute.id, { evidence: { customer_name: 'Jo' } })
      await news()
      const { due_by } = dispute.evidence_details
      const status = async () => (await stripe.disputes.retrieve(dispute.id)).status
      const now = await advance(0)
      // A minute before, as this takes a while itself.
      await advance(due_by! - 60 - now)
      assert.equal(await status(), open)
      await advance(61)
      assert.equal(await status(), end)
      assert.deepEqual(await news(), ['balance.available', 'charge.dispute.closed'])
    },
  )

behaves('POST /v1/disputes/{id}', 'answers a question too', async (world) => {
  const { stripe, news, advance } = world
  const { dispute } = await disputed(world, 'pm_card_createDisputeInquiry')
  const asked = await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: TEXT.winning } })
  assert.equal(asked.status, 'warning_under_review')
  await advance(SOON)
  assert.deepEqual(await news(), ['charge.dispute.updated', 'charge.dispute.closed'])
  assert.equal((await stripe.disputes.retrieve(dispute.id)).status, 'warning_closed')
  assert.deepEqual(await moved(world), [])
})

behaves('POST /v1/disputes/{id}', 'takes every text and every file', async (world) => {
  const { stripe, news } = world
  const { dispute } = await disputed(world)
  const { id: file } = await evidenceFile(world)
  await news()
  const isFile = /^(receipt|refund_policy|cancellation_policy|uncategorized_file|customer_(communication|signature))$/
  const names = Object.keys(dispute.evidence).filter((name) => name !== 'enhanced_evidence')
  assert.equal(names.length, 27)
  const evidence = Object.fromEntries(
    names.map((name) => [name, isFile.test(name) || name.endsWith('_documentation') ? file : `A word on ${name}.`]),
  )
  const staged = await stripe.disputes.update(dispute.id, { evidence, submit: false })
  assert.deepEqual(staged.evidence, { ...evidence, enhanced_evidence: {} })
  const { evidence: shown } = await stripe.disputes.retrieve(dispute.id, { expand: ['evidence.receipt'] })
  assert.equal((shown.receipt as { object: string }).object, 'file')
  assert.deepEqual(await news(), ['charge.dispute.updated'])
})

behaves('POST /v1/disputes/{id}', 'refuses files that are not there, or are for something else', async (world) => {
  const { stripe, call, news } = world
  const { dispute } = await disputed(world)
  const { id: fine } = await evidenceFile(world)
  const logo = await stripe.files.create({
    purpose: 'business_logo',
    file: { data: Buffer.from('GIF89a...'), name: 'logo.gif', type: 'image/gif' },
  })
  await news()
  const path = `/v1/disputes/${dispute.id}`
  refused(await call('POST', path, `evidence[receipt]=${fine}&evidence[refund_policy]=file_none`), 400, {
    code: 'resource_missing',
    param: 'evidence[refund_policy]',
    message: "No such file: 'file_none'",
  })
  refused(await call('POST', path, `evidence[receipt]=${logo.id}`), 400, {
    param: 'evidence[receipt]',
    message: `The file ${logo.id} has the purpose business_logo; evidence takes files of the purpose dispute_evidence.`,
  })
  assert.equal((await stripe.disputes.retrieve(dispute.id)).evidence_details.has_evidence, false)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/disputes/{id}', 'refuses more than a bank reads', async (world) => {
  const { stripe, call, news } = world
  const { dispute } = await disputed(world)
  const path = `/v1/disputes/${dispute.id}`
  const big = await evidenceFile(world, pdf(2.5 * 1024 * 1024))
  const other = await evidenceFile(world, pdf(2.5 * 1024 * 1024))
  await stripe.disputes.update(dispute.id, { evidence: { receipt: big.id }, submit: false })
  await news()
  refused(await call('POST', path, `evidence[refund_policy]=${other.id}`), 400, {
    param: 'evidence',
    message:
      "The files you've attached to this dispute as evidence will exceed the limit for a dispute's total size. Try using " +
      "smaller files as evidence. Hint: if you've attached images, you might want to try providing them in lower resolutions.",
  })
  const long = ['access_activity_log', 'cancellation_policy_disclosure', 'cancellation_rebuttal', 'product_description']
  const more = [
    'duplicate_charge_explanation',
    'refund_policy_disclosure',
    'refund_refusal_explanation',
    'uncategorized_text',
  ]
  const texts = [...long, ...more].map((name) => `evidence[${name}]=${'x'.repeat(19_000)}`).join('&')
  refused(await call('POST', path, texts), 400, {
    param: 'evidence',
    message: 'The combined character count of all fields is limited to 150000 (it is 152000).',
  })
  refused(await call('POST', path, `evidence[uncategorized_text]=${'x'.repeat(20_001)}`), 400, {
    param: 'evidence[uncategorized_text]',
    message: 'Invalid string: xxxxxxxx...xxxxxxxx; must be at most 20000 characters',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/disputes/{id}', 'refuses what makes no sense', async (world) => {
  const { call, news } = world
  const { dispute } = await disputed(world)
  const path = `/v1/disputes/${dispute.id}`
  refused(await call('POST', path, 'submit=true'), 400, {
    param: 'evidence',
    message: 'There is no evidence to submit.',
  })
  refused(await call('POST', path, 'evidence[alibi]=x'), 400, {
    code: 'parameter_unknown',
    param: 'evidence[alibi]',
    message: 'Received unknown parameter: evidence[alibi]',
  })
  refused(await call('POST', path, 'submit=perhaps'), 400, { param: 'submit', message: 'Invalid boolean: perhaps' })
  // Only this version has appeals and the choice of how to submit.
  const newest = { 'stripe-version': '2026-09-30.endive' }
  refused(await call('POST', path, 'evidence[appeal][card][reason_for_filing]=x', newest), 400, {
    code: 'not_built',
    param: 'evidence[appeal]',
    message: 'Brindle has no disputes that appeal is for yet.',
  })
  refused(await call('POST', path, 'intended_submission_method=prefer_smart_disputes', newest), 400, {
    code: 'smart_disputes_not_available',
    param: 'intended_submission_method',
    message: 'Smart Disputes is not available for this dispute.',
  })
  refused(await call('POST', '/v1/disputes/du_none', 'metadata[a]=b'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such dispute: 'du_none'",
  })
  const { body } = await call('POST', path, 'intended_submission_method=manual', newest)
  assert.deepEqual([body.intended_submission_method, body.status], ['manual', 'needs_response'])
  assert.deepEqual(await news(), ['charge.dispute.updated'])
})

behaves('POST /v1/charges/{charge}/dispute', 'answers the dispute of a charge', async (world) => {
  const { call, news, advance } = world
  const { charge, dispute } = await disputed(world)
  const { id: file } = await evidenceFile(world)
  await news()
  const form = `evidence[uncategorized_text]=winning_evidence&evidence[receipt]=${file}`
  const { status, body } = await call('POST', `/v1/charges/${charge}/dispute`, form)
  assert.deepEqual([status, body.id, body.status, body.evidence.receipt], [200, dispute.id, 'under_review', file])
  await advance(SOON)
  assert.deepEqual(await news(), ['charge.dispute.updated', ...WON])
})
