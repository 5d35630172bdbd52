// The words of the Checkout page in English.
import type { CheckoutWords } from './index.ts'

export const en: CheckoutWords = {
  title: {
    payment: (amount) => `Pay ${amount}`,
    setup: () => 'Save your payment details',
    subscription: (amount) => `Subscribe, and pay ${amount} today`,
  },
  lead: {
    payment: (merchant) => `You buy from ${merchant}.`,
    setup: (merchant) => `For later payments to ${merchant}.`,
    subscription: (merchant) => `You buy from ${merchant}.`,
  },
  someone: 'the merchant',
  closed: {
    complete: ['You are all done here', 'This checkout is complete. You may close this page.'],
    expired: [
      'This page has expired',
      'It was open for too long, or the merchant has closed it. Go back and try again.',
    ],
    unknown: [
      'There is nothing to pay here',
      "No checkout belongs to this address. Check that it is complete; the server's data may also have been reset since.",
    ],
  },
  goOn: 'Go on to the merchant',
  back: 'Go back',
  play: 'You play the customer here. Use test cards only: 4242\xa04242\xa04242\xa04242 pays, 4000\xa00000\xa00000\xa00002 is declined.',
  quantity: (item) => `Quantity of ${item}`,
  update: 'Update the order',
  terms: 'I agree to the terms of service',
  promotions: 'Send me news and offers',
  method: 'Payment method',
  shipping: 'Shipping address',
  shippingRate: 'Shipping method',
  sums: { discount: 'Discount', shipping: 'Shipping', tax: 'Tax', total: 'Total' },
  submit: { book: 'Book', donate: 'Donate', pay: 'Pay', save: 'Save', subscribe: 'Subscribe' },
}
