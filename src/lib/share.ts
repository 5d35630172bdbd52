// Parts of an amount that follow another amount as it is given back piece by piece.

/**
 * What of `whole` goes with the step of `total` from `before` to `after`, all in minor units: rounded down, and so that all steps
 * together are exactly `whole`. A product of two amounts may be more than a double holds.
 */
export function shareOf(
  whole: number,
  { before, after, total }: { before: number; after: number; total: number },
): number {
  const upTo = (part: number) => (BigInt(whole) * BigInt(part)) / BigInt(total)
  return Number(upTo(after) - upTo(before))
}
