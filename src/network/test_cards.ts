// The cards of Stripe's test mode, by the name that their tokens carry (`pm_card_<name>`, `tok_<name>`). Numbers are never
// stored: a row of this table is. (https://docs.stripe.com/testing)
// One file because the columns and the rows that use them explain each other.
import type { Decline } from './declines.ts'
import { CARDS_BY_COUNTRY } from './test_cards_by_country.ts'

export interface TestCard {
  readonly number: string
  readonly brand: Brand
  /** The networks it can be run over, where there are several; the first is the brand's. */
  readonly networks?: readonly Network[]
  readonly funding: 'credit' | 'debit' | 'prepaid'
  readonly country: string
  /** The other names of the card in `pm_card_<name>` and `tok_<name>`. */
  readonly aliases?: readonly string[]
  /** The name of the row is ours: Stripe gives the card a number and no token. */
  readonly tokens?: false
  /** Why it cannot be attached to a customer or set up. */
  readonly attach?: Decline
  /** What a charge of it comes to, if not an approval. */
  readonly charge?: Decline
  /** The decline needs a security code to be looked at: without one the charge goes through. */
  readonly onlyWithCode?: true
  /** When the bank asks the customer in person. Without a word, it asks never, though the network would let it. */
  readonly authentication?: Authentication
  /** Why the bank cannot ask, once it has to: the payment is declined. */
  readonly lookup?: Decline
  /** What the bank compared. Without a word, what was given passes. */
  readonly checks?: {
    readonly code?: 'fail'
    readonly line1?: 'fail' | 'unavailable'
    readonly postalCode?: 'fail' | 'unavailable'
  }
  readonly risk?: 'elevated' | 'highest'
  /** The payment is held for a review, or stopped, by the account's default rules. */
  readonly radar?: 'block' | 'review'
  /** The disputes that follow a charge of it at once. */
  readonly disputes?: readonly {
    readonly reason: string
    readonly inquiry?: true
  }[]
  /** An early fraud warning follows a charge of it at once. */
  readonly fraudWarning?: true
  /** What becomes of its refunds, where they do not simply succeed. */
  readonly refund?: 'pending' | 'fails'
  /** Its money is available at once. */
  readonly bypassesPending?: true
}

export type Brand = 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay'
export type Network = Brand | 'cartes_bancaires' | 'eftpos_au'

/** (https://docs.stripe.com/testing#regulatory-cards, #three-ds-cards) */
export type Authentication =
  /** At every payment and setup; off session it is declined. */
  | 'always'
  /**
   * At every setup and every payment on session; off session only where it was not set up before. (Stripe's page says so of
   * the number; of the token it says that a set-up card is never asked about again.)
   */
  | 'unless_set_up'
  /** At payments and setups on session; off session it counts as set up. */
  | 'on_session'
  /** At payments only where it is asked for (`request_three_d_secure`). */
  | 'when_requested'
  /** At every payment and setup, without a word to the customer: it always passes. */
  | 'frictionless'
  /** Never: the card does not know it. */
  | 'not_supported'

const VISA = { brand: 'visa', funding: 'credit', country: 'US' } as const
const MASTERCARD = { brand: 'mastercard', funding: 'credit', country: 'US' } as const

const BY_BRAND = {
  // Not enrolled: its bank is never asked to authenticate.
  visa: { ...VISA, number: '4242424242424242', aliases: ['us'] },
  // On Stripe's Japanese page and in Klarna's test data.
  visa_4111: { ...VISA, number: '4111111111111111', tokens: false },
  visa_debit: { ...VISA, number: '4000056655665556', funding: 'debit' },
  mastercard: { ...MASTERCARD, number: '5555555555554444' },
  mastercard_2_series: { ...MASTERCARD, number: '2223003122003222', tokens: false },
  mastercard_debit: { ...MASTERCARD, number: '5200828282828210', funding: 'debit' },
  mastercard_prepaid: { ...MASTERCARD, number: '5105105105105100', funding: 'prepaid' },
  amex: {
    number: '378282246310005',
    brand: 'amex',
    funding: 'credit',
    country: 'US',
    aliases: ['amex_threeDSecureNotSupported'],
    authentication: 'not_supported',
  },
  amex_8431: { number: '371449635398431', brand: 'amex', funding: 'credit', country: 'US', tokens: false },
  discover: { number: '6011111111111117', brand: 'discover', funding: 'credit', country: 'US' },
  discover_9424: { number: '6011000990139424', brand: 'discover', funding: 'credit', country: 'US', tokens: false },
  discover_debit: { number: '6011981111111113', brand: 'discover', funding: 'debit', country: 'US', tokens: false },
  diners: { number: '3056930009020004', brand: 'diners', funding: 'credit', country: 'US' },
  diners_14_digits: { number: '36227206271667', brand: 'diners', funding: 'credit', country: 'US', tokens: false },
  // BCcard and DinaCard run over Discover's network; the country is [K].
  bccard: { number: '6555900000604105', brand: 'discover', funding: 'credit', country: 'KR', tokens: false },
  // The countries of the next four are [K].
  jcb: { number: '3566002020360505', brand: 'jcb', funding: 'credit', country: 'JP' },
  unionpay: { number: '6200000000000005', brand: 'unionpay', funding: 'credit', country: 'CN' },
  unionpay_debit: { number: '6200000000000047', brand: 'unionpay', funding: 'debit', country: 'CN', tokens: false },
  unionpay_19_digits: {
    number: '6205500000000000004',
    brand: 'unionpay',
    funding: 'credit',
    country: 'CN',
    tokens: false,
  },
  // Two networks on one card.
  visa_cartesBancaires: {
    ...VISA,
    number: '4000002500001001',
    country: 'FR',
    networks: ['visa', 'cartes_bancaires'],
  },
  mastercard_cartesBancaires: {
    ...MASTERCARD,
    number: '5555552500001001',
    country: 'FR',
    networks: ['mastercard', 'cartes_bancaires'],
  },
  visa_debit_eftposAuCoBranded: {
    ...VISA,
    number: '4000050360000001',
    funding: 'debit',
    country: 'AU',
    networks: ['visa', 'eftpos_au'],
  },
  mastercard_debit_eftposAuCoBranded: {
    ...MASTERCARD,
    number: '5555050360000080',
    funding: 'debit',
    country: 'AU',
    networks: ['mastercard', 'eftpos_au'],
  },
  // Accounts for health care: one number stands for both of Visa's.
  debit_visaFsaProductCode: {
    ...VISA,
    number: '4000051230000072',
    funding: 'debit',
    aliases: ['debit_visaHsaProductCode'],
  },
  mastercard_debit_mastercardFsaProductCode: { ...MASTERCARD, number: '5200828282828897', funding: 'debit' },
  // Cannot be captured in parts. (https://docs.stripe.com/payments/multicapture)
  credit_disableEnterpriseCardFeatures: { ...VISA, number: '4000008400000076' },
  // A puzzle comes before the payment on Stripe's own pages; over the API they are plain cards.
  captcha_1208: { ...VISA, number: '4000000000001208', tokens: false },
  captcha_3725: { ...VISA, number: '4000000000003725', tokens: false },
  // For readers, where their names stand alone, without `pm_card_`. (https://docs.stripe.com/testing#terminal)
  offline_pin_cvm: { ...VISA, number: '4001007020000002', country: 'SG', tokens: false },
  offline_pin_sca_retry: { ...VISA, number: '4000008260000075', country: 'GB', tokens: false },
  online_pin_cvm: { ...VISA, number: '4001000360000005', country: 'AU', tokens: false },
  online_pin_sca_retry: { ...VISA, number: '4000002760000008', country: 'DE', tokens: false },
} satisfies Record<string, TestCard>

/** A card that its bank declines at once, and so cannot be attached either. */
const declines = (number: string, why: Decline, ...aliases: string[]): TestCard => ({
  ...VISA,
  number,
  aliases,
  attach: why,
  charge: why,
})

/** The aliases of lost and stolen cards are [K]. (https://docs.stripe.com/testing#declined-payments) */
const DECLINED = {
  visa_chargeDeclined: declines('4000000000000002', 'generic_decline', 'chargeDeclined'),
  visa_chargeDeclinedInsufficientFunds: declines(
    '4000000000009995',
    'insufficient_funds',
    'chargeDeclinedInsufficientFunds',
  ),
  visa_chargeDeclinedLostCard: declines('4000000000009987', 'lost_card', 'chargeDeclinedLostCard'),
  visa_chargeDeclinedStolenCard: declines('4000000000009979', 'stolen_card', 'chargeDeclinedStolenCard'),
  chargeDeclinedExpiredCard: declines('4000000000000069', 'expired_card', 'visa_chargeDeclinedExpiredCard'),
  chargeDeclinedIncorrectCvc: {
    ...declines('4000000000000127', 'incorrect_cvc', 'visa_chargeDeclinedIncorrectCvc'),
    onlyWithCode: true,
  },
  chargeDeclinedProcessingError: declines('4000000000000119', 'processing_error', 'visa_chargeDeclinedProcessingError'),
  visa_chargeDeclinedVelocityLimitExceeded: declines('4000000000006975', 'card_velocity_exceeded'),
  // Attaches to a customer, then declines every charge.
  chargeCustomerFail: {
    ...VISA,
    number: '4000000000000341',
    aliases: ['visa_chargeCustomerFail'],
    charge: 'generic_decline',
  },
  // Stripe publishes these three as tokens alone. The numbers are [K]: those of the cards that they vary, which keep them.
  visa_debit_chargeDeclinedInsufficientFunds: {
    ...declines('4000000000009995', 'insufficient_funds'),
    funding: 'debit',
  },
  visa_chargeCustomerFailLostCard: { ...VISA, number: '4000000000000341', charge: 'lost_card' },
  visa_chargeCustomerFailStolenCard: { ...VISA, number: '4000000000000341', charge: 'stolen_card' },
} satisfies Record<string, TestCard>

/** What an account's default rules make of each. (https://docs.stripe.com/testing#fraud-prevention) */
const RISKY = {
  radarBlock: {
    ...declines('4100000000000019', 'fraudulent', 'chargeDeclinedFraudulent', 'visa_chargeDeclinedFraudulent'),
    risk: 'highest',
    radar: 'block',
  },
  riskLevelHighest: { ...VISA, number: '4000000000004954', charge: 'fraudulent', risk: 'highest', radar: 'block' },
  // Whether it is held depends on the account; that it is by default is [K].
  riskLevelElevated: { ...VISA, number: '4000000000009235', risk: 'elevated', radar: 'review' },
  // The next five trip controls that an account has to switch on: by default they are plain cards.
  highFraudDisputeScore: { ...VISA, number: '4000008400000407' },
  highEfwScore: { ...VISA, number: '4000008400000159' },
  radarDynamicRiskThreshold: { ...VISA, number: '4000008400001017' },
  freeTrialAbuseBlock: { ...VISA, number: '4001858821843804' },
  adaptive3dsChallenge: { ...VISA, number: '4000008405600003' },
  cvcCheckFail: { ...VISA, number: '4000000000000101', checks: { code: 'fail' } },
  avsZipFail: { ...VISA, number: '4000000000000036', checks: { postalCode: 'fail' } },
  cvcCheckFailElevatedRisk: {
    ...VISA,
    number: '4000058400307872',
    funding: 'debit', // [K], from its number
    checks: { code: 'fail' },
    risk: 'elevated',
  },
  avsZipFailElevatedRisk: {
    ...VISA,
    number: '4000058400306072',
    funding: 'debit', // [K], from its number
    checks: { postalCode: 'fail' },
    risk: 'elevated',
  },
  avsLine1Fail: { ...VISA, number: '4000000000000028', checks: { line1: 'fail' } },
  avsFail: { ...VISA, number: '4000000000000010', checks: { line1: 'fail', postalCode: 'fail' } },
  avsUnchecked: { ...VISA, number: '4000000000000044', checks: { line1: 'unavailable', postalCode: 'unavailable' } },
} satisfies Record<string, TestCard>

/** A card whose charges are approved and then disputed, once for each reason. */
const disputed = (number: string, ...reasons: string[]): TestCard => ({
  ...VISA,
  number,
  disputes: reasons.map((reason) => ({ reason })),
})

/** (https://docs.stripe.com/testing#disputes, #refunds, #available-balance) */
const AFTERWARDS = {
  createDispute: disputed('4000000000000259', 'fraudulent'),
  createDisputeProductNotReceived: disputed('4000000000002685', 'product_not_received'),
  // The reasons of this and of all below but Visa's two are [K].
  createDisputeInquiry: {
    ...VISA,
    number: '4000000000001976',
    disputes: [{ reason: 'fraudulent', inquiry: true }],
  },
  createIssuerFraudRecord: { ...VISA, number: '4000000000005423', fraudWarning: true },
  createMultipleDisputes: disputed('4000000404000079', 'fraudulent', 'fraudulent'),
  createCe3EligibleDispute: disputed('4000000404000038', 'fraudulent'),
  createComplianceDispute: disputed('4000008400000779', 'noncompliant'),
  createMastercardComplianceDispute: { ...disputed('5105008400000002', 'noncompliant'), brand: 'mastercard' },
  createAutoRepresentmentEligibleDispute: disputed('4000000001000043', 'fraudulent'),
  // The next three are prevented only where an account is enrolled for that.
  createRapidDisputeResolutionDispute: disputed('4000000404004816', 'fraudulent'),
  createCe3BlockDispute: disputed('4000000404005649', 'fraudulent'),
  createEthocaAlert: { ...disputed('5105000300000018', 'fraudulent'), brand: 'mastercard' },
  pendingRefund: { ...VISA, number: '4000000000007726', refund: 'pending' },
  refundFail: { ...VISA, number: '4000000000005126', refund: 'fails' },
  bypassPending: { ...VISA, number: '4000000000000077', bypassesPending: true },
  bypassPendingInternational: { ...VISA, number: '4000003720000278', country: 'IE', bypassesPending: true },
} satisfies Record<string, TestCard>

const always = (number: string, country = 'US'): TestCard => ({ ...VISA, number, country, authentication: 'always' })

/** (https://docs.stripe.com/testing#regulatory-cards, #three-ds-cards, #three-d-secure-mobile-challenge-flows) */
const AUTHENTICATED = {
  authenticationRequiredOnSetup: {
    ...VISA,
    number: '4000002500003155',
    country: 'FR',
    authentication: 'unless_set_up',
  },
  authenticationRequired: always('4000002760003184', 'DE'),
  authenticationRequiredSetupForOffSession: {
    ...VISA,
    number: '4000003800000446',
    country: 'IT',
    authentication: 'on_session',
  },
  // Declined after the question, and declined where none is asked.
  authenticationRequiredChargeDeclinedInsufficientFunds: {
    ...VISA,
    number: '4000008260003178',
    country: 'GB',
    authentication: 'unless_set_up',
    charge: 'insufficient_funds',
  },
  // Radar's default rules ask for authentication of these.
  threeDSecure2Required: always('4000000000003220', 'IE'),
  threeDSecure2Required_us: { ...always('4000008400000027'), tokens: false },
  threeDSecureRequiredChargeDeclined: { ...always('4000008400001629'), charge: 'generic_decline' },
  threeDSecureRequiredProcessingError: { ...always('4000008400001280'), lookup: 'generic_decline' },
  threeDSecureOptional: { ...VISA, number: '4000000000003055', authentication: 'when_requested' },
  // How the payment reads once authentication was asked for is [K].
  threeDSecureOptionalProcessingError: {
    ...VISA,
    number: '4000000000003097',
    authentication: 'when_requested',
    lookup: 'processing_error',
  },
  threeDSecure_frictionless: { ...VISA, number: '4000000032200000', authentication: 'frictionless', tokens: false },
  // The first version of 3-D Secure; still in old integrations. (Stripe's list until 2022)
  threeDSecureRequired: always('4000000000003063'),
  // Ways of asking that only an app shows. The countries are [K].
  challenge_out_of_band: { ...always('4000582600000094', 'GB'), tokens: false },
  challenge_one_time_code: { ...always('4000582600000045', 'GB'), tokens: false },
  challenge_single_select: { ...always('4000582600000102', 'GB'), tokens: false },
  challenge_multi_select: { ...always('4000582600000110', 'GB'), tokens: false },
  // The numbers of the same in older lists.
  challenge_one_time_code_3238: { ...always('4000000000003238'), tokens: false },
  challenge_single_select_3246: { ...always('4000000000003246'), tokens: false },
  challenge_multi_select_3253: { ...always('4000000000003253'), tokens: false },
} satisfies Record<string, TestCard>

export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  ...BY_BRAND,
  ...CARDS_BY_COUNTRY,
  ...DECLINED,
  ...RISKY,
  ...AFTERWARDS,
  ...AUTHENTICATED,
}

export interface NamedCard {
  /** The name of its row. */
  readonly name: string
  readonly card: TestCard
}

const byToken = new Map<string, NamedCard>()
const byNumber = new Map<string, NamedCard>()
for (const [name, card] of Object.entries(TEST_CARDS)) {
  const named = { name, card }
  if (card.tokens !== false) for (const word of [name, ...(card.aliases ?? [])]) byToken.set(word, named)
  // Where two rows have one number, it is the first's.
  if (!byNumber.has(card.number)) byNumber.set(card.number, named)
}

/** The card behind a token such as `pm_card_visa` or `tok_visa`, with the name of its row. */
export function cardOfToken(token: string): NamedCard | undefined {
  const [, name = ''] = /^(?:pm_card_|tok_)(.+)$/.exec(token) ?? []
  return byToken.get(name)
}

/** The row of a card number, or nothing: any other number is no test card. */
export function cardOfNumber(number: string): NamedCard | undefined {
  return byNumber.get(number)
}
