// The fields of a card in the forms of pages, as the API takes them.
import type { Json } from './hosted.ts'

/** `card[number]`, `card[exp]` and `card[cvc]`: blanks do not count, and `12 / 34` is a month and a year. */
export function cardOf({ number = '', exp = '', cvc }: Json): Json {
  const [month = '', year = ''] = String(exp).split('/')
  return {
    number: String(number).replaceAll(/\s/g, ''),
    exp_month: month.trim(),
    exp_year: year.trim(),
    cvc,
  }
}
