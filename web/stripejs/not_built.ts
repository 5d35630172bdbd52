// Members, of all releases, that say that they are not built. Whoever builds one takes it off these lists.
import type { Context, Member } from './context.ts'
import { IntegrationError, refusal } from './misuse.ts'

const LINKING =
  'It takes no payments by linked accounts: describe the account by its numbers, to confirmUsBankAccountPayment() for example.'
const DISCLOSURES = "The disclosures are texts of Stripe's own."

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
const OBJECTS = ['initializePricing'] as const

/** Why, where there is more to say than that. */
const WHY: { readonly [name: string]: string } = {
  collectBankAccountForPayment: LINKING,
  collectBankAccountForSetup: LINKING,
  collectBankAccountToken: LINKING,
  createIssuingDisclosure: DISCLOSURES,
  createFinancialAccountDisclosure: DISCLOSURES,
  createTreasuryDisclosure: DISCLOSURES,
  createRadarSession: 'Brindle takes no fingerprints of browsers.',
}

const notBuilt = (name: string) =>
  [`stripe.${name}() is not built in Brindle yet.`, ...(WHY[name] ? [WHY[name]] : [])].join(' ')

export function notBuiltMembers(_context: Context) {
  const members: Record<string, Member> = {}
  for (const name of RESULTS) members[name] = async () => refusal(notBuilt(name))
  for (const name of OBJECTS)
    members[name] = () => {
      throw new IntegrationError(notBuilt(name))
    }
  return members as Record<(typeof RESULTS)[number] | (typeof OBJECTS)[number], Member>
}
