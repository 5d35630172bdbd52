// What the way into the customer portal says in Japanese.
import { mixed } from '../../mixed.ts'
import type { PortalLoginWords } from './index.ts'

export const ja: PortalLoginWords = {
  title: '請求ページへのログイン',
  lead: (merchant) => mixed`${merchant}に登録されているメールアドレスを入力すると、リンクが届きます。`,
  send: 'リンクを送信する',
  sent: [
    'メールをご確認ください',
    'このアドレスがお客様のものであれば、リンクをお送りします。リンクは数分間有効です。',
  ],
  note: 'Brindle はメールを送信しません。リンクは送信メッセージの一覧にあります。',
  unknown: ['ここには何もありません', 'このアドレスに対応するログインページはないか、無効になっています。'],
  expired: [
    'このページの有効期限が切れました',
    '時間内に開かれなかったか、1 時間使われませんでした。販売者に新しいリンクをお求めください。',
  ],
  again: 'もう一度ログインする',
}
