// The look of fields that stand in a merchant's own design: bare, until its `style` says otherwise. What a style may say is a list of
// properties and of plain values, so that it can load nothing and read nothing.
// (https://docs.stripe.com/js/appendix/style)
import { isObject } from '../stripejs/misuse.ts'

/** `fontSize` as `font-size`; each with what it is in CSS. */
export const PROPERTIES: Readonly<Record<string, string>> = {
  backgroundColor: 'background-color',
  color: 'color',
  fontFamily: 'font-family',
  fontSize: 'font-size',
  fontSmoothing: '-webkit-font-smoothing',
  fontStyle: 'font-style',
  fontVariant: 'font-variant',
  fontWeight: 'font-weight',
  iconColor: '--icon-color',
  lineHeight: 'line-height',
  letterSpacing: 'letter-spacing',
  textAlign: 'text-align',
  padding: 'padding',
  textDecoration: 'text-decoration',
  textShadow: 'text-shadow',
  textTransform: 'text-transform',
}

/** Whether a value is one: nothing that ends a rule or leaves one open, loads something or reads an attribute. */
export const isPlain = (value: unknown): value is string | number =>
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' &&
    value.length <= 200 &&
    /^[\w\s#%.,()'"+\-*/]*$/.test(value) &&
    !value.includes('/*') &&
    isClosed(value) &&
    !/\b(?:url|image|image-set|src|attr|expression|element|paint)\s*\(/i.test(value))

/** Every bracket and every quotation ends. */
const isClosed = (value: string): boolean =>
  value.split('(').length === value.split(')').length &&
  value.split('"').length % 2 === 1 &&
  value.split("'").length % 2 === 1

const PARTS: Readonly<Record<string, string>> = {
  ':hover': ':hover',
  ':focus': ':focus',
  ':disabled': ':disabled',
  ':-webkit-autofill': ':-webkit-autofill',
  '::placeholder': '::placeholder',
  '::selection': '::selection',
}

const STATES: Readonly<Record<string, string>> = {
  base: '.InputElement',
  empty: '.InputElement.is-empty',
  complete: '.InputElement.is-complete',
  invalid: '.InputElement.is-invalid',
}

function rule(selector: string, properties: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(properties).flatMap(([name, value]) =>
    Object.hasOwn(PROPERTIES, name) && isPlain(value) ? [`${PROPERTIES[name]}:${value}`] : [],
  )
  return lines.length === 0 ? '' : `${selector}{${lines.join(';')}}\n`
}

/** An Element's `style` as rules. What it has that is no style is left out. */
export function rulesOf(style: unknown): string {
  if (!isObject(style)) return ''
  const rules = Object.entries(STATES).map(([state, selector]) => {
    const given = style[state]
    if (!isObject(given)) return ''
    const parts = Object.entries(PARTS).map(([part, suffix]) => {
      const inner = given[part]
      return isObject(inner) ? rule(`${selector}${suffix}`, inner) : ''
    })
    return rule(selector, given) + parts.join('')
  })
  return rules.join('')
}

/** How bare fields look of themselves. A focus that keyboards bring is seen; the merchant's `:focus` may colour the text. */
export const PLAIN = `
* { box-sizing: border-box; margin: 0; }
html, body { background: transparent; }
body { overflow: hidden; }
.fields { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.InputContainer { display: flex; min-width: 0; }
.InputElement {
  width: 100%; min-width: 0; padding: 0; border: 0; border-radius: 2px; outline: 0; background: transparent;
  color: #000; font: 400 16px/1.2em Helvetica, Arial, sans-serif; appearance: none;
}
.InputElement::placeholder { color: #757575; }
.InputElement.is-invalid { color: #b3261e; }
.InputElement:focus-visible { box-shadow: 0 2px 0 -1px currentColor; }
.icon { flex: none; width: 24px; height: 16px; color: var(--icon-color, #5f6b7a); }
`
