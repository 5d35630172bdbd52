// What the way into the customer portal says in English.
import type { PortalLoginWords } from './index.ts'

export const en: PortalLoginWords = {
  title: 'Log in to your billing',
  lead: (merchant) => `Enter the email address that ${merchant} knows you by, and you get a link.`,
  send: 'Send the link',
  sent: [
    'Look at your emails',
    'If the address belongs to a customer, a link is on its way to it. It is good for some minutes.',
  ],
  note: 'Brindle sends no emails: whoever tests finds the link among the outgoing messages.',
  unknown: ['There is nothing here', 'No login page belongs to this address, or it was switched off.'],
  expired: [
    'This page has expired',
    'It was not opened in time, or not used for an hour. Ask the merchant for another link.',
  ],
  again: 'Log in again',
}
