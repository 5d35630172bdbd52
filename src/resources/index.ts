// The only registry: every object that behaves, in the order in which news reaches them.
import type { Resource } from '../kernel/resource.ts'
import { accounts } from './core/account.ts'
import { events } from './core/event.ts'
import { webhookEndpoints } from './core/webhook_endpoint.ts'
import { prices } from './catalog/price.ts'
import { products } from './catalog/product.ts'
import { authorizations } from './payments/authorization.ts'
import { balanceTransactions } from './payments/balance_transaction.ts'
import { charges } from './payments/charge.ts'
import { customers } from './payments/customer.ts'
import { mandates } from './payments/mandate.ts'
import { paymentIntents } from './payments/payment_intent.ts'
import { paymentMethods } from './payments/payment_method.ts'
import { setupAttempts } from './payments/setup_attempt.ts'
import { setupIntents } from './payments/setup_intent.ts'
import { invoices } from './billing/invoice.ts'
import { invoicePayments } from './billing/invoice_payment.ts'
import { lineItems } from './billing/line_item.ts'
import { subscriptionItems } from './billing/subscription_item.ts'
import { subscriptions } from './billing/subscription.ts'

export const resources: readonly Resource[] = [
  accounts,
  events,
  webhookEndpoints,
  products,
  prices,
  customers,
  paymentMethods,
  mandates,
  authorizations,
  setupAttempts,
  setupIntents,
  balanceTransactions,
  charges,
  paymentIntents,
  invoicePayments,
  lineItems,
  invoices,
  subscriptionItems,
  subscriptions,
]
