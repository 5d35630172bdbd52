// What `billing.alert.triggered` tells: which alert, for which customer, and what their usage had come to. It is in that event
// only, and no operation shows it. (https://docs.stripe.com/api/events/types#event_types-billing.alert.triggered)
import type Stripe from 'stripe'
import { object, resource } from '../../kernel/resource.ts'

export const alertTriggered = object<Stripe.Billing.AlertTriggered>('billing.alert_triggered', {
  prefix: 'alrtt',
  nameless: true,
  events: [{ on: 'insert', types: ['billing.alert.triggered'] }],
})

export const alertsTriggered = resource(alertTriggered)
