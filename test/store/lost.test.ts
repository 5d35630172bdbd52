// When the connection to PostgreSQL is lost at COMMIT, nobody knows at once whether the unit is done. It is asked for on
// another connection: what was committed counts, and what was not has left nothing.
import assert from 'node:assert/strict'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { NotStored, Overloaded } from '../../src/kernel/store.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { newDatabase } from '../engines.ts'
import { get, insertion, put } from './conformance.ts'

interface Wire {
  readonly url: string
  /** Cuts the next connection on which COMMIT is sent, after or before the database has it. */
  cut: 'after' | 'before' | undefined
  close(): void
}

/** A wire to the database that can be cut. */
async function wireTo(url: string): Promise<Wire> {
  const target = new URL(url)
  const port = Number(target.port)
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const database = connect(port, target.hostname)
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    database.on('data', (chunk) => client.write(chunk))
    database.on('close', () => client.destroy())
    client.on('close', () => database.destroy())
    client.on('data', (chunk) => {
      const { cut } = wire
      if (!cut || !chunk.includes('commit')) {
        database.write(chunk)
        return
      }
      wire.cut = undefined
      if (cut === 'before') {
        client.destroy()
        return
      }
      // The database hears it, and its answer finds nobody.
      database.removeAllListeners('data')
      database.on('data', (answer) => {
        if (answer.includes('COMMIT')) client.destroy()
      })
      database.write(chunk)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  target.port = String((server.address() as AddressInfo).port)
  const wire: Wire = {
    url: target.href,
    cut: undefined,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return wire
}

test('a unit whose COMMIT arrived is done, though its answer was lost', async (t) => {
  const wire = await wireTo(await newDatabase())
  t.after(() => wire.close())
  const store = await openPostgres({ url: wire.url })
  await put(store, insertion('o_0', ['o']))
  wire.cut = 'after'
  await put(store, insertion('o_1', ['o']))
  assert.equal(wire.cut, undefined)
  assert.equal((await get(store, 'o_1'))?.id, 'o_1')
  await store.close()
})

test('a unit whose COMMIT was lost has left nothing, and says so', async (t) => {
  const wire = await wireTo(await newDatabase())
  t.after(() => wire.close())
  const store = await openPostgres({ url: wire.url })
  await put(store, insertion('p_0', ['p']))
  wire.cut = 'before'
  await assert.rejects(put(store, insertion('p_1', ['p'])), NotStored)
  assert.equal(wire.cut, undefined)
  assert.equal(await get(store, 'p_1'), undefined)
  await put(store, insertion('p_1', ['p']))
  await store.close()
})

test('a database that is not there is said, and nothing hangs', async () => {
  await assert.rejects(openPostgres({ url: 'postgres://brindle:brindle@127.0.0.1:1/none' }), /ECONNREFUSED/)
})

test('what waits for the disk is bounded: then requests wait, then they are sent away', async () => {
  let free = () => {}
  const held = new Promise<void>((resolve) => {
    free = resolve
  })
  const store = await openSqlite({ path: ':memory:', beforeCommit: () => held })
  // 2 000 units are accepted, 10 000 wait for room; the next is one too many.
  const taken = Array.from({ length: 12_000 }, (_, i) => put(store, insertion(`q_${i}`, [])))
  await assert.rejects(put(store, insertion('q_last', [])), Overloaded)
  free()
  await Promise.all(taken)
  assert.equal((await get(store, 'q_11999'))?.id, 'q_11999')
  assert.equal(await get(store, 'q_last'), undefined)
  await store.close()
})
