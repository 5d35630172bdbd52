// The scenarios that there are.
import { billingTrouble } from './billing_trouble.ts'
import { saas } from './saas.ts'
import type { Scenario } from './scenario.ts'
import { shop } from './shop.ts'

/** In the order in which they are told. That which leaves a sandbox empty is the shell's own: it is no call of the API. */
export const SCENARIOS: readonly Scenario[] = [saas, shop, billingTrouble]
