// File links: addresses that need no key. (https://docs.stripe.com/api/file_links)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { evidenceFile, pdf } from './disputing.ts'

const NOWHERE = 'This link leads to no file, or does so no longer.\n'

/** What an address leads to. */
async function follow(url: string | null): Promise<[status: number, text: string]> {
  const response = await fetch(url!)
  return [response.status, await response.text()]
}

behaves('POST /v1/file_links', 'makes an address under which anybody has the file', async (world) => {
  const { stripe, news, url: base } = world
  const { id: file } = await evidenceFile(world)
  await news()
  const { id, created, url, lastResponse: _, ...rest } = await stripe.fileLinks.create({ file, metadata: { a: 'b' } })
  assert.match(id, /^link_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'file_link',
    expired: false,
    expires_at: null,
    file,
    livemode: false,
    metadata: { a: 'b' },
  })
  assert.ok(url!.startsWith(`${base}/links/`))
  assert.deepEqual(await follow(url), [200, pdf().toString()])
  assert.deepEqual(await follow(`${url!.slice(0, -1)}_`), [404, NOWHERE])
  assert.deepEqual(await follow(url!.replace(id, 'link_none')), [404, NOWHERE])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/file_links', 'can come with the upload', async (world) => {
  const { stripe, news, advance } = world
  const now = await advance(0)
  const { id } = await stripe.files.create({
    purpose: 'dispute_evidence',
    file: { data: pdf(), name: 'a.pdf', type: 'application/pdf' },
    file_link_data: { create: true, expires_at: now + 3600, metadata: { order: '7' } },
  })
  const { data } = await stripe.fileLinks.list({ file: id })
  assert.deepEqual(
    data.map(({ expires_at, metadata, file }) => [expires_at, { ...metadata }, file]),
    [[now + 3600, { order: '7' }, id]],
  )
  const second = await stripe.fileLinks.create({ file: id })
  assert.notEqual(second.url, data[0]!.url)
  assert.deepEqual(await news(), ['file.created'])
})

behaves('POST /v1/file_links', 'refuses files that are not there, secret files, and times past', async (world) => {
  const { stripe, call, news, advance } = world
  const now = await advance(0)
  const { id: file } = await evidenceFile(world)
  const passport = await stripe.files.create({
    purpose: 'identity_document',
    file: { data: pdf(), name: 'a.pdf', type: 'application/pdf' },
  })
  refused(await call('POST', '/v1/file_links', 'file=file_none'), 400, {
    code: 'resource_missing',
    param: 'file',
    message: "No such file: 'file_none'",
  })
  refused(await call('POST', '/v1/file_links', `file=${passport.id}`), 400, {
    param: 'file',
    message: 'Files of the purpose identity_document cannot have file links.',
  })
  refused(await call('POST', '/v1/file_links', `file=${file}&expires_at=${now - 5}`), 400, {
    param: 'expires_at',
    message: '`expires_at` must be a time in the future.',
  })
  assert.deepEqual((await stripe.fileLinks.list()).data, [])
  assert.deepEqual(await news(), ['file.created', 'file.created'])
})

behaves('GET /v1/file_links/{id}', 'leads nowhere once it has expired', async (world) => {
  const { stripe, news, advance } = world
  const { id: file } = await evidenceFile(world)
  const now = await advance(0)
  const { id, url } = await stripe.fileLinks.create({ file, expires_at: now + 600 })
  await advance(590)
  assert.equal((await follow(url))[0], 200)
  await advance(11)
  assert.deepEqual(await follow(url), [404, NOWHERE])
  const { expired, expires_at } = await stripe.fileLinks.retrieve(id)
  assert.deepEqual([expired, expires_at], [true, now + 600])
  assert.deepEqual(await news(), ['file.created'])
})

behaves('POST /v1/file_links/{id}', 'ends a link now, later, or never', async (world) => {
  const { stripe, call, news, advance } = world
  const { id: file } = await evidenceFile(world)
  const now = await advance(0)
  const link = await stripe.fileLinks.create({ file, expires_at: now + 600 })
  const forever = await stripe.fileLinks.update(link.id, { expires_at: '', metadata: { a: 'b' } })
  assert.deepEqual([forever.expires_at, { ...forever.metadata }], [null, { a: 'b' }])
  await advance(700)
  assert.equal((await follow(link.url))[0], 200)
  const ended = await stripe.fileLinks.update(link.id, { expires_at: 'now' })
  assert.deepEqual([ended.expired, ended.expires_at! >= now + 700], [true, true])
  assert.deepEqual(await follow(link.url), [404, NOWHERE])
  refused(await call('POST', `/v1/file_links/${link.id}`, 'expires_at='), 400, {
    message: 'This file link has already expired.',
  })
  refused(await call('POST', `/v1/file_links/${link.id}`, 'file=x'), 400, {
    code: 'parameter_unknown',
    param: 'file',
    message: 'Received unknown parameter: file',
  })
  assert.deepEqual(await news(), ['file.created'])
})

behaves('GET /v1/file_links', 'lists them by file and by whether they have expired', async (world) => {
  const { stripe, news } = world
  const one = await evidenceFile(world)
  const two = await evidenceFile(world)
  const a = await stripe.fileLinks.create({ file: one.id })
  const b = await stripe.fileLinks.create({ file: two.id })
  await stripe.fileLinks.update(a.id, { expires_at: 'now' })
  const ids = async (params: object) => (await stripe.fileLinks.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [b.id, a.id])
  assert.deepEqual(await ids({ file: one.id }), [a.id])
  assert.deepEqual(await ids({ expired: true }), [a.id])
  assert.deepEqual(await ids({ expired: false }), [b.id])
  assert.deepEqual(await news(), ['file.created', 'file.created'])
})

behaves('GET /brindle/file_links/{id}', 'needs the address, whatever key comes with it', async (world) => {
  const { stripe, call, key, publishable, news } = world
  const { id: file } = await evidenceFile(world)
  const { id, url } = await stripe.fileLinks.create({ file })
  for (const one of [key, publishable])
    refused(
      await call('GET', `/brindle/file_links/${id}?token=x`, undefined, { authorization: `Bearer ${one}` }),
      404,
      {
        code: 'resource_missing',
        param: 'id',
        message: `No such file link: '${id}'`,
      },
    )
  const { status, text } = await call('GET', `/brindle/file_links/${id}?token=${url!.split('/').at(-1)}`)
  assert.deepEqual([status, text], [200, pdf().toString()])
  assert.deepEqual(await news(), ['file.created'])
})
