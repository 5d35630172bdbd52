// Where the rooms meet: the store, the house, the jobs, the deliveries and the server, put together from the settings.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { type AuthorizeView, authorizePage } from '../web/hosted/authorize.ts'
import { type CheckoutSession, checkoutPage } from '../web/hosted/checkout.ts'
import { voucherLines } from '../web/hosted/instructions.ts'
import { type CreditNoteDocument, creditNotePaper } from '../web/hosted/credit_note.ts'
import { type InvoiceDocument, invoicePaper } from '../web/hosted/invoice.ts'
import { type ExpressView, expressPage, type OnboardingView, onboardingPage } from '../web/hosted/onboarding.ts'
import { mandatePage } from '../web/hosted/mandate.ts'
import { languageOf, PAGE_CSS } from '../web/hosted/page.ts'
import type { Config } from './config.ts'
import { newest } from './contract/index.ts'
import { cliSockets } from './delivery/cli_sockets.ts'
import { startSender } from './delivery/sender.ts'
import { documents } from './describe/pages.ts'
import type { Door } from './http/api.ts'
import { addressesIn, isLoopback } from './http/guard.ts'
import { DEFAULT_KEYS, Issued } from './http/keys.ts'
import { measures } from './http/measures.ts'
import { pages } from './http/pages.ts'
import { RequestLog } from './http/request_log.ts'
import { listen } from './http/server.ts'
import type { Around, Hosted, Step } from './http/steps.ts'
import { startIndexer } from './jobs/indexer.ts'
import { startRunner } from './jobs/runner.ts'
import { transaction } from './kernel/api.ts'
import { type House, house } from './kernel/house.ts'
import { GLOBAL, type Store } from './kernel/store.ts'
import type { Situate } from './kernel/work.ts'
import { unit } from './kernel/unit.ts'
import { DAY } from './lib/calendar.ts'
import { chance } from './lib/chance.ts'
import { collectWhenIdle } from './lib/idle.ts'
import { microseconds } from './lib/instant.ts'
import { formatAmount, formatUnitAmount } from './lib/money.ts'
import { methodOf } from './network/catalogue.ts'
import { sourceTypeOf } from './network/source_types.ts'
import { accountHooks } from './resources/core/account.ts'
import { issuedTo } from './resources/core/api_key.ts'
import { announce } from './resources/core/announce.ts'
import { answered, LISTENERS, left, letter, opened, taken } from './resources/core/cli_session.ts'
import { DELIVERIES, parcel, recordAttempt } from './resources/core/delivery.ts'
import { sessionOf } from './resources/billing/v2.billing.meter_event_session.ts'
import { ENDPOINTS } from './resources/core/webhook_endpoint.ts'
import { resources } from './resources/index.ts'
import { FOLDING } from './resources/payments/balance_transaction.ts'
import { atFirstUse } from './source/at_first_use.ts'
import { openPostgres } from './store/postgres.ts'
import { openSqlite } from './store/sqlite.ts'

/** A running Brindle. */
export interface Brindle {
  /** Where it is reached, without a slash at the end. */
  readonly url: string
  readonly port: number
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
  collectWhenIdle(watched.requests)
  const requests = new RequestLog()
  const runner = startRunner({ house: front, store, situate, log, done: watched.job })
  const indexer = startIndexer({ house: front, store, situate, log })
  const sender = startSender({
    store,
    situate,
    log,
    queues: DELIVERIES,
    parcel: (work, id) => parcel(transaction(front, work), id),
    record: (work, id, attempt) => recordAttempt(transaction(front, work), id, attempt),
    done: watched.delivery,
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
  const hosts = [...config.allowedHosts, ...(config.publicUrl ? [new URL(config.publicUrl).hostname] : [])]
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
    hosted: HOSTED,
    script: browserScript(),
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
  const { host, port } = config
  const { upgrade } = sockets
  const listening = await listen({
    ...door,
    host,
    port,
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
    await listening.close()
    await source.close()
    await runner.stop()
    await indexer.stop()
    await sender.stop()
    await store.close()
  }
  return { url: publicUrl, port: listening.port, store, close }
}

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

/** The customer's step, in words. */
function authorize(step: Step | undefined, { id, acceptLanguage, code, problem, done }: Around): string {
  const language = languageOf(acceptLanguage)
  const intent = id.startsWith('sa_') ? 'setup' : 'payment'
  if (!step) return authorizePage({ state: 'unknown', intent, merchant: '', method: '' }, language)
  const { outcome, redirect_url, expires_at: expires, next_action: action } = step
  const decided = outcome === 'succeeded' || outcome === 'failed'
  const more = {
    ...(redirect_url !== null && { goOn: redirect_url }),
    ...(decided && redirect_url === null && { outcome }),
    ...(code !== undefined && { code }),
    ...(problem !== undefined && { problem }),
    // The step itself was not decided: what was done has replaced it.
    ...(done && ({ state: 'spent', outcome: done } as const)),
  }
  const state = outcome === 'pending' ? 'open' : outcome === 'replaced' ? 'expired' : 'spent'
  return authorizePage({ state, intent, ...paid(step), expires, action, ...more }, language)
}

/** Who is to be paid how much, and how. Of a transfer that has come in part, what is missing. */
function paid({ merchant, payment_method_type: type, amount, currency, next_action }: Step) {
  const named: Pick<AuthorizeView, 'merchant' | 'method' | 'amount'> = { merchant, method: nameOf(type) }
  const { amount_remaining } = (next_action?.display_bank_transfer_instructions ?? {}) as { amount_remaining?: number }
  const open = amount_remaining ?? amount
  return open === null || currency === null ? named : { ...named, amount: formatAmount(open, currency) }
}

/** As people call a type of payment method, or of a source. */
const nameOf = (type: string): string =>
  methodOf(type)?.name ?? methodOf(sourceTypeOf(type)?.paidAs ?? '')?.name ?? type

/** A voucher as it is printed. */
function voucher(step: Step, acceptLanguage: string | undefined): readonly [string, string[]] {
  const { merchant, method, amount = '' } = paid(step)
  const said = { merchant, amount, expires: step.expires_at, action: step.next_action! }
  return [method, voucherLines(said, languageOf(acceptLanguage))]
}

/** A mandate, in words. */
function agreed(found: Parameters<Hosted['mandate']>[0], acceptLanguage: string | undefined): string {
  const language = languageOf(acceptLanguage)
  if (!found) return mandatePage(undefined, language)
  const { id, status, type, customer_acceptance, single_use, payment_method, payment_method_details } = found.mandate
  const kind = payment_method_details.type
  const view = {
    merchant: found.account.settings?.dashboard.display_name ?? 'Brindle',
    name: payment_method.billing_details.name,
    method: nameOf(kind),
    last4: payment_method[kind]?.last4 ?? null,
    mandate: {
      id,
      status,
      type,
      accepted_at: customer_acceptance.accepted_at,
      accepted: customer_acceptance.type,
      reference: payment_method_details[kind]?.reference ?? null,
      ...(single_use && { amount: formatAmount(single_use.amount, single_use.currency) }),
    },
  }
  return mandatePage(view, language)
}

/** An invoice as it is printed. */
const invoice: Hosted['invoice'] = (document, acceptLanguage) =>
  invoicePaper(document as InvoiceDocument, MONEY, acceptLanguage)

const credit_note: Hosted['credit_note'] = (document, acceptLanguage) =>
  creditNotePaper(document as CreditNoteDocument, MONEY, acceptLanguage)

const MONEY = { amount: formatAmount, unit: formatUnitAmount }

const HOSTED: Hosted = {
  css: PAGE_CSS,
  authorize,
  voucher,
  mandate: agreed,
  invoice,
  credit_note,
  checkout: (session, { acceptLanguage, ...around }) =>
    checkoutPage(
      session as CheckoutSession | undefined,
      { ...around, money: formatAmount, methodName: nameOf },
      languageOf(session?.locale && session.locale !== 'auto' ? session.locale : acceptLanguage),
    ),
  onboarding: (link, acceptLanguage) => onboardingPage(link as OnboardingView | undefined, languageOf(acceptLanguage)),
  express: (account, acceptLanguage) => expressPage(account as ExpressView | undefined, languageOf(acceptLanguage)),
}

/** The browser's SDK: written in TypeScript, sent without its types. */
function browserScript(): string {
  const built = import.meta.url.endsWith('.js')
  const source = readFileSync(new URL(`../web/stripejs/stripe.${built ? 'js' : 'ts'}`, import.meta.url), 'utf8')
  return built ? source : stripTypeScriptTypes(source)
}
