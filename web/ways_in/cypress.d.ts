// The types of `brindle/cypress`: the command that importing it adds.
declare global {
  namespace Cypress {
    interface Chainable {
      /** Asks Brindle for what the page loads and calls at Stripe's hosts, until the test ends. [url: http://127.0.0.1:12111] */
      asStripe(options?: { url?: string }): Chainable
    }
  }
}

export {}
