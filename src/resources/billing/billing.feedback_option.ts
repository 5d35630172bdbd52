// Feedback options: what a customer who cancels may give as a reason. They are put into portal configurations and told of a
// cancellation. (https://docs.stripe.com/api/billing/feedback-option)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'

/** No event tells of them. */
export const feedbackOption = object<Stripe.Billing.FeedbackOption>('billing.feedback_option', {
  prefix: 'fbo',
  noun: 'feedback option',
})

/** (https://docs.stripe.com/api/billing/feedback-option/create) */
const DESCRIPTION_MAX = 100
const URL = '/v1/billing/feedback_options'

export const feedbackOptions = resource(feedbackOption)
  .on<Stripe.Billing.FeedbackOptionCreateParams>(`POST ${URL}`, (tx, { description }) =>
    tx.insert(feedbackOption, {
      description: checked(description),
      livemode: false,
      status: 'active',
      status_transitions: { deactivated_at: null },
    }),
  )
  .on<Stripe.Billing.FeedbackOptionRetrieveParams>(`GET ${URL}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Billing.FeedbackOptionListParams>(`GET ${URL}`, (tx, params) =>
    list(tx, feedbackOption, params as never, URL),
  )
  .on<Stripe.Billing.FeedbackOptionUpdateParams>(`POST ${URL}/{id}`, (tx, { description }, self) =>
    description === undefined ? self : tx.update(feedbackOption, self, { description: checked(description) }),
  )
  .on<Stripe.Billing.FeedbackOptionDeactivateParams>(`POST ${URL}/{id}/deactivate`, (tx, _params, self) => {
    // [M]
    if (self.status === 'inactive') throw invalid('This feedback option has already been deactivated.')
    return tx.update(feedbackOption, self, { status: 'inactive', status_transitions: { deactivated_at: tx.now } })
  })

function checked(description: string): string {
  if (description.length <= DESCRIPTION_MAX) return description
  throw invalid(`Invalid string: the description must be at most ${DESCRIPTION_MAX} characters`, {
    param: 'description',
  })
}
