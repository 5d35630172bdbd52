// The sentences of the Checkout page, by language.
import { EVERY, type Language } from './page.ts'

type Said = readonly [title: string, text: string]

/** What is put into the sentences is HTML already. */
export interface CheckoutWords {
  readonly title: Readonly<Record<'payment' | 'setup' | 'subscription', (amount: string) => string>>
  readonly lead: (merchant: string) => string
  readonly someone: string
  /** Title and text of the states in which nothing can be paid. */
  readonly closed: Readonly<Record<'complete' | 'expired' | 'unknown', Said>>
  readonly goOn: string
  readonly back: string
  readonly play: string
  readonly every: (typeof EVERY)[Language]
  readonly quantity: (item: string) => string
  readonly update: string
  readonly optional: string
  readonly terms: string
  readonly promotions: string
  readonly sums: Readonly<Record<'discount' | 'shipping' | 'tax' | 'total', string>>
  /** By the session's `submit_type`, else by its mode. (docs: create_checkout_session-submit_type) */
  readonly submit: Readonly<Record<string, string>>
  readonly labels: Readonly<
    Record<
      | 'cardNumber'
      | 'city'
      | 'code'
      | 'country'
      | 'cvc'
      | 'email'
      | 'expiry'
      | 'holder'
      | 'iban'
      | 'line1'
      | 'line2'
      | 'method'
      | 'name'
      | 'phone'
      | 'postalCode'
      | 'shipping'
      | 'shippingRate'
      | 'state',
      string
    >
  >
}

export const CHECKOUT_WORDS: Readonly<Record<Language, CheckoutWords>> = {
  en: {
    title: {
      payment: (amount) => `Pay ${amount}`,
      setup: () => 'Save your payment details',
      subscription: (amount) => `Subscribe, and pay ${amount} today`,
    },
    lead: (merchant) => `You buy from ${merchant}.`,
    someone: 'the merchant',
    closed: {
      complete: ['You are all done here', 'This checkout is complete. You may close this page.'],
      expired: [
        'This page has expired',
        'It was open for too long, or the merchant has closed it. Go back and try again.',
      ],
      unknown: [
        'There is nothing to pay here',
        "No checkout belongs to this address. Check that it is complete; the server's data may also have been reset since.",
      ],
    },
    goOn: 'Go on to the merchant',
    back: 'Go back',
    play: 'You play the customer here. Use test cards only: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined.',
    every: EVERY.en,
    quantity: (item) => `Quantity of ${item}`,
    update: 'Update the order',
    optional: 'optional',
    terms: 'I agree to the terms of service',
    promotions: 'Send me news and offers',
    sums: { discount: 'Discount', shipping: 'Shipping', tax: 'Tax', total: 'Total' },
    submit: {
      auto: 'Pay',
      book: 'Book',
      donate: 'Donate',
      pay: 'Pay',
      payment: 'Pay',
      setup: 'Save',
      subscribe: 'Subscribe',
      subscription: 'Subscribe',
    },
    labels: {
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
      method: 'Payment method',
      name: 'Name',
      phone: 'Phone number',
      postalCode: 'Postal code',
      shipping: 'Shipping address',
      shippingRate: 'Shipping method',
      state: 'State or region',
    },
  },
  de: {
    title: {
      payment: (amount) => `${amount} bezahlen`,
      setup: () => 'Zahlungsdaten speichern',
      subscription: (amount) => `Abonnieren und heute ${amount} bezahlen`,
    },
    lead: (merchant) => `Sie kaufen bei ${merchant}.`,
    someone: 'dem Händler',
    closed: {
      complete: ['Sie sind hier fertig', 'Dieser Kauf ist abgeschlossen. Sie können diese Seite schließen.'],
      expired: [
        'Diese Seite ist abgelaufen',
        'Sie war zu lange offen, oder der Händler hat sie geschlossen. Gehen Sie zurück und versuchen Sie es noch einmal.',
      ],
      unknown: [
        'Hier gibt es nichts zu bezahlen',
        'Zu dieser Adresse gehört kein Kauf. Prüfen Sie, ob sie vollständig ist; vielleicht wurden die Daten des Servers zurückgesetzt.',
      ],
    },
    goOn: 'Weiter zum Händler',
    back: 'Zurück',
    play:
      'Sie spielen hier die Kundin oder den Kunden. Nehmen Sie nur Testkarten: 4242 4242 4242 4242 bezahlt, ' +
      '4000 0000 0000 0002 wird abgelehnt.',
    every: EVERY.de,
    quantity: (item) => `Anzahl von ${item}`,
    update: 'Bestellung ändern',
    optional: 'freiwillig',
    terms: 'Ich stimme den Nutzungsbedingungen zu',
    promotions: 'Ich möchte Neuigkeiten und Angebote erhalten',
    sums: { discount: 'Rabatt', shipping: 'Versand', tax: 'Steuer', total: 'Summe' },
    submit: {
      auto: 'Bezahlen',
      book: 'Buchen',
      donate: 'Spenden',
      pay: 'Bezahlen',
      payment: 'Bezahlen',
      setup: 'Speichern',
      subscribe: 'Abonnieren',
      subscription: 'Abonnieren',
    },
    labels: {
      cardNumber: 'Kartennummer',
      city: 'Ort',
      code: 'Aktionscode',
      country: 'Land',
      cvc: 'Prüfziffer',
      email: 'E-Mail-Adresse',
      expiry: 'Gültig bis',
      holder: 'Name der Inhaberin oder des Inhabers',
      iban: 'IBAN',
      line1: 'Adresse',
      line2: 'Adresse, zweite Zeile',
      method: 'Zahlungsmethode',
      name: 'Name',
      phone: 'Telefonnummer',
      postalCode: 'Postleitzahl',
      shipping: 'Lieferadresse',
      shippingRate: 'Versandart',
      state: 'Bundesland oder Region',
    },
  },
}
