// All words of the Checkout page in a language: its sentences, those of what only some sessions ask, and what its fields are called.
import type { CheckoutSession } from './checkout.ts'
import type { Language } from './language.ts'
import { escaped } from './page.ts'
import { CHECKOUT_WORDS, type CheckoutWords } from './words/checkout/index.ts'
import { DETAIL_WORDS, type DetailWords } from './words/checkout_details/index.ts'
import { FIELD_WORDS, type FieldWords } from './words/fields/index.ts'
import { DETAIL_LABELS, type DetailLabels } from './words/method_details/index.ts'

export type AllWords = CheckoutWords & DetailWords & { readonly labels: FieldWords & DetailLabels }

export const allWords = (language: Language): AllWords => ({
  ...CHECKOUT_WORDS[language],
  ...DETAIL_WORDS[language],
  labels: { ...FIELD_WORDS[language], ...DETAIL_LABELS[language] },
})

/** Whom the customer pays, as HTML. */
export const merchantOf = ({ branding_settings: is }: CheckoutSession, { someone }: AllWords): string =>
  `<bdi>${escaped(is?.display_name || someone)}</bdi>`
