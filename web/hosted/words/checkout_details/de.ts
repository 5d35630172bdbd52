// The words of what only some Checkout pages ask in German.
import type { DetailWords } from './index.ts'

export const de: DetailWords = {
  nameOnCard: 'Vollständiger Name auf der Karte',
  saved: (kind, last4) => `${kind} mit den Endziffern ${last4}`,
  savedTitle: 'Ihre gespeicherten Zahlungsmethoden',
  forget: (method) => `${method} entfernen`,
  save: 'Meine Zahlungsdaten für das nächste Mal speichern',
  trialTitle: (days) => (days === 1 ? 'Einen Tag kostenlos testen' : `${days} Tage kostenlos testen`),
  amountTitle: 'Sie bestimmen den Betrag',
  startTrial: 'Testphase starten',
  afterTrial: (day) => `Nach der Testphase, ab ${day}`,
  nextBill: 'Danach',
  extras: 'Dazu bestellen',
  add: (item) => `${item} hinzufügen`,
  leaveOut: (item) => `${item} wieder entfernen`,
  whereTaxed: 'Wo Sie sind, für die Steuern',
  amountChanged: 'Der Betrag hat sich geändert. Sehen Sie ihn noch einmal an, und drücken Sie erneut auf den Knopf.',
  startAgain: 'Neu beginnen',
  leaving: 'Weiter zu Ihrer Bank oder Wallet',
  leavingLead: 'Sie bestätigen die Zahlung dort und kommen zurück.',
  leavingGo: 'Weiter',
  mandate: (merchant) => `Mit dem Druck auf den Knopf erlauben Sie ${merchant}, Ihr Konto zu belasten.`,
  reuse: (merchant) =>
    `Mit dem Druck auf den Knopf erlauben Sie ${merchant}, auch später abzubuchen, wie mit Ihnen vereinbart.`,
  business: 'Für ein Unternehmen',
}
