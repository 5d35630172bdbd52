// Members, of all releases, that say that they are not built. Whoever builds one takes it off these lists.
import type { Context, Member } from './context.ts'
import { IntegrationError, refusal } from './misuse.ts'

/** Those whose results may be errors. */
const RESULTS = [
  'collectBankAccountForPayment',
  'collectBankAccountForSetup',
  'collectBankAccountToken',
  'collectFinancialConnectionsAccounts',
  'createEphemeralKeyNonce',
  'createFinancialAccountDisclosure',
  'createIssuingDisclosure',
  'createRadarSession',
  'createTreasuryDisclosure',
  'processOrder',
  'retrieveOrder',
  'verifyIdentity',
] as const

/** Those that give an object with methods: with an error in its place, pages would fail later and say less. */
const OBJECTS = [
  'createEmbeddedCheckoutPage',
  'initCheckout',
  'initCheckoutElementsSdk',
  'initCheckoutFormSdk',
  'initCustomCheckout',
  'initEmbeddedCheckout',
  'initializePricing',
] as const

const notBuilt = (name: string) => `stripe.${name}() is not built in Brindle yet.`

export function notBuiltMembers(_context: Context) {
  const members: Record<string, Member> = {}
  for (const name of RESULTS) members[name] = async () => refusal(notBuilt(name))
  for (const name of OBJECTS)
    members[name] = () => {
      throw new IntegrationError(notBuilt(name))
    }
  return members as Record<(typeof RESULTS)[number] | (typeof OBJECTS)[number], Member>
}
