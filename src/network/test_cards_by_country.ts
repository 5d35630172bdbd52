// The cards of Stripe's test mode that stand for a country: each is approved. Their numbers carry the country's code (ISO
// 3166-1 numeric), as in 4000 00[250]0000 0003 for France. (https://docs.stripe.com/testing#international-cards)
import type { TestCard } from './test_cards.ts'

const visa = (country: string, number: string): TestCard => ({ number, brand: 'visa', funding: 'credit', country })

export const CARDS_BY_COUNTRY = {
  // The Americas; the United States are `visa`.
  ar: visa('AR', '4000000320000021'),
  br: visa('BR', '4000000760000002'),
  ca: visa('CA', '4000001240000000'),
  cl: visa('CL', '4000001520000001'),
  co: visa('CO', '4000001700000003'),
  cr: visa('CR', '4000001880000005'),
  ec: visa('EC', '4000002180000000'),
  mx: visa('MX', '4000004840008001'),
  pa: visa('PA', '4000005910000000'),
  py: visa('PY', '4000006000000066'),
  pe: visa('PE', '4000006040000068'),
  uy: visa('UY', '4000008580000003'),

  // Europe and the Middle East.
  ae: visa('AE', '4000007840000001'),
  ae_mastercard: { number: '5200007840000022', brand: 'mastercard', funding: 'credit', country: 'AE' },
  at: visa('AT', '4000000400000008'),
  be: visa('BE', '4000000560000004'),
  bg: visa('BG', '4000001000000000'),
  by: visa('BY', '4000001120000005'),
  hr: visa('HR', '4000001910000009'),
  cy: visa('CY', '4000001960000008'),
  cz: visa('CZ', '4000002030000002'),
  dk: visa('DK', '4000002080000001'),
  ee: visa('EE', '4000002330000009'),
  fi: visa('FI', '4000002460000001'),
  fr: visa('FR', '4000002500000003'),
  de: visa('DE', '4000002760000016'),
  gi: visa('GI', '4000002920000005'),
  gr: visa('GR', '4000003000000030'),
  hu: visa('HU', '4000003480000005'),
  ie: visa('IE', '4000003720000005'),
  it: visa('IT', '4000003800000008'),
  lv: visa('LV', '4000004280000005'),
  li: visa('LI', '4000004380000004'),
  lt: visa('LT', '4000004400000000'),
  lu: visa('LU', '4000004420000006'),
  mt: visa('MT', '4000004700000007'),
  nl: visa('NL', '4000005280000002'),
  no: visa('NO', '4000005780000007'),
  pl: visa('PL', '4000006160000005'),
  pt: visa('PT', '4000006200000007'),
  ro: visa('RO', '4000006420000001'),
  // In the list of numbers only: Stripe lists no token for it.
  sa: { ...visa('SA', '4000006820000007'), tokens: false },
  si: visa('SI', '4000007050000006'),
  sk: visa('SK', '4000007030000001'),
  es: visa('ES', '4000007240000007'),
  se: visa('SE', '4000007520000008'),
  ch: visa('CH', '4000007560000009'),
  gb: visa('GB', '4000008260000000'),
  gb_debit: { number: '4000058260000005', brand: 'visa', funding: 'debit', country: 'GB' },
  gb_mastercard: { number: '5555558265554449', brand: 'mastercard', funding: 'credit', country: 'GB' },

  // Asia and the Pacific.
  au: visa('AU', '4000000360000006'),
  cn: visa('CN', '4000001560000002'),
  hk: visa('HK', '4000003440000004'),
  in: visa('IN', '4000003560000008'),
  jp: visa('JP', '4000003920000003'),
  // Stripe calls it `jcb`, as it does the card of that brand.
  jp_jcb: { number: '3530111333300000', brand: 'jcb', funding: 'credit', country: 'JP', tokens: false },
  my: visa('MY', '4000004580000002'),
  nz: visa('NZ', '4000005540000008'),
  sg: visa('SG', '4000007020000003'),
  tw: visa('TW', '4000001580000008'),
  th_credit: visa('TH', '4000007640000003'),
  th_debit: { number: '4000057640000008', brand: 'visa', funding: 'debit', country: 'TH' },
} satisfies Record<string, TestCard>
