// Money is neither made nor lost between a platform and its connected account: what leaves the one arrives in the other, and
// both together have what came in, less Stripe's fees and what went back. Sums worked out by hand.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { onMonday } from '../payments/funds.ts'
import { connect, BY_CARD, wealth } from './platform.ts'

interface Case {
  readonly name: string
  readonly amount: number
  /** How it is paid; `direct` in the connected account. */
  readonly direct?: true
  readonly fee?: number
  readonly sent?: number
  readonly to?: true
  /** Refunds one after the other. */
  readonly refunds?: readonly Omit<Stripe.RefundCreateParams, 'charge'>[]
  /** A refund of the whole platform's fee at the end. */
  readonly givesBack?: number
  readonly platform: number
  readonly connected: number
  /** Gross, less Stripe's fee of 2.9 % and 30 cents, less what was refunded. */
  readonly together: number
}

const BOTH = { reverse_transfer: true, refund_application_fee: true }
/** The fees: of 1000 59, of 9999 290 (289.97) + 30 = 320, of 55 2 (1.595) + 30 = 32, of 10 000 320. */
const CASES: readonly Case[] = [
  { name: 'all of it on', amount: 1000, to: true, platform: -59, connected: 1000, together: 941 },
  { name: 'on, less a fee', amount: 1000, to: true, fee: 123, platform: 64, connected: 877, together: 941 },
  { name: 'on, less everything', amount: 1000, to: true, fee: 1000, platform: 941, connected: 0, together: 941 },
  { name: 'a part on', amount: 9999, to: true, sent: 3333, platform: 6346, connected: 3333, together: 9679 },
  { name: 'the least', amount: 55, to: true, fee: 1, platform: -31, connected: 54, together: 23 },
  // 10 000 back, and 500 of the fee stay with nobody: the platform gives them back.
  {
    name: 'all back',
    amount: 10_000,
    to: true,
    fee: 500,
    refunds: [BOTH],
    platform: -320,
    connected: 0,
    together: -320,
  },
  // The connected account loses the fee: 10 000 out, 9500 were in.
  {
    name: 'all back but the fee',
    amount: 10_000,
    to: true,
    fee: 500,
    refunds: [{ reverse_transfer: true }],
    platform: 180,
    connected: -500,
    together: -320,
  },
  // Three thirds: 166, 167 and 167 of the fee; the platform pays nothing else.
  {
    name: 'back in thirds',
    amount: 10_000,
    to: true,
    fee: 500,
    refunds: [{ amount: 3333, ...BOTH }, { amount: 3333, ...BOTH }, BOTH],
    platform: -320,
    connected: 0,
    together: -320,
  },
  // 3333 × 3333 / 9999 = 1111 of what was sent come back.
  {
    name: 'a part of a part back',
    amount: 9999,
    to: true,
    sent: 3333,
    refunds: [{ amount: 3333, reverse_transfer: true }],
    platform: 9679 - 3333 - 3333 + 1111,
    connected: 2222,
    together: 9679 - 3333,
  },
  {
    name: 'back, and nothing with it',
    amount: 1000,
    to: true,
    fee: 100,
    refunds: [{}],
    platform: -959,
    connected: 900,
    together: -59,
  },
  {
    name: 'a fee given back',
    amount: 1000,
    to: true,
    fee: 100,
    givesBack: 40,
    platform: 1,
    connected: 940,
    together: 941,
  },
  { name: 'direct', amount: 1000, direct: true, fee: 123, platform: 123, connected: 818, together: 941 },
  {
    name: 'direct, half back with half of the fee',
    amount: 1000,
    direct: true,
    fee: 123,
    refunds: [{ amount: 500, refund_application_fee: true }],
    // 61.5 of the fee: 61.
    platform: 62,
    connected: 818 - 500 + 61,
    together: 441,
  },
  {
    name: 'direct, a fee given back',
    amount: 1000,
    direct: true,
    fee: 123,
    givesBack: 123,
    platform: 0,
    connected: 941,
    together: 941,
  },
]

for (const one of CASES)
  behaves('GET /v1/balance', `conserves money: ${one.name}`, async (world) => {
    const { stripe, news, advance } = world
    // A clock that is ahead has the wall to wake it: that is more to read.
    await onMonday(world)
    const account = await connect(world)
    const where = one.direct ? { stripeAccount: account } : {}
    const intent = await stripe.paymentIntents.create(
      {
        ...BY_CARD,
        amount: one.amount,
        ...(one.fee !== undefined && { application_fee_amount: one.fee }),
        ...(one.to && {
          transfer_data: { destination: account, ...(one.sent !== undefined && { amount: one.sent }) },
        }),
      } as never,
      where,
    )
    await advance(20)
    for (const params of one.refunds ?? [])
      await stripe.refunds.create({ payment_intent: (intent as unknown as { id: string }).id, ...params }, where)
    if (one.givesBack !== undefined) {
      const [fee] = (await stripe.applicationFees.list()).data
      await stripe.applicationFees.createRefund(fee!.id, { amount: one.givesBack })
    }
    const sums = async () => [await wealth(world), await wealth(world, account)]
    assert.equal(one.platform + one.connected, one.together)
    assert.deepEqual(await sums(), [one.platform, one.connected])
    // It is the same once all of it is added up, and available.
    await advance(7 * 86_400)
    assert.deepEqual(await sums(), [one.platform, one.connected])
    for (const stripeAccount of [undefined, account]) {
      const { pending } = await stripe.balance.retrieve({}, stripeAccount === undefined ? {} : { stripeAccount })
      assert.deepEqual(pending, [{ amount: 0, currency: 'usd', source_types: { card: 0 } }])
    }
    const told = await news()
    assert.equal(told.filter((type) => type === 'transfer.created').length, one.to ? 1 : 0)
    assert.equal(told.filter((type) => type === 'application_fee.created').length, one.fee === undefined ? 0 : 1)
  })
