// The writer's thread: takes groups of writes in order, answers each after its commit is on disk.
import { parentPort, workerData } from 'node:worker_threads'
import type { Write } from '../kernel/store.ts'
import { collectWhenIdle } from '../lib/idle.ts'
import { Applier, openWriter } from './sqlite_tables.ts'

const db = openWriter(workerData.path as string)
const applier = new Applier(db)
const port = parentPort!
let groups = 0
collectWhenIdle(() => groups)
port.on('message', (message: { writes?: Write[]; close?: true }) => {
  if (message.close) {
    db.exec('pragma wal_checkpoint(truncate)')
    db.close()
    port.postMessage({ closed: true })
    port.close()
    return
  }
  groups += message.writes!.length
  try {
    applier.apply(message.writes!)
    port.postMessage({})
  } catch (error) {
    port.postMessage({ error: (error as Error).message, code: (error as { errcode?: number }).errcode ?? 0 })
  }
})
const { synchronous } = db.prepare('pragma synchronous').get() as { synchronous: number }
port.postMessage({ ready: true, synchronous })
