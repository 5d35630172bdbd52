// Who listens to what: Elements, their groups and payment requests have the same `on`, `once` and `off`.
import { misuse } from './misuse.ts'

export type Hear = (event: any) => unknown

export interface Listeners {
  on(event: string, hear: Hear): void
  once(event: string, hear: Hear): void
  /** Without a listener, all of the event's. */
  off(event: string, hear?: Hear): void
  has(event: string): boolean
  tell(event: string, data: unknown): void
}

/** `caller` is named where something else than a function is handed over. */
export function listenersOf(caller: string): Listeners {
  const heard = new Map<string, Map<Hear, Hear>>()
  const add = (event: string, hear: Hear, run: Hear) => {
    if (typeof hear !== 'function') throw misuse(`${caller}.on()`, 'the listener', 'a function', hear)
    const all = heard.get(event) ?? new Map()
    heard.set(event, all.set(hear, run))
  }
  const listeners: Listeners = {
    on: (event, hear) => add(event, hear, hear),
    once: (event, hear) =>
      add(event, hear, (data) => {
        listeners.off(event, hear)
        hear(data)
      }),
    off(event, hear) {
      if (hear) heard.get(event)?.delete(hear)
      else heard.delete(event)
    },
    has: (event) => (heard.get(event)?.size ?? 0) > 0,
    tell(event, data) {
      for (const run of [...(heard.get(event)?.values() ?? [])]) run(data)
    },
  }
  return listeners
}
