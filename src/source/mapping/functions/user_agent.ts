// Data Prep's functions on user agents. Adobe's answers come from a large catalogue of devices; these are plain rules for the
// common browsers, systems and devices, first match first. What no rule knows is "Unknown", as in the documented list of
// devices. (functions.md, "User agent functions", "Device field values")
import type { Functions } from './table.ts'

const UNKNOWN = 'Unknown'

/** A name, and where its version stands: the first group. */
type Rule = readonly [string, RegExp]

const SYSTEMS: readonly Rule[] = [
  ['Windows Phone', /Windows Phone(?: OS)? ([\d.]+)/],
  ['Windows NT', /Windows NT ([\d.]+)/],
  ['iOS', /(?:iPhone|iPad|iPod).*? OS ([\d_]+)/],
  ['iOS', /iPhone|iPad|iPod/],
  ['Tizen', /Tizen[ /]?([\d.]*)/],
  ['Android', /Android[ /-]?([\d.]*)/],
  ['Chrome OS', /CrOS \S+ ([\d.]+)/],
  ['Mac OS', /Mac OS X ?([\d_.]*)/],
  ['Linux', /Linux/],
]
const AGENTS: readonly Rule[] = [
  ['Googlebot', /Googlebot\/([\d.]+)/],
  ['Bingbot', /bingbot\/([\d.]+)/],
  ['Curl', /^curl\/([\d.]+)/],
  ['Edge', /(?:Edg|EdgA|EdgiOS|Edge)\/([\d.]+)/],
  ['Opera', /(?:OPR|OPiOS)\/([\d.]+)/],
  ['Opera', /Opera.*?Version\/([\d.]+)/],
  ['Samsung Browser', /SamsungBrowser\/([\d.]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /(?:Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari\//],
  ['Internet Explorer', /MSIE ([\d.]+)/],
  ['Internet Explorer', /Trident\/.*rv:([\d.]+)/],
]
/** The class of a device; the group is of no use. */
const DEVICES: readonly Rule[] = [
  ['Robot Mobile', /(?:Android|iPhone).*(?:Googlebot|bingbot)/],
  ['Robot', /bot\b|bot\/|crawler|spider|slurp/i],
  ['Hacker', /<script|javascript:/i],
  ['Game Console', /PlayStation|Xbox/],
  ['Handheld Game Console', /Nintendo Switch|PLAYSTATION Vita/i],
  ['TV', /SmartTV|SMART-TV|AppleTV|GoogleTV|HbbTV|BRAVIA/i],
  ['eReader', /Kindle\/|Nook/],
  ['Watch', /Watch OS|watchOS|Wear OS/i],
  ['Tablet', /iPad|Android(?!.*Mobile)|Silk\/|Tablet/],
  ['Phone', /iPhone|iPod|Android.*Mobile|Windows Phone/],
  ['Mobile', /Mobile/],
  ['Desktop', /Windows NT|Macintosh|X11|CrOS|Linux/],
]

function found(rules: readonly Rule[], agent: string): { name: string; version: string } {
  for (const [name, rule] of rules) {
    const match = rule.exec(agent)
    if (match) return { name, version: (match[1] ?? '').replaceAll('_', '.') || '??' }
  }
  return { name: UNKNOWN, version: '??' }
}

const major = (version: string) => version.split('.')[0]!
const of = (says: string, run: (agent: string) => string) => ({
  takes: 'USER_AGENT:text',
  gives: 'text',
  says,
  run: ([agent]: any[]) => run(agent),
})

export const USER_AGENT: Functions = {
  ua_os_name: of('The name of the operating system.', (agent) => found(SYSTEMS, agent).name),
  ua_os_version_major: of('The name of the operating system and its major version.', (agent) => {
    const { name, version } = found(SYSTEMS, agent)
    return `${name} ${major(version)}`
  }),
  ua_os_version: of('The version of the operating system.', (agent) => found(SYSTEMS, agent).version),
  ua_os_name_version: of('The name of the operating system and its version.', (agent) => {
    const { name, version } = found(SYSTEMS, agent)
    return `${name} ${version}`
  }),
  ua_agent_version: of('The version of the browser.', (agent) => found(AGENTS, agent).version),
  ua_agent_version_major: of('The name of the browser and its major version.', (agent) => {
    const { name, version } = found(AGENTS, agent)
    return `${name} ${major(version)}`
  }),
  ua_agent_name: of('The name of the browser.', (agent) => found(AGENTS, agent).name),
  ua_device_class: of('The class of the device: Phone, Tablet, Desktop …', (agent) => found(DEVICES, agent).name),
}
