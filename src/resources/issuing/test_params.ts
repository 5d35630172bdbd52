// What the test helpers of Issuing take: the SDK names these types only where its methods are.
import type Stripe from 'stripe'

type Methods = Stripe['testHelpers']['issuing']
/** The parameters of a method, which are its first argument or its second. */
type Of<M extends (...args: never[]) => unknown, N extends 0 | 1> = NonNullable<Parameters<M>[N]>

export type AuthorizationCreateParams = Of<Methods['authorizations']['create'], 0>
export type AuthorizationCaptureParams = Of<Methods['authorizations']['capture'], 1>
export type AuthorizationFinalizeAmountParams = Of<Methods['authorizations']['finalizeAmount'], 1>
export type AuthorizationIncrementParams = Of<Methods['authorizations']['increment'], 1>
export type AuthorizationRespondParams = Of<Methods['authorizations']['respond'], 1>
export type AuthorizationReverseParams = Of<Methods['authorizations']['reverse'], 1>
export type PersonalizationDesignRejectParams = Of<Methods['personalizationDesigns']['reject'], 1>
export type TransactionForceCaptureParams = Of<Methods['transactions']['createForceCapture'], 0>
export type TransactionRefundParams = Of<Methods['transactions']['refund'], 1>
export type TransactionUnlinkedRefundParams = Of<Methods['transactions']['createUnlinkedRefund'], 0>
