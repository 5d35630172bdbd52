// What a bundler is given for the package @stripe/stripe-js, whose loader knows no host but Stripe's: the same function, which loads
// Stripe.js from Brindle. (docs/ways-in.md) Its types are those of the package, in stripe_js.d.ts beside it.

/** Where Brindle is: a bundler may define it, and a page may set it on its window. */
declare const BRINDLE_URL: unknown
const OTHERWISE = 'http://127.0.0.1:12111'

/** The release of Stripe.js that the newest package asks for; every address of it serves the same script. */
const RELEASE = 'endive'

interface Stripe {
  readonly _registerWrapper?: (wrapper: { name: string; version: string; startTime: number }) => void
}

type Make = (...given: readonly unknown[]) => Stripe

interface Parameters {
  /** Taken, as the package takes it: Brindle collects no such signals. */
  readonly advancedFraudSignals?: boolean
  /** Where Brindle is. */
  readonly url?: string
}

let parameters: Parameters = {}
/** The script on its way, and all who wait for it; one that failed is asked for again by the next. */
let loading: Promise<Make> | undefined

/**
 * `Stripe(key, options)` as soon as there is Stripe.js: the one that the page has, or else that of Brindle. Null where there is no page,
 * as on a server. Rejects where the script cannot be had.
 */
export async function loadStripe(...given: readonly unknown[]): Promise<Stripe | null> {
  const startTime = Date.now()
  if (typeof window === 'undefined' || typeof document === 'undefined') return null
  const make = there() ?? (await load())
  // Called as the page would call it; that says itself what is wrong with a key.
  const stripe = make(...given)
  stripe._registerWrapper?.({ name: 'stripe-js', version: RELEASE, startTime })
  return stripe
}

/** Says where Brindle is, before the first `loadStripe`. Throws what is no parameter. */
loadStripe.setLoadParameters = (said: Parameters): void => {
  if (loading) throw new Error('The load parameters cannot be changed after loadStripe() was called.')
  const { advancedFraudSignals, url, ...rest } = said
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw new Error(`There is no load parameter "${unknown}".`)
  if (url !== undefined && !isAddress(url)) throw new Error(`url is the address of Brindle, not "${url}".`)
  parameters = said
}

const there = () => (window as { Stripe?: Make }).Stripe

const isAddress = (url: unknown) => typeof url === 'string' && /^https?:\/\/[^/]/.test(url)

/** The address of the script. */
function address(): string {
  const said = parameters.url ?? (typeof BRINDLE_URL === 'undefined' ? OTHERWISE : BRINDLE_URL)
  if (!isAddress(said)) throw new Error(`BRINDLE_URL is the address of Brindle, such as ${OTHERWISE}, not "${said}".`)
  return `${String(said).replace(/\/$/, '')}/${RELEASE}/stripe.js`
}

function load(): Promise<Make> {
  loading ??= inject(address()).catch((error) => {
    loading = undefined
    throw error
  })
  return loading
}

const inject = (src: string) =>
  new Promise<Make>((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src })
    script.addEventListener('error', () => {
      script.remove()
      reject(new Error('Failed to load Stripe.js', { cause: `Nothing answers at ${src}.` }))
    })
    script.addEventListener('load', () => {
      const make = there()
      if (make) resolve(make)
      else reject(new Error('Stripe.js not available'))
    })
    ;(document.head ?? document.body).append(script)
  })
