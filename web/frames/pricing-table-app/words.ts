// What a pricing table says in each language, beside what its products are called.
import type { Locale } from '../words/index.ts'

export interface TableWords {
  /** What the choice of an interval is called, and the intervals. */
  readonly period: string
  readonly intervals: Readonly<Record<'day' | 'week' | 'month' | 'year' | 'once', string>>
  readonly highlights: Readonly<Record<'best_value' | 'most_popular' | 'recommended', string>>
  /** Of an amount that is the least of several. */
  readonly from: (amount: string) => string
  readonly per: (unit: string) => string
  readonly unit: string
  readonly trial: (days: number) => string
  readonly includes: string
  readonly buy: string
  readonly subscribe: string
  readonly startTrial: string
  readonly none: string
}

export const TABLE_WORDS: Readonly<Record<Locale, TableWords>> = {
  en: {
    period: 'Billing period',
    intervals: { day: 'Daily', week: 'Weekly', month: 'Monthly', year: 'Yearly', once: 'One time' },
    highlights: { best_value: 'Best value', most_popular: 'Most popular', recommended: 'Recommended' },
    from: (amount) => `From ${amount}`,
    per: (unit) => `per ${unit}`,
    unit: 'unit',
    trial: (days) => (days === 1 ? '1 day free' : `${days} days free`),
    includes: 'This includes:',
    buy: 'Buy',
    subscribe: 'Subscribe',
    startTrial: 'Start trial',
    none: 'Nothing is offered here at the moment.',
  },
  de: {
    period: 'Abrechnungszeitraum',
    intervals: { day: 'Täglich', week: 'Wöchentlich', month: 'Monatlich', year: 'Jährlich', once: 'Einmalig' },
    highlights: { best_value: 'Am günstigsten', most_popular: 'Am beliebtesten', recommended: 'Empfohlen' },
    from: (amount) => `Ab ${amount}`,
    per: (unit) => `je ${unit}`,
    unit: 'Einheit',
    trial: (days) => (days === 1 ? '1 Tag kostenlos' : `${days} Tage kostenlos`),
    includes: 'Darin enthalten:',
    buy: 'Kaufen',
    subscribe: 'Abonnieren',
    startTrial: 'Kostenlos testen',
    none: 'Hier wird zurzeit nichts angeboten.',
  },
  fr: {
    period: 'Période de facturation',
    intervals: { day: 'Par jour', week: 'Par semaine', month: 'Par mois', year: 'Par an', once: 'En une fois' },
    highlights: { best_value: 'Le plus avantageux', most_popular: 'Le plus choisi', recommended: 'Recommandé' },
    from: (amount) => `À partir de ${amount}`,
    per: (unit) => `par ${unit}`,
    unit: 'unité',
    trial: (days) => (days === 1 ? '1 jour gratuit' : `${days} jours gratuits`),
    includes: 'Comprend :',
    buy: 'Acheter',
    subscribe: 'S’abonner',
    startTrial: 'Commencer l’essai',
    none: 'Rien n’est proposé ici pour le moment.',
  },
  ja: {
    period: '請求期間',
    intervals: { day: '日払い', week: '週払い', month: '月払い', year: '年払い', once: '一括' },
    highlights: { best_value: '一番お得', most_popular: '一番人気', recommended: 'おすすめ' },
    from: (amount) => `${amount} から`,
    per: (unit) => `${unit}あたり`,
    unit: '1 単位',
    trial: (days) => `${days} 日間無料`,
    includes: '含まれるもの：',
    buy: '購入する',
    subscribe: '申し込む',
    startTrial: 'トライアルを始める',
    none: '現在ご利用いただけるものはありません。',
  },
  ko: {
    period: '청구 기간',
    intervals: { day: '일간', week: '주간', month: '월간', year: '연간', once: '1회' },
    highlights: { best_value: '최고 혜택', most_popular: '가장 인기', recommended: '추천' },
    from: (amount) => `${amount}부터`,
    per: (unit) => `${unit}당`,
    unit: '단위',
    trial: (days) => `${days}일 무료`,
    includes: '포함 사항:',
    buy: '구매',
    subscribe: '구독',
    startTrial: '체험 시작',
    none: '지금은 제공되는 상품이 없습니다.',
  },
  zh: {
    period: '计费周期',
    intervals: { day: '按日', week: '按周', month: '按月', year: '按年', once: '一次性' },
    highlights: { best_value: '最划算', most_popular: '最受欢迎', recommended: '推荐' },
    from: (amount) => `${amount} 起`,
    per: (unit) => `每 ${unit}`,
    unit: '单位',
    trial: (days) => `免费 ${days} 天`,
    includes: '包含：',
    buy: '购买',
    subscribe: '订阅',
    startTrial: '开始试用',
    none: '目前没有可选内容。',
  },
  'zh-TW': {
    period: '計費週期',
    intervals: { day: '按日', week: '按週', month: '按月', year: '按年', once: '一次性' },
    highlights: { best_value: '最划算', most_popular: '最受歡迎', recommended: '推薦' },
    from: (amount) => `${amount} 起`,
    per: (unit) => `每 ${unit}`,
    unit: '單位',
    trial: (days) => `免費 ${days} 天`,
    includes: '包含：',
    buy: '購買',
    subscribe: '訂閱',
    startTrial: '開始試用',
    none: '目前沒有可選的內容。',
  },
}
