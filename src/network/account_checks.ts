// What Stripe's test values make of who and what an account is said to be: dates of birth, addresses, numbers, documents and
// pages. (https://docs.stripe.com/connect/testing#identity-verification)

/** Something that did not pass: a code of the contract's list. */
export type CheckFailure = keyof typeof REASONS

/** What `errors[].reason` says. [M] */
const REASONS = {
  invalid_business_profile_name: 'The name that customers see is not valid.',
  invalid_business_profile_name_denylisted: 'The name that customers see cannot be a generic or well-known name.',
  invalid_company_name_denylisted: 'The name of the business cannot be a generic or well-known name.',
  invalid_statement_descriptor_business_mismatch:
    'The statement descriptor must be similar to the name or the URL of the business.',
  invalid_statement_descriptor_denylisted: 'The statement descriptor cannot be a generic or well-known name.',
  invalid_statement_descriptor_prefix_denylisted:
    'The prefix of the statement descriptor cannot be a generic or well-known name.',
  invalid_statement_descriptor_prefix_mismatch:
    'The prefix of the statement descriptor must be similar to the statement descriptor.',
  invalid_street_address: 'The street name and number could not be validated.',
  invalid_url_denylisted: 'Generic or well-known URLs are not supported.',
  invalid_url_website_business_information_mismatch: 'The website does not match the business information provided.',
  invalid_url_website_inaccessible: 'The URL could not be reached.',
  invalid_url_website_inaccessible_geoblocked: 'The URL could not be reached from some countries.',
  invalid_url_website_inaccessible_password_protected: 'The URL could not be reached because of a password.',
  invalid_url_website_incomplete: 'The website seems to miss information.',
  invalid_url_website_incomplete_under_construction: 'The website seems to be under construction.',
  invalid_url_website_other: 'The URL could not be verified.',
  invalid_url_web_presence_detected: 'The business seems to have a website, whose URL is needed.',
  verification_document_failed_test_mode: 'A test value of an unsuccessful document was provided.',
  verification_failed_address_match: 'The address could not be verified.',
  verification_failed_keyed_identity: 'The identity information could not be verified.',
  verification_failed_name_match: 'The name of the business could not be verified.',
  verification_failed_tax_id_match: 'The tax ID could not be verified for the name of the business.',
  verification_failed_tax_id_not_issued: 'The tax ID was not recognised as one that was issued.',
} as const

export const reasonOf = (failure: CheckFailure): string => REASONS[failure]

/** What comes of a number or a date: at once, a moment later, never, or nothing that a test value stands for. */
export type Verdict = 'now' | 'later' | 'mismatch' | 'not_issued' | 'listed' | 'unknown'

const BIRTHS: Readonly<Record<string, Verdict>> = {
  '1901-1-1': 'later',
  '1902-1-1': 'now',
  '1900-1-1': 'listed',
}
const NUMBERS: Readonly<Record<string, Verdict>> = {
  '000000000': 'later',
  '0000': 'later',
  '111111111': 'mismatch',
  '222222222': 'now',
}
/** Those of businesses; `000000001` is that of one which is not for profit. */
const TAX_IDS: Readonly<Record<string, Verdict>> = {
  '000000000': 'later',
  '000000001': 'later',
  '111111111': 'mismatch',
  '111111112': 'not_issued',
  '222222222': 'now',
}

const look = (table: Readonly<Record<string, Verdict>>, key: string): Verdict =>
  Object.hasOwn(table, key) ? table[key]! : 'unknown'
const bare = (number: string) => number.replace(/[\s-]/g, '')

export const birthVerdict = (year: number, month: number, day: number): Verdict =>
  look(BIRTHS, `${year}-${month}-${day}`)
/** Of a personal number, or of the last four digits of one. */
export const numberVerdict = (number: string): Verdict => look(NUMBERS, bare(number))
export const taxIdVerdict = (number: string): Verdict => look(TAX_IDS, bare(number))

/** What is known of an address by its first line; an ordinary one is neither. */
export const addressFails = (line1: string | null | undefined): boolean =>
  line1 === 'address_no_match' || line1 === 'address_line1_no_match'

/** Documents by their file tokens; any other file is looked at by nobody. */
export const documentVerdict = (file: string): 'success' | 'failure' | undefined => DOCUMENTS[file]
const DOCUMENTS: Readonly<Record<string, 'success' | 'failure'>> = {
  file_identity_document_success: 'success',
  file_identity_document_failure: 'failure',
}

/** What of the account itself is looked at; by the path of the field, what its test values come to. */
export const FIELD_CHECKS: Readonly<Record<string, Readonly<Record<string, CheckFailure>>>> = {
  'business_profile.name': {
    disallowed_dba: 'invalid_business_profile_name_denylisted',
    invalid_dba: 'invalid_business_profile_name',
  },
  'business_profile.product_description': { require_url: 'invalid_url_web_presence_detected' },
  'business_profile.url': {
    'https://disallowed.stripe.com': 'invalid_url_denylisted',
    'https://geoblocked.stripe.com': 'invalid_url_website_inaccessible_geoblocked',
    'https://inaccessible.stripe.com': 'invalid_url_website_inaccessible',
    'https://mismatch.stripe.com': 'invalid_url_website_business_information_mismatch',
    'https://missing.stripe.com': 'invalid_url_website_incomplete',
    'https://passwordprotected.stripe.com': 'invalid_url_website_inaccessible_password_protected',
    'https://problem.stripe.com': 'invalid_url_website_other',
    'https://underconstruction.stripe.com': 'invalid_url_website_incomplete_under_construction',
  },
  // That a failed first line stops payouts only, or everything, is in `STOPS`.
  'company.address.line1': {
    address_line1_no_match: 'invalid_street_address',
    address_no_match: 'invalid_street_address',
  },
  // The code of the two mismatches is [K].
  'company.name': {
    disallowed_name: 'invalid_company_name_denylisted',
    match_name_only: 'verification_failed_name_match',
    mismatch_business_name: 'verification_failed_name_match',
  },
  'settings.card_payments.statement_descriptor_prefix': {
    disallowed: 'invalid_statement_descriptor_prefix_denylisted',
    mismatch: 'invalid_statement_descriptor_prefix_mismatch',
  },
  'settings.payments.statement_descriptor': {
    disallowed: 'invalid_statement_descriptor_denylisted',
    mismatch: 'invalid_statement_descriptor_business_mismatch',
  },
}

/** Values that stop payouts and nothing else. (https://docs.stripe.com/connect/testing#test-business-addresses) */
export const STOPS_PAYOUTS_ONLY: readonly string[] = ['address_no_match']
