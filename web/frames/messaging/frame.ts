// The Elements `paymentMethodMessaging`, `affirmMessage` and `afterpayClearpayMessage`: that a price may be paid later, and with whom.
// (https://docs.stripe.com/elements/payment-method-messaging)
import type { Fields } from '../../stripejs/misuse.ts'
import { wear } from '../wear.ts'
import { h } from '../fields.ts'
import { openFrame } from '../open.ts'

const NAMES: Readonly<Record<string, string>> = {
  affirm: 'Affirm',
  afterpay_clearpay: 'Afterpay / Clearpay',
  klarna: 'Klarna',
}

/** The older two are each of one way to pay. */
const OF: Readonly<Record<string, readonly string[]>> = {
  affirmMessage: ['affirm'],
  afterpayClearpayMessage: ['afterpay_clearpay'],
}

openFrame(({ words, component, options, settings, language, tell }) => {
  const text = h('p', { class: 'Text' })
  function show({ paymentMethodTypes, paymentMethods, paymentMethodOrder }: Fields): void {
    const named = OF[component] ?? paymentMethodTypes ?? paymentMethods ?? paymentMethodOrder ?? Object.keys(NAMES)
    const names = (named as readonly string[]).flatMap((type) => NAMES[type] ?? [])
    const list = new Intl.ListFormat(language, { type: 'disjunction' }).format(names)
    text.textContent = names.length > 0 ? words.payLater(list) : ''
  }
  show(options)
  document.body.append(text)
  wear(settings.appearance)
  let all = options
  return {
    settings: (given: Fields) => wear(given.appearance),
    update(given: Fields) {
      all = { ...all, ...given }
      show(all)
      tell('change', { empty: false, complete: true })
    },
  }
})
