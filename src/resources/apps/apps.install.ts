// App installs: an account installs its own private app. Apps are uploaded by a program of Stripe's, which is not here: every
// id stands for an app that asks for nothing. (https://docs.stripe.com/api/apps/installs)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { lifecycle, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

/** The prefix is [K]. */
export const install = object<Stripe.Apps.Install>('apps.install', {
  prefix: 'appinstall',
  noun: 'app install',
  events: lifecycle('apps.install'),
})
export type Install = Row<Stripe.Apps.Install>

const PATH = '/v1/apps/installs'

export const installs = resource(install)
  .on<Stripe.Apps.InstallCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.Apps.InstallRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Apps.InstallListParams>(`GET ${PATH}`, (tx, params) => {
    if (params.account !== undefined && params.account !== tx.place.account)
      throw invalid('You can only list the installs of your own account.', { param: 'account' }) // [M]
    return list(tx, install, params as never, PATH)
  })
  // There is no newer upload that asks for more: what was granted stays.
  .on<Stripe.Apps.InstallUpdateParams>(`POST ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Apps.InstallUninstallParams>(`POST ${PATH}/{id}/uninstall`, (tx, _params, self) => {
    tx.delete(install, self)
    const { hidden: _, ...shown } = self
    return { ...shown, status: 'uninstalling' }
  })

function create(tx: Tx, { app, channel = 'public' }: Params<Stripe.Apps.InstallCreateParams>): Install {
  if (tx.place.account !== tx.place.tenant) throw unbuilt('Brindle does not install apps in connected accounts yet.')
  // The parameter's comment says who may use which; the words are [M]. A code challenge is ignored for a private app.
  if (channel !== 'private_test')
    throw invalid('An account installs its own private app in test mode from the channel `private_test`.', {
      param: 'channel',
    })
  // One that is there is installed anew. [K]
  const [known] = tx.list(install, [`app=${app}`], { limit: 1 })
  if (known) return known
  const nothing = { connect_src: [], image_src: [] }
  return tx.insert(install, {
    account: tx.place.account,
    app,
    approval_required: false,
    auth_code: null,
    channel,
    content_security_policy_granted: nothing,
    content_security_policy_pending: nothing,
    created: tx.now,
    created_by: null,
    endpoints_granted: [],
    endpoints_pending: [],
    livemode: false,
    permissions_granted: [],
    permissions_pending: [],
    status: 'installed',
  } as never)
}
