// Sources: whatever a customer paid with in the time before PaymentMethods. Made, authorised, charged once or again and again.
// (https://docs.stripe.com/api/sources; how each type is made is in source_create.ts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, keep, type Kept, StripeError, unbuilt, unknownParameters } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { depositsFor } from '../../network/test_accounts.ts'
import { transferDetails } from '../../network/source_details.ts'
import { fundsFor, MOMENTS } from '../../network/source_types.ts'
import { authorization, concludeAuthorization } from './authorization.ts'
import { US_DEBIT } from './bank_account.ts'
import { createSource, orderOf, ownerOf } from './source_create.ts'
import { becomeChargeable, endSource, type Source, source } from './source_state.ts'
import { insertTransaction, sourceTransaction } from './source_transaction.ts'

export const sources = resource(source)
  .on<Stripe.SourceCreateParams>('POST /v1/sources', (tx, params) => createSource(tx, params as never), {
    publishable: 'yes',
  })
  .on<Stripe.SourceRetrieveParams>('GET /v1/sources/{id}', (_tx, params, self) => checkSecret(params, self), {
    publishable: 'client_secret',
  })
  .on<Stripe.SourceUpdateParams>('POST /v1/sources/{id}', (tx, params, self) => updateSource(tx, self, params))
  .on<Stripe.SourceVerifyParams>('POST /v1/sources/{id}/verify', (tx, { values }, self) => verify(tx, self, values))
  .on<Stripe.SourceListSourceTransactionsParams>('GET /v1/sources/{id}/source_transactions', (tx, params, self) =>
    list(tx, sourceTransaction, params as never, `/v1/sources/${self.id}/source_transactions`, [`source=${self.id}`]),
  )
  .when('brindle.authorization.succeeded', authorization, (tx, step) => decide(tx, step, 'succeeded'))
  .when('brindle.authorization.failed', authorization, (tx, step) => decide(tx, step, 'failed'))
  .job<{ id: string }>('arrive', (tx, { id }) => {
    const self = tx.find(source, id)
    if (self?.receiver) receive(tx, self)
    else if (self?.status === 'pending') approve(tx, self)
  })
  .job<{ id: string }>('end', (tx, { id }) => {
    const self = tx.find(source, id)
    if (self && (self.status === 'pending' || self.status === 'chargeable')) endSource(tx, self, 'canceled')
  })
  .job<{ id: string }>('expire_soon', (tx, { id }) => {
    const self = tx.find(source, id)
    if (self) tx.update(source, self, { hidden: { ...self.hidden, expiring: (self.hidden.expiring ?? 0) + 1 } })
  })

/** A publishable key, and whoever sends one, must know the source's secret. (text [M]) */
function checkSecret({ client_secret }: { client_secret?: string }, self: Source): Source {
  if (client_secret === undefined || client_secret === self.client_secret) return self
  throw invalid('The client secret provided does not match the client secret of the source.', {
    param: 'client_secret',
  })
}

type Update = Params<Stripe.SourceUpdateParams>

/** Changes a source wherever it is; an attached one too. (https://docs.stripe.com/api/sources/update) */
export function updateSource(tx: Tx, self: Source, params: Update): Source {
  const { amount, mandate, metadata, owner, source_order } = params
  if (mandate !== undefined) throw unbuilt('Brindle keeps no mandates of sources yet.', 'mandate')
  if (amount !== undefined) checkChangeable(self)
  if (source_order !== undefined && self.type !== 'klarna') throw unknownParameters(['source_order'])
  const row = tx.update(source, self, {
    ...(amount !== undefined && { amount }),
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
    ...(owner !== undefined && { owner: ownerOf(owner, self.owner) }),
    ...(source_order !== undefined && { source_order: orderOf(source_order, self.currency!) as never }),
  })
  // In test mode the address also says what is sent next. (docs.stripe.com/sources/sepa-credit-transfer)
  if (self.receiver && owner?.email?.startsWith('amount_')) tx.schedule(tx.now + MOMENTS, 'source.arrive', self)
  return row
}

/** The amount of a receiver is what arrives, and no other changes once it was authorised. (text [M]) */
function checkChangeable({ receiver, status, flow }: Source): void {
  if (!receiver && (status === 'pending' || (status === 'chargeable' && flow === 'none'))) return
  throw invalid('The amount of this source cannot be changed.', { param: 'amount' })
}

/** The customer has decided, if it is a source that waits for it. */
function decide(tx: Tx, step: { id: string; intent: string }, outcome: 'succeeded' | 'failed'): void {
  const self = tx.find(source, step.intent)
  if (self?.status !== 'pending') return
  if (outcome === 'succeeded') approve(tx, self)
  else
    endSource(tx, self, 'failed', {
      ...(self.redirect && { redirect: { ...self.redirect, failure_reason: 'declined', status: 'failed' } }),
    })
  concludeAuthorization(tx, step.id, undefined)
}

/** The customer said yes where they were sent. */
function approve(tx: Tx, self: Source): Source {
  return becomeChargeable(tx, self, {
    ...(self.redirect && { redirect: { ...self.redirect, status: 'succeeded' } }),
    ...(self.three_d_secure && { three_d_secure: { ...self.three_d_secure, authenticated: true } }),
  })
}

/** Money has arrived. */
function receive(tx: Tx, self: Source): void {
  const due = self.usage === 'single_use' ? self.amount : null
  const amount = due ?? fundsFor(self.owner?.email ?? null)
  insertTransaction(
    tx,
    self as never,
    amount,
    transferDetails(self.type, (count) => tx.random(count)),
  )
  const receiver = { ...self.receiver!, amount_received: self.receiver!.amount_received + amount }
  const changes = { amount: receiver.amount_received, receiver }
  if (self.status === 'pending') becomeChargeable(tx, self, changes)
  else tx.update(source, self, changes)
}

/**
 * The customer tells the amounts (in cents) of the two small deposits. A wrong answer is kept, and answered 402.
 * (https://docs.stripe.com/api/sources/object#source_object-code_verification; text as of a bank account)
 */
function verify(tx: Tx, self: Source, values: readonly string[]): Source | Kept {
  const { code_verification } = self
  if (code_verification?.status !== 'pending') throw invalid('This source does not wait for a verification.')
  const amounts = values.map(Number)
  if (depositsFor(US_DEBIT, { amounts }) === 'verified')
    return becomeChargeable(tx, self, { code_verification: { ...code_verification, status: 'succeeded' } })
  const attempts_remaining = code_verification.attempts_remaining - 1
  if (attempts_remaining > 0)
    tx.update(source, self, { code_verification: { ...code_verification, attempts_remaining } })
  else endSource(tx, self, 'failed', { code_verification: { attempts_remaining, status: 'failed' } })
  return keep(
    new StripeError(402, {
      type: 'invalid_request_error',
      code: 'bank_account_verification_failed',
      message: 'The amounts provided do not match the amounts that were sent to the bank account.',
    }),
  )
}
