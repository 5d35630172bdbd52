// In which account of the tenant a financial account is: money is sent to one by its id alone. Kept at the platform.
import { object } from '../../kernel/resource.ts'

export const home = object<{ id: string; object: 'brindle.treasury_home'; account: string }>('brindle.treasury_home', {
  prefix: 'home',
  internal: true,
})

/** The blank keeps it from ever being an id that a client chose. */
export const homeId = (id: string): string => `home of ${id}`
