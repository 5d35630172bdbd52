// Invoice rendering templates, which Stripe makes in its dashboard and Brindle by calls of its own. They are no news.
// (https://docs.stripe.com/api/invoice-rendering-template, https://docs.stripe.com/invoicing/invoice-rendering-template)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const OWN = '/brindle/invoice_rendering_templates'
const V1 = '/v1/invoice_rendering_templates'
const NO_TEXT = { memo: null, footer: null, custom_fields: [] }

/** One template, as Stripe's own calls show it. */
async function made({ call, stripe }: Sandbox, form: string) {
  const { status, body } = await call('POST', OWN, form)
  assert.equal(status, 200)
  return { ...(await stripe.invoiceRenderingTemplates.retrieve(body.id)) }
}

behaves(
  'POST /brindle/invoice_rendering_templates',
  'makes one, with what it says on invoices',
  async ({ call, stripe, news }) => {
    const { status, body } = await call(
      'POST',
      OWN,
      'nickname=France&metadata[country]=FR&memo=Merci&footer=TVA+non+applicable' +
        '&custom_fields[0][name]=Commande&custom_fields[0][value]=4711',
    )
    assert.equal(status, 200)
    const { id, created, ...rest } = body
    assert.match(id, /^inrtem_[A-Za-z0-9]{24}$/)
    const shown = {
      object: 'invoice_rendering_template',
      livemode: false,
      metadata: { country: 'FR' },
      nickname: 'France',
      status: 'active',
      version: 1,
    }
    const text = { memo: 'Merci', footer: 'TVA non applicable', custom_fields: [{ name: 'Commande', value: '4711' }] }
    assert.deepEqual(rest, { ...shown, ...text })
    assert.ok(Math.abs(created - Date.now() / 1000) < 60)
    // Stripe's own calls say nothing of what stands on the invoice.
    assert.deepEqual({ ...(await stripe.invoiceRenderingTemplates.retrieve(id)) }, { id, created, ...shown })
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /brindle/invoice_rendering_templates', 'says nothing unless told', async ({ call, news }) => {
  const { body } = await call('POST', OWN, '')
  assert.deepEqual([body.nickname, body.metadata, body.version], [null, {}, 1])
  assert.deepEqual({ memo: body.memo, footer: body.footer, custom_fields: body.custom_fields }, NO_TEXT)
  assert.deepEqual(await news(), [])
})

behaves('POST /brindle/invoice_rendering_templates', 'refuses more than an invoice takes', async ({ call, news }) => {
  const make = (form: string) => call('POST', OWN, form)
  const long = (param: string, max: number) => ({ param, message: new RegExp(`must be at most ${max} characters$`) })
  refused(await make(`memo=${'m'.repeat(501)}`), 400, long('memo', 500))
  refused(await make(`footer=${'f'.repeat(5_001)}`), 400, long('footer', 5_000))
  const field = (i: number, name: string, value: string) =>
    `custom_fields[${i}][name]=${name}&custom_fields[${i}][value]=${value}`
  refused(await make(field(0, 'n'.repeat(41), 'v')), 400, long('custom_fields[0][name]', 40))
  refused(await make(field(0, 'n', 'v'.repeat(141))), 400, long('custom_fields[0][value]', 140))
  refused(await make('custom_fields[0][name]=n'), 400, {
    code: 'parameter_missing',
    param: 'custom_fields[0][value]',
    message: 'Missing required param: custom_fields[0][value].',
  })
  refused(await make([0, 1, 2, 3, 4].map((i) => field(i, 'n', 'v')).join('&')), 400, {
    param: 'custom_fields',
    message: 'A template can have at most 4 custom fields.',
  })
  refused(await make('status=archived'), 400, {
    code: 'parameter_unknown',
    param: 'status',
    message: 'Received unknown parameter: status',
  })
  const edge = await make(
    [`memo=${'m'.repeat(500)}`, ...[0, 1, 2, 3].map((i) => field(i, 'n'.repeat(40), 'v'.repeat(140)))].join('&'),
  )
  assert.deepEqual([edge.status, edge.body.custom_fields.length], [200, 4])
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /brindle/invoice_rendering_templates/{id}',
  'is a version more when what is rendered changes, and only then',
  async (world) => {
    const { call, stripe, news } = world
    const { id, ...first } = await made(world, 'nickname=France&metadata[a]=1&metadata[b]=2&memo=Merci&footer=TVA')
    const change = (form: string) => call('POST', `${OWN}/${id}`, form)
    const { status, body } = await change('memo=Merci+beaucoup&footer=')
    assert.equal(status, 200)
    const second = { memo: 'Merci beaucoup', footer: null, custom_fields: [] }
    assert.deepEqual(body, { id, ...first, version: 2, ...second })
    const named = (await change('nickname=&metadata[b]=&metadata[c]=3&memo=Merci+beaucoup')).body
    const renamed = { ...first, nickname: null, metadata: { a: '1', c: '3' } }
    assert.deepEqual(named, { id, ...renamed, version: 2, ...second })
    const fields = [{ name: 'Commande', value: '4711' }]
    const third = (await change('custom_fields[0][name]=Commande&custom_fields[0][value]=4711')).body
    assert.deepEqual(third, { id, ...renamed, version: 3, ...second, custom_fields: fields })
    assert.equal((await change('custom_fields[0][value]=4711&custom_fields[0][name]=Commande')).body.version, 3)
    assert.deepEqual((await change('custom_fields=')).body, { id, ...renamed, version: 4, ...second })
    assert.deepEqual({ ...(await stripe.invoiceRenderingTemplates.retrieve(id)) }, { id, ...renamed, version: 4 })
    assert.deepEqual(await news(), [])
  },
)

behaves(
  'POST /brindle/invoice_rendering_templates/{id}',
  'refuses a template that is archived, and one version too many',
  async (world) => {
    const { call, stripe, news } = world
    const { id } = await made(world, 'memo=1')
    const change = (form: string) => call('POST', `${OWN}/${id}`, form)
    await stripe.invoiceRenderingTemplates.archive(id)
    refused(await change('memo=2'), 400, { message: 'You cannot update a template that is archived.' })
    refused(await change('nickname=2'), 400, { message: 'You cannot update a template that is archived.' })
    await stripe.invoiceRenderingTemplates.unarchive(id)
    for (let i = 2; i <= 100; i++) assert.equal((await change(`memo=${i}`)).body.version, i)
    refused(await change('memo=101'), 400, {
      message: 'This template has 100 versions, which is as many as Brindle keeps.',
    })
    assert.equal((await change('nickname=full')).body.version, 100)
    refused(await call('POST', `${OWN}/inrtem_1`, 'memo=2'), 404, {
      code: 'resource_missing',
      param: 'id',
      message: "No such invoice_rendering_template: 'inrtem_1'",
    })
    assert.deepEqual(await news(), [])
  },
)

behaves('GET /brindle/invoice_rendering_templates/{id}', 'shows what each version says', async (world) => {
  const { call, news } = world
  const { id, ...first } = await made(world, 'memo=Merci')
  await call('POST', `${OWN}/${id}`, 'memo=Merci+beaucoup&footer=TVA')
  const get = async (query: string) => (await call('GET', `${OWN}/${id}${query}`)).body
  const second = { id, ...first, version: 2, memo: 'Merci beaucoup', footer: 'TVA', custom_fields: [] }
  assert.deepEqual(await get(''), second)
  assert.deepEqual(await get('?version=2'), second)
  assert.deepEqual(await get('?version=1'), { id, ...first, version: 1, ...NO_TEXT, memo: 'Merci' })
  refused(await call('GET', `${OWN}/${id}?version=3`), 400, {
    code: 'resource_missing',
    param: 'version',
    message: `No such version of invoice_rendering_template '${id}': 3`,
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'GET /v1/invoice_rendering_templates/{id}',
  'has the latest version unless asked for another',
  async (world) => {
    const { call, stripe, news } = world
    const { id, ...first } = await made(world, 'memo=1&nickname=one')
    await call('POST', `${OWN}/${id}`, 'memo=2&nickname=two')
    const get = async (version?: number) => ({
      ...(await stripe.invoiceRenderingTemplates.retrieve(id, version === undefined ? {} : { version })),
    })
    assert.deepEqual(await get(), { id, ...first, nickname: 'two', version: 2 })
    assert.deepEqual(await get(2), { id, ...first, nickname: 'two', version: 2 })
    assert.deepEqual(await get(1), { id, ...first, nickname: 'two', version: 1 })
    for (const version of [-1, 0, 3])
      refused(await call('GET', `${V1}/${id}?version=${version}`), 400, {
        code: 'resource_missing',
        param: 'version',
        message: `No such version of invoice_rendering_template '${id}': ${version}`,
      })
    refused(await call('GET', `${V1}/${id}?version=latest`), 400, {
      code: 'parameter_invalid_integer',
      param: 'version',
      message: 'Invalid integer: latest',
    })
    refused(await call('GET', `${V1}/inrtem_1`), 404, {
      code: 'resource_missing',
      param: 'id',
      message: "No such invoice_rendering_template: 'inrtem_1'",
    })
    assert.deepEqual(await news(), [])
  },
)

behaves('GET /v1/invoice_rendering_templates', 'has the newest first, or those of one state', async (world) => {
  const { call, stripe, news } = world
  const [one, two, three] = [await made(world, ''), await made(world, ''), await made(world, '')]
  await stripe.invoiceRenderingTemplates.archive(two.id)
  const { body } = await call('GET', V1)
  const all = [three, { ...two, status: 'archived' }, one]
  assert.deepEqual(body, { object: 'list', data: all, has_more: false, url: V1 })
  const ids = async (query: string) => (await call('GET', `${V1}?${query}`)).body.data.map((row: typeof one) => row.id)
  assert.deepEqual(await ids('status=active'), [three.id, one.id])
  assert.deepEqual(await ids('status=archived'), [two.id])
  assert.deepEqual(await ids(`limit=1&starting_after=${three.id}`), [two.id])
  assert.deepEqual(await ids(`status=active&ending_before=${one.id}`), [three.id])
  refused(await call('GET', `${V1}?status=draft`), 400, {
    param: 'status',
    message: 'Invalid status: must be one of active or archived',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoice_rendering_templates/{id}/archive', 'takes it away from what is made later', async (world) => {
  const { call, stripe, news } = world
  const template = await made(world, 'nickname=old&memo=1')
  const archived = { ...template, status: 'archived' }
  assert.deepEqual({ ...(await stripe.invoiceRenderingTemplates.archive(template.id)) }, archived)
  assert.deepEqual({ ...(await stripe.invoiceRenderingTemplates.archive(template.id)) }, archived)
  assert.deepEqual({ ...(await stripe.invoiceRenderingTemplates.retrieve(template.id, { version: 1 })) }, archived)
  refused(await call('POST', `${V1}/inrtem_1/archive`, ''), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such invoice_rendering_template: 'inrtem_1'",
  })
  refused(await call('POST', `${V1}/${template.id}/archive`, 'version=1'), 400, {
    code: 'parameter_unknown',
    param: 'version',
    message: 'Received unknown parameter: version',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoice_rendering_templates/{id}/unarchive', 'gives it back', async (world) => {
  const { call, stripe, news } = world
  const template = await made(world, 'memo=1')
  await stripe.invoiceRenderingTemplates.archive(template.id)
  assert.deepEqual({ ...(await stripe.invoiceRenderingTemplates.unarchive(template.id)) }, template)
  assert.deepEqual({ ...(await stripe.invoiceRenderingTemplates.unarchive(template.id)) }, template)
  assert.equal((await call('POST', `${OWN}/${template.id}`, 'memo=2')).body.version, 2)
  refused(await call('POST', `${V1}/inrtem_1/unarchive`, ''), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such invoice_rendering_template: 'inrtem_1'",
  })
  assert.deepEqual(await news(), [])
})
