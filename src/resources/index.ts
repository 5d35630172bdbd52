// The only registry: every object that behaves, in the order in which news reaches them.
// One file because it is the one list of them all.
import type { Resource } from '../kernel/resource.ts'
import { accounts } from './core/account.ts'
import { apiKeys } from './core/api_key.ts'
import { cliSessions } from './core/cli_session.ts'
import { deliveries } from './core/delivery.ts'
import { resends } from './core/resend.ts'
import { webhookSignatures } from './core/webhook_signature.ts'
import { emails } from './core/email_settings.ts'
import { faults } from './core/fault.ts'
import { eventsV2 } from './core/v2.core.event.ts'
import { eventDestinations } from './core/v2.core.event_destination.ts'
import { events } from './core/event.ts'
import { webhookEndpoints } from './core/webhook_endpoint.ts'
import { testClocks } from './core/test_helpers.test_clock.ts'
import { coupons } from './catalog/coupon.ts'
import { prices } from './catalog/price.ts'
import { products } from './catalog/product.ts'
import { shippingRates } from './catalog/shipping_rate.ts'
import { taxRates } from './catalog/tax_rate.ts'
import { features } from './catalog/entitlements.feature.ts'
import { plans } from './catalog/plan.ts'
import { trialOffers } from './catalog/product_catalog.trial_offer.ts'
import { productFeatures } from './catalog/product_feature.ts'
import { amountDetailsLineItems } from './payments/payment_intent_amount_details_line_item.ts'
import { authorizations } from './payments/authorization.ts'
import { balances } from './payments/balance.ts'
import { settings } from './payments/balance_settings.ts'
import { balanceTransactions } from './payments/balance_transaction.ts'
import { bankAccounts } from './payments/bank_account.ts'
import { cards } from './payments/card.ts'
import { charges } from './payments/charge.ts'
import { cashBalances } from './payments/cash_balance.ts'
import { confirmationTokens } from './payments/confirmation_token.ts'
import { elementsSessions } from './payments/elements_session.ts'
import { customers } from './payments/customer.ts'
import { customerSessions } from './payments/customer_session.ts'
import { customerBalanceTransactions } from './payments/customer_balance_transaction.ts'
import { customerCashBalanceTransactions } from './payments/customer_cash_balance_transaction.ts'
import { disputes } from './payments/dispute.ts'
import { files } from './payments/file.ts'
import { fileLinks } from './payments/file_link.ts'
import { mandates } from './payments/mandate.ts'
import { paymentIntents } from './payments/payment_intent.ts'
import { paymentMethods } from './payments/payment_method.ts'
import { paymentAttemptRecords } from './payments/payment_attempt_record.ts'
import { paymentRecords } from './payments/payment_record.ts'
import { earlyFraudWarnings } from './payments/radar.early_fraud_warning.ts'
import { refunds } from './payments/refund.ts'
import { simulations } from './payments/simulation.ts'
import { reviews } from './payments/review.ts'
import { setupAttempts } from './payments/setup_attempt.ts'
import { setupIntents } from './payments/setup_intent.ts'
import { sources as paymentSources } from './payments/source.ts'
import { sourceTransactions } from './payments/source_transaction.ts'
import { tokens } from './payments/token.ts'
import { paymentMethodConfigurations } from './payments/payment_method_configuration.ts'
import { paymentMethodDomains } from './payments/payment_method_domain.ts'
import { taxIds } from './payments/tax_id.ts'
import { payouts } from './payments/payout.ts'
import { topups } from './payments/topup.ts'
import { applePayDomains } from './payments/apple_pay_domain.ts'
import { exchangeRates } from './payments/exchange_rate.ts'
import { paymentEvaluations } from './payments/radar.payment_evaluation.ts'
import { valueLists } from './payments/radar.value_list.ts'
import { valueListItems } from './payments/radar.value_list_item.ts'
import { scheduledQueryRuns } from './payments/scheduled_query_run.ts'
import { taxAssociations } from './tax/tax.association.ts'
import { calculations } from './tax/tax.calculation.ts'
import { calculationLines } from './tax/tax.calculation_line_item.ts'
import { taxLocations } from './tax/tax.location.ts'
import { registrations } from './tax/tax.registration.ts'
import { settings as taxSettings } from './tax/tax.settings.ts'
import { transactions as taxTransactions } from './tax/tax.transaction.ts'
import { transactionLines } from './tax/tax.transaction_line_item.ts'
import { taxCodes } from './tax/tax_code.ts'
import { reportRuns } from './payments/reporting.report_run.ts'
import { reportTypes } from './payments/reporting.report_type.ts'
import { activeEntitlements } from './billing/entitlements.active_entitlement.ts'
import { summaries } from './billing/entitlements.active_entitlement_summary.ts'
import { feedbackOptions } from './billing/billing.feedback_option.ts'
import { meters } from './billing/billing.meter.ts'
import { meterEvents } from './billing/billing.meter_event.ts'
import { meterEventAdjustments } from './billing/billing.meter_event_adjustment.ts'
import { meterEventSummaries } from './billing/billing.meter_event_summary.ts'
import { meterEventsV2 } from './billing/v2.billing.meter_event.ts'
import { meterEventAdjustmentsV2 } from './billing/v2.billing.meter_event_adjustment.ts'
import { usageRecords } from './billing/usage_record.ts'
import { usageRecordSummaries } from './billing/usage_record_summary.ts'
import { meterEventSessions } from './billing/v2.billing.meter_event_session.ts'
import { creditNotes } from './billing/credit_note.ts'
import { creditNoteDocuments } from './billing/credit_note_document.ts'
import { creditNoteLineItems } from './billing/credit_note_line_item.ts'
import { discounts } from './billing/discount.ts'
import { alerts } from './billing/billing.alert.ts'
import { alertsTriggered } from './billing/billing.alert_triggered.ts'
import { creditBalanceSummaries } from './billing/billing.credit_balance_summary.ts'
import { creditBalanceTransactions } from './billing/billing.credit_balance_transaction.ts'
import { creditGrants } from './billing/billing.credit_grant.ts'
import { outgoingMessages } from './billing/outgoing_message.ts'
import { portalConfigurations } from './billing/billing_portal.configuration.ts'
import { portalSessions } from './billing/billing_portal.session.ts'
import { portalLogins } from './billing/portal_login.ts'
import { invoiceDocuments } from './billing/invoice_document.ts'
import { receiptDocuments } from './billing/receipt_document.ts'
import { paymentUpdates } from './billing/payment_update.ts'
import { billingSummaries } from './billing/billing_summary.ts'
import { invoices } from './billing/invoice.ts'
import { invoiceItems } from './billing/invoiceitem.ts'
import { invoicePayments } from './billing/invoice_payment.ts'
import { invoiceRenderingTemplates } from './billing/invoice_rendering_template.ts'
import { items } from './billing/item.ts'
import { lineItems } from './billing/line_item.ts'
import { promotionCodes } from './billing/promotion_code.ts'
import { quotes } from './billing/quote.ts'
import { subscriptionItems } from './billing/subscription_item.ts'
import { subscriptions } from './billing/subscription.ts'
import { subscriptionSchedules } from './billing/subscription_schedule.ts'
import { sessions } from './checkout/checkout.session.ts'
import { paymentLinks } from './checkout/payment_link.ts'
import { pricingTables } from './checkout/pricing_table.ts'
import { connectedAccounts } from './connect/account.ts'
import { capabilities } from './connect/capability.ts'
import { accountLinks } from './connect/account_link.ts'
import { accountSessions } from './connect/account_session.ts'
import { applications } from './connect/application.ts'
import { countrySpecs } from './connect/country_spec.ts'
import { externalAccounts } from './connect/external_account.ts'
import { loginLinks } from './connect/login_link.ts'
import { codes } from './connect/oauth.ts'
import { onboardings } from './connect/onboarding.ts'
import { persons } from './connect/person.ts'
import { v2Accounts } from './connect/v2.core.account.ts'
import { v2AccountLinks } from './connect/v2.core.account_link.ts'
import { v2Persons } from './connect/v2.core.account_person.ts'
import { personTokens } from './connect/v2.core.account_person_token.ts'
import { accountTokens } from './connect/v2.core.account_token.ts'
import { applicationFees } from './connect/application_fee.ts'
import { feeRefunds } from './connect/fee_refund.ts'
import { transfers } from './connect/transfer.ts'
import { transferReversals } from './connect/transfer_reversal.ts'
import { usBankAccounts } from './vault/v2.core.vault.us_bank_account.ts'
import { gbBankAccounts } from './vault/v2.core.vault.gb_bank_account.ts'
import { financialAccounts } from './money_management/v2.money_management.financial_account.ts'
import { transactions } from './money_management/v2.money_management.transaction.ts'
import { transactionEntries } from './money_management/v2.money_management.transaction_entry.ts'
import { receivedCredits } from './money_management/v2.money_management.received_credit.ts'
import { financialAddresses } from './money_management/v2.money_management.financial_address.ts'
import { inboundTransfers } from './money_management/v2.money_management.inbound_transfer.ts'
import { payoutMethods } from './money_management/v2.money_management.payout_method.ts'
import { bankAccountSpecs } from './money_management/v2.money_management.payout_methods_bank_account_spec.ts'
import { outboundSetupIntents } from './money_management/v2.money_management.outbound_setup_intent.ts'
import { recipientVerifications } from './money_management/v2.money_management.recipient_verification.ts'
import { outboundPayments } from './money_management/v2.money_management.outbound_payment.ts'
import { payoutIntents } from './money_management/v2.money_management.payout_intent.ts'
import { adjustments } from './money_management/v2.money_management.adjustment.ts'
import { creditReversals } from './treasury/treasury.credit_reversal.ts'
import { debitReversals } from './treasury/treasury.debit_reversal.ts'
import { linkedAccounts } from './financial_connections/financial_connections.account.ts'
import { linkSessions } from './financial_connections/financial_connections.session.ts'
import { linkedTransactions } from './financial_connections/financial_connections.transaction.ts'
import { financialAccounts as treasuryFinancialAccounts } from './treasury/treasury.financial_account.ts'
import { inboundTransfers as treasuryInboundTransfers } from './treasury/treasury.inbound_transfer.ts'
import { outboundPayments as treasuryOutboundPayments } from './treasury/treasury.outbound_payment.ts'
import { outboundTransfers } from './treasury/treasury.outbound_transfer.ts'
import { receivedCredits as treasuryReceivedCredits } from './treasury/treasury.received_credit.ts'
import { receivedDebits } from './treasury/treasury.received_debit.ts'
import { transactions as treasuryTransactions } from './treasury/treasury.transaction.ts'
import { transactionEntries as treasuryTransactionEntries } from './treasury/treasury.transaction_entry.ts'
import { configurations } from './terminal/terminal.configuration.ts'
import { connectionTokens } from './terminal/terminal.connection_token.ts'
import { locations } from './terminal/terminal.location.ts'
import { onboardingLinks } from './terminal/terminal.onboarding_link.ts'
import { readers } from './terminal/terminal.reader.ts'
import { verificationReports } from './identity/identity.verification_report.ts'
import { verificationSessions } from './identity/identity.verification_session.ts'
import { climateOrders } from './climate/climate.order.ts'
import { climateProducts } from './climate/climate.product.ts'
import { climateSuppliers } from './climate/climate.supplier.ts'
import { installs } from './apps/apps.install.ts'
import { secrets } from './apps/apps.secret.ts'
import { ephemeralKeys } from './apps/ephemeral_key.ts'
import { authorizations as issuingAuthorizations } from './issuing/issuing.authorization.ts'
import { cards as issuingCards } from './issuing/issuing.card.ts'
import { cardholders } from './issuing/issuing.cardholder.ts'
import { disputes as issuingDisputes } from './issuing/issuing.dispute.ts'
import { personalizationDesigns } from './issuing/issuing.personalization_design.ts'
import { physicalBundles } from './issuing/issuing.physical_bundle.ts'
import { tokens as issuingTokens } from './issuing/issuing.token.ts'
import { transactions as issuingTransactions } from './issuing/issuing.transaction.ts'

/** Each with its file, in this folder. */
const REGISTRY: readonly (readonly [file: string, resource: Resource])[] = [
  ['core/account.ts', accounts],
  ['core/api_key.ts', apiKeys],
  ['core/test_helpers.test_clock.ts', testClocks],
  ['core/event.ts', events],
  ['core/webhook_endpoint.ts', webhookEndpoints],
  ['core/cli_session.ts', cliSessions],
  ['core/delivery.ts', deliveries],
  ['core/resend.ts', resends],
  ['core/webhook_signature.ts', webhookSignatures],
  ['core/email_settings.ts', emails],
  ['core/fault.ts', faults],
  ['core/v2.core.event.ts', eventsV2],
  ['core/v2.core.event_destination.ts', eventDestinations],
  ['catalog/product.ts', products],
  ['catalog/price.ts', prices],
  ['catalog/coupon.ts', coupons],
  ['catalog/tax_rate.ts', taxRates],
  ['catalog/shipping_rate.ts', shippingRates],
  ['catalog/plan.ts', plans],
  ['catalog/entitlements.feature.ts', features],
  ['catalog/product_feature.ts', productFeatures],
  ['catalog/product_catalog.trial_offer.ts', trialOffers],
  ['payments/customer.ts', customers],
  ['payments/customer_session.ts', customerSessions],
  ['payments/token.ts', tokens],
  ['payments/card.ts', cards],
  ['payments/bank_account.ts', bankAccounts],
  ['payments/source_transaction.ts', sourceTransactions],
  ['payments/tax_id.ts', taxIds],
  ['payments/customer_balance_transaction.ts', customerBalanceTransactions],
  ['payments/customer_cash_balance_transaction.ts', customerCashBalanceTransactions],
  ['payments/payment_method.ts', paymentMethods],
  ['payments/payment_method_configuration.ts', paymentMethodConfigurations],
  ['payments/payment_method_domain.ts', paymentMethodDomains],
  ['payments/mandate.ts', mandates],
  ['payments/confirmation_token.ts', confirmationTokens],
  ['payments/elements_session.ts', elementsSessions],
  ['payments/authorization.ts', authorizations],
  ['payments/source.ts', paymentSources],
  ['payments/setup_attempt.ts', setupAttempts],
  ['payments/setup_intent.ts', setupIntents],
  ['payments/balance_transaction.ts', balanceTransactions],
  ['payments/balance.ts', balances],
  ['payments/balance_settings.ts', settings],
  ['payments/charge.ts', charges],
  ['payments/payment_intent.ts', paymentIntents],
  ['payments/payment_intent_amount_details_line_item.ts', amountDetailsLineItems],
  ['payments/refund.ts', refunds],
  ['payments/simulation.ts', simulations],
  ['payments/cash_balance.ts', cashBalances],
  ['payments/file.ts', files],
  ['payments/file_link.ts', fileLinks],
  ['payments/dispute.ts', disputes],
  ['payments/radar.early_fraud_warning.ts', earlyFraudWarnings],
  ['payments/review.ts', reviews],
  ['payments/payout.ts', payouts],
  ['payments/topup.ts', topups],
  ['payments/reporting.report_type.ts', reportTypes],
  ['payments/reporting.report_run.ts', reportRuns],
  ['payments/payment_attempt_record.ts', paymentAttemptRecords],
  ['payments/payment_record.ts', paymentRecords],
  ['payments/radar.value_list.ts', valueLists],
  ['payments/radar.value_list_item.ts', valueListItems],
  ['payments/radar.payment_evaluation.ts', paymentEvaluations],
  ['payments/apple_pay_domain.ts', applePayDomains],
  ['payments/exchange_rate.ts', exchangeRates],
  ['payments/scheduled_query_run.ts', scheduledQueryRuns],
  ['tax/tax_code.ts', taxCodes],
  ['tax/tax.settings.ts', taxSettings],
  ['tax/tax.registration.ts', registrations],
  ['tax/tax.location.ts', taxLocations],
  ['tax/tax.calculation.ts', calculations],
  ['tax/tax.calculation_line_item.ts', calculationLines],
  ['tax/tax.transaction.ts', taxTransactions],
  ['tax/tax.transaction_line_item.ts', transactionLines],
  ['tax/tax.association.ts', taxAssociations],
  ['billing/billing.meter.ts', meters],
  ['billing/billing.meter_event.ts', meterEvents],
  ['billing/billing.meter_event_adjustment.ts', meterEventAdjustments],
  ['billing/billing.meter_event_summary.ts', meterEventSummaries],
  ['billing/v2.billing.meter_event.ts', meterEventsV2],
  ['billing/v2.billing.meter_event_adjustment.ts', meterEventAdjustmentsV2],
  ['billing/v2.billing.meter_event_session.ts', meterEventSessions],
  ['billing/usage_record.ts', usageRecords],
  ['billing/usage_record_summary.ts', usageRecordSummaries],
  ['billing/promotion_code.ts', promotionCodes],
  ['billing/billing.feedback_option.ts', feedbackOptions],
  ['billing/discount.ts', discounts],
  ['billing/invoiceitem.ts', invoiceItems],
  ['billing/invoice_payment.ts', invoicePayments],
  ['billing/invoice_rendering_template.ts', invoiceRenderingTemplates],
  ['billing/line_item.ts', lineItems],
  ['billing/invoice.ts', invoices],
  ['billing/credit_note.ts', creditNotes],
  ['billing/credit_note_document.ts', creditNoteDocuments],
  ['billing/credit_note_line_item.ts', creditNoteLineItems],
  ['billing/invoice_document.ts', invoiceDocuments],
  ['billing/receipt_document.ts', receiptDocuments],
  ['billing/payment_update.ts', paymentUpdates],
  ['billing/subscription_item.ts', subscriptionItems],
  ['billing/subscription.ts', subscriptions],
  ['billing/billing_summary.ts', billingSummaries],
  ['billing/entitlements.active_entitlement.ts', activeEntitlements],
  ['billing/entitlements.active_entitlement_summary.ts', summaries],
  ['billing/billing.credit_grant.ts', creditGrants],
  ['billing/billing.credit_balance_transaction.ts', creditBalanceTransactions],
  ['billing/billing.credit_balance_summary.ts', creditBalanceSummaries],
  ['billing/billing.alert.ts', alerts],
  ['billing/billing.alert_triggered.ts', alertsTriggered],
  ['billing/billing_portal.configuration.ts', portalConfigurations],
  ['billing/billing_portal.session.ts', portalSessions],
  ['billing/portal_login.ts', portalLogins],
  ['billing/subscription_schedule.ts', subscriptionSchedules],
  ['billing/item.ts', items],
  ['billing/quote.ts', quotes],
  ['checkout/payment_link.ts', paymentLinks],
  ['checkout/checkout.session.ts', sessions],
  ['checkout/pricing_table.ts', pricingTables],
  ['billing/outgoing_message.ts', outgoingMessages],
  ['connect/account.ts', connectedAccounts],
  ['connect/person.ts', persons],
  ['connect/capability.ts', capabilities],
  ['connect/external_account.ts', externalAccounts],
  ['connect/onboarding.ts', onboardings],
  ['connect/account_link.ts', accountLinks],
  ['connect/account_session.ts', accountSessions],
  ['connect/login_link.ts', loginLinks],
  ['connect/country_spec.ts', countrySpecs],
  ['connect/application.ts', applications],
  ['connect/oauth.ts', codes],
  ['connect/v2.core.account.ts', v2Accounts],
  ['connect/v2.core.account_link.ts', v2AccountLinks],
  ['connect/v2.core.account_person.ts', v2Persons],
  ['connect/v2.core.account_person_token.ts', personTokens],
  ['connect/v2.core.account_token.ts', accountTokens],
  ['connect/transfer.ts', transfers],
  ['connect/application_fee.ts', applicationFees],
  ['connect/fee_refund.ts', feeRefunds],
  ['connect/transfer_reversal.ts', transferReversals],
  ['vault/v2.core.vault.us_bank_account.ts', usBankAccounts],
  ['vault/v2.core.vault.gb_bank_account.ts', gbBankAccounts],
  ['money_management/v2.money_management.financial_account.ts', financialAccounts],
  ['money_management/v2.money_management.transaction.ts', transactions],
  ['money_management/v2.money_management.transaction_entry.ts', transactionEntries],
  ['money_management/v2.money_management.received_credit.ts', receivedCredits],
  ['money_management/v2.money_management.financial_address.ts', financialAddresses],
  ['money_management/v2.money_management.inbound_transfer.ts', inboundTransfers],
  ['money_management/v2.money_management.payout_method.ts', payoutMethods],
  ['money_management/v2.money_management.payout_methods_bank_account_spec.ts', bankAccountSpecs],
  ['money_management/v2.money_management.outbound_setup_intent.ts', outboundSetupIntents],
  ['money_management/v2.money_management.recipient_verification.ts', recipientVerifications],
  ['money_management/v2.money_management.outbound_payment.ts', outboundPayments],
  ['money_management/v2.money_management.payout_intent.ts', payoutIntents],
  ['money_management/v2.money_management.adjustment.ts', adjustments],
  ['financial_connections/financial_connections.session.ts', linkSessions],
  ['financial_connections/financial_connections.account.ts', linkedAccounts],
  ['financial_connections/financial_connections.transaction.ts', linkedTransactions],
  ['treasury/treasury.financial_account.ts', treasuryFinancialAccounts],
  ['treasury/treasury.transaction.ts', treasuryTransactions],
  ['treasury/treasury.transaction_entry.ts', treasuryTransactionEntries],
  ['treasury/treasury.inbound_transfer.ts', treasuryInboundTransfers],
  ['treasury/treasury.outbound_payment.ts', treasuryOutboundPayments],
  ['treasury/treasury.outbound_transfer.ts', outboundTransfers],
  ['treasury/treasury.received_credit.ts', treasuryReceivedCredits],
  ['treasury/treasury.received_debit.ts', receivedDebits],
  ['treasury/treasury.credit_reversal.ts', creditReversals],
  ['treasury/treasury.debit_reversal.ts', debitReversals],
  ['terminal/terminal.configuration.ts', configurations],
  ['terminal/terminal.location.ts', locations],
  ['terminal/terminal.connection_token.ts', connectionTokens],
  ['terminal/terminal.onboarding_link.ts', onboardingLinks],
  ['terminal/terminal.reader.ts', readers],
  ['identity/identity.verification_report.ts', verificationReports],
  ['identity/identity.verification_session.ts', verificationSessions],
  ['climate/climate.supplier.ts', climateSuppliers],
  ['climate/climate.product.ts', climateProducts],
  ['climate/climate.order.ts', climateOrders],
  ['apps/apps.secret.ts', secrets],
  ['apps/apps.install.ts', installs],
  ['apps/ephemeral_key.ts', ephemeralKeys],
  ['issuing/issuing.cardholder.ts', cardholders],
  ['issuing/issuing.physical_bundle.ts', physicalBundles],
  ['issuing/issuing.personalization_design.ts', personalizationDesigns],
  ['issuing/issuing.card.ts', issuingCards],
  ['issuing/issuing.token.ts', issuingTokens],
  ['issuing/issuing.authorization.ts', issuingAuthorizations],
  ['issuing/issuing.transaction.ts', issuingTransactions],
  ['issuing/issuing.dispute.ts', issuingDisputes],
]

export const resources: readonly Resource[] = REGISTRY.map(([, resource]) => resource)
/** Where each is written. */
export const sources: ReadonlyMap<Resource, string> = new Map(REGISTRY.map(([file, resource]) => [resource, file]))
