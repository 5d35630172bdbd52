// What the test helpers of Treasury take. The SDK declares these types and does not export them: they are read off its methods.
import type Stripe from 'stripe'

type Helpers = Stripe.TestHelpers['treasury']

export type InboundFail = NonNullable<Parameters<Helpers['inboundTransfers']['fail']>[1]>
export type OutboundUpdate = Parameters<Helpers['outboundPayments']['update']>[1]
export type OutboundReturn = NonNullable<Parameters<Helpers['outboundPayments']['returnOutboundPayment']>[1]>
export type CreditCreate = Parameters<Helpers['receivedCredits']['create']>[0]
export type DebitCreate = Parameters<Helpers['receivedDebits']['create']>[0]
