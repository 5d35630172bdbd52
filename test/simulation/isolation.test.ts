// Two sandboxes on one server: whatever one asks about the other's objects is answered as if they did not exist.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { operations } from '../../src/contract/index.ts'
import { type Asked, inAll, inEach, inPath, keyedRequest } from './foreign.ts'
import { type Furniture, furnish } from './furnish.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { SIZES } from './sizes.ts'
import { keptBy, speaker, startOnFile, temporaryFolder, until } from './support.ts'

/** Stands in every text of the other sandbox: nobody else may ever see it. */
const WORD = 'OnlyForTheEyesOfA'
const A = 'sk_test_isolationA'
/** The asker twice, alike in everything: one asks for what the other sandbox has, one for what nobody has. */
const ASKERS = ['sk_test_isolationB1', 'sk_test_isolationB2'] as const
const EXTENT = { ids: SIZES.foreignIds, depth: SIZES.foreignDepth }

let brindle: Awaited<ReturnType<typeof startOnFile>>
let mouth: ReturnType<typeof speaker>
let receiver: Receiver
let theirs: Furniture
let nobodys: Furniture
let own: readonly [Furniture, Furniture]
let objects: string[]
let keptBefore: string

before(async () => {
  brindle = await startOnFile(temporaryFolder())
  mouth = speaker(brindle.url)
  receiver = await startReceiver()
  theirs = await furnish(mouth.speak, A, WORD, `${receiver.url}/a`)
  const seen = JSON.parse((await spoken(ask('GET', '/v1/payment_intents/<<payment_intent>>'), A, theirs, theirs)).text)
  theirs = { ...theirs, client_secret: seen.client_secret }
  nobodys = Object.fromEntries(Object.entries(theirs).map(([name, id]) => [name, unlike(id)]))
  objects = Object.keys(theirs).filter((name) => name !== 'client_secret')
  own = [await asker(ASKERS[0]), await asker(ASKERS[1])]
  await until('all events of A are delivered', isDelivered)
  keptBefore = keptBy(brindle.sql, theirs.account!)
  assert.ok(keptBefore.includes(WORD))
})
after(async () => {
  mouth.close()
  await brindle.close()
  await receiver.close()
})

/** The asker's intents are open, so that it can ask them for something. */
async function asker(key: string): Promise<Furniture> {
  const ids = await furnish(mouth.speak, key, 'plain')
  const open = async (path: string, form: string) =>
    JSON.parse((await spoken(ask('POST', path, form), key, ids, theirs)).text).id as string
  return {
    ...ids,
    payment_intent: await open('/v1/payment_intents', 'amount=500&currency=usd&customer={{customer}}'),
    setup_intent: await open('/v1/setup_intents', 'customer={{customer}}'),
  }
}

function isDelivered(): boolean {
  const pending = `select count(*) as n from rows where account = ? and queue like 'deliver %'`
  return brindle.sql.prepare(pending).get(theirs.account!)!.n === 0
}

/** An id of the same form that nobody has: another character in the middle, beyond what messages quote of an id. */
function unlike(id: string): string {
  const at = Math.floor(id.length / 2)
  return `${id.slice(0, at)}${id[at] === 'x' ? 'y' : 'x'}${id.slice(at + 1)}`
}

const ask = (method: string, path: string, body?: string): Asked => ({ method, path, body })

function spoken(one: Asked, key: string, self: Furniture, other: Furniture, more: Record<string, string> = {}) {
  const put = (text: string) =>
    text
      .replaceAll(/\{\{([a-z_.]+)\}\}/g, (_, name) => self[name] ?? '')
      .replaceAll(/<<([a-z_.]+)>>/g, (_, name) => other[name]!)
  const headers = Object.fromEntries(Object.entries(more).map(([name, text]) => [name, put(text)]))
  const said = { method: one.method, path: put(one.path), body: one.body === undefined ? undefined : put(one.body) }
  return mouth.speak(keyedRequest(said, key, headers))
}

/** The answer without what differs between two askers who ask the same: ids, times and what is made by chance. */
function normal(text: string, self: Furniture, other: Furniture): string {
  let plain = text
  // Currencies are quoted in lower case, whatever they are.
  for (const [name, id] of Object.entries(other))
    plain = plain.replaceAll(id, `<<${name}>>`).replaceAll(id.toLowerCase(), `<<${name}>>`)
  for (const [name, id] of Object.entries(self)) plain = plain.replaceAll(id, `{{${name}}}`)
  return plain
    .replaceAll(/\breq_[A-Za-z0-9]{14}\b/g, 'ID')
    .replaceAll(/\b[a-z]{2,12}(?:_test)?(?:_(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{14,})+/g, 'ID')
    .replaceAll(/_secret_[A-Za-z0-9]+/g, '_secret_')
    .replaceAll(/("[^"\s]*\/links\/[^"\s]*\/)[A-Za-z0-9]{40}"/g, '$1TOKEN"')
    .replaceAll(/("[^"\s]*\/invoice\/[^"\s]*\.)[A-Za-z0-9]{24}\/pdf"/g, '$1TOKEN/pdf"')
    .replaceAll(/("[^"\s]*\/(?:i|receipts|update)\/[^"\s]*\.)[A-Za-z0-9]{24}(\/pdf)?"/g, '$1TOKEN$2"')
    .replaceAll(/("[^"\s]*\/p\/(?:session|login)\/test_[^"\s]*\.)[A-Za-z0-9]{24}"/g, '$1TOKEN"')
    .replaceAll(/("[^"\s]*\/(?:identity\/start|terminal\/onboarding)\/)[A-Za-z0-9]+"/g, '$1TOKEN"')
    .replaceAll(/SIMULATOR-[A-Z0-9]{10}\b/g, 'SERIAL')
    .replaceAll(/\b1[789]\d{8}(?:\d{3})?\b/g, 'TIME')
    .replaceAll(/"invoice_prefix": "[A-Z0-9]+"/g, '"invoice_prefix": "PREFIX"')
    .replaceAll(/"2\d{3}-\d\d-\d\dT[\d:.]+Z"/g, '"TIME"')
    .replaceAll(/sk_test_\*+\w+/g, 'KEY')
    .replaceAll(/rk_test_key_\w+/g, 'KEY')
}

type Heard = Awaited<ReturnType<typeof spoken>>

/** The objects of A whose ids the asker has said itself: it may have written them into its own. */
const told = new Set<string>()

/** What the two askers were told, as texts to compare; and whether anything of A was in it. */
function compared(one: Asked, heard: readonly [Heard, Heard]): string | undefined {
  const line = `${one.method} ${one.path} ${one.body ?? ''}`
  const [hers, none] = heard.map(({ status, headers, text }, side) => {
    const names = Object.keys(headers).sort().join(' ')
    return `${status} ${names}\n${normal(text, own[side as 0 | 1], side === 0 ? theirs : nobodys)}`
  })
  if (hers !== none) return `${line}\n  ${firstDifference(hers!, none!)}`
  const said = heard[0].text
  if (said.includes(WORD)) return `${line}\n  shows what is A's: ${said}`
  for (const name of objects) if (line.includes(`<<${name}>>`)) told.add(name)
  const leaked = objects.find((name) => said.includes(theirs[name]!) && !told.has(name))
  return leaked && `${line}\n  shows the id of A's ${leaked}: ${said}`
}

function firstDifference(hers: string, none: string): string {
  const [a, b] = [hers.split('\n'), none.split('\n')]
  const at = a.findIndex((line, i) => line !== b[i])
  const shown = (lines: string[]) => `${lines[0]!.slice(0, 3)} ${lines.slice(at, at + 3).join(' ')}`
  return `of A's: ${shown(a)}\n  of nobody's: ${shown(b)}`
}

/** Asks as both askers. */
async function both(one: Asked, more: Record<string, string> = {}): Promise<[Heard, Heard]> {
  return Promise.all([spoken(one, ASKERS[0], own[0], theirs, more), spoken(one, ASKERS[1], own[1], nobodys, more)])
}

async function differences(asked: Iterable<Asked>): Promise<string[]> {
  const found: string[] = []
  for (const one of asked) {
    const difference = compared(one, await both(one))
    if (difference) found.push(difference)
  }
  return found
}

/** Those that delete come last, so that what they succeed with is missed by none. */
const all = [...operations()].sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))

test("A's ids in the path of every operation are as good as none", async () => {
  const found: string[] = []
  for (const [turn, operation] of all.entries())
    found.push(...(await differences(inPath(operation, objects, turn, EXTENT))))
  assert.equal(found.length, 0, found.join('\n\n'))
})

test("A's ids in the parameters of every operation, cursors and expand too, are as good as none", async () => {
  const found: string[] = []
  let built = 0
  for (const [turn, operation] of all.entries()) {
    const at_once = inAll(operation, objects, turn, EXTENT)
    const heard = await both(at_once)
    const difference = compared(at_once, heard)
    if (difference) found.push(difference)
    // What is not built reads no parameter: one request has tried them all.
    if (heard[0].text.includes('"code": "not_built"') && SIZES.foreignIds === 1) continue
    built++
    found.push(...(await differences(inEach(operation, objects, turn, EXTENT))))
  }
  assert.equal(found.length, 0, found.join('\n\n'))
  assert.ok(built > 60, `only ${built} operations read their parameters`)
})

test("the house's own calls know nothing of A's ids either", async () => {
  const list = '/brindle/webhook_deliveries'
  const delivered = '<<brindle.webhook_delivery>>'
  const found = await differences([
    ask('GET', `${list}?endpoint=<<webhook_endpoint>>`),
    ask('GET', `${list}?event=<<event>>`),
    ask('GET', `${list}?starting_after=${delivered}`),
    ask('GET', `${list}?ending_before=${delivered}`),
    ask('GET', '/brindle/api_keys/<<brindle.api_key>>'),
    ask('GET', '/brindle/api_keys?starting_after=<<brindle.api_key>>'),
    ask('GET', '/brindle/api_keys?ending_before=<<brindle.api_key>>'),
    ask('DELETE', '/brindle/api_keys/<<brindle.api_key>>'),
    ask('POST', '/brindle/webhook_endpoints/<<webhook_endpoint>>/roll', 'expires_in=60'),
    ask('GET', '/brindle/authorizations/<<brindle.authorization>>'),
    ask('POST', '/brindle/authorizations/<<brindle.authorization>>', 'outcome=fail'),
    ask('GET', '/authorize/{{account}}/<<brindle.authorization>>'),
    ask('POST', '/authorize/{{account}}/<<brindle.authorization>>', 'outcome=fail'),
    ask('GET', '/v1/payment_intents/<<payment_intent>>?client_secret=<<client_secret>>'),
  ])
  assert.equal(found.length, 0, found.join('\n\n'))
})

test("A's account is not to be had by its name", async () => {
  for (const path of ['/v1/account', '/v1/customers', '/v1/customers/<<customer>>', '/v1/accounts/<<account>>']) {
    const one = ask('GET', path)
    assert.equal(compared(one, await both(one, { 'stripe-account': '<<account>>' })), undefined)
    const named = ask('GET', `${path}?_stripe_account=<<account>>`)
    assert.equal(compared(named, await both(named)), undefined)
  }
})

test("B's key and A's secret of an intent do not make B's page a party to it", async () => {
  const one = ask('GET', '/v1/payment_intents/<<payment_intent>>?client_secret=<<client_secret>>')
  const [first, second] = ASKERS.map((key) => key.replace('sk_', 'pk_'))
  const heard = await Promise.all([spoken(one, first!, own[0], theirs), spoken(one, second!, own[1], nobodys)])
  assert.equal(heard[0].status, 404)
  assert.equal(compared(one, heard), undefined)
})

test("nothing of A's has changed in all this", () => {
  assert.ok(keptBy(brindle.sql, theirs.account!) === keptBefore, 'the rows of A are not what they were')
})

test('an idempotency key of A is a new one to B', async () => {
  const one = ask('POST', '/v1/tax_rates', 'display_name=x&inclusive=false&percentage=1')
  const key = { 'idempotency-key': 'shared' }
  const [hers, again] = [await spoken(one, A, theirs, theirs, key), await spoken(one, A, theirs, theirs, key)]
  assert.equal(again.text, hers.text)
  const [his] = await both({ ...one, body: 'display_name=y&inclusive=false&percentage=2' }, key)
  assert.equal(his.status, 200, his.text)
  assert.equal(his.headers['idempotent-replayed'], undefined)
  assert.equal(JSON.parse(his.text).display_name, 'y')
  const made = JSON.parse(hers.text).id
  const { status } = await spoken(ask('GET', `/v1/tax_rates/${made}`), ASKERS[0], own[0], theirs)
  assert.equal(status, 404)
})

test('the comparison itself finds a leak, a difference, and an id that nobody asked for', () => {
  const one = ask('GET', '/v1/customers/<<customer>>')
  const say = (status: number, text: string) => ({ status, headers: {}, text })
  const refused = (id: string) => say(404, `{"message": "No such customer: '${id}'"}`)
  assert.equal(compared(one, [refused(theirs.customer!), refused(nobodys.customer!)]), undefined)
  assert.match(compared(one, [say(403, ''), say(404, '')]) ?? '', /of A's: 403/)
  assert.match(compared(one, [say(404, WORD), say(404, WORD)]) ?? '', /shows what is A's/)
  told.clear()
  const leak = say(404, theirs.charge!)
  assert.match(compared(one, [leak, say(404, nobodys.charge!)]) ?? '', /shows the id of A's charge/)
  assert.match(compared(one, [say(404, 'a'), say(404, 'b')]) ?? '', /of nobody's/)
})
