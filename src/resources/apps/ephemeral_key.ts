// Ephemeral keys: what an app in a phone is given for one customer, card or verification. The app's version of the API is that
// of the key, and so has to be named. The secret is shown once, and opens nothing here yet. (docs.stripe.com/api/ephemeral_keys)
import type Stripe from 'stripe'
import { exclusive, invalid, missingParameter, noSuch, refuseUnbuilt } from '../../kernel/errors.ts'
import { object, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

type Wire = Omit<Stripe.EphemeralKey, 'secret'> & {
  /** Not in the SDK's type, but in the answers that apps read: github.com/stripe/stripe-php, its tests. */
  associated_objects: { id: string; type: string }[]
}

export const ephemeralKey = object<Wire>('ephemeral_key', { prefix: 'ephkey', noun: 'ephemeral key' })

/** What a key may be for, by the parameter that names it: the object, and the word of its refusal. */
const SUBJECTS = {
  customer: { object: 'customer', noun: 'customer', type: 'customer' },
  issuing_card: { object: 'issuing.card', noun: 'issuing card', type: 'issuing.card' },
  verification_session: {
    object: 'identity.verification_session',
    noun: 'verificationsession',
    type: 'identity.verification_session',
  },
} as const
type Subject = keyof typeof SUBJECTS
const NAMES = Object.keys(SUBJECTS) as Subject[]

/** An hour, as in the answer that stripe-php's tests have. */
const LASTS_SECONDS = 60 * 60

export const ephemeralKeys = resource(ephemeralKey)
  .on<Stripe.EphemeralKeyCreateParams>('POST /v1/ephemeral_keys', (tx, params) => {
    // The SDKs refuse before they ask; what the API itself says is [M].
    if (!tx.work.isVersionNamed)
      throw invalid('The `Stripe-Version` header is required to create an ephemeral key: it must be that of your app.')
    refuseUnbuilt(params, ['nonce'], ' for an ephemeral key')
    const given = NAMES.filter((name) => params[name] !== undefined)
    if (given.length > 1) throw exclusive(given)
    const [name] = given
    if (name === undefined) throw missingParameter('customer')
    const id = params[name]!
    checkSubject(tx, name, id)
    const fields = {
      associated_objects: [{ id, type: SUBJECTS[name].type }],
      created: tx.now,
      expires: tx.now + LASTS_SECONDS,
      livemode: false,
    }
    const row = tx.insert(ephemeralKey, fields as never, { queue: 'expire', due: tx.wall + LASTS_SECONDS })
    return shown(row, { secret: `ek_test_${tx.random(64)}` })
  })
  .on<Stripe.EphemeralKeyDeleteParams>('DELETE /v1/ephemeral_keys/{id}', (tx, _params, self) => {
    tx.delete(ephemeralKey, self)
    const { hidden: _, ...wire } = self
    return { ...wire, expires: tx.now }
  })

/** By its id alone: some of these objects stand elsewhere. */
function checkSubject(tx: Tx, name: Subject, id: string): void {
  const [row] = tx.any([id])
  if (row?.object !== SUBJECTS[name].object || row.deleted === true) throw noSuch(SUBJECTS[name].noun, id, name)
}
