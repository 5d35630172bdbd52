// Finding anything by what somebody has in their hands: an id, also of what was deleted, an e-mail address, the last four digits of
// a card, the number of an invoice, an amount, a name, a request or an idempotency key. Every way is by an index: rows by their
// ids, and the searches and filters of the API itself.
import { emptyParameter } from '../kernel/errors.ts'
import { keyId } from '../kernel/idempotency.ts'
import type { AnyRow } from '../kernel/resource.ts'
import type { Tx } from '../kernel/tx.ts'
import { ask, type Door, requestId } from './api.ts'
import { type Labelled, labelled } from './labels.ts'
import { large, type OwnCall } from './own_call.ts'
import type { RequestLog } from './request_log.ts'
import type { Page } from './server.ts'

const PATH = '/brindle/find'
/** Why 20: as many lines as one looks through. */
const HITS_MAX = 20
/** Why 8: no kind of object hides the others. */
const OF_A_KIND = 8
/** Why 255: no id and no idempotency key is longer. */
const QUERY_MAX = 255

interface Asked {
  readonly query: string
}

export const findPages = (door: Door, log: RequestLog): Page[] => [
  large<Asked>(door, `GET ${PATH}`, async (call) => {
    const text = call.params.query.trim().slice(0, QUERY_MAX)
    if (text === '') throw emptyParameter('query')
    const ways = [byId(door, call, text), byRequest(log, call, text), ...searchesFor(text).map(by(door, call))]
    const found = (await Promise.all(ways)).flat()
    const data = [...new Map(found.map((hit) => [`${hit.object} ${hit.id}`, hit])).values()].slice(0, HITS_MAX)
    return { object: 'list', data, has_more: false, url: PATH }
  }),
]

/** Objects of the house's own that somebody may look for. */
const OWN = ['brindle.api_key', 'brindle.webhook_delivery']

/** The object of an id, whatever it is; a deleted one as it was last told of. A platform also finds accounts that are connected to it. */
function byId({ house }: Door, { look }: OwnCall<Asked>, text: string): Promise<Labelled[]> {
  const isSeen = ({ object }: AnyRow) => OWN.includes(object) || house.types.get(object)?.internal === false
  return look((tx) => {
    const [row, account, last] = tx.work.together<unknown>([
      () => tx.any([text])[0],
      () => (isConnected(tx, text) ? tx.at(text).any([text])[0] : undefined),
      () => tx.list(house.types.get('event')!, [`object_id=${text}`], { limit: 1 })[0],
    ]) as [AnyRow | undefined, AnyRow | undefined, Told | undefined]
    // What a platform keeps of an account that is connected to it has the same id.
    const known = account ?? row
    if (known && isSeen(known)) return [labelled(known)]
    return last?.type.endsWith('.deleted') ? [{ ...labelled(last.data.object), sub_label: 'deleted' }] : []
  })
}

interface Told {
  readonly type: string
  readonly data: { readonly object: AnyRow }
}

const isConnected = ({ place }: Tx, id: string) =>
  place.account === place.tenant && id !== place.tenant && /^acct_[A-Za-z0-9]{1,40}$/.test(id)

/** A request by its id, or the one that was first asked under an idempotency key. */
async function byRequest(log: RequestLog, { place, actor, look }: OwnCall<Asked>, text: string): Promise<Labelled[]> {
  const known = text.startsWith('req_') ? log.find(place, text) : undefined
  if (known) {
    const { id, method, url, status } = known
    return [{ id, object: 'brindle.request', label: `${method} ${url.split('?', 1)[0]}`, sub_label: String(status) }]
  }
  const kept = await look((tx) => tx.any([keyId({ situation: { idempotencyKey: text } }, actor.account)])[0])
  if (!kept) return []
  const { endpoint, requestId: id } = kept.hidden as { endpoint: string; requestId: string }
  return [{ id, object: 'brindle.request', label: `POST ${endpoint}`, sub_label: 'idempotency key' }]
}

/** A list or a search of the API. */
interface Search {
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  /** Which of what comes is a hit of its own. */
  readonly isHit?: (row: AnyRow) => boolean
}

/** Why 3: shorter parts of a text cannot be searched for. */
const PART = 3

/** The searches that a text may be the answer to: what comes first is shown first. */
function searchesFor(text: string): Search[] {
  const quoted = `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  const search = (kind: string, query: string, isHit?: Search['isHit']): Search => ({
    path: `/v1/${kind}/search`,
    params: { query },
    ...(isHit && { isHit }),
  })
  const any = (...clauses: string[]) => clauses.join(' OR ')
  const texts =
    text.length < PART
      ? []
      : [
          search('customers', any(`email~${quoted}`, `name~${quoted}`, `phone~${quoted}`)),
          search('invoices', any(`number~${quoted}`, `receipt_number~${quoted}`)),
          search('products', `name~${quoted}`),
          search('prices', `lookup_key~${quoted}`),
          { path: '/v1/promotion_codes', params: { code: text } },
        ]
  const lastFour = /^\d{4}$/.test(text) ? [search('charges', `payment_method_details.card.last4:"${text}"`)] : []
  const amounts = amountsOf(text)
  const sums =
    amounts.length === 0
      ? []
      : [
          search('payment_intents', any(...amounts.map((amount) => `amount:${amount}`))),
          search('invoices', any(...amounts.map((amount) => `total:${amount}`))),
          // Those of intents are found with them.
          search('charges', any(...amounts.map((amount) => `amount:${amount}`)), (row) => row.payment_intent === null),
        ]
  return [...texts, ...lastFour, ...sums]
}

/** `12.34` is 1234 minor units; `1234` may be as many, or 1234.00. */
function amountsOf(text: string): number[] {
  const [, whole, part] = /^[$€£¥₹ ]{0,2}(\d{1,12})(?:[.,](\d{1,2}))?(?: ?[a-z]{3})?$/i.exec(text) ?? []
  if (whole === undefined) return []
  const minor = Number(whole) * 100 + Number((part ?? '').padEnd(2, '0'))
  return part === undefined ? [Number(whole), minor] : [minor]
}

/** Asks as the API is asked, in the newest version. What an account may not search, it finds nothing by. */
const by =
  (door: Door, { request, place, actor }: OwnCall<Asked>) =>
  async ({ path, params, isHit = () => true }: Search): Promise<Labelled[]> => {
    const call = {
      method: 'GET',
      path,
      params: { ...params, limit: String(OF_A_KIND) },
      actor,
      version: door.house.newest,
    }
    const client = { ip: request.socket.remoteAddress ?? '', userAgent: request.headers['user-agent'] ?? '' }
    const { status, text } = await ask(door, { call, place, client, requestId: requestId() })
    if (status !== 200) return []
    return (JSON.parse(text) as { data: AnyRow[] }).data.filter(isHit).map(labelled)
  }
