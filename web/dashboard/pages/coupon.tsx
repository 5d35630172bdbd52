// One coupon: what it takes off, and the codes by which customers redeem it.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { go, href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { couponText } from '../ui/catalog.ts'
import { closeDialog } from '../ui/dialog.tsx'
import { Copy, Facts, Moment, Status } from '../ui/fields.tsx'
import { Form, Text } from '../ui/form.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { Asks } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { redeemedText } from './coupons.tsx'
import { CODE_COLUMNS, NewCode } from './promotion_codes.tsx'

const W = words({
  en: {
    coupons: 'Coupons',
    edit: 'Edit name',
    sure: 'Nobody can redeem it any more; who has it keeps it.',
    codes: 'Promotion codes',
    add: 'Create code',
    noCodes: 'No code yet.',
    id: 'Coupon ID',
    terms: 'Terms',
    redeemed: 'Redeemed',
    until: 'Redeemed until',
    object: 'As JSON',
  },
  de: {
    coupons: 'Gutscheine',
    edit: 'Namen bearbeiten',
    sure: 'Niemand kann ihn mehr einlösen; wer ihn hat, behält ihn.',
    codes: 'Aktionscodes',
    add: 'Code anlegen',
    noCodes: 'Noch kein Code.',
    id: 'Gutschein-ID',
    terms: 'Bedingungen',
    redeemed: 'Eingelöst',
    until: 'Eingelöst bis',
    object: 'Als JSON',
  },
})

export default function CouponPage({ id }: { readonly id: string }) {
  const path = `/v1/coupons/${encodeURIComponent(id)}`
  const reading = useGet<Stripe.Coupon>(path)
  return (
    <Shown of={reading}>
      {(coupon) => (
        <Page
          title={coupon.name ?? coupon.id}
          over={<a href={href('/coupons')}>{W.coupons}</a>}
          lead={
            <span class="line">
              <Status of={coupon.valid ? 'active' : 'expired'} /> {couponText(coupon)}
            </span>
          }
          actions={
            <>
              <Asks
                title={W.edit}
                body={() => (
                  <Form path={path} submit={COMMON.save} done={closeDialog} cancel={closeDialog}>
                    <Text name="name" label={COMMON.name} value={coupon.name ?? ''} required />
                  </Form>
                )}
              />
              <Act method="DELETE" path={path} sure={W.sure} then={() => go('/coupons')}>
                {COMMON.delete}
              </Act>
              <a class="button quiet" href={href(`/objects/coupon/${encodeURIComponent(id)}?as=json`)}>
                {W.object}
              </a>
            </>
          }
        >
          <div class="two">
            <Section title={W.codes} actions={<Asks title={W.add} body={() => <NewCode coupon={id} />} />}>
              <List<Stripe.PromotionCode>
                path="/v1/promotion_codes"
                params={{ coupon: id }}
                caption={W.codes}
                empty={W.noCodes}
                columns={CODE_COLUMNS.filter(({ title }) => title !== W.terms)}
              />
            </Section>
            <div class="stack">
              <Section title={COMMON.details}>
                <Facts
                  of={[
                    [W.id, <Copy text={id} />],
                    [W.terms, couponText(coupon)],
                    [W.redeemed, redeemedText(coupon)],
                    [W.until, coupon.redeem_by === null ? undefined : <Moment at={coupon.redeem_by} />],
                    [COMMON.created, <Moment at={coupon.created} />],
                  ]}
                />
              </Section>
              <MetadataSection path={path} of={coupon.metadata} />
            </div>
          </div>
        </Page>
      )}
    </Shown>
  )
}
