// The thread of the writer, seen from the other side: what it is told, and what it answers.
import { Worker } from 'node:worker_threads'
import { TooMuchToKeep, type Write } from '../kernel/store.ts'
import type { SnapshotOrder } from './sqlite_snapshots.ts'

/** Who writes: in its own thread, or at once. One order after the other. */
export interface Writer {
  commit(writes: readonly Write[]): Promise<void>
  carryOut(order: SnapshotOrder): Promise<number>
  close(): Promise<void>
}

/** How the writer's thread begins: a thread turns the compile cache on for itself, and holds 9 MB more without it. */
const BEGIN = `
  const { enableCompileCache } = require('node:module')
  const { workerData } = require('node:worker_threads')
  enableCompileCache?.()
  import(workerData.script)`

/** Starts the thread, and opens the file in it. */
export async function startWriter(path: string): Promise<{ writer: Writer; synchronous: number }> {
  const script = new URL(`./sqlite_writer.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href
  const worker = new Worker(BEGIN, { eval: true, workerData: { path, script } })
  let answer: { resolve: (message: any) => void; reject: (error: Error) => void }
  const next = () => new Promise<any>((resolve, reject) => (answer = { resolve, reject }))
  worker.on('message', (message) => answer.resolve(message))
  worker.on('error', (error) => answer.reject(error as Error))
  const { synchronous } = await next()
  worker.unref()
  const ask = async (message: object) => {
    worker.ref()
    const reply = next()
    worker.postMessage(message)
    const { error, code, tooMuch, done } = await reply
    worker.unref()
    if (tooMuch) throw new TooMuchToKeep(error)
    if (error !== undefined) throw Object.assign(new Error(error), { code })
    return done
  }
  const writer: Writer = {
    commit: (writes) => ask({ writes }),
    carryOut: (order) => ask({ order }),
    close: () => ask({ close: true }),
  }
  return { writer, synchronous }
}
