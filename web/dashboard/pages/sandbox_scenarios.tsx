// Ready-made accounts, to look at and to try programs with: each is made by calls that are all in the log of requests.
import { useEffect, useState } from 'preact/hooks'
import { call, useGet } from '../api.ts'
import { label } from '../format.ts'
import { tell } from '../ui/act.tsx'
import { Shown } from '../ui/page.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    lead: 'Ready-made accounts, to look at and to try programs with. What is there already stays, but for the empty one.',
    fill: 'Fill',
    filled: 'It is filled.',
    running: (done: number, steps: number) => `${done} of ${steps}`,
  },
  de: {
    lead: 'Fertige Konten zum Ansehen und zum Ausprobieren von Programmen. Was schon da ist, bleibt, außer beim leeren.',
    fill: 'Füllen',
    filled: 'Sie ist gefüllt.',
    running: (done: number, steps: number) => `${done} von ${steps}`,
  },
})

interface Scenario {
  readonly name: string
  readonly description: string
}

interface Run {
  readonly id: string
  readonly status: 'running' | 'succeeded' | 'failed'
  readonly done: number
  readonly steps: number
  readonly says: string | null
  readonly error: { readonly message: string } | string | null
}

/** Why 300 ms: as often as a step is done, or so. */
const AGAIN_MS = 300

export function Scenarios() {
  const all = useGet<{ data: readonly Scenario[] }>('/brindle/scenarios')
  const [run, setRun] = useState<Run>()
  const isRunning = run?.status === 'running'
  useEffect(() => {
    if (!run) return
    if (run.status === 'succeeded') tell(W.filled)
    if (run.status === 'failed') tell(typeof run.error === 'string' ? run.error : (run.error?.message ?? ''), true)
    if (run.status !== 'running') return
    const again = setTimeout(() => call<Run>('GET', `/brindle/scenario_runs/${run.id}`).then(setRun, refuse), AGAIN_MS)
    return () => clearTimeout(again)
  }, [run])
  const refuse = (error: Error) => {
    setRun(undefined)
    tell(error.message, true)
  }
  return (
    <>
      <p class="quiet-text">{W.lead}</p>
      <Shown of={all}>
        {({ data }) => (
          <ul class="grid tiles">
            {data.map(({ name, description }) => (
              <li key={name} class="card">
                <h3>{label(name)}</h3>
                <p class="quiet-text">{description}</p>
                <p>
                  <button
                    type="button"
                    class="quiet"
                    disabled={isRunning}
                    aria-label={`${W.fill}: ${label(name)}`}
                    onClick={() => call<Run>('POST', `/brindle/scenarios/${name}`).then(setRun, refuse)}
                  >
                    {W.fill}
                  </button>
                </p>
              </li>
            ))}
          </ul>
        )}
      </Shown>
      <p role="status" class="quiet-text">
        {isRunning && `${W.running(run.done, run.steps)} · ${run.says ?? ''}`}
      </p>
    </>
  )
}
