// What every store promises, as one suite: it is run over each engine by the test files beside it. One file because it is one list of
// promises, and each engine keeps all of them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type Document,
  type Place,
  type Query,
  type Read,
  type Reads,
  type Store,
  Suspended,
  type Write,
} from '../../src/kernel/store.ts'
import { sequence } from '../../src/lib/ids.ts'

const place: Place = { tenant: 'acct_a', account: 'acct_a' }
let serial = 0

/** A write of a new document. */
export function insertion(id: string, terms: readonly string[], more: Partial<Document> & { in?: Place } = {}): Write {
  const { in: where = place, ...fields } = more
  const created = fields.created ?? 1000
  const seq = fields.seq ?? sequence(1_700_000_000_000_000, 0, ++serial)
  const document = {
    id,
    object: 'thing',
    created,
    seq,
    shape: 1,
    text: `{"id":"${id}"}`,
    hidden: null,
    queue: null,
    due: null,
  }
  const position = { created, seq }
  return {
    place: where,
    id,
    existed: false,
    document: { ...document, ...fields },
    position,
    terms,
    add: terms,
    drop: [],
  }
}

/** The write that changes a document's text and terms. */
export function change(write: Write, terms: readonly string[], text: string): Write {
  const add = terms.filter((term) => !write.terms.includes(term))
  const drop = write.terms.filter((term) => !terms.includes(term))
  return { ...write, existed: true, document: { ...write.document!, text }, terms, add, drop }
}

/** The write that takes a document away. */
export function removal({ document: _, ...write }: Write): Write {
  return { ...write, existed: true, terms: [], add: [], drop: write.terms }
}

const plan = { requestId: 'req', reads: () => [], reading: false }
export const put = (store: Store, ...writes: Write[]) => store.unit(plan, () => ({ writes, value: undefined }))
export const read = <T>(store: Store, run: (reads: Reads) => T) =>
  store.unit({ ...plan, reading: true }, (reads) => ({ writes: [], value: run(reads) }))
export const get = (store: Store, id: string, where = place) =>
  read(store, (reads) => reads.all([{ place: where, id }])[0] as Document | undefined)
export const ids = async (store: Store, query: Query, where = place) =>
  (await read(store, (reads) => reads.all([{ place: where, query }])[0] as readonly Document[])).map(({ id }) => id)

/** Runs the suite over the engine that `open` opens. */
export function conformance(engine: string, open: () => Promise<Store>): void {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())
  const it = (name: string, run: () => Promise<void>) => test(`${engine}: ${name}`, run)

  it('a document comes back as it was written, and only in its place', async () => {
    const hidden = '{"secret":"é€\\u0000"}'
    await put(store, insertion('a_1', ['a'], { text: '{\n  "id": "ü"\n}', hidden, queue: 'q1', due: 7 }))
    const found = await get(store, 'a_1')
    assert.equal(found?.text, '{\n  "id": "ü"\n}')
    assert.equal(found?.hidden, hidden)
    assert.deepEqual([found?.queue, found?.due, found?.created, found?.shape], ['q1', 7, 1000, 1])
    assert.equal(await get(store, 'a_1', { tenant: 'acct_b', account: 'acct_b' }), undefined)
    assert.equal(await get(store, 'a_2'), undefined)
  })

  it('all of a unit is done, or nothing', async () => {
    const refused = new Error('refused')
    await assert.rejects(
      store.unit(plan, () => {
        throw refused
      }),
      refused,
    )
    const twice = insertion('b_1', ['b'])
    await put(store, twice)
    await assert.rejects(put(store, insertion('b_2', ['b']), { ...twice, place }))
    assert.equal(await get(store, 'b_2'), undefined)
    assert.deepEqual(await ids(store, { terms: ['b'], limit: 9 }), ['b_1'])
  })

  it('a change moves the entries of the index, a removal takes them', async () => {
    const one = insertion('c_1', ['c', 'color=red'])
    await put(store, one)
    const blue = change(one, ['c', 'color=blue'], '{"id":"c_1","color":"blue"}')
    await put(store, blue)
    assert.deepEqual(await ids(store, { terms: ['color=red'], limit: 9 }), [])
    assert.deepEqual(await ids(store, { terms: ['color=blue'], limit: 9 }), ['c_1'])
    assert.equal((await get(store, 'c_1'))?.text, '{"id":"c_1","color":"blue"}')
    await put(store, removal(blue))
    assert.equal(await get(store, 'c_1'), undefined)
    assert.deepEqual(await ids(store, { terms: ['c'], limit: 9 }), [])
  })

  it('what is put in its place unread replaces whatever was there, or nothing', async () => {
    const unread = (text: string): Write => ({ ...insertion('d_1', [], { text }), existed: 'unknown' })
    await put(store, unread('1'))
    await put(store, unread('2'))
    assert.equal((await get(store, 'd_1'))?.text, '2')
    await put(store, { ...removal(unread('3')), existed: 'unknown' })
    await put(store, { ...removal(unread('3')), existed: 'unknown' })
    assert.equal(await get(store, 'd_1'), undefined)
  })

  it('pages: newest first, from a cursor either way, between times, with every term', async () => {
    const rows = Array.from({ length: 12 }, (_, i) =>
      insertion(`e_${i}`, ['e', `third=${i % 3}`, `half=${i % 2}`], { created: 2000 + Math.floor(i / 4) }),
    )
    await put(store, ...rows)
    const at = (i: number) => rows[i]!.position
    const page = (query: Partial<Query>) => ids(store, { terms: ['e'], limit: 3, ...query })
    assert.deepEqual(await page({}), ['e_11', 'e_10', 'e_9'])
    assert.deepEqual(await page({ after: at(9) }), ['e_8', 'e_7', 'e_6'])
    assert.deepEqual(await page({ after: at(1) }), ['e_0'])
    assert.deepEqual(await page({ before: at(2) }), ['e_5', 'e_4', 'e_3'])
    assert.deepEqual(await page({ before: at(10) }), ['e_11'])
    assert.deepEqual(await page({ from: 2001, to: 2001 }), ['e_7', 'e_6', 'e_5'])
    assert.deepEqual(await page({ to: 2000, after: at(9) }), ['e_3', 'e_2', 'e_1'])
    assert.deepEqual(await page({ from: 2002, before: at(1) }), ['e_10', 'e_9', 'e_8'])
    assert.deepEqual(await page({ terms: ['third=0', 'half=1'] }), ['e_9', 'e_3'])
    assert.deepEqual(await page({ terms: ['third=0', 'half=1'], before: at(3) }), ['e_9'])
    assert.deepEqual(await page({ terms: ['third=0', 'third=1'] }), [])
  })

  it('units are serial: of many that read a counter and add one, none is lost', async () => {
    const counter = insertion('f_1', [], { text: '0' })
    await put(store, counter)
    const reads: Read[] = [{ place, id: 'f_1' }]
    const add = () =>
      store.unit({ requestId: 'req', reads: () => reads, reading: false }, (all) => {
        const found = all.all(reads)[0] as Document
        return { writes: [change(counter, [], String(Number(found.text) + 1))], value: undefined }
      })
    await Promise.all(Array.from({ length: 40 }, add))
    assert.equal((await get(store, 'f_1'))?.text, '40')
  })

  it('units are serial: of many that find a name free, one takes it', async () => {
    const take = (i: number) => {
      const wish = insertion(`g_${i}`, ['name=x'])
      return store.unit(plan, (reads) => {
        const [holders] = reads.all([{ place, query: { terms: ['name=x'], limit: 1 } }]) as [readonly Document[]]
        return holders.length > 0 ? { writes: [], value: false } : { writes: [wish], value: true }
      })
    }
    const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => take(i)))
    assert.equal(taken.filter(Boolean).length, 1)
  })

  it('units are serial: of two that each rely on the other staying, one gives way', async () => {
    const [left, right] = [insertion('h_l', ['on=h']), insertion('h_r', ['on=h'])]
    await put(store, left, right)
    const leave = (write: Write) =>
      store.unit(plan, (reads) => {
        const [on] = reads.all([{ place, query: { terms: ['on=h'], limit: 9 } }]) as [readonly Document[]]
        return on.length < 2 ? { writes: [], value: false } : { writes: [removal(write)], value: true }
      })
    const left_ = await Promise.all([leave(left), leave(right)])
    assert.deepEqual(left_.filter(Boolean).length, 1)
    assert.equal((await ids(store, { terms: ['on=h'], limit: 9 })).length, 1)
  })

  it('nothing but a store may catch a suspension', async () => {
    const asked: number[] = []
    await read(store, (reads) => {
      try {
        reads.all([{ place, id: 'i_1' }])
      } catch (thrown) {
        assert.ok(thrown instanceof Suspended)
        asked.push(thrown.reads.length)
        throw thrown
      }
    })
    assert.ok(asked.length <= 1)
  })

  it('due documents are handed out in time order, each to one, until it is given back', async () => {
    const due = (id: string, at: number, where = place) => insertion(id, [], { queue: 'jobs', due: at, in: where })
    const other: Place = { tenant: 'acct_o', account: 'acct_o' }
    await put(store, due('j_3', 30), due('j_1', 10), due('j_2', 20), due('j_9', 90))
    await put(store, due('j_4', 15, other))
    const claim = async (more: { until?: number; limit?: number; tenant?: string } = {}) =>
      (await store.claim({ queue: 'jobs', until: 50, limit: 9, leaseMs: 60_000, ...more })).map(({ id }) => id)
    assert.deepEqual(await claim({ limit: 2, tenant: place.tenant }), ['j_1', 'j_2'])
    assert.deepEqual(await claim(), ['j_4', 'j_3'])
    assert.deepEqual(await claim(), [])
    assert.deepEqual([await store.next('jobs', place.tenant), await store.next('none', place.tenant)], [10, undefined])
    await store.release({ place, id: 'j_1', due: 10 })
    assert.deepEqual(await claim(), ['j_1'])
    assert.deepEqual(await claim({ until: 100 }), ['j_9'])
  })

  it('the jobs of one account are told in time order, leased or not', async () => {
    const job = (id: string, at: number, more: { in?: Place; queue?: string } = {}) =>
      insertion(id, [], { object: 'brindle.job', queue: 'tasks', due: at, ...more })
    const other: Place = { tenant: 'acct_o', account: 'acct_o' }
    const connected: Place = { tenant: place.tenant, account: 'acct_c' }
    await put(store, job('job c', 30), job('job a', 10), job('job b', 20), job('job d', 5, { queue: 'clock clock_1' }))
    await put(store, job('job e', 1, { in: other }))
    await put(store, job('job f', 2, { in: connected }))
    await put(store, insertion('no_job', [], { queue: 'tasks', due: 3 }))
    await store.claim({ queue: 'tasks', until: 10, limit: 9, leaseMs: 60_000 })
    const told = async (where = place, limit = 9, queue = 'tasks') =>
      (await store.jobs(queue, where, limit)).map(({ id, due, place: at }) => `${at.account} ${id} ${due}`)
    assert.deepEqual(await told(), ['acct_a job a 10', 'acct_a job b 20', 'acct_a job c 30'])
    assert.deepEqual(await told(place, 2), ['acct_a job a 10', 'acct_a job b 20'])
    assert.deepEqual(await told(connected), ['acct_c job f 2'])
    assert.deepEqual(await told(place, 9, 'clock clock_1'), ['acct_a job d 5'])
    assert.deepEqual(await told(place, 9, 'none'), [])
  })

  it('what carries a term is counted between two times, and no further than is asked', async () => {
    const other: Place = { tenant: 'acct_o', account: 'acct_o' }
    for (const created of [99, 100, 150, 200, 201]) await put(store, insertion(`k_${created}`, ['k'], { created }))
    await put(
      store,
      insertion('k_more', ['k', 'l'], { created: 150 }),
      insertion('k_o', ['k'], { created: 150, in: other }),
    )
    const count = (more: { term?: string; most?: number } = {}) =>
      store.count(place, { term: 'k', from: 100, to: 200, most: 100, ...more })
    assert.deepEqual([await count(), await count({ term: 'l' }), await count({ term: 'm' })], [4, 1, 0])
    assert.equal(await count({ most: 3 }), 3)
    await put(store, removal(insertion('k_150', ['k'], { created: 150, seq: (await get(store, 'k_150'))!.seq })))
    assert.equal(await count(), 3)
  })

  it('queues are found by how their names begin, when something is due in them', async () => {
    const due = (id: string, queue: string, at: number) => insertion(id, [], { queue, due: at })
    await put(
      store,
      due('q_1', 'post b', 10),
      due('q_2', 'post b', 20),
      due('q_3', 'post a', 20),
      due('q_4', 'post c', 30),
    )
    await put(store, due('q_5', 'post', 1), due('q_6', 'posts', 1), due('q_7', 'pos', 1))
    assert.deepEqual(await store.queues('post ', 20), ['post a', 'post b'])
    assert.deepEqual(await store.queues('post ', 9), [])
    assert.deepEqual(await store.queues('none ', 99), [])
  })

  it('an account that is connected to a platform is found under that one only', async () => {
    const home: Place = { tenant: 'acct_p', account: 'acct_c' }
    const others: Place[] = [
      { tenant: 'acct_q', account: 'acct_c' },
      { tenant: 'acct_c', account: 'acct_c' },
      { tenant: 'acct_p', account: 'acct_p' },
    ]
    await put(store, insertion('c_1', ['thing'], { queue: 'connected', due: 5, in: home }))
    assert.equal((await get(store, 'c_1', home))?.id, 'c_1')
    assert.deepEqual(await ids(store, { terms: ['thing'], limit: 9 }, home), ['c_1'])
    for (const other of others) {
      assert.equal(await get(store, 'c_1', other), undefined)
      assert.deepEqual(await ids(store, { terms: ['thing'], limit: 9 }, other), [])
    }
    const ask = (tenant: string) => store.claim({ queue: 'connected', tenant, until: 50, limit: 9, leaseMs: 60_000 })
    assert.deepEqual(await ask('acct_c'), [])
    assert.deepEqual(await ask('acct_p'), [{ place: home, id: 'c_1', due: 5 }])
  })

  it('all that a tenant has is kept, and put back with its connected accounts, and nobody else’s', async () => {
    const [home, connected, other]: Place[] = [
      { tenant: 'acct_s', account: 'acct_s' },
      { tenant: 'acct_s', account: 'acct_t' },
      { tenant: 'acct_s2', account: 'acct_s2' },
    ] as Place[]
    const { snapshots } = store
    const first = insertion('s_1', ['thing', 'red'], { in: home!, queue: 'kept', due: 5, hidden: '{"a":1}' })
    const second = insertion('s_2', ['thing'], { in: connected! })
    await put(store, first, second, insertion('s_3', ['thing'], { in: other! }))
    const kept = await snapshots.keep('acct_s', 'snap_1')
    assert.deepEqual([kept.id, kept.documents], ['snap_1', 2])
    const before = await get(store, 's_1', home)
    await put(store, change(first, ['thing', 'blue'], '{"id":"s_1","now":"blue"}'), removal(second))
    await put(store, insertion('s_4', ['thing'], { in: home! }))
    await put(store, insertion('s_5', ['thing'], { in: other! }))
    // Leased before, and due again all the same.
    const ask = () => store.claim({ queue: 'kept', until: 50, limit: 9, leaseMs: 60_000 })
    assert.equal((await ask()).length, 1)
    const heard: [string, number][] = []
    store.watch((queue, due) => heard.push([queue, due]))
    assert.equal(await snapshots.restore('acct_s', 'snap_1'), true)
    assert.deepEqual(heard, [['kept', 5]])
    assert.deepEqual(await get(store, 's_1', home), before)
    assert.deepEqual(await ids(store, { terms: ['red'], limit: 9 }, home), ['s_1'])
    assert.deepEqual(await ids(store, { terms: ['blue'], limit: 9 }, home), [])
    assert.deepEqual(await ids(store, { terms: ['thing'], limit: 9 }, home), ['s_1'])
    assert.deepEqual(await ids(store, { terms: ['thing'], limit: 9 }, connected), ['s_2'])
    assert.equal(await get(store, 's_4', home), undefined)
    assert.deepEqual(await ids(store, { terms: ['thing'], limit: 9 }, other), ['s_5', 's_3'])
    assert.deepEqual(await ask(), [{ place: home, id: 's_1', due: 5 }])
    // As often as one likes; without an id there is nothing left.
    assert.equal(await snapshots.restore('acct_s'), true)
    assert.equal(await get(store, 's_2', connected), undefined)
    assert.equal(await snapshots.restore('acct_s', 'snap_1'), true)
    assert.equal((await get(store, 's_2', connected))?.id, 's_2')
    for (const id of ['snap_2', '']) assert.equal(await snapshots.restore('acct_s', id), false)
    for (const [tenant, id] of [
      ['acct_s2', 'snap_1'],
      ['acct_t', 'snap_1'],
    ] as const)
      assert.equal(await snapshots.restore(tenant, id), false)
    assert.equal((await get(store, 's_5', other))?.id, 's_5')
    assert.deepEqual(await snapshots.list('acct_s'), [kept])
    assert.deepEqual(await snapshots.list('acct_s2'), [])
    assert.deepEqual(
      [await snapshots.drop('acct_s', 'snap_1'), await snapshots.drop('acct_s', 'snap_1')],
      [true, false],
    )
    assert.equal(await snapshots.restore('acct_s', 'snap_1'), false)
  })

  it('a snapshot has a unit as a whole, or not at all, however many come meanwhile', async () => {
    const at: Place = { tenant: 'acct_u', account: 'acct_u' }
    const pair = (n: number) =>
      put(store, insertion(`u_${n}a`, ['thing'], { in: at }), insertion(`u_${n}b`, ['thing'], { in: at }))
    const writing: Promise<unknown>[] = []
    const kept: Promise<{ documents: number }>[] = []
    for (let n = 0; n < 40; n++) {
      writing.push(pair(n))
      if (n % 10 === 5) kept.push(store.snapshots.keep('acct_u', `snap_${n}`))
    }
    await Promise.all(writing)
    for (const { documents } of await Promise.all(kept)) assert.equal(documents % 2, 0)
    assert.equal(await store.snapshots.restore('acct_u', 'snap_5'), true)
    const found = await ids(store, { terms: ['thing'], limit: 100 }, at)
    assert.equal(found.length, (await kept[0]!).documents)
  })

  it('a unit that came while a snapshot was put back has seen what was put back, or is gone with what it saw', async () => {
    const at: Place = { tenant: 'acct_v', account: 'acct_v' }
    const kept = insertion('v_0', [], { in: at })
    await put(store, kept)
    // Enough that putting it back takes a while.
    await put(store, ...Array.from({ length: 500 }, (_, n) => insertion(`v_filling_${n}`, ['filling'], { in: at })))
    await store.snapshots.keep('acct_v', 'snap_v')
    await put(store, change(kept, [], '{"id":"v_0","changed":true}'))
    const look = (n: number) => {
      const one = { place: at, id: 'v_0' }
      const made = insertion(`v_seen_${n}`, ['seen'], { in: at })
      return store.unit({ ...plan, reads: () => [one] }, (reads) => {
        const { text } = reads.all([one])[0] as Document
        return { writes: [{ ...made, document: { ...made.document!, text } }], value: undefined }
      })
    }
    const restoring = store.snapshots.restore('acct_v', 'snap_v')
    const looks: Promise<unknown>[] = []
    for (let n = 0; n < 40; n++) {
      looks.push(look(n))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all([restoring, ...looks])
    const query = { terms: ['seen'], limit: 100 }
    const seen = await read(store, (reads) => reads.all([{ place: at, query }])[0] as readonly Document[])
    assert.ok(seen.length > 0)
    assert.deepEqual([...new Set(seen.map(({ text }) => text))], ['{"id":"v_0"}'])
  })

  it('whoever watches hears what was put into a queue', async () => {
    const heard: [string, number][] = []
    store.watch((queue, due) => heard.push([queue, due]))
    await put(store, insertion('k_1', [], { queue: 'deliver', due: 5 }))
    assert.deepEqual(heard, [['deliver', 5]])
  })
}
