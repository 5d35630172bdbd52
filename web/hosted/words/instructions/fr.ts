// The words of instructions to pay in French.
import type { InstructionWords } from './index.ts'

export const fr: InstructionWords = {
  terms: {
    account_holder_name: 'Titulaire du compte',
    account_number: 'Numéro de compte',
    account_type: 'Type de compte',
    amount: 'Montant',
    arrival: 'Réception des virements',
    bank_code: 'Code banque',
    bank_name: 'Banque',
    bic: 'BIC',
    branch_code: 'Code guichet',
    branch_name: 'Agence',
    clabe: 'CLABE',
    confirmation_number: 'numéro de confirmation',
    entity: 'Entité',
    expires: 'À payer avant le',
    iban: 'IBAN',
    merchant: 'Commerçant',
    number: 'Numéro',
    payment_code: 'code de paiement',
    reference: 'Référence',
    routing_number: 'Numéro de routage',
    sort_code: 'Sort code',
    swift_code: 'Code SWIFT',
  },
  line: (term, value) => `${term}\xa0: ${value}`,
  pdf: 'Le bon de paiement à imprimer (PDF)',
  deposits: 'En mode test, les bonnes réponses sont 32 et 45, ou le code SM11AA.',
  transfer:
    'Ici, vous jouez le rôle de la banque du client et envoyez l’argent. (POST …/fund_cash_balance fait de même.)',
  send: 'Envoyer le virement test',
  amounts: ['Premier virement, en centimes', 'Second virement, en centimes'],
  code: 'Code indiqué à côté du virement, six caractères commençant par SM',
  verify: 'Vérifier le compte bancaire',
}
