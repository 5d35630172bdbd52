// What fields are called in English.
import type { FieldWords } from './index.ts'

export const en: FieldWords = {
  cardNumber: 'Card number',
  city: 'City',
  code: 'Promotion code',
  country: 'Country',
  cvc: 'CVC',
  email: 'Email',
  expiry: 'Expiry date',
  holder: 'Name of the holder',
  iban: 'IBAN',
  line1: 'Address',
  line2: 'Address, second line',
  name: 'Name',
  optional: 'optional',
  phone: 'Phone number',
  postalCode: 'Postal code',
  state: 'State or region',
}
