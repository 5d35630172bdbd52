// The Elements `expressCheckout` and `paymentRequestButton`: a button for each wallet by which the intent may be paid. They are test wallets,
// named in plain text. (https://docs.stripe.com/elements/express-checkout-element)
import { type Fields, isObject, withoutEmpty } from '../../stripejs/misuse.ts'
import { wear } from '../wear.ts'
import { deliver, type Held } from '../deliver.ts'
import { h } from '../fields.ts'
import { mistakeOf } from '../form.ts'
import { type Offered, openFrame } from '../open.ts'
import type { Errand } from '../protocol.ts'
import { sessionFor } from '../session.ts'
import { type Wallet, WALLET_CARD, WALLETS } from '../wallets.ts'

openFrame(async (page) => {
  const { words, component } = page
  let { options, settings } = page
  const isRequest = component === 'paymentRequestButton'
  let methods: readonly string[] = isRequest ? ['card'] : await methodsIn()
  let held: Held | undefined

  async function methodsIn(): Promise<string[]> {
    return (await sessionFor(page, settings)).payment_method_specs.map(({ type }) => type)
  }

  /** Both of the wallets that hold cards are shown only where the page wants them: no browser here has either. */
  function isOffered({ option, method }: Wallet): boolean {
    if (!methods.includes(method)) return false
    if (isRequest) return option === 'googlePay'
    const wanted = { ...(options.wallets as Fields | undefined), ...(options.paymentMethods as Fields | undefined) }
    return wanted[option] === 'always' || (wanted[option] !== 'never' && option !== 'applePay')
  }

  function draw(): void {
    const order = Array.isArray(options.paymentMethodOrder) ? (options.paymentMethodOrder as string[]) : []
    const rank = ({ option, type }: Wallet) => {
      const at = order.findIndex((one) => one === option || one === type)
      return at < 0 ? order.length : at
    }
    const buttons = WALLETS.filter(isOffered)
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ type, name }) => {
        const text = isRequest ? words.payWith('Test wallet') : words.payWith(name)
        const button = h(
          'button',
          { type: 'button', class: 'Button', 'data-testid': `${type}-button`, 'aria-label': text },
          text,
        )
        button.addEventListener('click', () => page.tell('click', { expressPaymentType: type }))
        return button
      })
    document.body.replaceChildren(h('div', { class: 'Accordion' }, ...buttons))
    wear(settings.appearance)
  }
  draw()

  const offered: Offered = {
    ready: (): Fields => {
      const available = WALLETS.filter(isOffered)
      if (isRequest) return {}
      if (available.length === 0) return { availablePaymentMethods: undefined }
      return {
        availablePaymentMethods: Object.fromEntries(WALLETS.map((one) => [one.option, available.includes(one)])),
      }
    },
    focus: () => document.querySelector('button')?.focus(),
    blur: () => (document.activeElement as HTMLElement | null)?.blur(),
    update(given: Fields) {
      options = { ...options, ...given }
      draw()
    },
    async settings(given: Fields) {
      settings = given
      if (!isRequest) methods = await methodsIn()
      draw()
    },
    /** The customer has gone on in the wallet's sheet: this pays from now on. */
    pressed({ type, billing }: { readonly type: string; readonly billing?: unknown }) {
      const wallet = WALLETS.find((one) => one.type === type)
      if (!wallet || !isOffered(wallet)) return
      const { method } = wallet
      held = {
        type: method,
        details: method === 'card' ? WALLET_CARD : {},
        ...(isObject(billing) && { billing: withoutEmpty(billing) }),
        agreed: method !== 'card' && (settings.mode === 'setup' || String(settings.clientSecret).startsWith('seti_')),
      }
    },
    submit: () => (held ? { selectedPaymentMethod: held.type } : {}),
    run: (errand: Errand) =>
      held ? deliver(page, errand, held) : { error: mistakeOf('incomplete_payment_details', words) },
  }
  return offered
})
