// The look of fields with labels: three themes, the variables and rules of a merchant's `appearance`, and nothing that loads or reads.
// (https://docs.stripe.com/elements/appearance-api)
import { isObject } from '../stripejs/misuse.ts'
import { isPlain } from './plain_style.ts'

type Variables = Readonly<Record<string, string>>

const STRIPE: Variables = {
  colorPrimary: '#0570de',
  colorBackground: '#ffffff',
  colorText: '#30313d',
  colorTextSecondary: '#5c5e6b',
  colorTextPlaceholder: '#6d6e78',
  colorDanger: '#c9173a',
  colorBorder: '#d5d7e0',
  colorField: '#ffffff',
  colorLine: '#d5d7e0',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontSizeBase: '16px',
  fontSizeSm: '14px',
  fontWeightNormal: '400',
  fontWeightMedium: '500',
  borderRadius: '5px',
  spacingUnit: '4px',
  gridRowSpacing: '12px',
  gridColumnSpacing: '12px',
}

/** By `appearance.theme`. Texts keep 4.5:1 to what they stand on. (WCAG 2.2, 1.4.3) */
const THEMES: Readonly<Record<string, Variables>> = {
  stripe: STRIPE,
  night: {
    ...STRIPE,
    colorPrimary: '#85d996',
    colorBackground: '#30313d',
    colorText: '#ffffff',
    colorTextSecondary: '#c3c4cf',
    colorTextPlaceholder: '#b4b5c0',
    colorDanger: '#ff9db2',
    colorBorder: '#52535f',
    colorField: '#30313d',
    colorLine: '#52535f',
  },
  flat: {
    ...STRIPE,
    colorPrimary: '#0462c2',
    colorBorder: 'transparent',
    colorField: '#f1f1f4',
    colorTextPlaceholder: '#62636d',
  },
}

/** What a rule may set. Everything else is left out: `content`, `position` and all that could cover or fetch something. */
const PROPERTIES = new Set(
  `
  backgroundColor border borderBottom borderBottomColor borderBottomLeftRadius borderBottomRightRadius borderBottomStyle
  borderBottomWidth borderColor borderLeft borderLeftColor borderLeftStyle borderLeftWidth borderRadius borderRight
  borderRightColor borderRightStyle borderRightWidth borderStyle borderTop borderTopColor borderTopLeftRadius
  borderTopRightRadius borderTopStyle borderTopWidth borderWidth boxShadow color fill fillOpacity fontFamily fontSize
  fontStyle fontVariant fontWeight letterSpacing lineHeight margin marginBottom marginLeft marginRight marginTop opacity
  outline outlineColor outlineOffset outlineStyle outlineWidth padding paddingBottom paddingLeft paddingRight paddingTop
  stroke strokeWidth textAlign textDecoration textShadow textTransform transition webkitFontSmoothing WebkitFontSmoothing
`.match(/\w+/g),
)

/** `.Tab--selected:hover`, `.Input::placeholder`: one class of ours, its state, and what a pointer or a cursor does to it. */
const SELECTOR =
  /^\.[A-Z][A-Za-z]*(?:--[a-zA-Z]+)?(?::(?:hover|focus|focus-visible|active|disabled|checked|autofill|-webkit-autofill))*(?:::(?:placeholder|selection))?$/

const kebab = (name: string) => name.replace(/^webkit|[A-Z]/g, (found) => `-${found.toLowerCase()}`)

function ruleOf([selector, properties]: [string, unknown]): string {
  const parts = selector.split(',').map((part) => part.trim())
  if (!isObject(properties) || !parts.every((part) => SELECTOR.test(part))) return ''
  const lines = Object.entries(properties).flatMap(([name, value]) =>
    PROPERTIES.has(name) && isPlain(value) ? [`${kebab(name)}:${value}`] : [],
  )
  return `${parts.join(',')}{${lines.join(';')}}\n`
}

/** An appearance as the text of a style sheet. */
export function appearanceText(appearance: unknown): string {
  const { theme, variables, rules, labels } = isObject(appearance) ? appearance : ({} as Record<string, unknown>)
  const themed = THEMES[typeof theme === 'string' ? theme : 'stripe'] ?? STRIPE
  const own = isObject(variables) ? variables : {}
  const given = Object.entries(own).filter(([name, value]) => /^[a-zA-Z0-9]+$/.test(name) && isPlain(value))
  const all = {
    ...themed,
    ...(own.colorBackground !== undefined && { colorField: own.colorBackground }),
    ...Object.fromEntries(given),
  }
  const declared = Object.entries(all).map(([name, value]) => `--${name}:${value}`)
  const ruled = isObject(rules) ? Object.entries(rules).map(ruleOf).join('') : ''
  return `:root{${declared.join(';')}}\n${FULL}${labels === 'floating' ? FLOATING : ''}${ruled}`
}

/** Labels in the fields are drawn small above what is typed. */
const FLOATING = '.Label { font-size: 13px; }\n'

const FULL = `
*, ::before { box-sizing: border-box; margin: 0; }
html, body { background: transparent; }
body {
  overflow: hidden; padding: 4px; color: var(--colorText); overflow-wrap: anywhere;
  font: var(--fontWeightNormal) var(--fontSizeBase)/1.4 var(--fontFamily);
}
:lang(ko) { word-break: keep-all; }
.Grid { display: grid; grid-template-columns: 1fr 1fr; gap: var(--gridRowSpacing) var(--gridColumnSpacing); align-items: start; }
.Field, .Grid > p { grid-column: 1 / -1; min-width: 0; }
.Field.half { grid-column: span 1; }
.Label { display: block; margin-bottom: var(--spacingUnit); color: var(--colorText); font-size: var(--fontSizeSm); }
.Input {
  width: 100%; min-height: 44px; padding: calc(var(--spacingUnit) * 2.5) calc(var(--spacingUnit) * 3);
  border: 1px solid var(--colorBorder); border-radius: var(--borderRadius);
  background-color: var(--colorField); color: var(--colorText); font: inherit;
}
select.Input { appearance: auto; }
.Input::placeholder { color: var(--colorTextPlaceholder); opacity: 1; }
.Input:focus, .Tab:focus-visible, .AccordionItem:focus-visible, .Button:focus-visible, .SavedRemove:focus-visible {
  outline: 2px solid var(--colorPrimary); outline-offset: 1px; border-color: var(--colorPrimary);
}
.Input--invalid { border-color: var(--colorDanger); color: var(--colorDanger); }
.Input:disabled { opacity: .6; }
.Error { color: var(--colorDanger); font-size: var(--fontSizeSm); }
.Error:not(:empty) { margin-top: var(--spacingUnit); }
.Text, .TermsText, .RedirectText { color: var(--colorTextSecondary); font-size: var(--fontSizeSm); }
.Tabs, .TabList { display: flex; gap: 8px; }
.Tabs { margin-bottom: var(--gridRowSpacing); }
.TabList { flex: 1; min-width: 0; }
.Tab {
  flex: 1 1 0; min-width: 0; min-height: 44px; padding: 10px 12px; border: 1px solid var(--colorBorder); border-radius: var(--borderRadius);
  background-color: var(--colorField); color: var(--colorTextSecondary); font: inherit; font-weight: var(--fontWeightMedium); text-align: left; cursor: pointer;
}
.Tab--selected { border-color: var(--colorPrimary); color: var(--colorPrimary); box-shadow: 0 0 0 1px var(--colorPrimary); }
.p-AdditionalPaymentMethods-menu { flex: 0 0 auto; width: auto; max-width: 8em; }
.Accordion { display: grid; gap: 8px; }
.AccordionBox { border: 1px solid var(--colorLine); border-radius: var(--borderRadius); background-color: var(--colorBackground); }
.AccordionItem {
  display: flex; align-items: center; gap: 12px; width: 100%; min-height: 48px; padding: 12px 14px; border: 0; border-radius: var(--borderRadius);
  background: transparent; color: inherit; font: inherit; font-weight: var(--fontWeightMedium); text-align: left; cursor: pointer;
}
.AccordionItem::before { content: ""; flex: none; width: 16px; height: 16px; border: 2px solid var(--colorTextSecondary); border-radius: 50%; }
.AccordionItem--selected::before { border-color: var(--colorPrimary); border-width: 5px; }
.AccordionBox > .Panel { padding: 0 14px 14px; }
.Button {
  width: 100%; min-height: 44px; padding: 10px 14px; border: 1px solid var(--colorText); border-radius: var(--borderRadius);
  background: var(--colorText); color: var(--colorBackground); font: inherit; font-weight: 600; cursor: pointer;
}
.SavedList { display: grid; padding: 0; list-style: none; }
.SavedList li { display: flex; align-items: center; gap: 12px; min-height: 44px; }
.SavedList li + li { border-top: 1px solid var(--colorLine); }
.SavedList label { display: flex; flex: 1; flex-wrap: wrap; align-items: center; gap: 4px 12px; min-height: 44px; cursor: pointer; }
.SavedList small { color: var(--colorTextSecondary); font-size: var(--fontSizeSm); }
.SavedList input, .Checkbox input { flex: none; width: 18px; height: 18px; accent-color: var(--colorPrimary); }
.SavedRemove { min-height: 44px; padding: 4px 8px; border: 0; background: transparent; color: var(--colorTextSecondary); font: inherit; font-size: var(--fontSizeSm); text-decoration: underline; cursor: pointer; }
.Checkbox { display: flex; grid-column: 1 / -1; align-items: center; gap: 12px; min-height: 44px; cursor: pointer; }
.CheckboxLabel { color: var(--colorText); font-size: var(--fontSizeSm); }
.AccordionBox > .Panel > .SavedList { margin-top: -6px; }
[hidden] { display: none !important; }
@media (max-width: 260px) { .Field.half { grid-column: 1 / -1; } }
`
