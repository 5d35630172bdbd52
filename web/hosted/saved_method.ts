// A payment method that a customer has saved, as pages call it.
import { escaped } from './page.ts'
import type { PayingWords } from './words/paying/index.ts'

/** A payment method of the API, as far as a page tells of it. */
export interface Saved {
  readonly id: string
  readonly type: string
  readonly [type: string]: unknown
}

/** As HTML: `Visa ···· 4242`, with a mark where it is the one that pays by itself. */
export function savedName(
  { id, type, ...details }: Saved,
  byDefault: string | null,
  methodName: (type: string) => string,
  words: Pick<PayingWords, 'byDefault'>,
): string {
  const { brand, last4 } = (details[type] ?? {}) as { brand?: string; last4?: string | null }
  const what = brand ? `<span class="brand-name">${escaped(brand)}</span>` : escaped(methodName(type))
  const number = last4 ? ` ···· ${escaped(last4)}` : ''
  return `${what}${number}${id === byDefault ? ` <span class="badge">${words.byDefault}</span>` : ''}`
}
