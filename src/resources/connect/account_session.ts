// Account sessions: a secret with which a browser may show parts of a connected account to its holder, and let them tell what
// is due. (https://docs.stripe.com/api/account_sessions)
import type Stripe from 'stripe'
import { type Node, shapeNode } from '../../contract/index.ts'
import { forbidden, invalid } from '../../kernel/errors.ts'
import { object, type Row, resource, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { dossierOf } from './account_dossier.ts'
import { onboard, viewOf } from './onboarding.ts'

/** Kept at the platform, whose publishable key shows the secret. */
export const accountSession = object<Stripe.AccountSession>('account_session', { prefix: 'accs', nameless: true })

/** [K] */
const LASTS_SECONDS = 60 * 60
const SECRET = 'accs_secret__'
const BY_SECRET: Node & { k: 'object' } = {
  k: 'object',
  p: { client_secret: { k: 'string' } },
  r: ['client_secret'],
}

interface Component {
  readonly enabled?: boolean
  readonly features?: Readonly<Record<string, boolean>>
}

export const accountSessions = resource(accountSession)
  .on<Stripe.AccountSessionCreateParams>('POST /v1/account_sessions', (tx, { account, components }) => {
    const { self } = dossierOf(tx, account)
    const shown = componentsOf(components as Readonly<Record<string, Component>>)
    // [M]
    if (!Object.values(shown).some(({ enabled }) => enabled))
      throw invalid('You must enable at least one component.', { param: 'components' })
    const name = tx.random(40)
    return withoutId(
      tx.insert(accountSession, {
        id: idOf(name),
        account: self.id,
        client_secret: `${SECRET}${name}`,
        components: shown as never,
        expires_at: tx.now + LASTS_SECONDS,
        livemode: false,
      }),
    )
  })
  // What Stripe's components do in the browser: the holder tells what is due.
  .on<{ client_secret: string }>(
    'POST /brindle/account_sessions/onboard',
    (tx, { client_secret: secret }) => {
      const session = sessionOf(tx, secret)
      const { enabled, features } = session.components.account_onboarding
      if (!enabled) throw forbidden('This account session does not have the component account_onboarding.')
      const form = { asksBank: features.external_account_collection }
      return viewOf(onboard(tx, dossierOf(tx, session.account), {}, form))
    },
    { params: BY_SECRET, publishable: 'client_secret' },
  )

const idOf = (name: string) => `${accountSession.prefix}_${name}`

function sessionOf(tx: Tx, secret: string): Row<Stripe.AccountSession> {
  const found = secret.startsWith(SECRET) ? tx.find(accountSession, idOf(secret.slice(SECRET.length))) : undefined
  // The secret itself is not said again.
  if (!found) throw invalid('No such account session.', { code: 'resource_missing', param: 'client_secret' })
  if (tx.now >= found.expires_at) throw invalid('This account session has expired.', { param: 'client_secret' })
  return found
}

/** Features that a component has only where they are asked for; the others come with it. [K] */
const ASKED_FOR = ['disable_stripe_user_authentication', 'destination_on_behalf_of_charge_management']

/** All components there are, and what of each may be seen and done. */
function componentsOf(given: Readonly<Record<string, Component>>): Readonly<Record<string, Required<Component>>> {
  const all = propertiesOf(propertiesOf(shapeNode(accountSession.object)).components)
  return Object.fromEntries(
    Object.entries(all).map(([name, node]) => {
      const { enabled = false, features = {} } = given[name] ?? {}
      const known = Object.keys(propertiesOf(propertiesOf(node).features))
      const of = (feature: string) => features[feature] ?? (enabled && !ASKED_FOR.includes(feature))
      return [name, { enabled, features: Object.fromEntries(known.map((feature) => [feature, of(feature)])) }]
    }),
  )
}

const propertiesOf = (node: Node | undefined): Readonly<Record<string, Node>> =>
  (node as { p?: Readonly<Record<string, Node>> } | undefined)?.p ?? {}
