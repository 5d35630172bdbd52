// Which e-mails an account has sent to its customers by itself. Stripe's dashboard sets them; here they are calls of the house's
// own. Nothing is ever sent: billing/outgoing_message.ts writes down what would be.
// (https://docs.stripe.com/billing/revenue-recovery/customer-emails; https://docs.stripe.com/receipts)
import type { Node } from '../../contract/index.ts'
import { missingParameter } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { account, own } from './account.ts'

export interface EmailSettings {
  /** A payment has succeeded. */
  readonly receipts: boolean
  /** An invoice could not be collected. */
  readonly failed_payments: boolean
  /** A bank wants its customer to confirm a payment that was made without them. */
  readonly payment_confirmations: boolean
  /** A subscription is about to renew. */
  readonly upcoming_renewals: boolean
  /** A trial is about to end. */
  readonly trial_ending: boolean
}

/** All are off: in test mode Stripe sends nothing by itself. (https://docs.stripe.com/receipts) */
const NONE: EmailSettings = {
  receipts: false,
  failed_payments: false,
  payment_confirmations: false,
  upcoming_renewals: false,
  trial_ending: false,
}

/** What this account has set. It is kept with the account, which every unit of work has read: asking costs nothing. */
export const emailsOf = (tx: Tx): EmailSettings => ({ ...NONE, ...own(tx).hidden.emails })

/** They have no row of their own. */
const emailSettings = object<EmailSettings & { object: 'brindle.email_settings' }>('brindle.email_settings', {
  prefix: 'emails',
  internal: true,
})

const PATH = '/brindle/email_settings'
const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }
const SETTINGS: Node & { k: 'object' } = {
  k: 'object',
  p: Object.fromEntries(Object.keys(NONE).map((name) => [name, { k: 'boolean' }])),
}

export const emails = resource(emailSettings)
  .on<object>(`GET ${PATH}`, (tx) => shown(emailsOf(tx)), { params: NOTHING })
  .on<Partial<EmailSettings>>(
    `POST ${PATH}`,
    (tx, given) => {
      if (Object.keys(given).length === 0) throw missingParameter('receipts')
      const set = { ...emailsOf(tx), ...given }
      const self = own(tx)
      tx.update(account, self, { hidden: { ...self.hidden, emails: set } })
      return shown(set)
    },
    { params: SETTINGS },
  )

const shown = (set: EmailSettings): object => ({ object: emailSettings.object, ...set })
