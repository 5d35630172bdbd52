// The Element `iban`: an account of the euro area, in a merchant's own design. (https://docs.stripe.com/payments/sepa-debit)
import type { Fields } from '../../stripejs/misuse.ts'
import { ibanProblem, writeIban } from '../checks/account.ts'
import { openPlain } from '../plain_frame.ts'

openPlain({
  type: 'sepa_debit',
  fields: ({ words, options }) => {
    const countries = Array.isArray(options.supportedCountries) ? (options.supportedCountries as string[]) : undefined
    const country = typeof options.placeholderCountry === 'string' ? options.placeholderCountry : 'DE'
    return [
      {
        name: 'iban',
        label: words.iban,
        hint: EXAMPLES[country] ?? EXAMPLES.DE!,
        stable: 'iban',
        write: writeIban,
        problem: (written) => ibanProblem(written, countries),
      },
    ]
  },
  details: ([iban]) => ({ iban: iban!.replaceAll(' ', '') }),
  state: ([iban]): Fields => ({ country: /^[A-Z]{2}/.exec(iban!)?.[0] ?? '', bankName: '' }),
})

/** Test numbers of some countries. (https://docs.stripe.com/testing#non-card-payments) */
const EXAMPLES: Readonly<Record<string, string>> = {
  AT: 'AT61 1904 3002 3457 3201',
  BE: 'BE62 5100 0754 7061',
  DE: 'DE89 3704 0044 0532 0130 00',
  ES: 'ES91 2100 0418 4502 0005 1332',
  FR: 'FR14 2004 1010 0505 0001 3M02 606',
  IT: 'IT40 S054 2811 1010 0000 0123 456',
  NL: 'NL39 RABO 0300 0652 64',
}
