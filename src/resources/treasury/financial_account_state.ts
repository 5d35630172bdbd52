// A financial account: its object, its features and what keeps them from working.
// (https://docs.stripe.com/treasury/account-management/financial-account-features)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { own } from '../core/account.ts'

export interface FinancialAccountState {
  /** What was requested, by path; `activated` once Stripe's bank has answered. */
  readonly features: Readonly<Partial<Record<FeaturePath, { readonly activated: boolean }>>>
  /** Sent only to who expands it. */
  readonly accountNumber: string
}

export const financialAccount = object<Stripe.Treasury.FinancialAccount, FinancialAccountState>(
  'treasury.financial_account',
  {
    prefix: 'fa',
    noun: 'financial_account',
    events: [
      { on: 'insert', types: ['treasury.financial_account.created'] },
      {
        became: ['status', 'closed'],
        changed: ['active_features', 'pending_features', 'restricted_features'],
        types: ['treasury.financial_account.closed', 'treasury.financial_account.features_status_updated'],
      },
      { became: ['status', 'closed'], types: ['treasury.financial_account.closed'] },
      {
        on: 'update',
        changed: ['active_features', 'pending_features', 'restricted_features'],
        types: ['treasury.financial_account.features_status_updated'],
      },
    ],
    includes: {
      features: (tx, row) => featuresOf(tx, row),
      'financial_addresses.aba.account_number': (_tx, row) => row.hidden.accountNumber,
    },
  },
)
export type FinancialAccount = Row<Stripe.Treasury.FinancialAccount, FinancialAccountState>

export type Direction = 'inbound_flows' | 'outbound_flows'
interface Feature {
  /** Capabilities that a connected account needs for it. */
  readonly requires: readonly string[]
  /** Restrictions of the platform that touch it. */
  readonly restrictedBy: readonly Direction[]
}

const TREASURY = ['treasury']
const ACH = ['treasury', 'us_bank_account_ach_payments']

/** The table of Stripe's page; `card_issuing` is refused (see `requested`). */
const FEATURES = {
  deposit_insurance: { requires: TREASURY, restrictedBy: [] },
  'financial_addresses.aba': { requires: TREASURY, restrictedBy: ['inbound_flows', 'outbound_flows'] },
  'inbound_transfers.ach': { requires: ACH, restrictedBy: ['inbound_flows'] },
  intra_stripe_flows: { requires: TREASURY, restrictedBy: ['inbound_flows', 'outbound_flows'] },
  'outbound_payments.ach': { requires: ACH, restrictedBy: ['outbound_flows'] },
  'outbound_payments.us_domestic_wire': { requires: TREASURY, restrictedBy: ['outbound_flows'] },
  'outbound_transfers.ach': { requires: ACH, restrictedBy: ['outbound_flows'] },
  'outbound_transfers.us_domestic_wire': { requires: TREASURY, restrictedBy: ['outbound_flows'] },
} as const satisfies Readonly<Record<string, Feature>>
export type FeaturePath = keyof typeof FEATURES
export const FEATURE_PATHS = Object.keys(FEATURES) as FeaturePath[]

interface Standing {
  readonly status: 'active' | 'pending' | 'restricted'
  readonly status_details: readonly object[]
}

/** How a requested feature stands. `capabilities` are those of a connected account; a platform needs none. */
function standingOf(self: FinancialAccount, path: FeaturePath, capabilities: Capabilities): Standing {
  const { requires, restrictedBy }: Feature = FEATURES[path]
  const restricted = (...status_details: object[]): Standing => ({ status: 'restricted', status_details })
  if (self.status === 'closed') return restricted({ code: 'financial_account_closed', resolution: null })
  // Stripe has no row of its table for this code: that nothing resolves it is [K].
  if (capabilities && requires.some((name) => capabilities[name] !== 'active'))
    return restricted({ code: 'capability_not_requested', resolution: null })
  const restrictions = restrictedBy.filter((flows) => self.platform_restrictions?.[flows] === 'restricted')
  if (restrictions.length > 0)
    return restricted(
      ...restrictions.map((restriction) => ({
        code: 'restricted_by_platform',
        resolution: 'remove_restriction',
        restriction,
      })),
    )
  if (!self.hidden.features[path]?.activated)
    return { status: 'pending', status_details: [{ code: 'activating', resolution: null }] }
  return { status: 'active', status_details: [] }
}

type Capabilities = Readonly<Record<string, unknown>> | undefined

/** A platform's own account is let into Treasury as a whole; those that are connected to it by their capabilities. */
const capabilitiesOf = (tx: Tx): Capabilities =>
  tx.place.account === tx.place.tenant ? undefined : ((own(tx).capabilities ?? {}) as Record<string, unknown>)

/** Only a connected account with the capability may have one. Wording [M]. */
export function checkTreasury(tx: Tx): void {
  const capabilities = capabilitiesOf(tx)
  if (capabilities && capabilities.treasury !== 'active')
    throw invalid(
      `The account \`${tx.place.account}\` must have the \`treasury\` capability active to have a FinancialAccount.`,
    )
}

/** What a row says of its features: which work, which do not yet, which are kept from working, and its address. */
export function summary(tx: Tx, self: FinancialAccount): Partial<FinancialAccount> {
  const capabilities = capabilitiesOf(tx)
  const requested = FEATURE_PATHS.filter((path) => self.hidden.features[path])
  const of = (status: string) =>
    requested.filter((path) => standingOf(self, path, capabilities).status === status) as never[]
  return {
    active_features: of('active'),
    pending_features: of('pending'),
    restricted_features: of('restricted'),
    financial_addresses: self.hidden.features['financial_addresses.aba']?.activated ? [addressOf(tx, self)] : [],
  }
}

function addressOf(tx: Tx, { hidden }: FinancialAccount): FinancialAccount['financial_addresses'][number] {
  const { business_profile, settings } = own(tx)
  return {
    type: 'aba',
    supported_networks: ['ach', 'us_domestic_wire'],
    aba: {
      account_holder_name: business_profile?.name ?? settings?.dashboard.display_name ?? 'Brindle sandbox',
      account_number_last4: hidden.accountNumber.slice(-4),
      bank_name: 'STRIPE TEST BANK',
      routing_number: '110000000',
    },
  }
}

/** The features, as they are shown by themselves. One that is not requested is not there. */
export function featuresOf(tx: Tx, self: FinancialAccount): object {
  const shown: Record<string, unknown> = { object: 'treasury.financial_account_features' }
  for (const path of FEATURE_PATHS) {
    if (!self.hidden.features[path]) continue
    const standing = { requested: true, ...standingOf(self, path, capabilitiesOf(tx)) }
    const [head, ...rest] = path.split('.') as [string, ...string[]]
    shown[head] = rest.length === 0 ? standing : { ...(shown[head] as object | undefined), [rest.join('.')]: standing }
  }
  return shown
}

/**
 * Refuses a flow that the account's feature does not carry. A feature that the platform has restricted in the other direction
 * only still carries this one. Wordings [M].
 */
export function checkFeature(tx: Tx, self: FinancialAccount, path: FeaturePath, direction: Direction): void {
  if (carries(tx, self, path, direction)) return
  const standing = self.hidden.features[path] && standingOf(self, path, capabilitiesOf(tx)).status
  throw invalid(
    standing === undefined
      ? `The FinancialAccount \`${self.id}\` does not have the \`${path}\` feature. Request it before you move money with it.`
      : `The \`${path}\` feature of the FinancialAccount \`${self.id}\` is ${standing}. It must be active to move money with it.`,
    { param: 'financial_account' },
  )
}

/** Whether a feature carries money in a direction. */
export function carries(tx: Tx, self: FinancialAccount, path: FeaturePath, direction: Direction): boolean {
  if (!self.hidden.features[path]) return false
  const { status, status_details } = standingOf(self, path, capabilitiesOf(tx))
  const others = (status_details as { restriction?: string }[]).every(
    ({ restriction }) => restriction !== undefined && restriction !== direction,
  )
  const isElsewhere = status === 'restricted' && others && self.hidden.features[path].activated
  return status === 'active' || isElsewhere
}

/** The financial account of a parameter, which has to be open. */
export function openAccount(tx: Tx, id: string, param = 'financial_account'): FinancialAccount {
  const self = tx.get(financialAccount, id, param)
  if (self.status === 'open') return self
  throw invalid(`The FinancialAccount \`${id}\` is closed.`, { param }) // [M]
}

/** Refuses what comes from outside where there is no address that it could be sent to. Wording [M]. */
export function checkAddress(self: FinancialAccount): void {
  if (self.financial_addresses.length > 0) return
  throw invalid(
    `The FinancialAccount \`${self.id}\` has no FinancialAddress. Request the \`financial_addresses.aba\` feature, and wait ` +
      'until it is active.',
    { param: 'financial_account' },
  )
}
