// The words by which customers redeem coupons, and the form for a new one.
import type Stripe from 'stripe'
import { href, param } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { couponText } from '../ui/catalog.ts'
import { closeDialog } from '../ui/dialog.tsx'
import { Copy, Moment, Status } from '../ui/fields.tsx'
import { Check, Form, Text, When } from '../ui/form.tsx'
import { Asks } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { Pick } from '../ui/pick.tsx'
import { findCoupons, findCustomers } from '../ui/pickers.ts'
import { type Column, List, Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { redeemedText } from './coupons.tsx'

const W = words({
  en: {
    title: 'Promotion codes',
    coupons: 'Coupons',
    add: 'Create code',
    code: 'Code',
    codeHint: 'What customers type; none for one by chance.',
    coupon: 'Coupon',
    terms: 'Terms',
    redeemed: 'Redeemed',
    until: 'Expires',
    deactivate: 'Deactivate',
    activate: 'Activate',
    inactive: 'Inactive',
    most: 'Redeemed at most',
    first: 'Only for the first payment of a customer',
    only: 'Only for this customer',
    empty: 'No code fits.',
    change: 'Change',
  },
  de: {
    title: 'Aktionscodes',
    coupons: 'Gutscheine',
    add: 'Code anlegen',
    code: 'Code',
    codeHint: 'Was Kunden eingeben; leer für einen zufälligen.',
    coupon: 'Gutschein',
    terms: 'Bedingungen',
    redeemed: 'Eingelöst',
    until: 'Läuft ab',
    deactivate: 'Deaktivieren',
    activate: 'Aktivieren',
    inactive: 'Inaktiv',
    most: 'Höchstens eingelöst',
    first: 'Nur für die erste Zahlung eines Kunden',
    only: 'Nur für diesen Kunden',
    empty: 'Kein Code passt.',
    change: 'Ändern',
  },
})

export const CODE_COLUMNS: readonly Column<Stripe.PromotionCode>[] = [
  { title: W.code, cell: ({ code }) => <Copy text={code} /> },
  { title: W.terms, cell: ({ promotion }) => <CouponOf of={promotion.coupon} /> },
  { title: COMMON.status, cell: ({ active }) => <Status of={active ? 'active' : 'inactive'} /> },
  { title: W.redeemed, right: true, cell: redeemedText },
  { title: W.until, cell: ({ expires_at }) => <Moment at={expires_at} /> },
  {
    title: W.change,
    unseen: true,
    right: true,
    cell: ({ id, active }) => (
      <Act small path={`/v1/promotion_codes/${id}`} params={{ active: !active }}>
        {active ? W.deactivate : W.activate}
      </Act>
    ),
  },
]

function CouponOf({ of }: { readonly of: string | Stripe.Coupon | null }) {
  if (of === null) return <>–</>
  const id = typeof of === 'string' ? of : of.id
  return (
    <a href={href(`/coupons/${encodeURIComponent(id)}`)}>{typeof of === 'string' ? of : (of.name ?? couponText(of))}</a>
  )
}

export default function PromotionCodes() {
  return (
    <Page
      title={W.title}
      over={<a href={href('/coupons')}>{W.coupons}</a>}
      actions={<Asks title={W.add} quiet={false} body={() => <NewCode />} />}
    >
      <Tabs
        name="active"
        label={COMMON.status}
        choices={[
          [undefined, COMMON.all],
          ['true', COMMON.active],
          ['false', W.inactive],
        ]}
      />
      <List<Stripe.PromotionCode>
        path="/v1/promotion_codes"
        params={{ active: param('active'), expand: ['data.promotion.coupon'] }}
        caption={W.title}
        empty={W.empty}
        columns={CODE_COLUMNS}
      />
    </Page>
  )
}

export const NewCode = ({ coupon }: { readonly coupon?: string }) => (
  <Form
    path="/v1/promotion_codes"
    submit={W.add}
    also={{ promotion: { type: 'coupon', ...(coupon !== undefined && { coupon }) } }}
    done={closeDialog}
    cancel={closeDialog}
  >
    {coupon === undefined && <Pick name="promotion[coupon]" label={W.coupon} find={findCoupons} required />}
    <Text name="code" label={W.code} hint={W.codeHint} />
    <div class="fields">
      <Text name="max_redemptions" type="number" label={W.most} />
      <When name="expires_at" label={W.until} />
    </div>
    <Pick name="customer" label={W.only} find={findCustomers} />
    <Check name="restrictions[first_time_transaction]" label={W.first} />
  </Form>
)
