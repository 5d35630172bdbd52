// What fields are called in German.
import type { FieldWords } from './index.ts'

export const de: FieldWords = {
  cardNumber: 'Kartennummer',
  city: 'Ort',
  code: 'Aktionscode',
  country: 'Land',
  cvc: 'Prüfziffer',
  email: 'E-Mail-Adresse',
  expiry: 'Gültig bis',
  holder: 'Name der Inhaberin oder des Inhabers',
  iban: 'IBAN',
  line1: 'Straße und Hausnummer',
  line2: 'Adresszusatz',
  name: 'Name',
  optional: 'freiwillig',
  phone: 'Telefonnummer',
  postalCode: 'Postleitzahl',
  state: 'Bundesland oder Region',
}
