// The list of banks below the button of a bank Element, in a frame of its own.
import { type Frame, openFrame } from '../frame.ts'
import type { Hearer } from './element.ts'

/** A dozen banks high: the rest scrolls. */
const HEIGHT = 'max(88px, min(360px, 50vh))'

const open = new WeakMap<HTMLElement, Frame>()

export const hearBankButton: Hearer = (at, event, data) => {
  if (event !== 'list') return data
  const { context, place, type, opening } = at
  const shown = open.get(place)
  if (shown) return undefined
  const box = document.createElement('div')
  box.style.cssText = 'position:absolute;left:0;right:0;top:100%;z-index:1000;box-shadow:0 8px 24px rgba(0,0,0,.18)'
  place.append(box)

  const close = (value?: unknown) => {
    if (open.get(place) !== list) return
    open.delete(place)
    list.close()
    box.remove()
    at.frame().ask('choose', value)
  }
  const sight = {
    page: 'elements-inner-bank-list',
    title: `Secure ${type.replace('Bank', '')} bank selection list frame`,
  }
  const list: Frame = openFrame(
    context,
    box,
    sight,
    { ...opening, settings: { chosen: data.chosen } },
    (told, more) => {
      if (told === 'chosen') close(more.value)
      if (told === 'escape' || told === 'blur' || told === 'loaderror') close()
      if (told === 'ready') list.ask('focus')
      list.iframe.style.height = HEIGHT
    },
  )
  list.iframe.removeAttribute('scrolling')
  open.set(place, list)
  return undefined
}
