// Add data: an account, a list of it, where it goes, how it is mapped, when it runs. Each step is an address.
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { href, param, setParams } from '../router.ts'
import { beginDraft, draft, firstOpen, type Step, stepsOf } from '../source/draft.ts'
import { gated } from '../source/gate.tsx'
import type { StepProps } from '../source/step.ts'
import { Account } from '../source/step_account.tsx'
import { Data } from '../source/step_data.tsx'
import { Dataset } from '../source/step_dataset.tsx'
import { Mapping } from '../source/step_mapping.tsx'
import { Review } from '../source/step_review.tsx'
import { Scheduling } from '../source/step_schedule.tsx'
import '../source/style.ts'
import { TERMS } from '../source/terms.ts'
import { Page } from '../ui/page.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    steps: 'Steps',
  },
  de: {
    steps: 'Schritte',
  },
})

const SHOWN: Readonly<Record<Step, ComponentType<StepProps>>> = {
  account: Account,
  data: Data,
  dataset: Dataset,
  mapping: Mapping,
  schedule: Scheduling,
  review: Review,
}

function NewFlow() {
  const [isReady, setReady] = useState(param('step') !== undefined)
  useEffect(() => {
    // Without a step it is another flow that begins.
    if (param('step') === undefined) beginDraft(param('account'))
    setReady(true)
  }, [])
  if (!isReady) return null
  const steps = stepsOf(draft.value)
  const open = firstOpen(draft.value)
  const asked = steps.find((step) => step === param('step')) ?? open
  const step = steps.indexOf(asked) > steps.indexOf(open) ? open : asked
  const at = steps.indexOf(step)
  const go = (to: number) => {
    setParams({ step: steps[to] ?? 'review', account: undefined })
    scrollTo(0, 0)
    document.querySelector('h1')?.focus()
  }
  const Shown = SHOWN[step]
  return (
    <Page title={TERMS.add} over={<a href={href('/sources')}>{TERMS.sources}</a>}>
      <nav aria-label={W.steps}>
        <ol class="stages">
          {steps.map((one, n) => (
            <li key={one}>
              <button
                type="button"
                class={n < steps.indexOf(open) ? 'done' : undefined}
                aria-current={one === step ? 'step' : undefined}
                disabled={n > steps.indexOf(open)}
                onClick={() => go(n)}
              >
                {TERMS[one]}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <Shown key={step} next={() => go(stepsOf(draft.value).indexOf(step) + 1)} back={() => go(at - 1)} />
    </Page>
  )
}

export default gated(NewFlow)
