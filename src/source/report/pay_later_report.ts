// The report "buy now or pay later" with the segments of customers and what they are offered: both out of one reading of a lake.
import type { DuckDBConnection } from '@duckdb/node-api'
import { type BnplOptions, type BnplReport, bnplReport } from './bnpl.ts'
import { narrowed } from './narrow.ts'
import { type SegmentReport, segmentReport } from './segments.ts'

export interface PayLaterReport {
  readonly report: BnplReport
  readonly segments: SegmentReport
}

/** Reads the views of a connection that is used for nothing else. Throws a 400 on options that make no sense. */
export async function payLaterReport(connection: DuckDBConnection, options: BnplOptions): Promise<PayLaterReport> {
  const { dimension: _, ...period } = options
  await narrowed(connection)
  return { report: await bnplReport(connection, options), segments: await segmentReport(connection, period) }
}

/** The report, with its segments, and everything that is missing told once. */
export const joined = ({ report, segments: { missing, segments, offers } }: PayLaterReport) => ({
  ...report,
  segments,
  offers,
  missing: [...new Set([...report.missing, ...missing])],
})
