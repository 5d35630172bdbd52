// What the way into the customer portal says in Chinese in traditional characters.
import { mixed } from '../../mixed.ts'
import type { PortalLoginWords } from './index.ts'

export const zhTW: PortalLoginWords = {
  title: '登入您的帳單頁面',
  lead: (merchant) => mixed`請輸入您在${merchant}登記的電子郵件，您將收到一個連結。`,
  send: '傳送連結',
  sent: ['請查看您的電子郵件', '如果該地址屬於某位客戶，連結正在傳送途中，幾分鐘內有效。'],
  note: 'Brindle 不會傳送電子郵件：測試者可在待傳訊息中找到連結。',
  unknown: ['這裡沒有內容', '此網址沒有對應的登入頁面，或該頁面已停用。'],
  expired: ['此頁面已過期', '頁面未及時開啟，或一小時未使用。請向商家索取新的連結。'],
  again: '重新登入',
}
