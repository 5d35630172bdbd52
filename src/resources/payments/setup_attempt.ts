// Setup attempts: each confirmation of a SetupIntent, and how it went. (https://docs.stripe.com/api/setup_attempts)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'

export const setupAttempt = object<Stripe.SetupAttempt>('setup_attempt', { prefix: 'setatt' })

export const setupAttempts = resource(setupAttempt).on<Stripe.SetupAttemptListParams>(
  'GET /v1/setup_attempts',
  (tx, params) => list(tx, setupAttempt, params as never, '/v1/setup_attempts'),
)
