// What each language writes in its own way: days and moments, how often something is paid, and the names of countries.
import type { Language } from './language.ts'

/** A day (epoch seconds), in UTC: the server does not know where its reader is. */
export const dayOf = (seconds: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000)

/** A moment (epoch seconds), in UTC, which is said beside it. */
export const moment = (seconds: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(seconds * 1000) +
  '\xa0UTC'

/** Sentences after each other. Chinese and Japanese put no blank between them: the full stop has room of its own. */
export const sentences = (language: Language, ...all: readonly string[]): string =>
  all.join(['ja', 'zh', 'zh-TW'].includes(language) ? '' : ' ')

/** The name of a country by its code; what is no code stands as it is. */
export function countryOf(code: string, language: Language): string {
  return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code) : code
}

export type Interval = 'day' | 'week' | 'month' | 'year'

interface Often {
  readonly each: Readonly<Record<Interval, string>>
  /** Of a span of several: `3 months`. */
  readonly every: (span: string, interval: Interval) => string
}

const OFTEN: Readonly<Record<Language, Often>> = {
  en: {
    each: { day: 'per day', week: 'per week', month: 'per month', year: 'per year' },
    every: (span) => `every ${span}`,
  },
  de: {
    each: { day: 'täglich', week: 'wöchentlich', month: 'monatlich', year: 'jährlich' },
    every: (span) => `alle ${span}`,
  },
  fr: {
    each: { day: 'par jour', week: 'par semaine', month: 'par mois', year: 'par an' },
    every: (span, interval) => `${interval === 'week' ? 'toutes' : 'tous'} les ${span}`,
  },
  ja: { each: { day: '/\xa0日', week: '/\xa0週', month: '/\xa0月', year: '/\xa0年' }, every: (span) => `/\xa0${span}` },
  ko: { each: { day: '/\xa0일', week: '/\xa0주', month: '/\xa0월', year: '/\xa0년' }, every: (span) => `/\xa0${span}` },
  zh: { each: { day: '/\xa0天', week: '/\xa0周', month: '/\xa0月', year: '/\xa0年' }, every: (span) => `/\xa0${span}` },
  'zh-TW': {
    each: { day: '/\xa0天', week: '/\xa0週', month: '/\xa0月', year: '/\xa0年' },
    every: (span) => `/\xa0${span}`,
  },
}

/** How often something is paid, as it follows the amount: `per month`, `every 3 months`. */
export function oftenOf(interval: Interval, count: number, language: Language): string {
  const { each, every } = OFTEN[language]
  return count === 1 ? each[interval] : every(spanOf(interval, count, language), interval)
}

/** So much time: `3 months`. */
export const spanOf = (interval: Interval, count: number, language: Language): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit: interval, unitDisplay: 'long' }).format(count)
