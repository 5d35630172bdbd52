// The writer's thread: takes groups of writes in order, and orders about snapshots, and answers each after its commit is on disk.
import { parentPort, workerData } from 'node:worker_threads'
import { TooMuchToKeep, type Write } from '../kernel/store.ts'
import { collectWhenIdle } from '../lib/idle.ts'
import { carryOut, type SnapshotOrder } from './sqlite_snapshots.ts'
import { Applier, openWriter } from './sqlite_tables.ts'

const db = openWriter(workerData.path as string)
const applier = new Applier(db)
const port = parentPort!
let groups = 0
collectWhenIdle(() => groups)
port.on('message', (message: { writes?: Write[]; order?: SnapshotOrder; close?: true }) => {
  if (message.close) {
    db.exec('pragma wal_checkpoint(truncate)')
    db.close()
    port.postMessage({ closed: true })
    port.close()
    return
  }
  try {
    if (message.order) return port.postMessage({ done: carryOut(db, message.order) })
    groups += message.writes!.length
    applier.apply(message.writes!)
    port.postMessage({})
  } catch (error) {
    const { message: text, errcode: code = 0 } = error as Error & { errcode?: number }
    port.postMessage({ error: text, code, tooMuch: error instanceof TooMuchToKeep })
  }
})
const { synchronous } = db.prepare('pragma synchronous').get() as { synchronous: number }
port.postMessage({ ready: true, synchronous })
