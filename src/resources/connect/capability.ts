// Capabilities: what a connected account is asked to be able to do, and whether it is able to yet.
// (https://docs.stripe.com/api/capabilities)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { resource } from '../../kernel/resource.ts'
import { CAPABILITIES, capability, type Dossier, dossierOf, previewOf, settle } from './account_dossier.ts'

export const capabilities = resource(capability)
  .on<object>('GET /v1/accounts/{id}/capabilities', (tx, _params, _self, [id]) => ({
    kind: 'list',
    rows: dossierOf(tx, id!).capabilities,
    has_more: false,
    url: `/v1/accounts/${id}/capabilities`,
  }))
  .on<object>('GET /v1/accounts/{account}/capabilities/{id}', (tx, _params, _self, [account, id]) =>
    one(dossierOf(tx, account!), checked(id!)),
  )
  .on<Stripe.AccountUpdateCapabilityParams>(
    'POST /v1/accounts/{account}/capabilities/{id}',
    (tx, { requested }, _self, [account, id]) => {
      const dossier = dossierOf(tx, account!)
      const name = checked(id!)
      if (requested === undefined) return one(dossier, name)
      settle(dossier, dossier, { [name]: requested })
      return dossier.there.get(capability, name)
    },
  )

const one = (dossier: Dossier, name: string): object =>
  dossier.capabilities.find(({ id }) => id === name) ?? previewOf(dossier, name)

/** Wording [M]. */
function checked(name: string): string {
  if (!CAPABILITIES.includes(name)) throw noSuch(capability.noun, name)
  return name
}
