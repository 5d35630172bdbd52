// All functions by name, in the groups of Adobe's page, and the list of them that the API answers.
import { ANALYTICS } from './analytics.ts'
import { DATE } from './date.ts'
import { HASH } from './hash.ts'
import { ARRAYS, OBJECTS } from './hierarchy.ts'
import { MAPS } from './map.ts'
import { REGEX, STRING } from './string.ts'
import { argumentsOf, type Functions, type MappingFunction } from './table.ts'
import { AGGREGATION, JSONS, LOGIC, SPECIAL, TYPES } from './type.ts'
import { URLS } from './url.ts'
import { USER_AGENT } from './user_agent.ts'

const GROUPS: readonly (readonly [string, Functions])[] = [
  ['String', STRING],
  ['Regular Expression', REGEX],
  ['Hashing', HASH],
  ['URL', URLS],
  ['Date / Time', DATE],
  ['Hierarchies - Objects', OBJECTS],
  ['Hierarchies - Arrays', ARRAYS],
  ['Hierarchies - Map', MAPS],
  ['Logical Operators', LOGIC],
  ['Aggregation', AGGREGATION],
  ['Type Conversions', TYPES],
  ['JSON', JSONS],
  ['Special Operations', SPECIAL],
  ['User Agent', USER_AGENT],
  ['Analytics', ANALYTICS],
]

const byName = new Map(GROUPS.flatMap(([, functions]) => Object.entries(functions)))

/** The function of a name; undefined where there is none. */
export const functionNamed = (name: string): MappingFunction | undefined => byName.get(name)

/** Adobe's functions that are not built, and why. */
const ABSENT: ReadonlyMap<string, string> = new Map([
  ['fpid_to_ecid', 'how an ECID is made of an FPID is not published, and what is made otherwise would name nobody'],
])
/** Why a function of Adobe's is not here; undefined for a name that is none. */
export const whyAbsent = (name: string): string | undefined => ABSENT.get(name)

/** The name that is meant by one that there is not, for an error: the same but for case and "_". */
export function nameMeant(name: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '')
  return [...byName.keys()].find((one) => plain(one) === plain(name))
}

const JAVA: Readonly<Record<string, string>> = {
  text: 'java.lang.String',
  integer: 'java.lang.Long',
  number: 'java.lang.Double',
  boolean: 'java.lang.Boolean',
  date: 'java.time.ZonedDateTime',
  list: 'java.util.List',
  object: 'java.util.Map',
}

/** `GET /languages/el/functions`, in the shape of Adobe's answer. */
export function listedFunctions() {
  return GROUPS.flatMap(([category, functions]) =>
    Object.entries(functions).map(([name, declared]) => {
      const takes = argumentsOf(declared)
      const written = takes.map((one) => (one.isRest ? `${one.name}...` : one.isOptional ? `[${one.name}]` : one.name))
      return {
        category,
        function: name,
        description: declared.says,
        syntax: `${declared.gives} ${name}(${written.join(', ')})`,
        returns: declared.gives,
        returnType: JAVA[declared.gives] ?? 'java.lang.Object',
        params: takes.map(({ name: param, kind, isOptional, isRest }, at) => ({
          name: param,
          description: isRest ? 'Zero or more' : isOptional ? 'Optional' : 'Required',
          type: kind,
          dataType: JAVA[kind] ?? 'java.lang.Object',
          position: at + 1,
        })),
        since: 1,
      }
    }),
  )
}
