// The Element `terms`: what a customer agrees to by confirming.
import { wear } from '../wear.ts'
import { h } from '../fields.ts'
import { openFrame } from '../open.ts'
import type { Fields } from '../../stripejs/misuse.ts'

openFrame(({ words, settings }) => {
  const merchant = typeof settings.businessName === 'string' ? settings.businessName : words.merchant
  document.body.append(h('p', { class: 'TermsText' }, words.terms(merchant)))
  wear(settings.appearance)
  return { settings: (given: Fields) => wear(given.appearance) }
})
