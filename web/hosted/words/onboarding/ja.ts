// The words of the pages of those who hold a connected account, in Japanese.
import type { OnboardingWords } from './index.ts'

export const ja: OnboardingWords = {
  title: { account_onboarding: '支払いの受け付けを設定する', account_update: 'アカウントを更新する' },
  lead: 'アカウントの所有者は、必要な情報をここで入力します。ボタンを押すと、テスト用の値が入力され、規約に同意したことになります。',
  nothingDue: '入力が必要な情報はありません。ボタンを押すと、規約に同意して元のページに戻ります。',
  account: 'アカウント',
  due: '入力が必要な項目',
  submit: '入力して送信する',
  express: 'Express ダッシュボード',
  expressLead: 'このアカウントで利用できる機能です。',
  charges: '支払いの受け付け',
  payouts: '入金の受け取り',
  yes: '可',
  no: '不可',
  unknown: [
    '表示する内容がありません',
    'このアドレスは使用済みか、無効です。プラットフォームに新しいアドレスを依頼してください。',
  ],
}
