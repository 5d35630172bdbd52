// What ways to pay are called in German.
import type { MethodWords } from './index.ts'

export const de: MethodWords = {
  acss_debit: 'Lastschrift in Kanada (PAD)',
  au_becs_debit: 'BECS-Lastschrift in Australien',
  bacs_debit: 'Bacs-Lastschrift',
  card: 'Karte',
  card_present: 'Karte vor Ort',
  crypto: 'Stablecoins und Kryptowährungen',
  custom: 'Eigene Zahlungsmethode',
  customer_balance: 'Banküberweisung',
  interac_present: 'Interac vor Ort',
  konbini: 'Konbini',
  kr_card: 'Koreanische Karten',
  nz_bank_account: 'BECS-Lastschrift in Neuseeland',
  sepa_debit: 'SEPA-Lastschrift',
  us_bank_account: 'ACH-Lastschrift',
}
