// 2024-06-20: how much fuel was bought with an issued card is a quantity. (the official SDK's types;
// https://docs.stripe.com/changelog/2024-06-20)
import { about, type Sent, type VersionChange } from './change.ts'

export const juneOf2024: VersionChange = {
  version: '2024-06-20',
  about: '`volume_decimal` of fuel in Issuing transactions became `quantity_decimal`.',
  concerns: about('issuing/transactions'),
  down: {
    'issuing.transaction': (transaction) => {
      const details = transaction.purchase_details as { fuel?: Sent | null } | null
      if (!details?.fuel) return transaction
      const fuel = { ...details.fuel, volume_decimal: details.fuel.quantity_decimal ?? null }
      return { ...transaction, purchase_details: { ...details, fuel } }
    },
  },
}
