// The words of the page on which a customer authorizes, in Chinese, in traditional characters, as they are used in Taiwan.
import { mixed } from '../../mixed.ts'
import type { AuthorizeWords } from './index.ts'

export const zhTW: AuthorizeWords = {
  setup: {
    title: (method) => mixed`要儲存${method}供日後付款使用嗎？`,
    lead: (merchant) => mixed`${merchant}希望保留此付款方式，以便日後再次扣款。`,
  },
  payment: {
    title: (method, amount) => (amount ? mixed`要使用${method}支付${amount}嗎？` : mixed`要使用${method}付款嗎？`),
    lead: (merchant) => mixed`${merchant}請您授權這筆付款。`,
  },
  how: {
    code: '掃描 QR 碼即可在其他裝置上開啟此頁面，也可以直接在此操作。',
    voucher: '請憑以下資訊至櫃台或銀行繳款。',
    deposits: '請填寫您的銀行帳戶收到的小額存款，以證明該帳戶為您所有。',
    transfer: '請將款項匯至以下任一帳戶。',
  },
  succeed: { setup: '授權測試設定', payment: '授權測試付款', voucher: '繳納測試繳費單', challenge: '完成' },
  fail: { setup: '讓測試設定失敗', payment: '讓測試付款失敗', voucher: '讓測試繳費單逾期', challenge: '讓它失敗' },
  closed: {
    spent: ['已完成', '此步驟已有結果，且無法變更。'],
    expired: ['此頁面已過期', '等候時間過長，或已被較新的操作取代。請返回商家頁面再試一次。'],
    unknown: ['沒有需要授權的項目', '沒有與此網址對應的步驟。請確認網址是否完整；伺服器資料也可能已重設。'],
  },
  done: {
    setup: {
      succeeded: ['設定已授權', '您可以關閉此視窗，結果會通知商家。'],
      failed: ['設定失敗', '未儲存任何內容。您可以關閉此視窗，結果會通知商家。'],
    },
    payment: {
      succeeded: ['付款已授權', '您可以關閉此視窗，結果會通知商家。'],
      failed: ['付款失敗', '未支付任何款項。您可以關閉此視窗，結果會通知商家。'],
    },
  },
  verified: ['銀行帳戶已驗證', '您可以關閉此視窗，結果會通知商家。'],
  goOn: '前往商家頁面',
  close: '您可以關閉此頁面。',
  rows: { merchant: '商家', method: '付款方式', amount: '金額', expires: '有效期限' },
  someone: '商家',
  play: '您在此扮演客戶：可以授權，也可以讓操作失敗，看看整合如何因應。',
}
