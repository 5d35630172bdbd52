// What a way to pay needs to know, by the path of the parameter that it becomes, as a field to fill in.
import { banksOf, hasBanks } from '../banks.ts'
import { ibanProblem, writeBsb, writeIban } from '../checks/account.ts'
import { emailField, nameField, phoneField } from '../contact.ts'
import { type Field, type FieldOptions, makeField } from '../fields.ts'
import type { ErrorCode, Words } from '../words/en.ts'

type Making = Omit<FieldOptions, 'id' | 'label' | 'name'> & {
  readonly label: (words: Words) => string
  readonly name: string
}

const digits = (most: number) => (typed: string) => typed.normalize('NFKC').replace(/\D/g, '').slice(0, most)
/** Not whole until it has so many characters. */
const atLeast =
  (least: number, code: ErrorCode = 'incomplete_field') =>
  (written: string): ErrorCode | undefined =>
    written.replace(/[^\p{L}\p{N}]/gu, '').length < least ? code : undefined

const account = (least: number, most: number, hint: string): Making => ({
  name: 'accountNumber',
  label: ({ accountNumber }) => accountNumber,
  inputMode: 'numeric',
  hint,
  write: digits(most),
  problem: atLeast(least, 'incomplete_account_number'),
})

/** By path. The hints of test mode are numbers that the server takes. (https://docs.stripe.com/testing#non-card-payments) */
const PATHS: Readonly<Record<string, Making>> = {
  'sepa_debit[iban]': {
    name: 'iban',
    label: ({ iban }) => iban,
    hint: 'DE00 0000 0000 0000 0000 00',
    write: writeIban,
    problem: (written) => ibanProblem(written),
  },
  'us_bank_account[account_number]': account(4, 17, '000123456789'),
  'us_bank_account[routing_number]': {
    name: 'routingNumber',
    label: ({ routingNumber }) => routingNumber,
    inputMode: 'numeric',
    hint: '110000000',
    write: digits(9),
    problem: atLeast(9),
  },
  'acss_debit[account_number]': account(5, 12, '000123456789'),
  'acss_debit[institution_number]': {
    name: 'institutionNumber',
    label: ({ institutionNumber }) => institutionNumber,
    inputMode: 'numeric',
    hint: '000',
    write: digits(3),
    problem: atLeast(3),
  },
  'acss_debit[transit_number]': {
    name: 'transitNumber',
    label: ({ transitNumber }) => transitNumber,
    inputMode: 'numeric',
    hint: '11000',
    write: digits(5),
    problem: atLeast(5),
  },
  'au_becs_debit[account_number]': account(5, 9, '000123456'),
  'au_becs_debit[bsb_number]': {
    name: 'bsb',
    label: ({ bsb }) => bsb,
    inputMode: 'numeric',
    hint: '000-000',
    write: writeBsb,
    problem: atLeast(6, 'incomplete_bsb'),
  },
  'bacs_debit[account_number]': account(8, 8, '00012345'),
  'bacs_debit[sort_code]': {
    name: 'sortCode',
    label: ({ sortCode }) => sortCode,
    inputMode: 'numeric',
    hint: '10-88-00',
    write: (typed) => digits(6)(typed).replace(/(\d\d)(?=\d)/g, '$1-'),
    problem: atLeast(6),
  },
  'nz_bank_account[bank_code]': {
    name: 'bankCode',
    label: ({ bankCode }) => bankCode,
    inputMode: 'numeric',
    hint: '11',
    write: digits(2),
    problem: atLeast(2),
  },
  'nz_bank_account[branch_code]': {
    name: 'branchCode',
    label: ({ branchCode }) => branchCode,
    inputMode: 'numeric',
    hint: '0000',
    write: digits(4),
    problem: atLeast(4),
  },
  'nz_bank_account[account_number]': account(7, 7, '0000000'),
  'nz_bank_account[suffix]': {
    name: 'suffix',
    label: ({ suffix }) => suffix,
    inputMode: 'numeric',
    hint: '010',
    write: digits(3),
    problem: atLeast(2),
  },
  'payto[account_number]': account(5, 9, '000123456'),
  'payto[bsb_number]': {
    name: 'bsb',
    label: ({ bsb }) => bsb,
    inputMode: 'numeric',
    hint: '000-000',
    write: writeBsb,
    problem: atLeast(6, 'incomplete_bsb'),
  },
  'boleto[tax_id]': {
    name: 'taxId',
    label: ({ boletoTaxId }) => boletoTaxId,
    hint: '000.000.000-00',
    write: (typed) =>
      typed
        .normalize('NFKC')
        .replace(/[^\d./-]/g, '')
        .slice(0, 18),
    problem: atLeast(11, 'incomplete_tax_id'),
  },
  'payment_method_options[blik][code]': {
    name: 'code',
    label: () => 'BLIK',
    inputMode: 'numeric',
    hint: '000000',
    write: digits(6),
    problem: atLeast(6),
  },
  'sofort[country]': {
    name: 'country',
    label: ({ country }) => country,
    options: ['AT', 'BE', 'DE', 'ES', 'IT', 'NL'].map((code) => [code, code] as const),
  },
}

/** Those that can be chosen without being needed. */
const WISHED: Readonly<Record<string, readonly string[]>> = {
  ideal: ['ideal[bank]'],
  eps: ['eps[bank]'],
  p24: ['p24[bank]'],
  blik: ['payment_method_options[blik][code]'],
}

/** The paths that a type asks for: what the server needs, and what customers are used to be asked. */
export const pathsOf = (type: string, needed: readonly string[]): string[] => {
  const wished = (WISHED[type] ?? []).filter((path) => !needed.includes(path))
  return [...needed, ...wished]
}

/** The field of a path. Whatever the server may ask for has one, if only under its own name. */
export function fieldAt(path: string, words: Words): Field {
  if (path === 'billing_details[name]') return nameField('payment', words)
  if (path === 'billing_details[email]') return emailField('payment', words)
  if (path === 'billing_details[phone]') return phoneField('payment', words)
  const [, type = '', own = path] = /^(\w+)\[(\w+)\]$/.exec(path) ?? []
  if (own === 'bank' && hasBanks(type))
    return makeField(
      {
        name: 'bank',
        id: 'payment-bankInput',
        label: words.bank,
        options: [['', words.chooseBank], ...banksOf(type)],
        problem: (written) => (written === '' ? 'incomplete_bank' : undefined),
        optional: type !== 'fpx',
      },
      words,
    )
  const { label, ...making } = PATHS[path] ?? { name: own, label: () => own.replaceAll('_', ' ') }
  return makeField({ ...making, id: `payment-${making.name}Input`, label: label(words) }, words)
}
