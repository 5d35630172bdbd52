// `<stripe-pricing-table>`: a table of prices in a merchant's page, by one tag. Its script is loaded by itself, from /v3/pricing-table.js.
// What is in the table the frame shows; whoever chooses is led to Checkout. (https://docs.stripe.com/payments/checkout/pricing-table)
import { type Frame, openFrame } from './frame.ts'
import { goTo, isAddress } from './leave.ts'
import { type Fields, IntegrationError } from './misuse.ts'
import { originOf } from './origin.ts'

const NAME = 'stripe-pricing-table'

/** Asked for at once: a document knows its current script only while that first runs. */
const script = document.currentScript
if (!(script instanceof HTMLScriptElement && script.src))
  throw new IntegrationError('Load this script by its address, with <script src>: that is how it finds the API.')
const { frames } = originOf(script.src)

const ATTRIBUTES = [
  'pricing-table-id',
  'publishable-key',
  'client-reference-id',
  'customer-email',
  'customer-session-client-secret',
]

/** What is in no reference of a shop is left out, and the table works on. (the same page, under `client-reference-id`) */
const REFERENCE = /^[\w-]{1,200}$/

class StripePricingTable extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES
  #frame: Frame | undefined
  #isDue = false

  connectedCallback(): void {
    this.style.display ||= 'block'
    this.#drawSoon()
  }

  disconnectedCallback(): void {
    this.#close()
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (before !== now) this.#drawSoon()
  }

  /** Once for all attributes that a page sets together. */
  #drawSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      if (this.isConnected) this.#draw()
    })
  }

  #close(): void {
    this.#frame?.close()
    this.#frame = undefined
  }

  #draw(): void {
    this.#close()
    const id = this.getAttribute('pricing-table-id')
    const key = this.getAttribute('publishable-key')
    if (!id) misused('pricing-table-id is missing.')
    else if (!key?.startsWith('pk_')) misused('publishable-key must be a publishable key, which starts with pk_.')
    else this.#open(id, key)
  }

  #open(id: string, key: string): void {
    const sight = { page: 'pricing-table-app', title: 'Pricing table' }
    const opening = { component: 'pricingTable', group: '', options: { id, who: this.#who() }, settings: {} }
    this.#frame = openFrame({ frames, ours: { key }, locale: 'auto' }, this, sight, opening, (event, data) => {
      if (event === 'leave' && typeof data.goTo === 'string' && isAddress(data.goTo)) goTo(data.goTo)
      if (event === 'refused') misused(String(data.message))
      if (event === 'loaderror') misused((data.error as Error).message)
    })
  }

  /** For whom a session is made, as the API takes it. */
  #who(): Fields {
    const reference = this.getAttribute('client-reference-id') ?? ''
    const email = this.getAttribute('customer-email')
    const secret = this.getAttribute('customer-session-client-secret')
    return {
      ...(REFERENCE.test(reference) && { client_reference_id: reference }),
      ...(email && { customer_email: email }),
      ...(secret && { customer_session_client_secret: secret }),
    }
  }
}

/** The page's author is told; its customer sees what the frame says. */
const misused = (what: string): void => reportError(new IntegrationError(`<${NAME}>: ${what}`))

// A page may have the script twice.
if (!customElements.get(NAME)) customElements.define(NAME, StripePricingTable)
