// Another schedule for a flow that is there.
import { source } from '../source_api.ts'
import { closeDialog } from '../ui/dialog.tsx'
import { Form } from '../ui/form.tsx'
import { words } from '../words.ts'
import { givenIn, ScheduleFields } from './schedule_fields.tsx'
import type { Filled } from './step.ts'
import type { Flow } from './types.ts'

const W = words({ en: { save: 'Save schedule' }, de: { save: 'Zeitplan speichern' } })

/** A start that is past stays. */
export function EditSchedule({ flow: { id, etag, scheduleParams } }: { readonly flow: Flow }) {
  const isBegun = scheduleParams.startTime * 1000 <= Date.now()
  const save = async (filled: Filled) => {
    const given = givenIn(filled)
    const startTime = isBegun ? scheduleParams.startTime : (given.startTime ?? Math.floor(Date.now() / 1000))
    const patch = [{ op: 'replace', path: '/scheduleParams', value: { ...given, startTime } }]
    await source('PATCH', `flows/${id}`, patch, { ifMatch: etag })
  }
  return (
    <Form cancel={closeDialog} submit={W.save} send={save} done={closeDialog}>
      <ScheduleFields of={scheduleParams} isBegun={isBegun} />
    </Form>
  )
}
