// What fields are called in French.
import type { FieldWords } from './index.ts'

export const fr: FieldWords = {
  cardNumber: 'Numéro de carte',
  city: 'Ville',
  code: 'Code promotionnel',
  country: 'Pays',
  cvc: 'Cryptogramme',
  email: 'Adresse e-mail',
  expiry: 'Date d’expiration',
  holder: 'Nom du titulaire',
  iban: 'IBAN',
  line1: 'Adresse',
  line2: 'Complément d’adresse',
  name: 'Nom',
  optional: 'facultatif',
  phone: 'Numéro de téléphone',
  postalCode: 'Code postal',
  state: 'Région ou État',
}
