// Style of pages that few people open: it is loaded with them, and not with the frame.

/** Makes it hold for the whole page, once for each module that says it. */
export function adopt(css: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets.push(sheet)
}
