// The words of the page on which a customer authorizes, in Chinese, in simplified characters.
import { mixed } from '../../mixed.ts'
import type { AuthorizeWords } from './index.ts'

export const zh: AuthorizeWords = {
  setup: {
    title: (method) => mixed`要保存${method}以便日后付款吗？`,
    lead: (merchant) => mixed`${merchant}希望保存此支付方式，以便日后再次扣款。`,
  },
  payment: {
    title: (method, amount) => (amount ? mixed`使用${method}支付${amount}？` : mixed`使用${method}支付？`),
    lead: (merchant) => mixed`${merchant}请您授权这笔付款。`,
  },
  how: {
    code: '扫描二维码可在其他设备上打开此页面，也可以直接在此操作。',
    voucher: '请凭以下信息在收银台或银行付款。',
    deposits: '请填写您的银行账户收到的小额存款，以证明该账户属于您。',
    transfer: '请将款项汇至以下任一账户。',
  },
  succeed: { setup: '授权测试设置', payment: '授权测试付款', voucher: '支付测试缴费单', challenge: '完成' },
  fail: { setup: '让测试设置失败', payment: '让测试付款失败', voucher: '让测试缴费单过期', challenge: '使其失败' },
  closed: {
    spent: ['已完成', '此步骤已有结果，且无法更改。'],
    expired: ['此页面已过期', '等待时间过长，或已被更新的操作取代。请返回商家页面重试。'],
    unknown: ['没有需要授权的内容', '没有与此地址对应的步骤。请检查地址是否完整；服务器数据也可能已被重置。'],
  },
  done: {
    setup: {
      succeeded: ['设置已授权', '您可以关闭此窗口，结果会通知商家。'],
      failed: ['设置失败', '未保存任何内容。您可以关闭此窗口，结果会通知商家。'],
    },
    payment: {
      succeeded: ['付款已授权', '您可以关闭此窗口，结果会通知商家。'],
      failed: ['付款失败', '未支付任何款项。您可以关闭此窗口，结果会通知商家。'],
    },
  },
  verified: ['银行账户已验证', '您可以关闭此窗口，结果会通知商家。'],
  goOn: '前往商家页面',
  close: '您可以关闭此页面。',
  rows: { merchant: '商家', method: '支付方式', amount: '金额', expires: '有效期至' },
  someone: '商家',
  play: '您在此扮演客户：可以授权，也可以让操作失败，看看集成如何应对。',
}
