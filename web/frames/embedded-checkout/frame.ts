// The page of a Checkout Session within a merchant's page. It works without this script, which only tells the page around it how high
// it is, that it was sent, and how it ended. The page anew, after each form, is told of anew.
import type { Opening, Telling } from '../protocol.ts'

addEventListener('message', function take({ source, data, ports: [port] }: MessageEvent<Partial<Opening>>) {
  // A window beside this one, or within it, is told nothing.
  if (source !== window.parent || !port || data?.brindle !== 'open') return
  removeEventListener('message', take)
  const tell = (event: string, told: Telling['data'] = {}) => port.postMessage({ event, data: told } satisfies Telling)
  const { state, goOn, goTo } = document.querySelector('main')!.dataset
  tell('ready')
  watchHeight((height) => tell('resize', { height }))
  guardForms(() => tell('submit'))
  if (state === 'complete') tell('complete', { goOn })
  if (state === 'leaving') tell('leave', { goTo })
})

function watchHeight(tell: (height: number) => void): void {
  let last = 0
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height)
    if (height !== last) tell(height)
    last = height
  }).observe(document.body)
}

/** Whoever presses the button twice pays once. */
function guardForms(tell: () => void): void {
  let isSent = false
  document.addEventListener('submit', (event) => {
    if (isSent) event.preventDefault()
    else tell()
    isSent = true
    document.querySelector('main')!.setAttribute('aria-busy', 'true')
  })
}
