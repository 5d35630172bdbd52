// Files: uploads, what they are taken for, and their bytes. (https://docs.stripe.com/file-upload; https://docs.stripe.com/api/files)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { bearer, refused, speak } from '../../http/speak.ts'
import { evidenceFile, pdf } from './disputing.ts'

const DAY = 86_400
const MB = 1024 * 1024
const UNSUPPORTED =
  "We don't currently support that file type. Try uploading a file with one of the following mimetypes:"

/** Files as they begin; the rest does not matter. */
const BYTES = {
  pdf: pdf(),
  png: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  jpg: Buffer.from('ffd8ffe000104a4649460001', 'hex'),
  gif: Buffer.from('GIF89a..'),
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  csv: Buffer.from('name,amount\nJo,5\n'),
  zip: Buffer.from('504b030414000600', 'hex'),
  text: Buffer.from('To whom it may concern'),
}

behaves('POST /v1/files', 'takes a file, and tells what it is', async ({ stripe, news, url }) => {
  const {
    id,
    created,
    lastResponse: _,
    ...rest
  } = await stripe.files.create({
    purpose: 'dispute_evidence',
    file: { data: BYTES.png, name: 'Straße.png', type: 'application/octet-stream' },
  })
  assert.match(id, /^file_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'file',
    // As long as the file in the API's reference: 1703444847 - 1680116847 seconds.
    expires_at: created + 23_328_000,
    filename: 'Straße.png',
    purpose: 'dispute_evidence',
    size: 16,
    title: null,
    type: 'png',
    url: `${url}/v1/files/${id}/contents`,
  })
  assert.deepEqual(await news(), ['file.created'])
})

// What is taken for each purpose, for how many days, and whether it can be downloaded. (https://docs.stripe.com/file-upload)
const TAKEN: readonly (readonly [
  Stripe.FileCreateParams.Purpose,
  keyof typeof BYTES,
  string,
  string,
  number | null,
  boolean,
])[] = [
  ['account_requirement', 'jpg', 'id.jpeg', 'jpg', null, false],
  ['additional_verification', 'png', 'id', 'png', null, false],
  ['business_icon', 'gif', 'icon.gif', 'gif', null, true],
  ['business_logo', 'png', 'logo.jpg', 'png', null, true],
  ['customer_signature', 'svg', 'name.svg', 'svg', 7, true],
  ['dispute_evidence', 'pdf', 'bill.pdf', 'pdf', 270, true],
  ['identity_document', 'jpg', 'pass.jpg', 'jpg', null, false],
  ['pci_document', 'pdf', 'pci.pdf', 'pdf', null, false],
  ['tax_document_user_upload', 'csv', 'w9.csv', 'csv', null, false],
  ['tax_document_user_upload', 'zip', 'w9.docx', 'docx', null, false],
  ['tax_document_user_upload', 'zip', 'W9.XLSX', 'xlsx', null, false],
]
for (const [purpose, bytes, name, type, days, isOpen] of TAKEN)
  behaves('POST /v1/files', `takes ${name} for ${purpose}`, async ({ stripe, news }) => {
    const file = await stripe.files.create({ purpose, file: { data: BYTES[bytes], name, type: 'image/x-unknown' } })
    assert.deepEqual([file.type, file.size, file.purpose], [type, BYTES[bytes].length, purpose])
    assert.equal(file.expires_at, days === null ? null : file.created + days * DAY)
    assert.equal(file.url !== null, isOpen)
    assert.deepEqual(await news(), ['file.created'])
  })

const EVIDENCE = 'application/pdf, image/jpeg, image/png.'
const REFUSED: readonly (readonly [Stripe.FileCreateParams.Purpose, keyof typeof BYTES, string, string])[] = [
  ['dispute_evidence', 'text', 'letter.pdf', EVIDENCE],
  ['dispute_evidence', 'gif', 'fake.png', EVIDENCE],
  ['dispute_evidence', 'zip', 'all.zip', EVIDENCE],
  ['pci_document', 'png', 'pci.png', 'application/pdf.'],
  ['business_logo', 'svg', 'logo.svg', 'image/jpeg, image/png, image/gif.'],
]
for (const [purpose, bytes, name, allowed] of REFUSED)
  behaves('POST /v1/files', `does not take ${name} for ${purpose}`, async ({ stripe, news }) => {
    const sent = stripe.files.create({ purpose, file: { data: BYTES[bytes], name, type: 'application/pdf' } })
    await assert.rejects(sent, {
      type: 'StripeInvalidRequestError',
      param: 'file',
      message: `${UNSUPPORTED} ${allowed}`,
    })
    assert.deepEqual(await news(), [])
  })

behaves('POST /v1/files', 'takes no more than its purpose allows', async (world) => {
  const { stripe, news } = world
  assert.equal((await evidenceFile(world, pdf(5 * MB))).size, 5_242_880)
  await assert.rejects(evidenceFile(world, pdf(5 * MB + 1)), {
    param: 'file',
    message: 'The file you uploaded is too large: it has 5242881 bytes, and may have at most 5242880.',
  })
  const logo = { data: Buffer.concat([BYTES.gif, Buffer.alloc(512 * 1024)]), name: 'a.gif', type: 'image/gif' }
  await assert.rejects(stripe.files.create({ purpose: 'business_logo', file: logo }), { param: 'file' })
  await assert.rejects(evidenceFile(world, Buffer.alloc(0)), {
    param: 'file',
    message: 'The file you uploaded is empty.',
  })
  await assert.rejects(evidenceFile(world, pdf(17 * MB)), { statusCode: 413 })
  assert.deepEqual(await news(), ['file.created'])
})

behaves('POST /v1/files', 'refuses what is no upload', async ({ call, news, url, key }) => {
  refused(await call('POST', '/v1/files', 'purpose=dispute_evidence'), 400, {
    code: 'parameter_missing',
    param: 'file',
    message: 'Missing required param: file.',
  })
  for (const form of ['file=x', 'file[data]=JVBERi0=&file[size]=5&file[filename]=a.pdf'])
    refused(await call('POST', '/v1/files', `purpose=dispute_evidence&${form}`), 400, {
      param: 'file',
      message: 'Invalid file: `file` has to be sent as a file, in a request of type multipart/form-data.',
    })
  const form = new FormData()
  form.append('file', new Blob([pdf()]), 'a.pdf')
  const send = async () => {
    const response = await fetch(`${url}/v1/files`, { method: 'POST', headers: bearer(key), body: form })
    return (await response.json()) as { error: { message: string; param: string } }
  }
  assert.equal((await send()).error.message, 'Missing required param: purpose.')
  form.append('purpose', 'mischief')
  assert.match((await send()).error.message, /^Invalid purpose: must be one of /)
  form.set('purpose', 'finance_report_run')
  assert.equal((await send()).error.param, 'purpose')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/files', 'gives the same answer to the same file only', async (world) => {
  const { stripe, news } = world
  const upload = (data: Buffer) =>
    stripe.files.create(
      { purpose: 'dispute_evidence', file: { data, name: 'a.pdf', type: 'application/pdf' } },
      { idempotencyKey: 'once' },
    )
  const [first, again] = [await upload(pdf(30)), await upload(pdf(30))]
  assert.equal(first.id, again.id)
  const other = pdf(30)
  other[29] = 0
  await assert.rejects(upload(other), { type: 'StripeIdempotencyError' })
  assert.deepEqual(await news(), ['file.created'])
})

behaves('POST /v1/files', 'takes files from a browser, and tells it where they are not', async (world) => {
  const { stripe, publishable, url, news } = world
  const form = new FormData()
  form.append('purpose', 'dispute_evidence')
  form.append('file', new Blob([pdf()]), 'a.pdf')
  const headers = bearer(publishable)
  const sent = await fetch(`${url}/v1/files`, { method: 'POST', headers, body: form })
  const body = (await sent.json()) as Stripe.File
  assert.deepEqual([sent.status, body.type, 'url' in body], [200, 'pdf', false])
  assert.equal((await stripe.files.retrieve(body.id)).filename, 'a.pdf')
  const { status } = await fetch(`${url}/v1/files/${body.id}/contents`, { headers })
  assert.equal(status, 403)
  form.append('file_link_data[create]', 'true')
  const linked = await fetch(`${url}/v1/files`, { method: 'POST', headers, body: form })
  assert.equal(linked.status, 403)
  assert.deepEqual(await news(), ['file.created'])
})

behaves('GET /v1/files/{id}/contents', 'gives back the bytes that came, as a download', async (world) => {
  const { stripe, call, key, news } = world
  const every = Buffer.concat([BYTES.png, Buffer.from(Array.from({ length: 256 }, (_, i) => i))])
  const { id, url } = await evidenceFile(world, every, 'a "b" ü.png')
  const response = await fetch(url!, { headers: bearer(key) })
  assert.equal(response.status, 200)
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), every)
  const head = (name: string) => response.headers.get(name)
  assert.deepEqual(['content-type', 'content-length', 'content-disposition', 'x-content-type-options'].map(head), [
    'image/png',
    '272',
    "attachment; filename*=UTF-8''a%20%22b%22%20%C3%BC.png",
    'nosniff',
  ])
  const { status } = await speak(url!, 'GET')
  assert.equal(status, 401)
  const passport = await stripe.files.create({
    purpose: 'identity_document',
    file: { data: BYTES.jpg, name: 'a.jpg', type: 'image/jpeg' },
  })
  refused(await call('GET', `/v1/files/${passport.id}/contents`), 403, {
    message: 'Files of the purpose identity_document cannot be downloaded.',
  })
  refused(await call('GET', '/v1/files/file_none/contents'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such file: 'file_none'",
  })
  assert.equal((await stripe.files.retrieve(id)).size, 272)
  assert.deepEqual(await news(), ['file.created', 'file.created'])
})

behaves('GET /v1/files/{id}/contents', 'are gone when the file expires', async (world) => {
  const { stripe, call, news, advance } = world
  const { id } = await evidenceFile(world)
  await advance(270 * DAY - 60)
  assert.equal((await call('GET', `/v1/files/${id}/contents`)).status, 200)
  await advance(61)
  refused(await call('GET', `/v1/files/${id}/contents`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `The file ${id} has expired.`,
  })
  assert.equal((await stripe.files.retrieve(id)).id, id)
  assert.deepEqual(await news(), ['file.created'])
})

behaves('GET /v1/files/{id}', 'shows its links when asked', async (world) => {
  const { stripe, call, news } = world
  const { id } = await evidenceFile(world)
  assert.equal('links' in (await stripe.files.retrieve(id)), false)
  const one = await stripe.fileLinks.create({ file: id })
  const { links } = await stripe.files.retrieve(id, { expand: ['links'] })
  const { data, ...rest } = links!
  assert.deepEqual(
    data.map((link) => link.id),
    [one.id],
  )
  assert.deepEqual(rest, { object: 'list', has_more: false, url: `/v1/file_links?file=${id}` })
  refused(await call('GET', '/v1/files/file_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such file: 'file_none'",
  })
  assert.deepEqual(await news(), ['file.created'])
})

behaves('GET /v1/files', 'lists them by purpose and time', async (world) => {
  const { stripe, call, news, advance } = world
  const one = await evidenceFile(world)
  await advance(10)
  const two = await stripe.files.create({
    purpose: 'business_logo',
    file: { data: BYTES.png, name: 'a.png', type: 'image/png' },
  })
  const ids = async (params: object) => (await stripe.files.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ purpose: 'dispute_evidence' }), [one.id])
  assert.deepEqual(await ids({ created: { gt: one.created } }), [two.id])
  assert.deepEqual(await ids({ limit: 1, starting_after: two.id }), [one.id])
  const { text } = await call('GET', '/v1/files')
  assert.ok(!text.includes(BYTES.png.toString('base64')))
  const { body } = await call('GET', '/v1/files?purpose=mischief')
  assert.equal(body.error.param, 'purpose')
  assert.deepEqual(await news(), ['file.created', 'file.created'])
})
