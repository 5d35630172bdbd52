// The test cards, typed from Stripe's page: number, brand, country, funding, names, and what a charge comes to.
// (https://docs.stripe.com/testing; funding and countries that the page does not tell are [K] in the table)
// One file because every card stands in one list here and is checked for all there is to say of it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { passesLuhn } from '../../src/lib/luhn.ts'
import { cardOfNumber, cardOfToken, TEST_CARDS, type TestCard } from '../../src/network/test_cards.ts'

/** `-` where Stripe has no token. Brand, country and funding are Visa, US and credit unless the last column says others. */
type Row = readonly [number: string, tokens: string, what?: string]

const BRANDS: readonly Row[] = [
  ['4242424242424242', 'visa us'],
  ['4111111111111111', '-'],
  ['4000056655665556', 'visa_debit', 'visa US debit'],
  ['5555555555554444', 'mastercard', 'mastercard US credit'],
  ['2223003122003222', '-', 'mastercard US credit'],
  ['5200828282828210', 'mastercard_debit', 'mastercard US debit'],
  ['5105105105105100', 'mastercard_prepaid', 'mastercard US prepaid'],
  ['378282246310005', 'amex amex_threeDSecureNotSupported', 'amex US credit'],
  ['371449635398431', '-', 'amex US credit'],
  ['6011111111111117', 'discover', 'discover US credit'],
  ['6011000990139424', '-', 'discover US credit'],
  ['6011981111111113', '-', 'discover US debit'],
  ['3056930009020004', 'diners', 'diners US credit'],
  ['36227206271667', '-', 'diners US credit'],
  ['6555900000604105', '-', 'discover KR credit'],
  ['3566002020360505', 'jcb', 'jcb JP credit'],
  ['6200000000000005', 'unionpay', 'unionpay CN credit'],
  ['6200000000000047', '-', 'unionpay CN debit'],
  ['6205500000000000004', '-', 'unionpay CN credit'],
  ['4000002500001001', 'visa_cartesBancaires', 'visa FR credit'],
  ['5555552500001001', 'mastercard_cartesBancaires', 'mastercard FR credit'],
  ['4000050360000001', 'visa_debit_eftposAuCoBranded', 'visa AU debit'],
  ['5555050360000080', 'mastercard_debit_eftposAuCoBranded', 'mastercard AU debit'],
  ['4000051230000072', 'debit_visaFsaProductCode debit_visaHsaProductCode', 'visa US debit'],
  ['5200828282828897', 'mastercard_debit_mastercardFsaProductCode', 'mastercard US debit'],
  ['4000008400000076', 'credit_disableEnterpriseCardFeatures'],
  ['4000000000001208', '-'],
  ['4000000000003725', '-'],
  ['4001007020000002', '-', 'visa SG credit'],
  ['4000008260000075', '-', 'visa GB credit'],
  ['4001000360000005', '-', 'visa AU credit'],
  ['4000002760000008', '-', 'visa DE credit'],
]

/** Visa and credit, and named as the country. */
const COUNTRIES =
  'AR 4000000320000021 BR 4000000760000002 CA 4000001240000000 CL 4000001520000001 CO 4000001700000003 CR 4000001880000005 ' +
  'EC 4000002180000000 MX 4000004840008001 PA 4000005910000000 PY 4000006000000066 PE 4000006040000068 UY 4000008580000003 ' +
  'AE 4000007840000001 AT 4000000400000008 BE 4000000560000004 BG 4000001000000000 BY 4000001120000005 HR 4000001910000009 ' +
  'CY 4000001960000008 CZ 4000002030000002 DK 4000002080000001 EE 4000002330000009 FI 4000002460000001 FR 4000002500000003 ' +
  'DE 4000002760000016 GI 4000002920000005 GR 4000003000000030 HU 4000003480000005 IE 4000003720000005 IT 4000003800000008 ' +
  'LV 4000004280000005 LI 4000004380000004 LT 4000004400000000 LU 4000004420000006 MT 4000004700000007 NL 4000005280000002 ' +
  'NO 4000005780000007 PL 4000006160000005 PT 4000006200000007 RO 4000006420000001 SI 4000007050000006 SK 4000007030000001 ' +
  'ES 4000007240000007 SE 4000007520000008 CH 4000007560000009 GB 4000008260000000 AU 4000000360000006 CN 4000001560000002 ' +
  'HK 4000003440000004 IN 4000003560000008 JP 4000003920000003 MY 4000004580000002 NZ 4000005540000008 SG 4000007020000003 ' +
  'TW 4000001580000008'

const OTHERS_BY_COUNTRY: readonly Row[] = [
  ['5200007840000022', 'ae_mastercard', 'mastercard AE credit'],
  ['4000006820000007', '-', 'visa SA credit'],
  ['4000058260000005', 'gb_debit', 'visa GB debit'],
  ['5555558265554449', 'gb_mastercard', 'mastercard GB credit'],
  ['3530111333300000', '-', 'jcb JP credit'],
  ['4000007640000003', 'th_credit', 'visa TH credit'],
  ['4000057640000008', 'th_debit', 'visa TH debit'],
]

const SCENARIOS: readonly Row[] = [
  ['4000000000000002', 'visa_chargeDeclined chargeDeclined'],
  ['4000000000009995', 'visa_chargeDeclinedInsufficientFunds'],
  ['4000000000009987', 'visa_chargeDeclinedLostCard'],
  ['4000000000009979', 'visa_chargeDeclinedStolenCard'],
  ['4000000000000069', 'chargeDeclinedExpiredCard visa_chargeDeclinedExpiredCard'],
  ['4000000000000127', 'chargeDeclinedIncorrectCvc visa_chargeDeclinedIncorrectCvc'],
  ['4000000000000119', 'chargeDeclinedProcessingError visa_chargeDeclinedProcessingError'],
  ['4000000000006975', 'visa_chargeDeclinedVelocityLimitExceeded'],
  ['4000000000000341', 'chargeCustomerFail visa_chargeCustomerFail'],
  ['4100000000000019', 'radarBlock chargeDeclinedFraudulent visa_chargeDeclinedFraudulent'],
  ['4000000000004954', 'riskLevelHighest'],
  ['4000000000009235', 'riskLevelElevated'],
  ['4000008400000407', 'highFraudDisputeScore'],
  ['4000008400000159', 'highEfwScore'],
  ['4000008400001017', 'radarDynamicRiskThreshold'],
  ['4001858821843804', 'freeTrialAbuseBlock'],
  ['4000008405600003', 'adaptive3dsChallenge'],
  ['4000000000000101', 'cvcCheckFail'],
  ['4000000000000036', 'avsZipFail'],
  ['4000058400307872', 'cvcCheckFailElevatedRisk', 'visa US debit'],
  ['4000058400306072', 'avsZipFailElevatedRisk', 'visa US debit'],
  ['4000000000000028', 'avsLine1Fail'],
  ['4000000000000010', 'avsFail'],
  ['4000000000000044', 'avsUnchecked'],
  ['4000000000000259', 'createDispute'],
  ['4000000000002685', 'createDisputeProductNotReceived'],
  ['4000000000001976', 'createDisputeInquiry'],
  ['4000000000005423', 'createIssuerFraudRecord'],
  ['4000000404000079', 'createMultipleDisputes'],
  ['4000000404000038', 'createCe3EligibleDispute'],
  ['4000008400000779', 'createComplianceDispute'],
  ['5105008400000002', 'createMastercardComplianceDispute', 'mastercard US credit'],
  ['4000000001000043', 'createAutoRepresentmentEligibleDispute'],
  ['4000000404004816', 'createRapidDisputeResolutionDispute'],
  ['4000000404005649', 'createCe3BlockDispute'],
  ['5105000300000018', 'createEthocaAlert', 'mastercard US credit'],
  ['4000000000007726', 'pendingRefund'],
  ['4000000000005126', 'refundFail'],
  ['4000000000000077', 'bypassPending'],
  ['4000003720000278', 'bypassPendingInternational', 'visa IE credit'],
  ['4000002500003155', 'authenticationRequiredOnSetup', 'visa FR credit'],
  ['4000002760003184', 'authenticationRequired', 'visa DE credit'],
  ['4000003800000446', 'authenticationRequiredSetupForOffSession', 'visa IT credit'],
  ['4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds', 'visa GB credit'],
  ['4000000000003220', 'threeDSecure2Required', 'visa IE credit'],
  ['4000008400000027', '-'],
  ['4000008400001629', 'threeDSecureRequiredChargeDeclined'],
  ['4000008400001280', 'threeDSecureRequiredProcessingError'],
  ['4000000000003055', 'threeDSecureOptional'],
  ['4000000000003097', 'threeDSecureOptionalProcessingError'],
  ['4000000032200000', '-'],
  ['4000000000003063', 'threeDSecureRequired'],
  ['4000582600000094', '-', 'visa GB credit'],
  ['4000582600000045', '-', 'visa GB credit'],
  ['4000582600000102', '-', 'visa GB credit'],
  ['4000582600000110', '-', 'visa GB credit'],
  ['4000000000003238', '-'],
  ['4000000000003246', '-'],
  ['4000000000003253', '-'],
]

const byCountry = COUNTRIES.split(' ')
const ALL: readonly Row[] = [
  ...BRANDS,
  ...byCountry.flatMap((country, at) =>
    at % 2 ? [] : [[byCountry[at + 1]!, country.toLowerCase(), `visa ${country} credit`] as const],
  ),
  ...OTHERS_BY_COUNTRY,
  ...SCENARIOS,
]
/** Tokens without a number of their own: the card that they vary lends it. */
const WITHOUT_NUMBER = [
  'visa_debit_chargeDeclinedInsufficientFunds',
  'visa_chargeCustomerFailLostCard',
  'visa_chargeCustomerFailStolenCard',
]

test('each number is its brand’s, its country’s, of its funding, and reached by its tokens', () => {
  for (const [number, tokens, what = 'visa US credit'] of ALL) {
    const found = cardOfNumber(number)
    assert.ok(found, number)
    const { brand, country, funding } = found.card
    assert.equal(`${brand} ${country} ${funding}`, what, number)
    if (tokens === '-') {
      assert.equal(found.card.tokens, false, number)
      assert.equal(cardOfToken(`pm_card_${found.name}`), undefined, number)
      assert.equal(cardOfToken(`tok_${found.name}`), undefined, number)
    } else
      for (const token of tokens.split(' ')) {
        assert.equal(cardOfToken(`pm_card_${token}`), found, token)
        assert.equal(cardOfToken(`tok_${token}`), found, token)
      }
    assert.equal(TEST_CARDS[found.name], found.card)
  }
})

test('there are no other rows', () => {
  assert.equal(ALL.length, new Set(ALL.map(([number]) => number)).size)
  assert.deepEqual(
    Object.entries(TEST_CARDS)
      .filter(([name, { number }]) => cardOfNumber(number)?.name !== name)
      .map(([name]) => name),
    WITHOUT_NUMBER,
  )
  assert.equal(Object.keys(TEST_CARDS).length, ALL.length + WITHOUT_NUMBER.length)
})

test('no two rows share a name or an alias', () => {
  const names = Object.entries(TEST_CARDS).flatMap(([name, { aliases = [] }]) => [name, ...aliases])
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  )
})

test('every number has its check digit, its brand’s length and its brand’s beginning', () => {
  const forms: Readonly<Record<TestCard['brand'], RegExp>> = {
    visa: /^4\d{15}$/,
    mastercard: /^(?:5[1-5]|2[2-7])\d{14}$/,
    amex: /^3[47]\d{13}$/,
    discover: /^6(?:011|5\d\d)\d{12}$/,
    diners: /^3(?:0\d{14}|6\d{12})$/,
    jcb: /^35\d{14}$/,
    unionpay: /^62\d{14}(?:\d{3})?$/,
  }
  for (const [name, { number, brand }] of Object.entries(TEST_CARDS)) {
    assert.equal(passesLuhn(number), true, name)
    assert.match(number, forms[brand], name)
  }
})

test('what is no test card', () => {
  // Stripe's own example of a wrong number fails its check digit.
  for (const number of ['4242424242424241', '4012888888881881', '4000000000000000', '', '__proto__'])
    assert.equal(cardOfNumber(number), undefined, number)
  for (const token of [
    'visa',
    'pm_card_',
    'pm_card_Visa',
    'pm_visa',
    'tok_',
    'pm_card_visa_4111',
    'pm_card_constructor',
    'tok___proto__',
  ])
    assert.equal(cardOfToken(token), undefined, token)
})

/** What is told of a card beyond its number, brand, funding, country and names. */
function rest(name: string): object {
  const {
    number: _,
    brand: __,
    funding: ___,
    country: ____,
    aliases: _____,
    tokens: ______,
    ...told
  } = TEST_CARDS[name]!
  return told
}

test('what becomes of a charge', () => {
  const declined = (why: string) => ({ attach: why, charge: why })
  const told: Readonly<Record<string, object>> = {
    visa: {},
    visa_4111: {},
    fr: {},
    amex: { authentication: 'not_supported' },
    amex_8431: {},
    visa_cartesBancaires: { networks: ['visa', 'cartes_bancaires'] },
    mastercard_cartesBancaires: { networks: ['mastercard', 'cartes_bancaires'] },
    visa_debit_eftposAuCoBranded: { networks: ['visa', 'eftpos_au'] },
    mastercard_debit_eftposAuCoBranded: { networks: ['mastercard', 'eftpos_au'] },

    visa_chargeDeclined: declined('generic_decline'),
    visa_chargeDeclinedInsufficientFunds: declined('insufficient_funds'),
    visa_debit_chargeDeclinedInsufficientFunds: declined('insufficient_funds'),
    visa_chargeDeclinedLostCard: declined('lost_card'),
    visa_chargeDeclinedStolenCard: declined('stolen_card'),
    chargeDeclinedExpiredCard: declined('expired_card'),
    chargeDeclinedIncorrectCvc: { ...declined('incorrect_cvc'), onlyWithCode: true },
    chargeDeclinedProcessingError: declined('processing_error'),
    visa_chargeDeclinedVelocityLimitExceeded: declined('card_velocity_exceeded'),
    chargeCustomerFail: { charge: 'generic_decline' },
    visa_chargeCustomerFailLostCard: { charge: 'lost_card' },
    visa_chargeCustomerFailStolenCard: { charge: 'stolen_card' },

    radarBlock: { ...declined('fraudulent'), risk: 'highest', radar: 'block' },
    riskLevelHighest: { charge: 'fraudulent', risk: 'highest', radar: 'block' },
    riskLevelElevated: { risk: 'elevated', radar: 'review' },
    highEfwScore: {},
    cvcCheckFail: { checks: { code: 'fail' } },
    avsZipFail: { checks: { postalCode: 'fail' } },
    cvcCheckFailElevatedRisk: { checks: { code: 'fail' }, risk: 'elevated' },
    avsZipFailElevatedRisk: { checks: { postalCode: 'fail' }, risk: 'elevated' },
    avsLine1Fail: { checks: { line1: 'fail' } },
    avsFail: { checks: { line1: 'fail', postalCode: 'fail' } },
    avsUnchecked: { checks: { line1: 'unavailable', postalCode: 'unavailable' } },

    createDispute: { disputes: [{ reason: 'fraudulent' }] },
    createDisputeProductNotReceived: { disputes: [{ reason: 'product_not_received' }] },
    createDisputeInquiry: { disputes: [{ reason: 'fraudulent', inquiry: true }] },
    createIssuerFraudRecord: { fraudWarning: true },
    createMultipleDisputes: { disputes: [{ reason: 'fraudulent' }, { reason: 'fraudulent' }] },
    createCe3EligibleDispute: { disputes: [{ reason: 'fraudulent' }] },
    createComplianceDispute: { disputes: [{ reason: 'noncompliant' }] },
    createMastercardComplianceDispute: { disputes: [{ reason: 'noncompliant' }] },
    pendingRefund: { refund: 'pending' },
    refundFail: { refund: 'fails' },
    bypassPending: { bypassesPending: true },
    bypassPendingInternational: { bypassesPending: true },

    authenticationRequiredOnSetup: { authentication: 'unless_set_up' },
    authenticationRequired: { authentication: 'always' },
    authenticationRequiredSetupForOffSession: { authentication: 'on_session' },
    authenticationRequiredChargeDeclinedInsufficientFunds: {
      authentication: 'unless_set_up',
      charge: 'insufficient_funds',
    },
    threeDSecure2Required: { authentication: 'always' },
    threeDSecure2Required_us: { authentication: 'always' },
    threeDSecureRequiredChargeDeclined: { authentication: 'always', charge: 'generic_decline' },
    threeDSecureRequiredProcessingError: { authentication: 'always', lookup: 'generic_decline' },
    threeDSecureOptional: { authentication: 'when_requested' },
    threeDSecureOptionalProcessingError: { authentication: 'when_requested', lookup: 'processing_error' },
    threeDSecure_frictionless: { authentication: 'frictionless' },
    challenge_out_of_band: { authentication: 'always' },
  }
  for (const [name, expected] of Object.entries(told)) assert.deepEqual(rest(name), expected, name)
})

test('only declined cards refuse to be attached', () => {
  assert.deepEqual(
    Object.entries(TEST_CARDS)
      .filter(([, card]) => card.attach)
      .map(([, { number }]) => number.slice(-4)),
    ['0002', '9995', '9987', '9979', '0069', '0127', '0119', '6975', '9995', '0019'],
  )
})
