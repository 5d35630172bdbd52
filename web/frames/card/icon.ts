// A card, drawn: no network's mark, for those are their own. Which network it is stands beside it for who cannot see.

const SVG = 'http://www.w3.org/2000/svg'

export function cardIcon(): SVGElement {
  const icon = document.createElementNS(SVG, 'svg')
  icon.setAttribute('viewBox', '0 0 24 16')
  icon.setAttribute('class', 'icon')
  icon.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('fill', 'currentColor')
  path.setAttribute(
    'd',
    'M3 0h18a3 3 0 0 1 3 3v1H0V3a3 3 0 0 1 3-3ZM0 7h24v6a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3V7Zm4 4v2h5v-2H4Z',
  )
  icon.append(path)
  return icon
}
