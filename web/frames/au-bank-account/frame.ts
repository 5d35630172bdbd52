// The Element `auBankAccount`: an Australian account, in a merchant's own design. (https://docs.stripe.com/payments/au-becs-debit)
import { accountProblem, bsbProblem, writeBsb } from '../checks/account.ts'
import { openPlain } from '../plain_frame.ts'

openPlain({
  type: 'au_becs_debit',
  fields: ({ words }) => [
    {
      name: 'au_bsb',
      label: words.bsb,
      hint: words.bsb,
      inputMode: 'numeric',
      stable: 'auBankAccountNumber',
      write: writeBsb,
      problem: bsbProblem,
    },
    {
      name: 'au_bank_account_number',
      label: words.accountNumber,
      hint: words.accountNumber,
      inputMode: 'numeric',
      write: (typed) => typed.normalize('NFKC').replace(/\D/g, '').slice(0, 9),
      problem: accountProblem,
    },
  ],
  details: ([bsb, account]) => ({ bsb_number: bsb!.replace('-', ''), account_number: account }),
  state: () => ({ bankName: '', branchName: '' }),
})
