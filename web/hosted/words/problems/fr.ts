// What is wrong, in French.
import type { ProblemWords } from './index.ts'

export const fr: ProblemWords = {
  account_number_invalid: 'Le numéro de votre compte est incorrect.',
  amount_too_small: 'Le montant est trop faible.',
  authentication_required: 'Votre carte a été refusée. Ce paiement doit être authentifié auprès de votre banque.',
  card_declined: 'Votre carte a été refusée.',
  card_not_supported: 'Votre carte n’est pas prise en charge.',
  card_velocity_exceeded: 'Votre carte a été refusée\xa0: trop de tentatives, ou plafond dépassé.',
  checkout_amount_mismatch: 'Le montant a changé entre-temps. Veuillez vérifier à nouveau la commande.',
  customer_tax_location_invalid: 'Impossible de calculer les taxes pour cette adresse. Veuillez vérifier l’adresse.',
  email_invalid: 'Cette adresse e-mail n’est pas valide.',
  expired_card: 'Votre carte a expiré.',
  incorrect_cvc: 'Le cryptogramme de votre carte est incorrect.',
  incorrect_number: 'Le numéro de carte est incorrect.',
  incorrect_zip: 'Le code postal ne correspond pas à votre carte. Veuillez le vérifier ou contacter votre banque.',
  insufficient_funds: 'Le solde de votre carte est insuffisant.',
  invalid_cvc: 'Le cryptogramme de votre carte n’est pas valide.',
  invalid_expiry_month: 'Le mois d’expiration de votre carte n’est pas valide.',
  invalid_expiry_year: 'L’année d’expiration de votre carte n’est pas valide.',
  invalid_number: 'Ce numéro de carte n’est pas valide.',
  invoice_already_paid: 'Cette facture est déjà payée. Rien n’a été débité.',
  invoice_amount_changed:
    'Le montant a changé depuis que vous avez ouvert cette page. Rien n’a été débité : vérifiez-le.',
  invoice_not_payable: 'Cette facture ne peut plus être payée. Rien n’a été débité.',
  invoice_payment_processing: 'Un paiement de cette facture est déjà en cours. Rien de plus n’a été débité.',
  parameter_missing: 'Une information est manquante. Veuillez remplir tous les champs.',
  payment_intent_authentication_failure:
    'Votre banque n’a pas confirmé le paiement. Veuillez réessayer ou choisir un autre moyen de paiement.',
  payment_intent_payment_attempt_expired: 'Le délai de paiement est écoulé. Réessayez.',
  payment_method_microdeposit_failed: 'Les petits virements ne sont pas arrivés sur votre compte bancaire.',
  payment_method_microdeposit_verification_amounts_invalid: 'Veuillez indiquer deux montants supérieurs à zéro.',
  payment_method_microdeposit_verification_amounts_mismatch: 'Ces montants ne correspondent pas aux virements reçus.',
  payment_method_microdeposit_verification_attempts_exceeded: 'Trop de tentatives de vérification ont été faites.',
  payment_method_microdeposit_verification_descriptor_code_mismatch: 'Ce code ne correspond pas à celui du virement.',
  payment_method_microdeposit_verification_timeout: 'Le compte n’a pas été vérifié à temps.',
  processing_error: 'Une erreur est survenue lors du traitement de votre carte. Veuillez réessayer un peu plus tard.',
  promotion_code: 'Ce code promotionnel ne peut pas être utilisé.',
  setup_intent_authentication_failure:
    'Votre banque n’a pas confirmé ce moyen de paiement. Veuillez réessayer ou en choisir un autre.',
  transaction_not_allowed: 'Votre carte n’autorise pas ce type d’achat.',
}
