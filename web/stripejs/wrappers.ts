// Who is calling: libraries and plugins tell. Nobody is told.
import type { Context } from './context.ts'
import { misuse, requireObject } from './misuse.ts'

const introduce = (name: string) => (given: unknown) => {
  const info = requireObject(`stripe.${name}()`, 'the argument', given)
  if (typeof info.name !== 'string') throw misuse(`stripe.${name}()`, 'name', 'a string', info.name)
}

export const wrapperMembers = (_context: Context) => ({
  registerAppInfo: introduce('registerAppInfo'),
  _registerWrapper: introduce('_registerWrapper'),
})
