// What the pages for customers say in each of their languages: a sentence or two of each page, quoted, amounts and days as they are
// written there, and nothing that was left in English.
import assert from 'node:assert/strict'
import test from 'node:test'
import { localAmount } from '../../src/lib/money.ts'
import { creditNotePaper } from '../../web/hosted/credit_note.ts'
import { LANGUAGES, type Language, languageOf, PRINTED } from '../../web/hosted/language.ts'
import { mixed } from '../../web/hosted/mixed.ts'
import { problemIn } from '../../web/hosted/problem.ts'
import { oftenOf } from '../../web/hosted/written.ts'
import { PAGES } from './hosted_pages.ts'

/** The words of a page, without markup and style, every blank a plain one. */
const wordsOf = (page: string) =>
  page
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

type Quoted = Readonly<Record<Language, readonly string[]>>

/** By page and state. Where no blank stands between a name and a word, none is seen. */
const QUOTED: Readonly<Record<string, Quoted>> = {
  'authorize.payment': {
    en: ['Pay €15.00 with Amazon Pay?', 'Authorize Test Payment', 'Fail Test Payment'],
    de: ['15,00 € mit Amazon Pay bezahlen?', 'Testzahlung autorisieren'],
    fr: ['Payer 15,00 € avec « Amazon Pay » ?', 'Autoriser le paiement test'],
    ja: ['Amazon Pay で €15.00 を支払いますか？', 'テスト支払いを承認する'],
    ko: ['Amazon Pay 결제 수단으로 €15.00 결제하시겠습니까?', '테스트 결제 승인'],
    zh: ['使用 Amazon Pay 支付 €15.00？', '授权测试付款'],
    'zh-TW': ['要使用 Amazon Pay 支付 €15.00 嗎？', '授權測試付款'],
  },
  'authorize.setup': {
    en: ['Save Amazon Pay for later payments?', 'Authorize Test Setup', 'Fail Test Setup'],
    de: ['Amazon Pay für spätere Zahlungen speichern?', 'Test-Einrichtung autorisieren'],
    fr: ['Enregistrer « Amazon Pay » pour vos prochains paiements ?'],
    ja: ['Amazon Pay を今後の支払い用に保存しますか？'],
    ko: ['향후 결제를 위해 Amazon Pay 결제 수단을 저장하시겠습니까?'],
    zh: ['要保存 Amazon Pay 以便日后付款吗？'],
    'zh-TW': ['要儲存 Amazon Pay 供日後付款使用嗎？'],
  },
  'authorize.transfer': {
    en: ['Pay €30.00 with Bank transfer?', 'Send Test Transfer', 'Reference DHUZ4YRQ2RZ7'],
    de: ['30,00 € mit Banküberweisung bezahlen?', 'Testüberweisung senden', 'Verwendungszweck DHUZ4YRQ2RZ7'],
    fr: ['Payer 30,00 € avec « Virement bancaire » ?', 'Envoyer le virement test'],
    ja: ['銀行振込で €30.00 を支払いますか？', 'テスト振込を送る', '参照番号 DHUZ4YRQ2RZ7'],
    ko: ['계좌 이체 결제 수단으로 €30.00 결제하시겠습니까?', '테스트 이체 보내기'],
    zh: ['使用银行转账支付 €30.00？', '发送测试转账'],
    'zh-TW': ['要使用銀行轉帳支付 €30.00 嗎？', '送出測試轉帳'],
  },
  'authorize.konbini': {
    en: ['Pay ¥5,000 with Konbini?', 'Lawson · payment code 243219', 'Pay Test Voucher'],
    de: ['5.000 ¥ mit Konbini bezahlen?', 'Lawson · Zahlungscode 243219'],
    fr: ['Payer 5 000 JPY avec « Konbini » ?', 'Lawson · code de paiement 243219'],
    ja: ['コンビニ決済で￥5,000 を支払いますか？', 'Lawson · お支払い番号 243219'],
    ko: ['일본 편의점 결제 수단으로 JP¥5,000 결제하시겠습니까?', 'Lawson · 결제 코드 243219'],
    zh: ['使用日本便利店支付 JP¥5,000？', 'Lawson · 付款码 243219'],
    'zh-TW': ['要使用日本便利商店支付 ¥5,000 嗎？', 'Lawson · 繳費代碼 243219'],
  },
  'mandate.active': {
    en: ['Mandate for SEPA Direct Debit', 'charge this payment method again and again', 'UTC · online'],
    de: ['Mandat für SEPA-Lastschrift', 'Mandatsreferenz FRFCTCZ5LWALMYDL'],
    fr: ['Mandat : Prélèvement SEPA', 'débiter ce moyen de paiement de façon répétée', 'UTC · en ligne'],
    ja: ['SEPA ダイレクトデビットの同意書', 'ステータス 有効'],
    ko: ['SEPA 자동이체 출금 동의서', '상태 유효'],
    zh: ['SEPA 直接借记授权书', '状态 有效'],
    'zh-TW': ['SEPA 直接扣款授權書', '狀態 有效'],
  },
  'onboarding.due': {
    en: ['Set up payments', 'Fill in and submit'],
    de: ['Zahlungen einrichten', 'Ausfüllen und absenden'],
    fr: ['Configurer les paiements', 'Remplir et envoyer'],
    ja: ['支払いの受け付けを設定する', '入力して送信する'],
    ko: ['결제 설정', '입력하고 제출'],
    zh: ['设置收款', '填写并提交'],
    'zh-TW': ['設定收款', '填寫並送出'],
  },
  'express.due': {
    en: ['Takes payments yes', 'Is paid out no'],
    de: ['Nimmt Zahlungen an ja', 'Erhält Auszahlungen nein'],
    fr: ['Accepte les paiements oui', 'Reçoit les virements non'],
    ja: ['支払いの受け付け 可', '入金の受け取り 不可'],
    ko: ['결제 받기 가능', '지급받기 불가'],
    zh: ['可以收款 是', '可以提现 否'],
    'zh-TW': ['可以收款 是', '可以撥款 否'],
  },
  'checkout.payment': {
    en: ['Pay €28.56', 'Total €28.56', 'Card number'],
    de: ['28,56 € bezahlen', 'Summe 28,56 €', 'Kartennummer', 'Prüfziffer'],
    fr: ['Payer 28,56 €', 'Total 28,56 €', 'Numéro de carte'],
    ja: ['€28.56 のお支払い', '合計 €28.56', 'カード番号'],
    ko: ['€28.56 결제', '합계 €28.56', '카드 번호'],
    zh: ['支付 €28.56', '总计 €28.56', '卡号'],
    'zh-TW': ['支付 €28.56', '總計 €28.56', '卡號'],
  },
  'checkout.subscription': {
    en: ['Subscribe, and pay €28.56 today', '€24.00 every 3 months'],
    de: ['Abonnieren und heute 28,56 € bezahlen', '24,00 € alle 3 Monate'],
    fr: ['S’abonner et payer 28,56 € aujourd’hui', '24,00 € tous les 3 mois'],
    ja: ['申し込んで、本日 €28.56 を支払う', '€24.00 / 3 か月'],
    ko: ['구독하고 오늘 €28.56 결제', '€24.00 / 3개월'],
    zh: ['订阅并于今日支付 €28.56', '€24.00 / 3个月'],
    'zh-TW': ['訂閱並於今日支付 €28.56', '€24.00 / 3 個月'],
  },
  'checkout.trial': {
    en: ['Try it free for 14 days', 'After the trial, from March 17, 2030 €28.56 every 3 months', 'Start trial'],
    de: ['14 Tage kostenlos testen', 'Nach der Testphase, ab 17. März 2030 28,56 € alle 3 Monate'],
    fr: ['14 jours d’essai gratuit', 'Après l’essai, à partir du 17 mars 2030 28,56 € tous les 3 mois'],
    ja: ['14 日間の無料トライアル', 'トライアル終了後、2030年3月17日から €28.56 / 3 か月'],
    ko: ['14일 무료 체험', '체험 종료 후, 2030년 3월 17일부터 €28.56 / 3개월'],
    zh: ['免费试用 14 天', '试用结束后，自 2030年3月17日起 €28.56 / 3个月'],
    'zh-TW': ['免費試用 14 天', '試用結束後，自 2030年3月17日起 €28.56 / 3 個月'],
  },
  'portal.all': {
    en: [
      'Your billing',
      '€10.00 per month',
      'Renews on March 17, 2030',
      'It is too expensive',
      'SEPA Direct Debit ···· 3000',
    ],
    de: ['Ihre Abrechnung', '10,00 € monatlich', 'Verlängert sich am 17. März 2030', 'Zahlungsmethoden'],
    fr: ['Votre facturation', '10,00 € par mois', 'Renouvellement le 17 mars 2030', 'Moyens de paiement'],
    ja: ['請求とお支払い', '€10.00 / 月', '2030年3月17日に更新されます', '支払い方法'],
    ko: ['청구 및 결제', '€10.00 / 월', '2030년 3월 17일에 갱신됩니다', '결제 수단'],
    zh: ['您的账单', '€10.00 / 月', '将于 2030年3月17日续订', '支付方式'],
    'zh-TW': ['您的帳單', '€10.00 / 月', '將於 2030年3月17日續訂', '付款方式'],
  },
  'portal.problem': {
    en: ['Your card was declined.'],
    de: ['Ihre Karte wurde abgelehnt.'],
    fr: ['Votre carte a été refusée.'],
    ja: ['カードが拒否されました。'],
    ko: ['카드가 거절되었습니다.'],
    zh: ['您的银行卡被拒绝。'],
    'zh-TW': ['您的卡片遭拒。'],
  },
}

test('each page says in each language what it should', () => {
  for (const [name, quoted] of Object.entries(QUOTED)) {
    const [page, state] = name.split('.')
    for (const language of LANGUAGES) {
      const html = PAGES[page!]![state!]!(language)
      assert.match(html, new RegExp(`<html lang="${language}">`))
      for (const sentence of quoted[language])
        assert.ok(wordsOf(html).includes(sentence), `${name} in ${language}: ${sentence} is missing: ${wordsOf(html)}`)
    }
  }
})

/** What is the same in all languages: names, codes, and what the fixtures say. */
const SAME =
  /^[\W\d]*$|^(?:Brindle|Rocket Rides.*|acct_\w+|mandate_\w+|[A-Z0-9]{6,}(?:-\d+)?|Amazon Pay|BLIK|Boleto|FPX|OXXO|Multibanco|Klarna|Konbini|Pix|BIC|IBAN|SM11AA|DE89( \d+)+|Deutsche Bundesbank|Jenny Rosen|\S+@\S+|Visa.*|visa|mastercard|Photos.*|Size|Large|Engraving|Standard|Express|We print on Mondays\.|No boxes, please\.|business_type.*|PayPal|PO number|Hauptstraße 1|10115 Berlin|EU VAT.*|Work on the roof|in May|Thank you for your business\.)$/
/** Words that English shares with German or French. */
const SHARED = /^(?:Bank|CVC|Japan|Name|Status|Taiwan|Total)$/

/** Choices whose words are names and codes: countries, banks, kinds of tax ids. */
const NAMES =
  /<select name="(?:\w*Country|tax_region\[country\]|holder\[\w+\]\[country\]|tax_id\[type\]|type|fpx\[bank\])".*?<\/select>/gs

/** The pieces of text of a page, each as it stands between two tags. */
const textsOf = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(NAMES, '')
    .split(/<[^>]*>/)
    .map((text) => text.trim())
    .filter((text) => text !== '')

test('nothing is left in English on a page of another language', () => {
  for (const [page, states] of Object.entries(PAGES))
    for (const [state, draw] of Object.entries(states)) {
      const english = new Set(textsOf(draw('en')).filter((text) => !SAME.test(text)))
      for (const language of LANGUAGES.filter((one) => one !== 'en')) {
        const left = textsOf(draw(language)).filter((text) => english.has(text))
        const isShared = (text: string) => ['de', 'fr'].includes(language) && SHARED.test(text)
        assert.deepEqual(
          left.filter((text) => !isShared(text)),
          [],
          `${page}, ${state}, ${language}`,
        )
      }
    }
})

test('an error whose code no language knows is said in English, and marked so', () => {
  const wrong = { message: 'No such <thing>', code: 'resource_missing' }
  assert.equal(problemIn(wrong, 'ja'), '<p class="problem" role="alert" lang="en">No such &lt;thing&gt;</p>')
  assert.equal(problemIn(wrong, 'en'), '<p class="problem" role="alert">No such &lt;thing&gt;</p>')
  // The bank's reason says more than that it declined, and a parameter more than a code that many share.
  const broke = { message: 'x', code: 'card_declined', decline_code: 'insufficient_funds' }
  assert.match(problemIn(broke, 'de'), />Ihre Karte ist nicht ausreichend gedeckt\.</)
  assert.match(problemIn({ ...broke, decline_code: 'lost_card' }, 'de'), />Ihre Karte wurde abgelehnt\.</)
  assert.match(
    problemIn({ ...wrong, param: 'promotion_code' }, 'fr'),
    />Ce code promotionnel ne peut pas être utilisé\.</,
  )
  assert.match(problemIn({ ...wrong, param: 'constructor' }, 'fr'), / lang="en">/)
})

test('an amount is written as its readers do, to the last digit', () => {
  const truth: [minor: number, currency: string, language: Language, text: string][] = [
    [1500, 'usd', 'en', '$15.00'],
    [1500, 'cad', 'en', 'CA$15.00'],
    [123456, 'eur', 'de', '1.234,56 €'],
    [123456, 'eur', 'fr', '1 234,56 €'],
    [-123456, 'eur', 'de', '-1.234,56 €'],
    [500, 'jpy', 'en', '¥500'],
    [500, 'jpy', 'ja', '￥500'],
    [50000, 'krw', 'ko', '₩50,000'],
    [1500, 'cny', 'zh', '¥15.00'],
    [1500, 'usd', 'zh', 'US$15.00'],
    [1500, 'twd', 'zh-TW', '$15.00'],
    // Three digits, and none though the API counts in hundredths.
    [1500, 'kwd', 'en', 'KWD 1.500'],
    [50000, 'isk', 'en', 'ISK 500'],
    [5, 'usd', 'en', '$0.05'],
    [0, 'usd', 'en', '$0.00'],
    // More than a float holds to the cent.
    [9007199254740991, 'usd', 'en', '$90,071,992,547,409.91'],
  ]
  for (const [minor, currency, language, text] of truth)
    assert.equal(localAmount(minor, currency, language).replace(/\s/g, ' '), text)
})

test('how often something is paid', () => {
  assert.equal(oftenOf('year', 1, 'en'), 'per year')
  assert.equal(oftenOf('week', 2, 'en'), 'every 2 weeks')
  assert.equal(oftenOf('week', 2, 'de'), 'alle 2 Wochen')
  assert.equal(oftenOf('week', 2, 'fr').replace(/\s/g, ' '), 'toutes les 2 semaines')
  assert.equal(oftenOf('year', 2, 'fr').replace(/\s/g, ' '), 'tous les 2 ans')
  assert.equal(oftenOf('day', 1, 'zh'), '/\xa0天')
})

test('a blank stands where Latin letters meet Chinese or Japanese ones, and only there', () => {
  const truth: [written: string, text: string][] = [
    [mixed`使用${'Amazon Pay'}支付${'US$15.00'}？`, '使用 Amazon Pay 支付 US$15.00？'],
    [mixed`使用${'支付宝'}支付${'US$15.00'}。`, '使用支付宝支付 US$15.00。'],
    [mixed`${'<bdi>Rocket Rides</bdi>'}がこの支払いを`, '<bdi>Rocket Rides</bdi>\xa0がこの支払いを'],
    [mixed`${'<bdi>山田 商店</bdi>'}がこの支払いを`, '<bdi>山田 商店</bdi>がこの支払いを'],
    [mixed`${'Photos'}${''}に変更する`, 'Photos\xa0に変更する'],
    [mixed`本日${'￥500'}を支払う`, '本日￥500\xa0を支払う'],
    [mixed`第${1}页，共${12}页`, '第 1 页，共 12 页'],
  ]
  for (const [written, text] of truth) assert.equal(written, text)
})

test('papers speak the languages that can be printed, and no other', () => {
  const note = {
    account_name: 'Rocket Rides',
    credit_grants: 0,
    credited: 0,
    currency: 'eur',
    customer: {
      name: 'Jenny Rosen',
      email: null,
      phone: null,
      address: null,
      shipping: null,
      tax_ids: [],
      is_reverse_charged: false,
    },
    discounts: [],
    invoice_number: 'A-1',
    issued_at: 1_900_000_000,
    lines: [],
    memo: null,
    number: 'CN-1',
    out_of_band: 0,
    page_size: null,
    pre_payment: 0,
    reason: 'order_change',
    refunded: 1000,
    shipping: 0,
    status: 'issued',
    subtotal: 1000,
    taxes: [],
    total: 1000,
    total_excluding_tax: 1000,
  }
  const money = { amount: (minor: number) => `€${minor}`, unit: (decimal: string) => `€${decimal}` }
  const titleFor = (locales: string[], acceptLanguage: string) => {
    const { title, facts } = creditNotePaper(
      { ...note, customer: { ...note.customer, locales } },
      money,
      languageOf(acceptLanguage, locales, PRINTED),
    )
    return [title, facts.at(-1)!.join(' ')]
  }
  assert.deepEqual(titleFor(['fr-CA'], 'de'), ['Avoir', 'Motif Commande modifiée'])
  assert.deepEqual(titleFor(['ja'], 'ko,de;q=0.5'), ['Gutschrift', 'Grund Bestellung geändert'])
  assert.deepEqual(titleFor(['zh-TW'], 'ja'), ['Credit note', 'Reason Order change'])
})
