// The words of the customer portal in German.
import type { PortalWords } from './index.ts'

export const de: PortalWords = {
  title: 'Ihre Abrechnung',
  lead: 'Ihre Abonnements, Ihre Zahlungsmethoden, und was Sie bezahlt haben.',
  unknown: [
    'Hier ist nichts',
    'Zu dieser Adresse gehört kein Portal. Bitten Sie den Händler um eine andere; vielleicht wurden auch die Daten des ' +
      'Servers zurückgesetzt.',
  ],
  play: 'Sie spielen hier die Kundin oder den Kunden.',
  done: 'Erledigt.',
  back: 'Zurück zum Händler',
  subscriptions: 'Abonnements',
  renewsOn: (day) => `Verlängert sich am ${day}`,
  endsOn: (day) => `Endet am ${day}`,
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
  makeDefault: 'Als Standard festlegen',
  remove: 'Entfernen',
  another: 'Weitere Zahlungsmethode',
  add: 'Hinzufügen',
  yourDetails: 'Ihre Angaben',
  save: 'Speichern',
  invoices: 'Rechnungen',
  states: { draft: 'Entwurf', open: 'offen', paid: 'bezahlt', uncollectible: 'uneinbringlich', void: 'storniert' },
}
