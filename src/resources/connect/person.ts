// Persons: who stands behind a connected account, and as what: its holder, its representative, its owners and directors.
// (https://docs.stripe.com/api/persons)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { type ListParams, pageOf } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Dossier, dossierOf, person, settle } from './account_dossier.ts'
import { newPerson, type Person, type PersonGiven, personTold } from './person_details.ts'

type Of = ListParams & { readonly relationship?: Readonly<Record<string, boolean>> }

export const persons = resource(person)
  .on<Stripe.AccountCreatePersonParams>('POST /v1/accounts/{id}/persons', (tx, params, _self, [id]) =>
    addPerson(tx, dossierOf(tx, id!), params),
  )
  .on<Of>('GET /v1/accounts/{id}/persons', (tx, { relationship = {}, ...params }, _self, [id]) => {
    const roles = Object.entries(relationship)
    const isAsked = (one: Person) => roles.every(([role, is]) => (one.relationship?.[role as 'owner'] ?? false) === is)
    return pageOf(person, dossierOf(tx, id!).persons.filter(isAsked), params, `/v1/accounts/${id}/persons`)
  })
  .on<object>('GET /v1/accounts/{account}/persons/{id}', (tx, _params, _self, [account, id]) =>
    personOf(dossierOf(tx, account!), id!),
  )
  .on<Stripe.AccountUpdatePersonParams>(
    'POST /v1/accounts/{account}/persons/{id}',
    (tx, params, _self, [account, id]) => changePerson(tx, dossierOf(tx, account!), id!, params),
  )
  .on<object>('DELETE /v1/accounts/{account}/persons/{id}', (tx, _params, _self, [account, id]) => {
    const dossier = dossierOf(tx, account!)
    removePerson(dossier, personOf(dossier, id!))
    return { id: id!, object: person.object, deleted: true }
  })

export function personOf({ persons }: Dossier, id: string): Person {
  const found = persons.find((one) => one.id === id)
  if (!found) throw noSuch(person.noun, id)
  return found
}

/** Writes the dossier, and gives the person as they then are. */
function settled(dossier: Dossier, persons: readonly Person[], id: string): Person {
  settle(dossier, { ...dossier, persons })
  return dossier.there.get(person, id)
}

export function addPerson(tx: Tx, dossier: Dossier, params: Params<Stripe.AccountCreatePersonParams>): Person {
  const { there, self, persons } = dossier
  checkRoles(dossier, params)
  const blank = newPerson(there.id(person), self.id, there.now)
  const added = personTold(tx, blank, params as PersonGiven, self.country!)
  checkShares([...persons, added])
  return settled(dossier, [added, ...persons], added.id)
}

export function changePerson(
  tx: Tx,
  dossier: Dossier,
  id: string,
  params: Params<Stripe.AccountUpdatePersonParams>,
): Person {
  const known = personOf(dossier, id)
  const now = personTold(tx, known, params as PersonGiven, dossier.self.country!)
  const persons = dossier.persons.map((one) => (one === known ? now : one))
  checkShares(persons)
  return settled(dossier, persons, id)
}

/** Who is the account's one holder needs no other, but for a guardian; and somebody has to speak for it. Wordings [M]. */
function checkRoles({ self, persons }: Dossier, { relationship }: PersonGiven): void {
  const isThere = persons.some((one) => one.relationship?.representative)
  if (self.business_type === 'individual' && isThere && !relationship?.legal_guardian && !relationship?.authorizer)
    throw invalid(`The account ${self.id} is an individual's, and has its person already.`, { param: 'relationship' })
  if (isThere && relationship?.representative)
    throw invalid(`The account ${self.id} has a representative already.`, { param: 'relationship[representative]' })
}

/** Nobody owns more than there is. Wording [M]. */
function checkShares(persons: readonly Person[]): void {
  const shares = persons.map(({ relationship }) => relationship?.percent_ownership ?? 0)
  if (shares.some((share) => share < 0 || share > 100) || shares.reduce((sum, share) => sum + share, 0) > 100)
    throw invalid('The ownership of all persons of an account cannot be more than 100 percent.', {
      param: 'relationship[percent_ownership]',
    })
}

/** Anybody but the representative. Wording [M]. (https://docs.stripe.com/api/persons/delete) */
export function removePerson(dossier: Dossier, self: Person): void {
  if (self.relationship?.representative)
    throw invalid(`The person ${self.id} is the representative of the account, and cannot be deleted.`)
  dossier.there.delete(person, self)
  settle(dossier, { ...dossier, persons: dossier.persons.filter((one) => one !== self) })
}
