// Onboarding links: where a merchant accepts Apple's terms for Tap to Pay on iPhone. They have no id.
// (https://docs.stripe.com/api/terminal/onboarding-link)
import type Stripe from 'stripe'
import { missingParameter, noSuch } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import { connectedAccount } from '../core/account.ts'

export const onboardingLink = object<Stripe.Terminal.OnboardingLink & { id: string }>('terminal.onboarding_link', {
  prefix: 'tol',
  nameless: true,
})

export const onboardingLinks = resource(onboardingLink).on<Stripe.Terminal.OnboardingLinkCreateParams>(
  'POST /v1/terminal/onboarding_links',
  (tx, { link_options, link_type, on_behalf_of }) => {
    const terms = link_options.apple_terms_and_conditions
    if (!terms) throw missingParameter('link_options[apple_terms_and_conditions]')
    if (on_behalf_of !== undefined && !connectedAccount(tx, on_behalf_of))
      throw noSuch('account', on_behalf_of, 'on_behalf_of')
    return {
      object: onboardingLink.object,
      link_options: {
        apple_terms_and_conditions: {
          allow_relinking: terms.allow_relinking ?? false,
          merchant_display_name: terms.merchant_display_name,
        },
      },
      link_type,
      on_behalf_of: on_behalf_of ?? null,
      // Apple's page is not at hand: the address is of this server, where nothing stands, and no browser is sent to Apple
      // with a token that Apple has not given.
      redirect_url: `${tx.situation.publicUrl}/terminal/onboarding/${tx.random(24)}`,
    }
  },
)
