// How a declined payment reads, by its decline code. (https://docs.stripe.com/declines/codes; texts recorded)

export type Decline = 'generic_decline' | 'authentication_required'

export interface DeclineText {
  readonly code: string
  readonly decline_code: Decline
  readonly message: string
  readonly advice_code?: string
  readonly network_decline_code?: string
}

export const DECLINES: Readonly<Record<Decline, DeclineText>> = {
  generic_decline: {
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    advice_code: 'try_again_later',
    network_decline_code: '01',
  },
  authentication_required: {
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
}
