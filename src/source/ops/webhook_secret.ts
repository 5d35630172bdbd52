// The secret of a webhook endpoint, as a connection keeps it: sealed beside the access token, and masked where the connection is shown.
import { invalid } from '../door/errors.ts'
import type { Source } from '../index.ts'
import { encrypt } from '../lake/keys.ts'

/** What stands in place of a secret. */
const MASK = '*****'

/** `auth.params.webhookSecret` of a new connection, sealed; nothing where none was given. Throws a 400. */
export function sealedWebhook(source: Source, given: unknown): { readonly webhookSealed?: string } {
  if (given === undefined) return {}
  if (typeof given !== 'string' || !/^whsec_[\w+/=-]{1,500}$/.test(given))
    throw invalid('auth.params.webhookSecret is the signing secret of a webhook endpoint, such as whsec_….')
  return { webhookSealed: encrypt(source.key, given) }
}

/** The params of a connection as they are shown: that it has a secret, and not which. */
export const maskedWebhook = ({ webhookSealed }: { readonly webhookSealed?: string }) =>
  webhookSealed === undefined ? {} : { webhookSecret: MASK }

/** The secret after a change: the old one where it was left as it is shown, none where it was taken away. Throws a 400. */
export const resealedWebhook = (source: Source, before: { readonly webhookSealed?: string }, given: unknown) =>
  given === MASK && before.webhookSealed !== undefined
    ? { webhookSealed: before.webhookSealed }
    : sealedWebhook(source, given)
