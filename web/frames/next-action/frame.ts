// A voucher, a code to scan, or the form for two small deposits: what a customer is shown before a payment goes on.
import { openFrame } from '../open.ts'
import { showStep } from '../sheet.ts'

openFrame((page) => {
  const title = page.settings.about === 'deposits' ? page.words.verify : page.words.instructions
  return showStep(page, { title, name: 'stripe-instructions-frame', id: 'instructionsFrame' })
})
