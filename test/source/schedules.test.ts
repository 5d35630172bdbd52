// When a flow runs: every rule of the flow spec's schedule, taken or refused, and the times that come of it, worked out by hand.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/collect/payments, scheduleSpec)
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Flow, Schedule } from '../../src/source/flow/documents.ts'
import { nextRun, readSchedule } from '../../src/source/flow/schedule.ts'
import { opsWorld, SCOPE } from './ops_world.ts'

/** 2024-03-12 18:24:18 UTC, the tutorial's startTime. */
const START = 1_710_267_858
const NOW = 1_710_000_000_500

test('scheduleParams are taken and refused by the rules of the flow spec', () => {
  const taken: readonly (readonly [unknown, object])[] = [
    // Without any, once and now: milliseconds are left out.
    [undefined, { startTime: 1_710_000_000, frequency: 'once' }],
    // "By default, the scheduling frequency is set to once."
    [{ startTime: START }, { startTime: START, frequency: 'once' }],
    [
      { startTime: START, frequency: 'once' },
      { startTime: START, frequency: 'once' },
    ],
    // The tutorial's, with its text among numbers.
    [
      { startTime: '1710267858', frequency: 'minute', interval: 15 },
      { startTime: START, frequency: 'minute', interval: 15 },
    ],
    // The page on updates has nothing but texts.
    [
      { startTime: '1612310466', frequency: 'week', interval: '15', backfill: 'true' },
      { startTime: 1_612_310_466, frequency: 'week', interval: 15, backfill: true },
    ],
    [
      { startTime: START, frequency: 'hour', interval: 1, backfill: false },
      { startTime: START, frequency: 'hour', interval: 1, backfill: false },
    ],
    [
      { startTime: START, frequency: 'day', interval: '1', backfill: 'false' },
      { startTime: START, frequency: 'day', interval: 1, backfill: false },
    ],
    [
      { startTime: 0, frequency: 'week', interval: 1 },
      { startTime: 0, frequency: 'week', interval: 1 },
    ],
    // 100 years of 365 days are 36 500 days.
    [
      { startTime: START, frequency: 'day', interval: 36_500 },
      { startTime: START, frequency: 'day', interval: 36_500 },
    ],
    // Ours.
    [
      { startTime: START, frequency: 'cron', cron: '*/5 8-18 * * 1-5' },
      { startTime: START, frequency: 'cron', cron: '*/5 8-18 * * 1-5' },
    ],
    [
      { startTime: START, frequency: 'cron', cron: '* * * * *', backfill: false },
      { startTime: START, frequency: 'cron', cron: '* * * * *', backfill: false },
    ],
  ]
  for (const [given, read] of taken) assert.deepEqual(readSchedule(given, NOW), read, JSON.stringify(given))
  const base = { startTime: START, frequency: 'hour', interval: 1 }
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [null, /scheduleParams is an object/],
    [[], /scheduleParams is an object, not a list/],
    ['hourly', /scheduleParams is an object/],
    [{}, /startTime is required/],
    [{ frequency: 'hour', interval: 1 }, /startTime is required/],
    [{ ...base, frequency: 'month' }, /frequency is one of once, minute, hour, day, week, cron, not "month"/],
    [{ ...base, frequency: 'Hour' }, /frequency is one of/],
    [{ ...base, frequency: null }, /frequency is one of/],
    [{ ...base, frequency: ['hour'] }, /frequency is one of .*, not a list/],
    [{ ...base, frequency: 'constructor' }, /frequency is one of/],
    // `once` forbids interval and backfill.
    [{ startTime: START, frequency: 'once', interval: 1 }, /interval does not go with the frequency once/],
    [{ startTime: START, interval: 1 }, /interval does not go with the frequency once/],
    [{ startTime: START, frequency: 'once', backfill: true }, /backfill does not go with the frequency once/],
    [{ startTime: START, frequency: 'once', backfill: false }, /backfill does not go with the frequency once/],
    // Every other one requires it.
    ...['minute', 'hour', 'day', 'week'].map(
      (frequency) =>
        [{ startTime: START, frequency }, new RegExp(`interval is required with .* ${frequency}`)] as const,
    ),
    // `minute` at least 15, the others at least 1.
    [{ ...base, frequency: 'minute', interval: 14 }, /interval is at least 15 with the frequency minute, not 14/],
    [{ ...base, frequency: 'minute', interval: '14' }, /interval is at least 15/],
    ...['hour', 'day', 'week'].map(
      (frequency) =>
        [{ ...base, frequency, interval: 0 }, new RegExp(`at least 1 with the frequency ${frequency}`)] as const,
    ),
    [{ ...base, frequency: 'day', interval: 36_501 }, /at most a century/],
    [{ ...base, interval: 999_999_999_999 }, /at most a century/],
    // Types.
    [{ ...base, interval: 1.5 }, /interval is a whole number, not 1.5/],
    [{ ...base, interval: -1 }, /interval is a whole number/],
    [{ ...base, interval: '1e3' }, /interval is a whole number, not "1e3"/],
    [{ ...base, interval: [1] }, /interval is a whole number, not a list/],
    [{ ...base, interval: null }, /interval is a whole number, not null/],
    [{ ...base, interval: true }, /interval is a whole number, not true/],
    [{ ...base, startTime: '2024-03-12' }, /startTime is a whole number, not "2024-03-12"/],
    [{ ...base, startTime: 1e15 }, /startTime is a whole number/],
    [{ ...base, startTime: {} }, /startTime is a whole number, not an object/],
    [{ ...base, backfill: 'yes' }, /backfill is true or false, not "yes"/],
    [{ ...base, backfill: 1 }, /backfill is true or false, not 1/],
    [{ ...base, timezone: 'UTC' }, /scheduleParams.timezone is not known/],
    [JSON.parse('{"startTime":1,"__proto__":{"frequency":"hour"}}'), /scheduleParams.__proto__ is not known/],
    // Ours.
    [{ ...base, cron: '* * * * *' }, /cron goes with the frequency cron/],
    [{ startTime: START, frequency: 'cron' }, /cron is required/],
    [{ startTime: START, frequency: 'cron', cron: '* * * * *', interval: 1 }, /interval does not go with .* cron/],
    [{ startTime: START, frequency: 'cron', cron: '* * * *' }, /cron has five fields/],
    [{ startTime: START, frequency: 'cron', cron: '* * * * * *' }, /cron has five fields/],
    [{ startTime: START, frequency: 'cron', cron: '61 * * * *' }, /cron is no schedule/],
    [{ startTime: START, frequency: 'cron', cron: 'a b c d e' }, /cron is no schedule/],
    [{ startTime: START, frequency: 'cron', cron: ['* * * * *'] }, /cron has five fields/],
    // February has no 30th.
    [{ startTime: START, frequency: 'cron', cron: '0 0 30 2 *' }, /cron is never due/],
    [{ startTime: START, frequency: 'cron', cron: `${'0,'.repeat(200)}0 * * * *` }, /cron has five fields/],
  ]
  for (const [given, gist] of refused)
    assert.throws(
      () => readSchedule(given, NOW),
      (error: { status?: number; message?: string }) => error.status === 400 && gist.test(error.message ?? ''),
      JSON.stringify(given),
    )
})

test('of a draft something may be missing, and nothing wrong', () => {
  const taken: readonly (readonly [unknown, unknown])[] = [
    [undefined, undefined],
    [{}, {}],
    [{ frequency: 'minute' }, { frequency: 'minute' }],
    [{ startTime: '5' }, { startTime: 5 }],
    // Without a frequency it is not known what the interval has to be.
    [{ interval: '3' }, { interval: 3 }],
    [{ frequency: 'cron' }, { frequency: 'cron' }],
  ]
  for (const [given, read] of taken) assert.deepEqual(readSchedule(given, NOW, true), read, JSON.stringify(given))
  for (const wrong of [
    { frequency: 'minute', interval: 14 },
    { frequency: 'once', backfill: true },
    { frequency: 'often' },
    { interval: 'x' },
    { more: 1 },
  ])
    assert.throws(() => readSchedule(wrong, NOW, true), { status: 400 }, JSON.stringify(wrong))
})

const at = (text: string) => Date.parse(`${text}Z`) / 1000

test('when a flow is due', () => {
  // 2026-01-05 is a Monday.
  const monday = '2026-01-05T09:00:00'
  const quarter = { startTime: at(monday), frequency: 'minute', interval: 15 } as const
  const third = { startTime: at(monday), frequency: 'hour', interval: 3 } as const
  const daily = { startTime: at(monday), frequency: 'day', interval: 2 } as const
  const weekly = { startTime: at(monday), frequency: 'week', interval: 1 } as const
  const once = { startTime: at(monday), frequency: 'once' } as const
  const cron = (line: string) => ({ startTime: at(monday), frequency: 'cron', cron: line }) as const
  /** The schedule, when it last ran, when it is due. */
  const table: readonly (readonly [Schedule, string | undefined, string | undefined])[] = [
    [once, undefined, monday],
    [once, monday, undefined],
    [once, '2027-01-01T00:00:00', undefined],
    // Never ran: at its start, be that past or to come.
    [quarter, undefined, monday],
    [weekly, undefined, monday],
    // It ran before its start was moved later.
    [quarter, '2026-01-05T08:00:00', monday],
    [quarter, monday, '2026-01-05T09:15:00'],
    // It began late, and the next is on time.
    [quarter, '2026-01-05T09:14:59', '2026-01-05T09:15:00'],
    [quarter, '2026-01-05T09:15:00', '2026-01-05T09:30:00'],
    // 10:07 is within the quarter that began at 10:00: what was missed between is one run.
    [quarter, '2026-01-05T10:07:31', '2026-01-05T10:15:00'],
    [third, monday, '2026-01-05T12:00:00'],
    [third, '2026-01-05T23:59:59', '2026-01-06T00:00:00'],
    // Every other day: the 5th, the 7th, the 9th. Months do not matter.
    [daily, '2026-01-06T09:00:00', '2026-01-07T09:00:00'],
    [daily, '2026-01-07T09:00:00', '2026-01-09T09:00:00'],
    [daily, '2026-01-30T12:00:00', '2026-01-31T09:00:00'],
    [daily, '2026-01-31T09:00:00', '2026-02-02T09:00:00'],
    [weekly, monday, '2026-01-12T09:00:00'],
    [weekly, '2026-01-12T08:59:59', '2026-01-12T09:00:00'],
    [weekly, '2026-03-01T00:00:00', '2026-03-02T09:00:00'],
    [{ ...weekly, interval: 15 }, monday, '2026-04-20T09:00:00'],
    [{ startTime: 0, frequency: 'hour', interval: 1 }, undefined, '1970-01-01T00:00:00'],
    [{ startTime: 0, frequency: 'hour', interval: 1 }, '1970-01-01T00:00:00', '1970-01-01T01:00:00'],
    // Lines of cron: the start itself counts, and what lies before it does not.
    [cron('0 9 * * *'), undefined, monday],
    [cron('30 8 * * *'), undefined, '2026-01-06T08:30:00'],
    [cron('* * * * *'), monday, '2026-01-05T09:01:00'],
    [cron('* * * * *'), '2026-01-05T09:00:30', '2026-01-05T09:01:00'],
    [cron('0 9 * * *'), '2026-01-04T09:00:00', monday],
    [cron('0 9 * * 1'), monday, '2026-01-12T09:00:00'],
    [cron('*/20 9-10 * * *'), '2026-01-05T10:40:00', '2026-01-06T09:00:00'],
    [cron('0 0 1 * *'), monday, '2026-02-01T00:00:00'],
    // The next 29th of February after 2026 is in 2028.
    [cron('0 0 29 2 *'), monday, '2028-02-29T00:00:00'],
  ]
  for (const [schedule, last, due] of table)
    assert.equal(
      nextRun(schedule, last === undefined ? undefined : at(last)),
      due === undefined ? undefined : at(due),
      `${JSON.stringify(schedule)} after ${last}`,
    )
})

test('what is due runs in a server, and not in a command that has opened the lake for something else', async () => {
  const ops = await opsWorld()
  try {
    await ops.world.source.catalog.write((tx) =>
      tx.update<Flow>(SCOPE, 'flow', ops.flow, (flow) => ({
        ...flow,
        scheduleParams: { startTime: flow.scheduleParams.startTime, frequency: 'hour', interval: 1 },
      })),
    )
    ops.ahead += 2 * 3_600_000
    for (const [schedules, runs] of [
      [false, 1],
      [true, 2],
    ] as const) {
      await ops.reopen({ schedules })
      const { runner } = ops.world.source
      await runner.tick()
      await runner.idle(ops.flow)
      assert.equal((await ops.runs()).length, runs)
    }
  } finally {
    await ops.close()
  }
})
