// What the way into the customer portal says in Chinese in simplified characters.
import { mixed } from '../../mixed.ts'
import type { PortalLoginWords } from './index.ts'

export const zh: PortalLoginWords = {
  title: '登录您的账单页面',
  lead: (merchant) => mixed`请输入您在${merchant}登记的电子邮箱，您将收到一个链接。`,
  send: '发送链接',
  sent: ['请查看您的邮箱', '如果该地址属于某位客户，链接正在发送途中，几分钟内有效。'],
  note: 'Brindle 不发送电子邮件：测试者可在待发消息中找到链接。',
  unknown: ['这里没有内容', '此地址没有对应的登录页面，或该页面已停用。'],
  expired: ['此页面已过期', '页面未及时打开，或一小时未使用。请向商家索取新的链接。'],
  again: '重新登录',
}
