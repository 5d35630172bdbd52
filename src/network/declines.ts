// How a declined payment reads, by its decline code. (https://docs.stripe.com/declines/codes; texts recorded)

export type Decline = 'generic_decline' | 'authentication_required'

export interface DeclineText {
  readonly code: string
  /** Only for what a bank declined; a wrong number or an old card is told by its code alone. */
  readonly decline_code?: string
  readonly message: string
  readonly param?: string
  readonly advice_code?: string
  readonly network_decline_code?: string
  /** What the network is said to have answered, where it was not a plain no of the bank. */
  readonly outcome?: Partial<Outcome>
}

/** What of a charge's `outcome` differs from a plain decline by the issuer. */
export interface Outcome {
  readonly network_status: 'declined_by_network' | 'not_sent_to_network' | 'reversed_after_approval'
  readonly reason: string
  readonly seller_message: string
  readonly type: 'issuer_declined' | 'blocked' | 'invalid'
}

export const DECLINES = {
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
} as const satisfies Record<Decline, DeclineText>
