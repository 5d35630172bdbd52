// The browser's SDK, at every address from which pages load Stripe.js: a page needs one script tag, and finds `Stripe` on its
// window. scripts/bundle.ts makes one classic script of it, in ASCII, so that it means the same in pages of any encoding.
// It makes the calls that a page asks for and no others: no fingerprints, no telemetry.
// What it does is documented at https://docs.stripe.com/js, its members in the types of the package @stripe/stripe-js.
import { callsOf } from './call.ts'
import { type Members, membersFor } from './members.ts'
import { IntegrationError, misuse, optionalObject, optionalText } from './misuse.ts'
import { originOf } from './origin.ts'

/** Asked for at once: a document knows its current script only while that first runs. */
const script = document.currentScript
if (!(script instanceof HTMLScriptElement && script.src))
  throw new IntegrationError('Load this script by its address, with <script src>: that is how it finds the API.')
const { api, frames, version } = originOf(script.src)
const call = callsOf(api)

/** With or without `new`. */
function Stripe(publishableKey: unknown, given?: unknown): Members {
  if (typeof publishableKey !== 'string') throw misuse('Stripe()', 'the publishable key', 'a string', publishableKey)
  if (/^[sr]k_/.test(publishableKey))
    throw new IntegrationError(
      'Stripe() was given a secret key, which everyone who opens this page can read. Replace it by the publishable ' +
        'key (pk_...), and treat the secret key as exposed.',
    )
  if (!publishableKey.startsWith('pk_'))
    throw new IntegrationError('Stripe() takes a publishable key, which starts with pk_.')
  const options = optionalObject('Stripe()', 'the options', given)
  const ours = {
    key: publishableKey,
    _stripe_account: optionalText('Stripe()', 'stripeAccount', options.stripeAccount),
    _stripe_version: optionalText('Stripe()', 'apiVersion', options.apiVersion),
  }
  const locale = optionalText('Stripe()', 'locale', options.locale) ?? 'auto'
  return membersFor({ api, call, frames, locale, ours, version })
}

Object.assign(window, { Stripe: Object.assign(Stripe, { version }) })
