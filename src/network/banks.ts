// Banks: the names that test accounts show, the codes of the Dutch banks of iDEAL, and where an IBAN has its bank's code.

/** The bank that every test account of a type belongs to. (https://docs.stripe.com/testing#non-card-payments; names [K]) */
export const bankOf = (type: 'acss_debit' | 'nz_bank_account' | 'us_bank_account'): string => TEST_BANKS[type]
const TEST_BANKS = {
  acss_debit: 'STRIPE TEST BANK',
  nz_bank_account: 'Test Bank',
  us_bank_account: 'STRIPE TEST BANK',
} as const

/** By the words that `ideal[bank]` takes: the BICs that the contract lists, matched by the banks' own registered codes. */
export const BICS: Readonly<Record<string, string>> = {
  abn_amro: 'ABNANL2A',
  adyen: 'ADYBNL2A',
  asn_bank: 'ASNBNL21',
  bunq: 'BUNQNL2A',
  buut: 'BUUTNL2A',
  finom: 'FNOMNL22',
  handelsbanken: 'HANDNL2A',
  ing: 'INGBNL2A',
  knab: 'KNABNL2H',
  mollie: 'MLLENL2A',
  moneyou: 'MOYONL21',
  n26: 'NTSBDEB1',
  nn: 'NNBANL2G',
  rabobank: 'RABONL2U',
  regiobank: 'RBRBNL21',
  revolut: 'REVOLT21',
  sns_bank: 'SNSBNL2A',
  triodos_bank: 'TRIONL2U',
  van_lanschot: 'FVLBNL22',
  yoursafe: 'BITSNL2A',
}

/** What of an IBAN names its bank; null where its country has no such part, or is not in the table. */
export interface IbanParts {
  readonly country: string | null
  readonly bank_code: string | null
  readonly branch_code: string | null
}

/** The parts of an IBAN without spaces. */
export function ibanParts(iban: string): IbanParts {
  const country = /^[A-Z]{2}/.exec(iban)?.[0] ?? null
  const [bank = 0, branch = 0, before = 0] = FORMATS[country ?? ''] ?? []
  const cut = (from: number, length: number) =>
    length > 0 && iban.length > from ? iban.slice(from, from + length) : null
  return { country, bank_code: cut(4 + before, bank), branch_code: cut(4 + before + bank, branch) }
}

/**
 * How long the code of the bank is and that of its branch, and what stands between them and the check digits, by country.
 * (https://www.swift.com/standards/data-standards/iban-international-bank-account-number)
 */
const FORMATS: Readonly<Record<string, readonly [bank: number, branch?: number, before?: number]>> = {
  AT: [5],
  BE: [3],
  BG: [4, 4],
  CH: [5],
  CY: [3, 5],
  CZ: [4],
  DE: [8],
  DK: [4],
  EE: [2],
  ES: [4, 4],
  FI: [3],
  FR: [5, 5],
  GB: [4, 6],
  GI: [4],
  GR: [3, 4],
  HR: [7],
  HU: [3, 4],
  IE: [4, 6],
  IT: [5, 5, 1],
  LI: [5],
  LT: [5],
  LU: [3],
  LV: [4],
  MC: [5, 5],
  MT: [4, 5],
  NL: [4],
  NO: [4],
  PL: [3, 5],
  PT: [4, 4],
  RO: [4],
  SE: [3],
  SI: [5],
  SK: [4],
  SM: [5, 5, 1],
}
