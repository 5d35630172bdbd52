// What axe finds against WCAG 2.2 A and AA, in a page as it stands in the browser.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What is wrong, as `rule: the element`. Also where the page's policy lets no script in but its own. */
export async function violations(tab: Page): Promise<string[]> {
  await tab.evaluate(axe.source)
  return tab.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`)
}
