// The words of every page in Japanese.
import type { PageWords } from './index.ts'

export const ja: PageWords = {
  badge: 'テストページ',
  noMoney: 'これは Brindle のテストページです。実際のお金は動きません。',
  independent:
    'Brindle は独立したプロジェクトであり、Stripe およびこのページに記載されている決済事業者とは一切関係ありません。',
}
