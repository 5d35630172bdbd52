// One charge. It leads to its intent; one that was made without an intent has a page like it.
import type Stripe from 'stripe'
import { useEffect } from 'preact/hooks'
import { useGet } from '../api.ts'
import { money } from '../format.ts'
import { go } from '../router.ts'
import { Copy, Facts, idOf } from '../ui/fields.tsx'
import { ChargeHappens } from '../ui/happens.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { AsJson, Asks, More } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { chargeStatus } from '../ui/payment_status.ts'
import { COMMON, words } from '../words.ts'
import { Capture, Refund } from './payment_acts.tsx'
import { ChargeMoney, PaymentTimeline } from './payment_money.tsx'
import { Back, Belongings, chargeFacts, isRefundable, Lead } from './payment_parts.tsx'

const W = words({
  en: {
    refund: 'Refund',
    capture: 'Capture',
    charge: 'Charge',
  },
  de: {
    refund: 'Erstatten',
    capture: 'Einziehen',
    charge: 'Belastung',
  },
})

export function ChargePage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Charge>(`/v1/charges/${id}`, { expand: ['balance_transaction', 'customer'] })
  const intent = idOf(reading.data?.payment_intent)
  useEffect(() => {
    if (intent !== undefined) go(`/payments/${intent}`, { replace: true })
  }, [intent])
  if (intent !== undefined) return null
  return (
    <Shown of={reading}>
      {(charge) => (
        <Page
          title={money(charge.amount, charge.currency)}
          over={<Back />}
          lead={<Lead status={chargeStatus(charge)} customer={charge.customer} about={charge.description} />}
          actions={
            <>
              {isRefundable(charge) && <Asks title={W.refund} body={() => <Refund of={charge} />} />}
              {charge.status === 'succeeded' && !charge.captured && (
                <Asks
                  title={W.capture}
                  body={() => (
                    <Capture
                      path={`/v1/charges/${id}`}
                      amount={charge.amount}
                      name="amount"
                      currency={charge.currency}
                    />
                  )}
                />
              )}
              <More>
                {isRefundable(charge) && <ChargeHappens of={charge} />}
                <AsJson id={id} />
              </More>
            </>
          }
        >
          <div class="two">
            <div class="stack">
              <ChargeMoney of={charge} />
              <Belongings name="charge" id={id} />
            </div>
            <div class="stack">
              <Section title={COMMON.details}>
                <Facts of={[[W.charge, <Copy text={id} />], ...chargeFacts(charge)]} />
              </Section>
              <MetadataSection path={`/v1/charges/${id}`} of={charge.metadata} />
              <PaymentTimeline name="charge" id={id} />
            </div>
          </div>
        </Page>
      )}
    </Shown>
  )
}
