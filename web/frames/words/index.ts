// In which language a frame speaks: the page's wish, or the browser's. Each catalogue is loaded when somebody speaks it.
import { en, type Words } from './en.ts'

export type Locale = 'en' | 'de' | 'fr' | 'ja' | 'ko' | 'zh' | 'zh-TW'

const CATALOGUES: { readonly [locale in Exclude<Locale, 'en'>]: () => Promise<{ readonly words: Words }> } = {
  de: () => import('./de.ts'),
  fr: () => import('./fr.ts'),
  ja: () => import('./ja.ts'),
  ko: () => import('./ko.ts'),
  zh: () => import('./zh.ts'),
  'zh-TW': () => import('./zh-TW.ts'),
}

/** Ours for a language tag, or nothing: `de-AT` is German, and where characters are traditional Chinese is too. */
function ours(tag: string): Locale | undefined {
  if (/^zh\b.*\b(?:hant|tw|hk|mo)\b/i.test(tag)) return 'zh-TW'
  const base = tag.toLowerCase().split('-', 1)[0]!
  return base === 'en' || Object.hasOwn(CATALOGUES, base) ? (base as Locale) : undefined
}

/** The locale of what a page asks for: `auto` is the first of the browser's that is ours. English where there is none. */
export function localeOf(asked: string, browsers: readonly string[] = navigator.languages): Locale {
  const wished = asked === 'auto' ? browsers : [asked]
  for (const tag of wished) {
    const found = ours(tag)
    if (found) return found
  }
  return 'en'
}

export const wordsIn = async (locale: Locale): Promise<Words> =>
  locale === 'en' ? en : (await CATALOGUES[locale]()).words
