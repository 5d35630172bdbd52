// What a step shows beside its buttons, out of the intent's `next_action`: a code, the numbers of a voucher, the accounts of
// a bank transfer, or the form for two small deposits.
// (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action)
import type { Language } from './language.ts'
import { escaped, linkable, type Row } from './page.ts'
import { INSTRUCTION_WORDS, type InstructionWords, type Term } from './words/instructions/index.ts'
import { moment } from './written.ts'

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

/** What is to be shown of an action; nothing where the customer was only sent to the page. */
export function shownOf(action: Action, language: Language): Shown | undefined {
  const hash = (action[action.type] ?? {}) as Hash
  const words = INSTRUCTION_WORDS[language]
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
        rows: [[words.terms.arrival, escaped(moment(Number(hash.arrival_date), language))]],
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
  const { line, terms } = INSTRUCTION_WORDS[language]
  const { number } = (action[action.type] ?? {}) as Hash
  return [
    line(terms.merchant, merchant),
    line(terms.amount, amount),
    line(terms.number, String(number)),
    line(terms.expires, moment(expires, language)),
  ]
}

function rows(hash: Hash, names: readonly Term[], { terms }: InstructionWords): Row[] {
  return names.flatMap((name) =>
    typeof hash[name] === 'string' ? [[terms[name], escaped(grouped(name, hash[name]))] as const] : [],
  )
}

/** An IBAN is printed in groups of four. (ISO 13616-1) */
const grouped = (name: Term, value: string) => (name === 'iban' ? value.replace(/.{4}(?=.)/g, '$& ') : value)

/** The chains as they call themselves. */
const CHAINS: Readonly<Record<string, string>> = {
  familymart: 'FamilyMart',
  lawson: 'Lawson',
  ministop: 'Ministop',
  seicomart: 'Seicomart',
}

function konbini(stores: Readonly<Record<string, Hash>>, words: InstructionWords): Row[] {
  return Object.entries(stores).flatMap(([chain, hash]) =>
    rows(hash, ['payment_code', 'confirmation_number'], words).map(
      ([term, value]) => [`${CHAINS[chain] ?? escaped(chain)} · ${term}`, value] as const,
    ),
  )
}

/** What names an account of any country, in the order in which banks ask for it. */
const ACCOUNT: readonly Term[] = [
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

function transfer(hash: Hash, words: InstructionWords): Row[] {
  const addresses = hash.financial_addresses as readonly (Hash & { type: string })[]
  const accounts = addresses.flatMap((address) => rows(address[address.type] as Hash, ACCOUNT, words))
  return [...rows(hash, ['reference'], words), ...accounts]
}

/** Asks for what the two deposits were; it goes to the page's own address. */
export function depositsForm(told: Shown['told'], language: Language): string {
  const { amounts, code, verify } = INSTRUCTION_WORDS[language]
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
  `<form method="post">\n<button name="transfer" value="send">${INSTRUCTION_WORDS[language].send}</button>\n</form>`
