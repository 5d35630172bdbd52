// Why money was asked for, given back, asked back or not paid, in the words of people.
import { label } from '../label.ts'
import { words } from '../words.ts'

const WORDS: Readonly<Record<string, string>> = words<Record<string, string>>({
  en: {},
  de: {
    abandoned: 'Abgebrochen',
    automatic: 'Von selbst',
    bank_cannot_process: 'Bank kann nicht verarbeiten',
    check_returned: 'Scheck zurückgegeben',
    credit_not_processed: 'Gutschrift blieb aus',
    customer_initiated: 'Vom Kunden veranlasst',
    debit_not_authorized: 'Lastschrift nicht genehmigt',
    duplicate: 'Doppelt',
    expired_uncaptured_charge: 'Nicht rechtzeitig eingezogen',
    failed_invoice: 'Rechnung gescheitert',
    fraudulent: 'Betrug',
    general: 'Allgemein',
    incorrect_account_details: 'Falsche Kontodaten',
    manual: 'Von Hand',
    insufficient_funds: 'Nicht gedeckt',
    noncompliant: 'Regelverstoß',
    order_change: 'Bestellung geändert',
    order_cancellation: 'Bestellung storniert',
    product_not_received: 'Ware nicht erhalten',
    product_unacceptable: 'Ware mangelhaft',
    product_unsatisfactory: 'Ware nicht zufriedenstellend',
    requested_by_customer: 'Wunsch des Kunden',
    subscription_canceled: 'Abonnement war gekündigt',
    subscription: 'Abonnement',
    subscription_create: 'Neues Abonnement',
    subscription_cycle: 'Verlängerung',
    subscription_threshold: 'Schwelle erreicht',
    subscription_update: 'Änderung des Abonnements',
    unrecognized: 'Nicht erkannt',
    void_invoice: 'Rechnung storniert',
  },
})

/** The API's own word, where there is no other. */
export const reasonText = (reason: string | null | undefined): string =>
  reason ? (WORDS[reason] ?? label(reason)) : '–'
