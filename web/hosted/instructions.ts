// What a step shows beside its buttons, out of the intent's `next_action`: a code, the numbers of a voucher, the accounts of
// a bank transfer, or the form for two small deposits.
// (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action)
import { escaped, type Language, linkable, moment, type Row } from './page.ts'

/** `next_action`: its type, and under that name what there is to show. */
export interface Action {
  readonly type: string
  readonly [type: string]: unknown
}

type Hash = Readonly<Record<string, unknown>>

export interface Shown {
  readonly kind: 'code' | 'voucher' | 'deposits' | 'transfer'
  readonly rows: readonly Row[]
  /** What the form asks for. */
  readonly told?: 'amounts' | 'descriptor_code'
  readonly link?: { readonly href: string; readonly text: string }
  /** Said in place of "you play the customer". */
  readonly notice?: string
}

interface Words {
  readonly terms: Readonly<Record<string, string>>
  readonly pdf: string
  readonly deposits: string
  readonly transfer: string
  readonly send: string
  readonly amounts: readonly [first: string, second: string]
  readonly code: string
  readonly verify: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    terms: {
      account_holder_name: 'Account holder',
      account_number: 'Account number',
      account_type: 'Account type',
      amount: 'Amount',
      arrival: 'Deposits arrive',
      bank_code: 'Bank code',
      bank_name: 'Bank',
      bic: 'BIC',
      branch_code: 'Branch code',
      branch_name: 'Branch',
      clabe: 'CLABE',
      confirmation_number: 'confirmation number',
      entity: 'Entity',
      expires: 'Pay until',
      iban: 'IBAN',
      merchant: 'Merchant',
      number: 'Number',
      payment_code: 'payment code',
      reference: 'Reference',
      routing_number: 'Routing number',
      sort_code: 'Sort code',
      swift_code: 'SWIFT code',
    },
    pdf: 'The voucher as a PDF to print',
    deposits: 'In test mode 32 and 45, or the code SM11AA, are right.',
    transfer: 'You play the customer’s bank here, and send the money. (POST …/fund_cash_balance does so as well.)',
    send: 'Send Test Transfer',
    amounts: ['First deposit, in cents', 'Second deposit, in cents'],
    code: 'Code beside the deposit, six characters that begin with SM',
    verify: 'Verify bank account',
  },
  de: {
    terms: {
      account_holder_name: 'Kontoinhaber',
      account_number: 'Kontonummer',
      account_type: 'Kontoart',
      amount: 'Betrag',
      arrival: 'Gutschriften kommen an',
      bank_code: 'Bankleitzahl',
      bank_name: 'Bank',
      bic: 'BIC',
      branch_code: 'Filialnummer',
      branch_name: 'Filiale',
      clabe: 'CLABE',
      confirmation_number: 'Bestätigungsnummer',
      entity: 'Entität',
      expires: 'Zu bezahlen bis',
      iban: 'IBAN',
      merchant: 'Händler',
      number: 'Nummer',
      payment_code: 'Zahlungscode',
      reference: 'Verwendungszweck',
      routing_number: 'Routing-Nummer',
      sort_code: 'Sort Code',
      swift_code: 'SWIFT-Code',
    },
    pdf: 'Der Zahlschein als PDF zum Drucken',
    deposits: 'Im Testmodus sind 32 und 45 richtig, oder der Code SM11AA.',
    transfer:
      'Sie spielen hier die Bank der Kundschaft und schicken das Geld. (POST …/fund_cash_balance tut das auch.)',
    send: 'Testüberweisung senden',
    amounts: ['Erste Gutschrift, in Cent', 'Zweite Gutschrift, in Cent'],
    code: 'Code neben der Gutschrift, sechs Zeichen, die mit SM beginnen',
    verify: 'Bankkonto bestätigen',
  },
}

/** What is to be shown of an action; nothing where the customer was only sent to the page. */
export function shownOf(action: Action, language: Language): Shown | undefined {
  const hash = (action[action.type] ?? {}) as Hash
  const words = WORDS[language]
  switch (action.type) {
    case 'boleto_display_details': {
      const pdf = linkable(String(hash.pdf))
      const link = pdf === undefined ? {} : { link: { href: pdf, text: words.pdf } }
      return { kind: 'voucher', rows: rows(hash, ['number'], words), ...link }
    }
    case 'oxxo_display_details':
      return { kind: 'voucher', rows: rows(hash, ['number'], words) }
    case 'multibanco_display_details':
      return { kind: 'voucher', rows: rows(hash, ['entity', 'reference'], words) }
    case 'konbini_display_details':
      return { kind: 'voucher', rows: konbini(hash.stores as Readonly<Record<string, Hash>>, words) }
    case 'verify_with_microdeposits':
      return {
        kind: 'deposits',
        rows: [[words.terms.arrival!, escaped(moment(Number(hash.arrival_date), language))]],
        told: hash.microdeposit_type === 'amounts' ? 'amounts' : 'descriptor_code',
        notice: words.deposits,
      }
    case 'display_bank_transfer_instructions':
      return { kind: 'transfer', rows: transfer(hash, words), notice: words.transfer }
    default:
      return action.type.endsWith('_display_qr_code') ? { kind: 'code', rows: [] } : undefined
  }
}

interface Voucher {
  readonly merchant: string
  /** For people to read. */
  readonly amount: string
  /** Epoch seconds. */
  readonly expires: number
  readonly action: Action
}

/** The lines of a voucher that is printed: plain text. */
export function voucherLines({ merchant, amount, expires, action }: Voucher, language: Language): string[] {
  const { terms } = WORDS[language]
  const { number } = (action[action.type] ?? {}) as Hash
  return [
    `${terms.merchant}: ${merchant}`,
    `${terms.amount}: ${amount}`,
    `${terms.number}: ${number}`,
    `${terms.expires}: ${moment(expires, language)}`,
  ]
}

function rows(hash: Hash, names: readonly string[], { terms }: Words): Row[] {
  return names.flatMap((name) =>
    typeof hash[name] === 'string' ? [[terms[name] ?? escaped(name), escaped(hash[name])] as const] : [],
  )
}

/** The chains as they call themselves. */
const CHAINS: Readonly<Record<string, string>> = {
  familymart: 'FamilyMart',
  lawson: 'Lawson',
  ministop: 'Ministop',
  seicomart: 'Seicomart',
}

function konbini(stores: Readonly<Record<string, Hash>>, words: Words): Row[] {
  return Object.entries(stores).flatMap(([chain, hash]) =>
    rows(hash, ['payment_code', 'confirmation_number'], words).map(
      ([term, value]) => [`${CHAINS[chain] ?? escaped(chain)}, ${term}`, value] as const,
    ),
  )
}

/** What names an account of any country, in the order in which banks ask for it. */
const ACCOUNT = [
  'account_holder_name',
  'bank_name',
  'bank_code',
  'branch_name',
  'branch_code',
  'account_type',
  'iban',
  'bic',
  'sort_code',
  'routing_number',
  'swift_code',
  'clabe',
  'account_number',
]

function transfer(hash: Hash, words: Words): Row[] {
  const addresses = hash.financial_addresses as readonly (Hash & { type: string })[]
  const accounts = addresses.flatMap((address) => rows(address[address.type] as Hash, ACCOUNT, words))
  return [...rows(hash, ['reference'], words), ...accounts]
}

/** Asks for what the two deposits were; it goes to the page's own address. */
export function depositsForm(told: Shown['told'], language: Language): string {
  const { amounts, code, verify } = WORDS[language]
  const field = (name: string, label: string, more: string) =>
    `<label>${label}<input name="${name}" required autocomplete="off"${more}></label>`
  const fields =
    told === 'amounts'
      ? amounts.map((label) => field('amounts[]', label, ' inputmode="numeric"')).join('\n')
      : field('descriptor_code', code, ' maxlength="6" autocapitalize="characters"')
  return `<form method="post">\n${fields}\n<button>${verify}</button>\n</form>`
}

/** Has the customer's bank send what is missing. */
export const transferForm = (language: Language): string =>
  `<form method="post">\n<button name="transfer" value="send">${WORDS[language].send}</button>\n</form>`
