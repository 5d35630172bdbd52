// Where the rooms meet: the store, the house, the jobs, the deliveries and the server, put together from the settings.
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { browserFiles } from './browser.ts'
import type { Config } from './config.ts'
import { newest } from './contract/index.ts'
import { cliSockets } from './delivery/cli_sockets.ts'
import { startSender } from './delivery/sender.ts'
import { documents } from './describe/pages.ts'
import { HOSTED } from './hosted.ts'
import type { Door } from './http/api.ts'
import { addressesIn, isLoopback } from './http/guard.ts'
import { DEFAULT_KEYS, Issued } from './http/keys.ts'
import { measures } from './http/measures.ts'
import { pages } from './http/pages.ts'
import { RequestLog } from './http/request_log.ts'
import { listen } from './http/server.ts'
import { STRIPE_HOSTS } from './http/stripe_hosts.ts'
import { startIndexer } from './jobs/indexer.ts'
import { startRunner } from './jobs/runner.ts'
import { transaction } from './kernel/api.ts'
import { type House, house } from './kernel/house.ts'
import { GLOBAL, type Place, type Store } from './kernel/store.ts'
import type { Situate } from './kernel/work.ts'
import { unit } from './kernel/unit.ts'
import { DAY } from './lib/calendar.ts'
import { chance } from './lib/chance.ts'
import { collectWhenIdle } from './lib/idle.ts'
import { microseconds } from './lib/instant.ts'
import { accountHooks } from './resources/core/account.ts'
import { issuedTo } from './resources/core/api_key.ts'
import { announce } from './resources/core/announce.ts'
import { answered, LISTENERS, left, letter, opened, taken } from './resources/core/cli_session.ts'
import { DELIVERIES, parcel, recordAttempt } from './resources/core/delivery.ts'
import { recurringSlice } from './resources/billing/recurring_revenue.ts'
import { sessionOf } from './resources/billing/v2.billing.meter_event_session.ts'
import { ENDPOINTS } from './resources/core/webhook_endpoint.ts'
import { resources } from './resources/index.ts'
import { FOLDING } from './resources/payments/balance_transaction.ts'
import { paidByDay } from './resources/payments/figures.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { atFirstUse } from './source/at_first_use.ts'
import { openPostgres } from './store/postgres.ts'
import { openSqlite } from './store/sqlite.ts'

/** A running Brindle. */
export interface Brindle {
  /** Where it is reached, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Of HTTPS, where that is served. */
  readonly tlsPort: number | undefined
  readonly store: Store
  /** Answers what runs, delivers what is on its way, and closes the store. */
  close(): Promise<void>
}

/** The house with all its resources. */
export const standing = (defaultVersion: string): House =>
  house(resources, {
    account: accountHooks({ defaultVersion }),
    announce,
    announcing: [ENDPOINTS, FOLDING],
    newest,
    defaultVersion,
  })

/** Opens the store, starts the jobs and deliveries, and listens. `store` may be given instead, by tests. */
export async function start(config: Config, given: { store?: Store; log?: Logger } = {}): Promise<Brindle> {
  const log = given.log ?? pino({ level: config.logLevel, base: null })
  const store = given.store ?? (await openStore(config, log))
  const trusted = config.trustNetwork || isLoopback(config.host)
  let publicUrl = config.publicUrl
  const situate: Situate = (place, more) => ({
    place,
    micros: microseconds(),
    node: config.node,
    seed: chance(32),
    requestId: '',
    key: '',
    cause: 'request',
    version: config.defaultVersion,
    client: { ip: '', userAgent: '' },
    publicUrl,
    settlementCurrency: config.settlementCurrency,
    strictClocks: config.strictClocks,
    eventsKeptSeconds: config.eventRetention * DAY,
    disableAfterSeconds: config.webhookDisableAfter * 3600,
    searchDelaySeconds: config.searchDelay,
    ...more,
  })
  const front = standing(config.defaultVersion)
  const watched = measures()
  const requests = new RequestLog()
  // What nobody asked for is told of, too: a renewal, a delivery.
  const told =
    <O>(count: (outcome: O) => void) =>
    (outcome: O, place: Place) => {
      count(outcome)
      requests.happened(place)
    }
  const runner = startRunner({ house: front, store, situate, log, done: told(watched.job) })
  const indexer = startIndexer({ house: front, store, situate, log })
  collectWhenIdle(() => watched.requests() + indexer.indexed())
  const sender = startSender({
    store,
    situate,
    log,
    queues: DELIVERIES,
    parcel: (work, id) => parcel(transaction(front, work), id),
    record: (work, id, attempt) => recordAttempt(transaction(front, work), id, attempt),
    done: told(watched.delivery),
    timeoutMs: config.webhookTimeout * 1000,
    concurrency: config.webhookConcurrency,
    trusted,
  })
  const sockets = cliSockets({
    store,
    situate,
    log,
    queues: LISTENERS,
    opened: (work, id) => opened(transaction(front, work), id),
    left: (work, id) => left(transaction(front, work), id),
    letter: (work, id) => letter(transaction(front, work), id),
    taken: (work, id) => taken(transaction(front, work), id),
    answered: (work, id, attempt) => answered(transaction(front, work), id, attempt),
    watchRequests: (hear) => requests.watch(hear),
  })
  const hosts = [
    ...config.allowedHosts,
    ...(config.publicUrl ? [new URL(config.publicUrl).hostname] : []),
    ...(config.asStripe ? STRIPE_HOSTS : []),
  ]
  const door: Door = {
    house: front,
    store,
    situate,
    doors: {
      hosts,
      origins: config.allowedOrigins,
      addresses: addressesIn(config.allowedIps),
      sandboxes: trusted,
    },
    issued: new Issued((key) =>
      unit(store, situate(GLOBAL, {}), (work) => issuedTo(work, key) ?? sessionOf(work, key), { reading: true }),
    ),
    catchUp: indexer.catchUp,
    publicUrl: () => publicUrl,
  }
  const served = pages({
    ...door,
    measures: watched,
    requests,
    advance: runner.advance,
    figuring: { paid: paidByDay, recurring: recurringSlice },
    scenes: SCENARIOS,
    hosted: HOSTED,
    files: browserFiles(),
    open: trusted,
  })
  const source = atFirstUse({
    folder: config.lake || (config.memory ? undefined : join(config.data, 'lake')),
    key: config.lakeKey,
    log,
    open: trusted,
    host: () => publicUrl,
    egress: config.egress,
  })
  watched.join(source.measures)
  const described = documents(front, () => publicUrl, trusted ? DEFAULT_KEYS.secret : '')
  const { host, port, tlsCert, tlsKey, tlsPort } = config
  const { upgrade } = sockets
  const listening = await listen({
    ...door,
    host,
    port,
    tls: tlsCert.length > 0 ? { port: tlsPort, pairs: pairsOf(tlsCert, tlsKey) } : undefined,
    log,
    measures: watched,
    pages: [...served, ...described],
    requests,
    mounts: [source],
    upgrade,
  })
  publicUrl ||= `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? 'localhost' : host}:${listening.port}`
  const close = async () => {
    await sockets.stop()
    requests.close()
    await listening.close()
    await source.close()
    await runner.stop()
    await indexer.stop()
    await sender.stop()
    await store.close()
  }
  return { url: publicUrl, port: listening.port, tlsPort: listening.tlsPort, store, close }
}

const pairsOf = (certificates: readonly string[], keys: readonly string[]) =>
  certificates.map((certificate, at) => ({ certificate, key: keys[at]! }))

/** The store that the settings name. A failing disk ends the process: what it accepted would be lost unseen. */
function openStore(config: Config, log: Logger): Promise<Store> {
  if (config.databaseUrl) return openPostgres({ url: config.databaseUrl })
  if (config.memory) return openSqlite({ path: ':memory:' })
  return openSqlite({
    path: join(config.data, 'brindle.sqlite'),
    onFatal: (error) => {
      log.fatal({ err: error }, 'the data could not be written')
      setImmediate(() => process.exit(1))
    },
  })
}
