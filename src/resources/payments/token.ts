// Tokens: what stands once for a card, a bank account, or a secret that a browser sends in its place.
// (https://docs.stripe.com/api/tokens)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, noSuch, unbuilt } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { accountNamed } from '../../network/test_accounts.ts'
import { cardOfToken } from '../../network/test_cards.ts'
import { type BankAccountState, type ReadAccount, readAccount, US_DEBIT } from './bank_account.ts'
import { cardOf, newCard, type ReadCard } from './card.ts'
import { type CardState, checkCode, ofToken } from './card_details.ts'

export type TokenState = CardState & BankAccountState

export const token = object<Stripe.Token, TokenState>('token', {
  prefix: 'tok',
  inPath: { retrieve: 'token', others: 'token' },
  named: (tx, id) => testToken(tx, id),
  publishable: ['id', 'object', 'bank_account', 'card', 'client_ip', 'created', 'livemode', 'type', 'used'],
})
export type Token = Row<Stripe.Token, TokenState>

export const tokens = resource(token)
  .on<Stripe.TokenCreateParams>('POST /v1/tokens', (tx, params) => createToken(tx, params), { publishable: 'yes' })
  .on<Stripe.TokenRetrieveParams>('GET /v1/tokens/{id}', (_tx, _params, self) => self, { publishable: 'yes' })

/** One of them has to be sent; the last three belong to what is not built. */
const KINDS = ['card', 'bank_account', 'pii', 'cvc_update', 'account', 'person', 'customer'] as const

function createToken(tx: Tx, params: Params<Stripe.TokenCreateParams>): Token {
  const given = KINDS.filter((kind) => params[kind] !== undefined)
  const [kind] = given
  for (const name of ['customer', 'account', 'person'] as const) if (given.includes(name)) throw notBuilt(name)
  if (given.length > 1) throw exclusive(given.toSorted(), given[1]!)
  switch (kind) {
    case 'card':
      if (typeof params.card === 'string') throw notBuilt('card')
      return cardToken(tx, newCard(tx, params.card!, ''))
    case 'bank_account':
      if (typeof params.bank_account === 'string') throw notBuilt('bank_account')
      if (params.bank_account!.payment_method !== undefined) throw notBuilt('bank_account[payment_method]')
      return accountToken(tx, readAccount(tx, params.bank_account!, 'bank_account'))
    case 'pii':
      return insertToken(tx, { type: 'pii' }, 'pii', {})
    case 'cvc_update':
      checkCode(params.cvc_update!.cvc, 'cvc_update')
      return insertToken(tx, { type: 'cvc_update' }, 'cvctok', {})
    default:
      throw invalid('You must supply either a card, customer, PII data, bank account, or account to create a token.', {
        code: 'parameter_missing',
      })
  }
}

const notBuilt = (param: string) => unbuilt(`Brindle makes no token of ${param} yet.`, param)

const cardToken = (tx: Tx, { hidden, ...shown }: ReadCard): Token =>
  insertToken(tx, { card: shown, type: 'card' }, 'tok', hidden)

const accountToken = (tx: Tx, { hidden, ...shown }: ReadAccount): Token =>
  insertToken(tx, { bank_account: shown, type: 'bank_account' }, 'btok', hidden)

function insertToken(tx: Tx, fields: object, prefix: string, hidden: TokenState): Token {
  return tx.insert(token, {
    id: tx.id({ ...token, prefix }),
    client_ip: tx.situation.client.ip || null,
    created: tx.now,
    livemode: false,
    used: false,
    ...fields,
    hidden,
  } as never)
}

/** `tok_visa` and the like stand for a fresh token; `btok_us_verified` for one of an account that is verified. [K] */
function testToken(tx: Tx, id: string): Token | undefined {
  const known = id.startsWith('tok_') ? cardOfToken(id) : undefined
  if (known) return cardToken(tx, cardOf(tx, known, ofToken(known)))
  if (id !== 'btok_us_verified' && id !== 'btok_us') return undefined
  const { number } = accountNamed(US_DEBIT, 'success')!
  const account = readAccount(tx, { account_number: number, routing_number: '110000000' }, 'bank_account')
  return accountToken(tx, id === 'btok_us' ? account : { ...account, status: 'verified' })
}

export const isTokenId = (id: string): boolean => /^(tok|btok|pii|cvctok)_/.test(id)

/** A token that has not been used, fresh where its name is a test card's. `param` is where its id stood. */
export function unusedToken(tx: Tx, id: string, param: string): Token {
  const row = testToken(tx, id) ?? tx.find(token, id)
  if (!row) throw noSuch('token', id, param)
  // Recorded without a param.
  if (row.used)
    throw invalid(`You cannot use a Stripe token more than once: ${row.id}.`, { code: 'token_already_used' })
  return row
}

export const useToken = (tx: Tx, row: Token): Token => tx.update(token, row, { used: true })

/** The card that a token stands for; another kind of token is refused. */
export function cardIn(row: Token, param: string): ReadCard {
  if (!row.card) throw invalid(`The token ${row.id} is no card token.`, { param })
  return { ...row.card, hidden: row.hidden } as never
}

/** The bank account that a token stands for, if it does. */
export const accountIn = (row: Token): ReadAccount | undefined =>
  row.bank_account && ({ ...row.bank_account, hidden: row.hidden } as never)
