// The fifth step: when the flow runs.
import { STEP, type StepProps } from './step.ts'
import { Form } from '../ui/form.tsx'
import { draft, say } from './draft.ts'
import { givenIn, ScheduleFields } from './schedule_fields.tsx'

export const Scheduling = ({ next, back }: StepProps) => (
  <Form
    submit={STEP.next}
    cancel={back}
    back={STEP.back}
    done={next}
    send={async (given) => say({ schedule: givenIn(given) })}
  >
    <ScheduleFields of={draft.value.schedule} />
  </Form>
)
