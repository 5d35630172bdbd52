// The words of the pages of those who hold a connected account, in German.
import type { OnboardingWords } from './index.ts'

export const de: OnboardingWords = {
  title: { account_onboarding: 'Zahlungen einrichten', account_update: 'Konto ändern' },
  lead:
    'Hier macht die Inhaberin oder der Inhaber des Kontos die fehlenden Angaben. Der Knopf füllt sie mit Testwerten aus ' +
    'und nimmt die Bedingungen an.',
  nothingDue: 'Es fehlt nichts. Der Knopf nimmt die Bedingungen an und führt zurück.',
  account: 'Konto',
  due: 'Fehlt',
  submit: 'Ausfüllen und absenden',
  express: 'Express-Dashboard',
  expressLead: 'Was das Konto darf.',
  charges: 'Nimmt Zahlungen an',
  payouts: 'Erhält Auszahlungen',
  yes: 'ja',
  no: 'nein',
  unknown: [
    'Hier ist nichts',
    'Diese Adresse wurde benutzt oder führte nie irgendwohin. Die Plattform kann eine neue geben.',
  ],
}
