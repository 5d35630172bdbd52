// What is said to an attempt to pay: by the simulated network, unless a fault was asked for of it.
import type { Tx } from '../../kernel/tx.ts'
import { chargedAs } from '../../network/catalogue.ts'
import { type Attempt, judge, TURNED_DOWN, type Verdict } from '../../network/network.ts'
import { declineAsked, type Paying } from '../core/fault_payments.ts'

/** Only what would have gone through is declined; a customer who has to act first is asked, and then declined. */
export function verdictOn(tx: Tx, attempt: Attempt, paying: Paying): Verdict {
  const verdict = judge(attempt)
  if (verdict.kind !== 'approved' && verdict.kind !== 'pending') return verdict
  const decline = declineAsked(tx, paying)
  if (!decline) return verdict
  const isCard = ['card', 'in_person'].includes(chargedAs(attempt.type)?.flow ?? '')
  return { kind: 'declined', decline: isCard ? decline : TURNED_DOWN }
}
