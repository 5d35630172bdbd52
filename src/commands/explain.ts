// brindle explain: what an operation takes, reads, changes and sets off, and where that is written.
import { existsSync, readFileSync } from 'node:fs'
import { SettingError } from '../config.ts'
import { type Operation, operations, parameters } from '../contract/index.ts'
import type { Ahead } from '../kernel/ahead.ts'
import type { House } from '../kernel/house.ts'
import type { Resource } from '../kernel/resource.ts'
import { standing } from '../main.ts'
import { sources } from '../resources/index.ts'
import { changesOf } from '../versions/index.ts'

export async function run(args: readonly string[]): Promise<number> {
  const wanted = args.join(' ')
  if (wanted === '') throw new SettingError('say which operation: brindle explain invoice.pay.')
  const house = standing('2026-08-26.dahlia')
  const found = find(house, wanted)
  if (!found) throw new SettingError(`there is no operation "${wanted}".`)
  process.stdout.write(explanation(house, found))
  return 0
}

/** By its line, or by object and verb: `invoice.pay`, `invoices.pay`, `customer.create`. */
export function find(house: House, wanted: string): Operation | undefined {
  const [method = '', path = ''] = wanted.split(' ')
  if (path) return house.find(method.toUpperCase(), path.split('?', 1)[0]!)?.operation
  const cut = wanted.lastIndexOf('.')
  const [noun, verb] = [wanted.slice(0, cut).replaceAll('.', '/'), wanted.slice(cut + 1)]
  return [...operations()].find(
    (operation) => [noun, `${noun}s`, `${noun}es`].includes(operation.resource) && operation.verb === verb,
  )
}

/** All that is known of an operation, as text. */
export function explanation(house: House, operation: Operation): string {
  const placed = house.operations.get(operation.key)
  const status = placed ? 'behaves' : 'is not built'
  const lines = [`${operation.key}`, `  ${status}`, ...section('takes', parameters(operation))]
  if (placed) {
    const { resource, behaviour } = placed
    const events = resource.type.events.flatMap(({ types }) => types)
    lines.push(
      ...section('reads', behaviour.reads.map(said)),
      ...section('a publishable key', [behaviour.publishable === 'no' ? 'may not' : behaviour.publishable]),
      ...section('events of its object', [...new Set(events)]),
      ...section('which set off', reactionsTo(house, events)),
      ...section('jobs of its object', Object.keys(resource.jobs)),
      ...section('changes by version', changesOf(operation)),
      ...section('written in', [whereIs(resource, operation.key)]),
    )
  }
  return `${lines.join('\n')}\n`
}

/** What it reads by a path; what by a look of its own, only running it can tell. */
const said = (read: Ahead): string => (typeof read === 'string' ? read : '…')

const section = (name: string, items: readonly string[]) =>
  items.length === 0 ? [] : [`  ${name}`, ...items.map((item) => `    ${item}`)]

/** `invoice.paid → subscription (src/resources/billing/subscription.ts:71)`, in the order in which they run. */
function reactionsTo(house: House, events: readonly string[]): string[] {
  return events.flatMap((type) =>
    house.resources
      .filter(({ reactions }) => reactions.some((reaction) => reaction.type === type))
      .map((resource) => `${type} → ${resource.type.object} (${whereIs(resource, `'${type}'`)})`),
  )
}

/** The file of a resource, and the line on which something of it is named. */
function whereIs(resource: Resource, name: string): string {
  const file = sources.get(resource)
  if (!file) return ''
  const path = new URL(`../resources/${file}`, import.meta.url)
  // The packed program has no sources to count lines in.
  if (!existsSync(path)) return `src/resources/${file}`
  const lines = readFileSync(path, 'utf8').split('\n')
  return `src/resources/${file}:${lines.findIndex((text) => text.includes(name)) + 1}`
}
