// The words of the pages of those who hold a connected account, in French.
import type { OnboardingWords } from './index.ts'

export const fr: OnboardingWords = {
  title: { account_onboarding: 'Configurer les paiements', account_update: 'Mettre à jour votre compte' },
  lead:
    'Le titulaire du compte fournit ici les informations manquantes. Le bouton les remplit avec des valeurs de test et ' +
    'accepte les conditions.',
  nothingDue: 'Il ne manque rien. Le bouton accepte les conditions et vous ramène à la plateforme.',
  account: 'Compte',
  due: 'À fournir',
  submit: 'Remplir et envoyer',
  express: 'Dashboard Express',
  expressLead: 'Ce que ce compte peut faire.',
  charges: 'Accepte les paiements',
  payouts: 'Reçoit les virements',
  yes: 'oui',
  no: 'non',
  unknown: [
    'Il n’y a rien ici',
    'Cette adresse a déjà été utilisée ou n’a jamais mené nulle part. Demandez-en une autre à la plateforme.',
  ],
}
