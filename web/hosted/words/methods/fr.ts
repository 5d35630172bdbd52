// What ways to pay are called in French.
import type { MethodWords } from './index.ts'

export const fr: MethodWords = {
  acss_debit: 'Prélèvement au Canada (PAD)',
  au_becs_debit: 'Prélèvement BECS en Australie',
  bacs_debit: 'Prélèvement Bacs',
  card: 'Carte bancaire',
  card_present: 'Carte en personne',
  crypto: 'Stablecoins et cryptomonnaies',
  custom: 'Moyen de paiement personnalisé',
  customer_balance: 'Virement bancaire',
  interac_present: 'Interac en personne',
  konbini: 'Konbini',
  kr_card: 'Cartes coréennes',
  nz_bank_account: 'Prélèvement BECS en Nouvelle-Zélande',
  sepa_debit: 'Prélèvement SEPA',
  us_bank_account: 'Prélèvement ACH',
}
