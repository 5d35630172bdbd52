// The official Node SDK, major by major: what each is installed as, which version of the API it asks for when it is left to itself,
// and which one its types describe.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The version of an account whose owner has not chosen another. */
export const DEFAULT = '2026-08-26.dahlia'

export interface Major {
  readonly major: number
  /** The name of its folder in node_modules. */
  readonly package: string
  /** The release of the package: the last of its major, but for the newest. */
  readonly release: string
  /** The version of the API that it names in each request; majors up to 11 name none. */
  readonly asks?: string
  /** The version that its types are of. (`LatestApiVersion` in its `lib.d.ts`) */
  readonly typed: string
}

/** A major that names the version that its types are of. */
const asking = (major: number, release: string, asks: string): Major => ({
  ...silent(major, release, asks),
  asks,
})
/** One that names none, and so gets the account's. */
const silent = (major: number, release: string, typed: string): Major => ({
  ...{ major, release, typed },
  package: major === 23 ? 'stripe' : `stripe-${major}`,
})

export const MAJORS: readonly Major[] = [
  silent(8, '8.222.0', '2020-08-27'),
  silent(9, '9.16.0', '2020-08-27'),
  silent(10, '10.17.0', '2022-08-01'),
  silent(11, '11.18.0', '2022-11-15'),
  asking(12, '12.18.0', '2022-11-15'),
  asking(13, '13.11.0', '2023-08-16'),
  asking(14, '14.25.0', '2023-10-16'),
  asking(15, '15.12.0', '2024-04-10'),
  asking(16, '16.12.0', '2024-06-20'),
  asking(17, '17.7.0', '2025-02-24.acacia'),
  asking(18, '18.5.0', '2025-08-27.basil'),
  asking(19, '19.3.1', '2025-10-29.clover'),
  asking(20, '20.4.1', '2026-02-25.clover'),
  asking(21, '21.0.1', '2026-03-25.dahlia'),
  asking(22, '22.6.2', '2026-08-26.dahlia'),
  asking(23, '23.1.0', '2026-10-28.endive'),
]

/** A client of a major, all of which take these settings. Their types are of many ages, hence `any`. */
export function clientOf(major: Major, key: string, port: number, apiVersion?: string): any {
  const loaded = require(major.package)
  const Stripe = loaded.default ?? loaded
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...(apiVersion && { apiVersion }),
  })
}
