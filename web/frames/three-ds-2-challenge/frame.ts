// 3-D Secure: the page of a card's bank, in which the tester plays the customer. (https://docs.stripe.com/payments/3d-secure)
import { openFrame } from '../open.ts'
import { showStep } from '../sheet.ts'

openFrame((page) =>
  showStep(page, {
    title: page.words.authenticate,
    name: 'stripe-challenge-frame',
    id: 'challengeFrame',
    leavingFails: true,
  }),
)
