// The sentences of the customer portal, by language.
import { EVERY, type Language } from './page.ts'

/** What is put into the sentences is HTML already. */
export interface PortalWords {
  readonly title: string
  readonly lead: string
  readonly unknown: readonly [title: string, lead: string]
  readonly play: string
  readonly done: string
  readonly back: string
  readonly subscriptions: string
  readonly renewsOn: (day: string) => string
  readonly endsOn: (day: string) => string
  readonly every: (typeof EVERY)[Language]
  readonly changeTo: (plan: string, price: string) => string
  readonly dueNow: (amount: string) => string
  readonly confirm: string
  readonly not: string
  /** By when it ends. */
  readonly cancel: Readonly<Record<'at_period_end' | 'immediately', string>>
  readonly keep: string
  readonly reason: string
  /** By the words of `cancellation_details[feedback]`. */
  readonly reasons: Readonly<Record<string, string>>
  readonly methods: string
  readonly byDefault: string
  readonly makeDefault: string
  readonly remove: string
  readonly add: string
  readonly cardNumber: string
  readonly expiry: string
  readonly cvc: string
  readonly yourDetails: string
  readonly details: Readonly<Record<'email' | 'name' | 'phone', string>>
  readonly save: string
  readonly invoices: string
  readonly states: Readonly<Record<string, string>>
}

export const PORTAL_WORDS: Readonly<Record<Language, PortalWords>> = {
  en: {
    title: 'Your billing',
    lead: 'Your subscriptions, your payment methods, and what you have paid.',
    unknown: [
      'There is nothing here',
      "No portal belongs to this address. Ask the merchant for another; the server's data may also have been reset since.",
    ],
    play: 'You play the customer here.',
    done: 'It is done.',
    back: 'Go back to the merchant',
    subscriptions: 'Subscriptions',
    renewsOn: (day) => `Renews on ${day}`,
    endsOn: (day) => `Ends on ${day}`,
    every: EVERY.en,
    changeTo: (plan, price) => `Change to ${plan} ${price}`.trim(),
    dueNow: (amount) => `Your next invoice comes to ${amount}.`,
    confirm: 'Confirm',
    not: 'Rather not',
    cancel: { at_period_end: 'Cancel at the end of the period', immediately: 'Cancel now' },
    keep: 'Do not cancel',
    reason: 'Why do you cancel?',
    reasons: {
      customer_service: 'The service was not what I expected',
      low_quality: 'The quality was not what I expected',
      missing_features: 'Something that I need is missing',
      other: 'Another reason',
      switched_service: 'I have found an alternative',
      too_complex: 'It is too complicated',
      too_expensive: 'It is too expensive',
      unused: 'I do not use it enough',
    },
    methods: 'Payment methods',
    byDefault: 'Default',
    makeDefault: 'Make it the default',
    remove: 'Remove',
    add: 'Add the card',
    cardNumber: 'Card number',
    expiry: 'Expiry date',
    cvc: 'CVC',
    yourDetails: 'Your details',
    details: { email: 'Email', name: 'Name', phone: 'Phone number' },
    save: 'Save',
    invoices: 'Invoices',
    states: { draft: 'draft', open: 'open', paid: 'paid', uncollectible: 'uncollectible', void: 'void' },
  },
  de: {
    title: 'Ihre Abrechnung',
    lead: 'Ihre Abonnements, Ihre Zahlungsmethoden, und was Sie bezahlt haben.',
    unknown: [
      'Hier ist nichts',
      'Zu dieser Adresse gehört kein Portal. Bitten Sie den Händler um eine andere; vielleicht wurden die Daten des Servers zurückgesetzt.',
    ],
    play: 'Sie spielen hier die Kundin oder den Kunden.',
    done: 'Es ist getan.',
    back: 'Zurück zum Händler',
    subscriptions: 'Abonnements',
    renewsOn: (day) => `Verlängert sich am ${day}`,
    endsOn: (day) => `Endet am ${day}`,
    every: EVERY.de,
    changeTo: (plan, price) => `Wechseln zu ${plan} ${price}`.trim(),
    dueNow: (amount) => `Ihre nächste Rechnung beträgt ${amount}.`,
    confirm: 'Bestätigen',
    not: 'Lieber nicht',
    cancel: { at_period_end: 'Zum Ende des Zeitraums kündigen', immediately: 'Jetzt kündigen' },
    keep: 'Nicht kündigen',
    reason: 'Warum kündigen Sie?',
    reasons: {
      customer_service: 'Die Betreuung war nicht, was ich erwartet habe',
      low_quality: 'Die Qualität war nicht, was ich erwartet habe',
      missing_features: 'Es fehlt etwas, das ich brauche',
      other: 'Ein anderer Grund',
      switched_service: 'Ich habe etwas anderes gefunden',
      too_complex: 'Es ist zu kompliziert',
      too_expensive: 'Es ist zu teuer',
      unused: 'Ich nutze es zu wenig',
    },
    methods: 'Zahlungsmethoden',
    byDefault: 'Standard',
    makeDefault: 'Zum Standard machen',
    remove: 'Entfernen',
    add: 'Karte hinzufügen',
    cardNumber: 'Kartennummer',
    expiry: 'Gültig bis',
    cvc: 'Prüfziffer',
    yourDetails: 'Ihre Angaben',
    details: { email: 'E-Mail-Adresse', name: 'Name', phone: 'Telefonnummer' },
    save: 'Speichern',
    invoices: 'Rechnungen',
    states: { draft: 'Entwurf', open: 'offen', paid: 'bezahlt', uncollectible: 'uneinbringlich', void: 'storniert' },
  },
}
