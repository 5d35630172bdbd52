// Where a script of ours was loaded from: that says where the API is, where the frames are, and which release the page expects.
import { IntegrationError } from './misuse.ts'

export interface Origin {
  /** What stands before `/v1/`. */
  readonly api: string
  /** What stands before the name of a frame's page. */
  readonly frames: string
  /** `v3`, or the name of a release. */
  readonly version: string
}

/** The API is beside the script, also below a path. Of Stripe's own names, which tests map to us, it has another. */
export function originOf(script: string): Origin {
  const { protocol, host, hostname, pathname } = new URL(script)
  const match = /^(.*?)\/(?:v3(?:\/(?:pricing-table\.js)?)?|([a-z0-9]+)\/stripe\.js)$/.exec(pathname)
  if (!match)
    throw new IntegrationError(
      'The address of this script must end in /v3/, /v3/pricing-table.js or /{release}/stripe.js.',
    )
  const [, base, version = 'v3'] = match
  const beside = `${protocol}//${host}${base}`
  return {
    api: hostname === 'js.stripe.com' ? 'https://api.stripe.com' : beside,
    frames: `${beside}/v3/`,
    version,
  }
}
