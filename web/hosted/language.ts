// The languages of the pages for customers, and which of them a page speaks: that which the merchant named for it, else that of its
// customer where Stripe says so, else that which the browser prefers, else English.

/** The languages that every page has, named as BCP 47 does. */
export const LANGUAGES = ['en', 'de', 'fr', 'ja', 'ko', 'zh', 'zh-TW'] as const

export type Language = (typeof LANGUAGES)[number]

/** Those in which papers are printed wherever Brindle runs; the others need letters that may not be installed. (src/lib/letters.ts) */
export const PRINTED: readonly Language[] = ['en', 'de', 'fr']

/** What names a language, as Stripe's API and browsers do: `fr-CA`; `auto` and nothing name none. */
type Locale = string | null | undefined

/**
 * The language of a page: the first of the locales that is one of ours, else what the browser prefers among ours by its
 * Accept-Language header, else English.
 */
export function languageOf(
  acceptLanguage: string | undefined,
  locales: readonly Locale[] = [],
  ours: readonly Language[] = LANGUAGES,
): Language {
  const named = locales.map((locale) => languageIn(locale ?? '', ours)).find((language) => language !== undefined)
  return named ?? preferred(acceptLanguage ?? '', ours)
}

/** Who writes Chinese in traditional characters, where the script is not named: Taiwan, Hong Kong and Macao. (CLDR, likely subtags) */
const TRADITIONAL = /^zh-(?:hant|tw|hk|mo)\b/

/** The language of ours that a tag is of, whatever its country: `de-AT` is German. */
function languageIn(tag: string, ours: readonly Language[]): Language | undefined {
  const name = tag.toLowerCase().replaceAll('_', '-')
  const [base] = name.split('-', 1)
  const language = TRADITIONAL.test(name) ? 'zh-TW' : base
  return ours.find((one) => one === language)
}

/** The first of those that weigh most, as browsers list them. (RFC 9110, 12.5.4) */
function preferred(acceptLanguage: string, ours: readonly Language[]): Language {
  let best: Language = 'en'
  let most = 0
  for (const range of acceptLanguage.split(',')) {
    const [tag, quality = '1'] = range.split(/;\s*q=/i)
    const name = tag!.trim()
    const language = name === '*' ? 'en' : languageIn(name, ours)
    const weight = Number(quality)
    if (language !== undefined && weight <= 1 && weight > most) [best, most] = [language, weight]
  }
  return best
}
