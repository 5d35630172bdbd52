// What a page can do with a Checkout Session: each action resolves with the session as it is then, or with what the customer should hear.
// (https://docs.stripe.com/js/custom_checkout)
import { type Fields, isObject, misuse, type Refusal, requireObject } from '../misuse.ts'
import type { OptionalItem } from './answer.ts'
import { confirmOf } from './confirm.ts'
import { addressSaid, contactSaid, readContact } from './contact.ts'
import type { Core } from './core.ts'
import { checkElements } from './elements.ts'
import { failed, type Outcome, outcomeOf } from './outcome.ts'

/** Whether it is an address at all, and if not, whether it could become one. */
function emailProblem(email: string): Outcome | undefined {
  if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return undefined
  const isBegun = /^[^@\s]*(@[^@\s]*)?$/.test(email)
  return isBegun
    ? failed('Your email is incomplete.', 'incompleteEmail')
    : failed('Your email is invalid.', 'invalidEmail')
}

const textOrNull = (caller: string, what: string, given: unknown): string | null => {
  if (given === null || typeof given === 'string') return given
  throw misuse(caller, what, 'a string or null', given)
}

const codeOfPromotion = ({ message }: Refusal) =>
  /minimum amount/.test(message) ? 'promotionCodeAmountInsufficient' : 'invalidCode'

export function actionsOf(core: Core) {
  const change = async (params: Fields, codeOf?: (error: Refusal) => string | null) =>
    outcomeOf(core, await core.update(params), codeOf)
  const text = (name: string, param: string) => {
    const caller = `checkout.${name}()`
    return (given: unknown) => change({ [param]: textOrNull(caller, 'the argument', given) ?? '' })
  }
  const optional = (name: string, quantityOf: (item: OptionalItem) => number) => {
    const caller = `checkout.${name}()`
    return async (priceId: unknown): Promise<Outcome> => {
      if (typeof priceId !== 'string') throw misuse(caller, 'the price', 'a string', priceId)
      const item = core.answer().page.optional_items.find(({ price }) => price === priceId)
      if (!item) return failed(`This Checkout Session has no optional item with the price ${priceId}.`)
      return change({ optional_items: { [priceId]: quantityOf(item) } })
    }
  }

  return {
    applyPromotionCode(code: unknown): Promise<Outcome> {
      if (typeof code !== 'string')
        throw misuse('checkout.applyPromotionCode()', 'the promotion code', 'a string', code)
      if (code.trim() === '') return Promise.resolve(failed('Enter a promotion code.', 'invalidCode'))
      return change({ promotion_code: code.trim() }, codeOfPromotion)
    },
    removePromotionCode: () => change({ promotion_code: '' }),
    updateShippingAddress: (given: unknown) =>
      change(addressSaid(readContact('checkout.updateShippingAddress()', 'shippingAddress', given))),
    updateBillingAddress: (given: unknown) =>
      change(contactSaid(readContact('checkout.updateBillingAddress()', 'billingAddress', given))),
    updatePhoneNumber: text('updatePhoneNumber', 'phone'),
    updateEmail(given: unknown): Promise<Outcome> {
      const email = textOrNull('checkout.updateEmail()', 'the email', given) ?? ''
      const problem = email === '' ? undefined : emailProblem(email)
      return problem ? Promise.resolve(problem) : change({ email })
    },
    updateIndividualName: text('updateIndividualName', 'individual_name'),
    updateBusinessName: text('updateBusinessName', 'business_name'),
    updateLineItemQuantity(given: unknown): Promise<Outcome> {
      const caller = 'checkout.updateLineItemQuantity()'
      const { lineItem, quantity } = requireObject(caller, 'the argument', given)
      if (typeof lineItem !== 'string') throw misuse(caller, 'lineItem', 'a string', lineItem)
      if (typeof quantity !== 'number') throw misuse(caller, 'quantity', 'a number', quantity)
      return change({ line_item_quantities: { [lineItem]: quantity } })
    },
    updateTaxIdInfo(given: unknown): Promise<Outcome> {
      if (given === null) return change({ tax_id: '', business_name: '' })
      const caller = 'checkout.updateTaxIdInfo()'
      const { taxId, businessName } = requireObject(caller, 'the argument', given)
      const { type, value } = requireObject(caller, 'taxId', taxId)
      return change({ tax_id: { type, value }, business_name: businessName ?? '' }, (error) =>
        error.code === 'tax_id_invalid' || error.param === 'tax_id[type]' ? 'invalidTaxId' : null,
      )
    },
    updateShippingOption(given: unknown): Promise<Outcome> {
      if (typeof given !== 'string')
        throw misuse('checkout.updateShippingOption()', 'the shipping option', 'a string', given)
      return change({ shipping_rate: given })
    },
    confirm: confirmOf(core),
    getSession: () => core.session(),
    /** Runs what changes the session on the merchant's server, and shows how it is then. */
    async runServerUpdate(run: unknown): Promise<Outcome> {
      if (typeof run !== 'function') throw misuse('checkout.runServerUpdate()', 'the argument', 'a function', run)
      try {
        await run()
      } catch (thrown) {
        return failed(isObject(thrown) || thrown instanceof Error ? String((thrown as Error).message) : String(thrown))
      }
      return outcomeOf(core, await core.refresh())
    },
    async validateElements(): Promise<Outcome> {
      const problems = await checkElements(core)
      if (problems === undefined)
        return failed('There are no Elements on the page.', 'no_elements', { validation_errors: [] })
      const [first] = problems
      if (!first) return { type: 'success', session: core.session() }
      return failed(first.message, 'validation_error', { validation_errors: problems })
    },
    addOptionalLineItem: optional('addOptionalLineItem', ({ quantity }) => quantity),
    removeOptionalLineItem: optional('removeOptionalLineItem', () => 0),
  }
}

export type Actions = ReturnType<typeof actionsOf>
