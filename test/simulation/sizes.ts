// How much is tried: little by default, so that the folder runs with every change, and much with BRINDLE_LONG=1.

export const LONG = process.env.BRINDLE_LONG === '1'

/** Fixed, so that a failure comes back; another one is tried with BRINDLE_SEED. */
export const SEED = Number(process.env.BRINDLE_SEED ?? 20261125)

const REDUCED = {
  /** Bad requests to each operation, and to lines that are no operation's. */
  fuzzRuns: 8,
  fuzzLines: 1_500,
  /** How many of the other sandbox's ids are put into one path or parameter. */
  foreignIds: 1,
  /** Deepest parameter into which another sandbox's id is put. */
  foreignDepth: 3,
  /** Times that the process is killed, each after some answers, up to so many. */
  kills: 5,
  killAfter: 150,
  /** Requests at once, where they race. */
  racers: 50,
  /** Steps of the simulation of payments, over so many accounts. */
  steps: 600,
  accounts: 4,
  /** Runs of each property of billing. */
  properties: 5,
  /** Steps of the simulation of billing, over so many accounts. */
  billingSteps: 200,
  billingAccounts: 2,
}
const FULL: typeof REDUCED = {
  fuzzRuns: 200,
  fuzzLines: 20_000,
  foreignIds: 40,
  foreignDepth: 8,
  kills: 50,
  killAfter: 400,
  racers: 50,
  steps: 10_000,
  accounts: 20,
  properties: 200,
  billingSteps: 10_000,
  billingAccounts: 20,
}

export const SIZES = LONG ? FULL : REDUCED
