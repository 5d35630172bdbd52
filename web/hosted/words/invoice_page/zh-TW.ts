// The sentences of the page of an invoice in Chinese in traditional characters.
import { mixed } from '../../mixed.ts'
import type { InvoicePageWords } from './index.ts'

export const zhTW: InvoicePageWords = {
  of: (number, merchant) => mixed`來自${merchant}的帳單${number}`,
  status: '狀態',
  statuses: { open: '待付款', paid: '已付款', processing: '處理中', uncollectible: '無法收回', void: '已作廢' },
  titles: { paid: '帳單已付清', processing: '付款處理中', void: '帳單已作廢' },
  leads: {
    paid: '沒有需要支付的金額。謝謝您。',
    processing: '您的銀行需要一些時間。您不必進行任何操作。',
    void: '商家已撤回此帳單，無需付款。',
  },
  unknown: ['這裡沒有帳單', '此網址沒有對應的帳單。請確認網址是否完整；伺服器的資料也可能已被重設。'],
  details: '明細',
  payments: '已付款項',
  pay: '支付此帳單',
  submit: (amount) => mixed`支付${amount}`,
  waiting: ['您的付款尚未完成', '您已開始付款。請繼續，或在下方選擇其他方式。'],
  goOn: '繼續付款',
  pdf: '下載帳單（PDF）',
  receipt: '收據',
  play: '您在這裡扮演客戶。請只使用測試卡：4242 4242 4242 4242 可以付款，4000 0000 0000 0002 會被拒絕。',
}
