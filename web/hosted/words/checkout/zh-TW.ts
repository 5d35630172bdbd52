// The words of the Checkout page in Chinese, in traditional characters, as they are used in Taiwan.
import { mixed } from '../../mixed.ts'
import type { CheckoutWords } from './index.ts'

export const zhTW: CheckoutWords = {
  title: {
    payment: (amount) => mixed`支付${amount}`,
    setup: () => '儲存您的付款資訊',
    subscription: (amount) => mixed`訂閱並於今日支付${amount}`,
  },
  lead: {
    payment: (merchant) => mixed`您正在向${merchant}購買。`,
    setup: (merchant) => mixed`用於日後向${merchant}付款。`,
    subscription: (merchant) => mixed`您正在訂閱${merchant}的服務。`,
  },
  someone: '商家',
  closed: {
    complete: ['全部完成', '此次結帳已完成。您可以關閉此頁面。'],
    expired: ['此頁面已過期', '頁面開啟時間過長，或已被商家關閉。請返回再試一次。'],
    unknown: ['沒有需要付款的項目', '沒有與此網址對應的結帳頁面。請確認網址是否完整；伺服器資料也可能已重設。'],
  },
  goOn: '前往商家頁面',
  back: '返回',
  play: '您在此扮演客戶。請只使用測試卡：4242\xa04242\xa04242\xa04242 會付款成功，4000\xa00000\xa00000\xa00002 會被拒絕。',
  quantity: (item) => mixed`${item}的數量`,
  update: '更新訂單',
  terms: '我同意服務條款',
  promotions: '接收最新消息與優惠',
  method: '付款方式',
  shipping: '送貨地址',
  shippingRate: '運送方式',
  sums: { discount: '折扣', shipping: '運費', tax: '稅金', total: '總計' },
  submit: { book: '預訂', donate: '捐款', pay: '付款', save: '儲存', subscribe: '訂閱' },
}
