// Products are the objects whose ids a client may choose: whatever it chooses, it gets one product or a refusal, and
// nothing of the house's own.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { type Furniture, furnish } from './furnish.ts'
import { keyed, speaker, startOnFile, temporaryFolder } from './support.ts'

const KEY = 'sk_test_chosen'
let brindle: Awaited<ReturnType<typeof startOnFile>>
let mouth: ReturnType<typeof speaker>
let ids: Furniture

before(async () => {
  brindle = await startOnFile(temporaryFolder())
  mouth = speaker(brindle.url)
  ids = await furnish(mouth.speak, KEY, 'chosen')
})
after(async () => {
  mouth.close()
  await brindle.close()
})

async function say(method: string, path: string, body?: string) {
  const { status, text } = await mouth.speak({ method, path, headers: keyed(KEY), body })
  return { status, body: JSON.parse(text) }
}
const products = async () => (await say('GET', '/v1/products?limit=100')).body.data as { id: string; object: string }[]

const CHOSEN: readonly string[] = [
  'plain',
  'with space',
  'a/b?c#d%e&f=g+h',
  '..',
  '__proto__',
  'constructor',
  'e\u0301',
  '\u00e9',
  '\u{1f469}\u200d\u{1f467}',
  'x'.repeat(255),
  'y'.repeat(256),
  'z'.repeat(5_000),
  'a\u0000b',
  'a\u0001b',
  'a\nb',
  'a\u007fb',
  'sandboxes',
  'account',
]

test('an odd id makes one product that is found again, or is refused; a second of its name is refused', async () => {
  const wrong: string[] = []
  for (const id of CHOSEN) {
    const shown = JSON.stringify(id.length > 40 ? `${id.slice(0, 1)} × ${id.length}` : id)
    const form = `id=${encodeURIComponent(id)}&name=x`
    const [first, second] = [await say('POST', '/v1/products', form), await say('POST', '/v1/products', form)]
    const isMade = first.status === 200
    if (!isMade && first.status !== 400) wrong.push(`${shown} is answered ${first.status}`)
    if (second.status !== 400) wrong.push(`${shown} a second time is answered ${second.status}`)
    if (!isMade) continue
    const found = await say('GET', `/v1/products/${encodeURIComponent(id)}`)
    if (found.body.id !== id) wrong.push(`${shown} was made and then answered ${found.status}`)
    const listed = (await products()).filter((product) => product.id === id)
    if (listed.length !== 1) wrong.push(`${shown} was made and is listed ${listed.length} times`)
  }
  assert.deepEqual(wrong, [])
})

test('two products of one id in one group of commits do not take each other, or anybody else, down', async () => {
  const forms = CHOSEN.flatMap((id) => [
    `id=${encodeURIComponent(`${id}2`)}&name=x`,
    `id=${encodeURIComponent(`${id}2`)}&name=y`,
  ])
  const others = forms.map((_, i) => `name=other${i}`)
  const answers = await Promise.all([...forms, ...others].map((form) => say('POST', '/v1/products', form)))
  const statuses = new Set(answers.map(({ status }) => status))
  assert.deepEqual(
    [...statuses].filter((status) => status !== 200 && status !== 400),
    [],
  )
  for (const { status } of answers.slice(forms.length)) assert.equal(status, 200)
})

test('the ids of other objects are taken', async () => {
  const taken = [
    ids.account,
    ids.customer,
    ids.price,
    ids.event,
    ids.subscription,
    `job subscription.renew ${ids.subscription}`,
  ]
  for (const id of taken) {
    const { status, body } = await say('POST', '/v1/products', `id=${encodeURIComponent(id!)}&name=x`)
    assert.equal(status, 400, id)
    assert.equal(body.error.code, 'resource_already_exists')
  }
})

test('a chosen id never takes the place of what the house keeps', async () => {
  // `wake` is the row that wakes an account whose clock is ahead; clients know nothing of it.
  const made = await say('POST', '/v1/products', 'id=wake&name=Wake')
  assert.ok([200, 400].includes(made.status))
  assert.equal((await say('POST', '/brindle/clock/advance', 'by=10')).status, 200)
  assert.deepEqual(new Set((await products()).map(({ object }) => object)), new Set(['product']))
  const { status } = await say('GET', '/v1/products/wake')
  assert.equal(status, made.status === 200 ? 200 : 404)
})
