// 2023-08-16: the last types that have `destination` and `dispute` of a charge are those of the version before.
// (The official SDK's types; in recorded answers of older versions both are there.)
import { about, type VersionChange } from './change.ts'

export const augustOf2023: VersionChange = {
  version: '2023-08-16',
  about: '`destination` and `dispute` are no longer described as fields of charges.',
  concerns: about('charges'),
  includes: { charge: ['dispute'] },
  down: {
    charge: (charge) => ({
      ...charge,
      destination: (charge.transfer_data as { destination?: string } | null)?.destination ?? null,
    }),
  },
}
