// Sentences of Chinese and Japanese into which names and amounts are put: mixed`使用${method}支付${amount}？`. Where Latin letters or
// digits then meet Chinese or Japanese characters a blank stands between them, and elsewhere none.

const OWN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]/u
const HIRAGANA = /\p{sc=Hiragana}/u
/** Letters, digits and what stands at their ends; the wide signs of yen and won have room of their own. */
const FOREIGN = /(?![￥￦])[\p{L}\p{N}\p{Sc}()%]/u

/** Both are HTML or text; of HTML the tags are not seen. */
export function mixed(texts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return values.reduce<string>((all, value, index) => joined(joined(all, String(value)), texts[index + 1]!), texts[0]!)
}

function joined(left: string, right: string): string {
  const [last, first] = [shown(left).at(-1) ?? '', shown(right).at(0) ?? '']
  // A Japanese particle stays with the word that it follows.
  const blank = HIRAGANA.test(first) ? '\xa0' : ' '
  return left + (meet(last, first) || meet(first, last) ? blank : '') + right
}

const meet = (own: string, foreign: string): boolean => OWN.test(own) && FOREIGN.test(foreign) && !OWN.test(foreign)

/** The characters that are seen, as people count them. */
const shown = (html: string): string[] => [...html.replaceAll(/<[^>]*>/g, '')]
