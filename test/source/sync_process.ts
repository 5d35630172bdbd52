// A process that brings coupons into a lake and ends: `node sync_process.ts <folder> <url> <rows of a batch>`. For tests that end it sooner.
import pino from 'pino'
import { streamNamed } from '../../src/source/extract/streams.ts'
import { openSource } from '../../src/source/index.ts'
import { syncLake } from '../../src/source/sync.ts'

const [folder, url, batchRecords] = process.argv.slice(2) as [string, string, string]
const source = await openSource({
  folder,
  key: '',
  log: pino({ level: 'silent' }),
  open: true,
  host: () => url,
  pauseMs: 1,
  batchRecords: Number(batchRecords),
})
const streams = [streamNamed('coupons')!]
const [result] = await syncLake(source, {
  url,
  key: 'sk_test_fake',
  streams,
  version: '2026-08-26.dahlia',
  connected: false,
})
await source.close()
if (result!.error !== undefined) throw new Error(result!.error)
