// Persons in the second version of the API: the same people, in other words. (https://docs.stripe.com/api/v2/core/persons)
import type Stripe from 'stripe'
import { exclusive, noSuch } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2, type V2ListParams } from '../../kernel/v2_list.ts'
import { person } from './account_dossier.ts'
import { addPerson, changePerson, personOf, removePerson } from './person.ts'
import type { Person } from './person_details.ts'
import { v2DossierOf } from './v2.core.account.ts'
import { checkToken } from './v2.core.account_token.ts'
import { personToken } from './v2.core.account_person_token.ts'
import { personGiven } from './v2_account_given.ts'
import { personView } from './v2_account_view.ts'

/** No row of its own: what is kept is the person. */
export const v2Person = object<Stripe.V2.Core.AccountPerson>('v2.core.account_person', {
  prefix: 'person',
  noun: 'person',
})

type Hash = Readonly<Record<string, any>>
const PATH = '/v2/core/accounts/{account}/persons/{id}'

export const v2Persons = resource(v2Person)
  .on<object>('POST /v2/core/accounts/{id}/persons', (tx, params, _self, [id]) => {
    const dossier = v2DossierOf(tx, id!)
    return personView(addPerson(tx, dossier, personGiven(spend(tx, id!, params as Hash)) as never))
  })
  .on<V2ListParams>('GET /v2/core/accounts/{id}/persons', (tx, params, _self, [id]) => {
    const { there } = v2DossierOf(tx, id!)
    const show = (rows: readonly Person[]) => rows.map(personView)
    return listV2(there, [{ type: person, several: [[]], show }], params as never, `/v2/core/accounts/${id}/persons`)
  })
  .on<object>(`GET ${PATH}`, (tx, _params, _self, [account, id]) =>
    personView(personOf(v2DossierOf(tx, account!), id!)),
  )
  .on<object>(`POST ${PATH}`, (tx, params, _self, [account, id]) => {
    const dossier = v2DossierOf(tx, account!)
    return personView(changePerson(tx, dossier, id!, personGiven(spend(tx, account!, params as Hash)) as never))
  })
  .on<object>(`DELETE ${PATH}`, (tx, _params, _self, [account, id]) => {
    const dossier = v2DossierOf(tx, account!)
    removePerson(dossier, personOf(dossier, id!))
    return { id: id!, object: v2Person.object }
  })

/** The parameters, or what the token stands for in their place. */
function spend(tx: Tx, account: string, { person_token: id, ...rest }: Hash): Hash {
  if (id === undefined) return rest
  const [other] = Object.keys(rest)
  if (other !== undefined) throw exclusive(['person_token', other], other)
  const there = tx.at(account)
  const token = there.find(personToken, id)
  if (!token) throw noSuch(personToken.noun, id, 'person_token')
  checkToken(tx, token, 'person_token')
  there.update(personToken, token, { used: true })
  return token.hidden.given
}
