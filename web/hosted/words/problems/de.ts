// What is wrong, in German.
import type { ProblemWords } from './index.ts'

export const de: ProblemWords = {
  account_number_invalid: 'Die Nummer Ihres Kontos stimmt nicht.',
  amount_too_small: 'Der Betrag ist zu klein.',
  authentication_required: 'Ihre Karte wurde abgelehnt. Diese Zahlung muss bei Ihrer Bank bestätigt werden.',
  card_declined: 'Ihre Karte wurde abgelehnt.',
  card_not_supported: 'Ihre Karte wird nicht unterstützt.',
  card_velocity_exceeded: 'Ihre Karte wurde abgelehnt: Sie wurde zu oft verwendet, oder ihr Limit ist überschritten.',
  checkout_amount_mismatch: 'Der Betrag hat sich inzwischen geändert. Bitte prüfen Sie die Bestellung noch einmal.',
  customer_tax_location_invalid:
    'Für diese Adresse lässt sich die Steuer nicht berechnen. Bitte prüfen Sie die Adresse.',
  email_invalid: 'Diese E-Mail-Adresse ist ungültig.',
  expired_card: 'Ihre Karte ist abgelaufen.',
  incorrect_cvc: 'Die Prüfziffer Ihrer Karte ist falsch.',
  incorrect_number: 'Die Kartennummer ist falsch.',
  incorrect_zip: 'Die Postleitzahl passt nicht zu Ihrer Karte. Bitte prüfen Sie sie, oder fragen Sie Ihre Bank.',
  insufficient_funds: 'Ihre Karte ist nicht ausreichend gedeckt.',
  invalid_cvc: 'Die Prüfziffer Ihrer Karte ist ungültig.',
  invalid_expiry_month: 'Der Monat, bis zu dem Ihre Karte gilt, ist ungültig.',
  invalid_expiry_year: 'Das Jahr, bis zu dem Ihre Karte gilt, ist ungültig.',
  invalid_number: 'Das ist keine gültige Kartennummer.',
  invoice_already_paid: 'Diese Rechnung ist schon bezahlt. Es wurde nichts abgebucht.',
  invoice_amount_changed:
    'Der Betrag hat sich geändert, seit Sie diese Seite geöffnet haben. Es wurde nichts abgebucht: Sehen Sie noch einmal hin.',
  invoice_not_payable: 'Diese Rechnung kann nicht mehr bezahlt werden. Es wurde nichts abgebucht.',
  invoice_payment_processing: 'Eine Zahlung dieser Rechnung ist schon unterwegs. Es wurde nichts weiter abgebucht.',
  parameter_missing: 'Es fehlt noch eine Angabe. Bitte füllen Sie alle Felder aus.',
  payment_intent_authentication_failure:
    'Ihre Bank hat die Zahlung nicht bestätigt. Bitte versuchen Sie es noch einmal, oder wählen Sie eine andere Zahlungsmethode.',
  payment_intent_payment_attempt_expired: 'Die Zeit zum Bezahlen ist abgelaufen. Versuchen Sie es noch einmal.',
  payment_method_microdeposit_failed: 'Die kleinen Gutschriften sind auf Ihrem Bankkonto nicht angekommen.',
  payment_method_microdeposit_verification_amounts_invalid: 'Bitte nennen Sie zwei Beträge, die größer als null sind.',
  payment_method_microdeposit_verification_amounts_mismatch:
    'Diese Beträge stimmen nicht mit den Gutschriften überein.',
  payment_method_microdeposit_verification_attempts_exceeded: 'Es wurde zu oft versucht, das Konto zu bestätigen.',
  payment_method_microdeposit_verification_descriptor_code_mismatch:
    'Dieser Code stimmt nicht mit dem der Gutschrift überein.',
  payment_method_microdeposit_verification_timeout: 'Das Konto wurde nicht rechtzeitig bestätigt.',
  processing_error:
    'Bei der Verarbeitung Ihrer Karte ist ein Fehler aufgetreten. Bitte versuchen Sie es etwas später noch einmal.',
  promotion_code: 'Dieser Aktionscode lässt sich nicht einlösen.',
  setup_intent_authentication_failure:
    'Ihre Bank hat die Zahlungsmethode nicht bestätigt. Bitte versuchen Sie es noch einmal, oder wählen Sie eine andere.',
  transaction_not_allowed: 'Ihre Karte ist für diese Art von Kauf nicht zugelassen.',
}
