// Scenarios: a sandbox furnished by calls of the API, one after the other, while whoever asked watches how far it is. Every call is
// in the log of requests. What runs, and what has run, is in memory: it ends with the process, and what was made by then stays.
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { invalid, noSuch } from '../kernel/errors.ts'
import type { Place } from '../kernel/store.ts'
import { encodeForm, type FormInput } from '../lib/form.ts'
import { answerTo, type Door } from './api.ts'
import { large, type OwnCall } from './own_call.ts'
import { entryOf, type RequestLog } from './request_log.ts'
import type { Page } from './server.ts'

type Params = { readonly [name: string]: FormInput }

/** What is given to a scenario (the room of scenarios says more). */
interface Api {
  readonly now: number
  get(path: string, params?: Params): Promise<any>
  post(path: string, params?: Params): Promise<any>
  remove(path: string): Promise<any>
  declined(path: string, params: Params): Promise<void>
  advance(testClock: string, to: number): Promise<void>
}
type Kept = Record<string, string>

/** A scenario, as far as it is run here. */
export interface Scene {
  readonly name: string
  readonly says: string
  readonly steps: readonly { readonly says: string; readonly run: (api: Api, kept: Kept) => Promise<void> }[]
}

/** How far one is. */
interface Run {
  readonly id: string
  readonly object: 'brindle.scenario_run'
  readonly created: number
  readonly scenario: string
  readonly steps: number
  done: number
  error: string | null
  /** The step that is being made, or was when it ended. */
  says: string
  status: 'failed' | 'running' | 'succeeded'
}

/** Why 20: what has run is looked at once. */
const RUNS_MAX = 20
/** Why a minute: three months of twenty customers take some seconds. */
const CLOCK_MS = 60_000
const LOOK_MS = 20

const EMPTY = {
  name: 'empty',
  says: 'Nothing: the sandbox as it was when it was first named, under the same account and the same keys.',
}

/** The calls about scenarios. */
export function scenarioPages(door: Door, log: RequestLog, scenes: readonly Scene[]): Page[] {
  const runs = new Map<string, Run[]>()
  const runsOf = ({ tenant, account }: Place) => runs.get(`${tenant} ${account}`) ?? []
  const begin = ({ place }: OwnCall<unknown>, name: string, steps: number): Run => {
    const known = runsOf(place)
    const running = known.find(({ status }) => status === 'running')
    if (running)
      throw invalid(`The scenario ${running.scenario} is being made here already, by ${running.id}.`, {
        code: 'scenario_running',
      })
    const id = `scnrun_${randomBytes(12).toString('hex')}`
    const created = Math.floor(Date.now() / 1000)
    const run: Run = {
      id,
      object: 'brindle.scenario_run',
      created,
      scenario: name,
      steps,
      done: 0,
      error: null,
      says: '',
      status: 'running',
    }
    runs.set(`${place.tenant} ${place.account}`, [run, ...known].slice(0, RUNS_MAX))
    return run
  }
  return [
    large(door, 'GET /brindle/scenarios', async () => ({
      object: 'list',
      data: [EMPTY, ...scenes].map(({ name, says }) => ({ object: 'brindle.scenario', description: says, name })),
      has_more: false,
      url: '/brindle/scenarios',
    })),
    large(door, 'POST /brindle/scenarios/{scenario}', async (call) => {
      const name = call.ids.scenario ?? ''
      const scene = scenes.find((one) => one.name === name)
      if (!scene && name !== EMPTY.name) throw noSuch('scenario', name)
      if (!scene) return empty(door, call, begin(call, name, 1))
      const run = begin(call, name, scene.steps.length)
      const { now } = await call.look((tx) => ({ now: tx.now }))
      void perform(scene, run, apiFor(door, log, call, now))
      return { ...run }
    }),
    large(door, 'GET /brindle/scenario_runs', async ({ place }) => ({
      object: 'list',
      data: runsOf(place).map((run) => ({ ...run })),
      has_more: false,
      url: '/brindle/scenario_runs',
    })),
    large(door, 'GET /brindle/scenario_runs/{run}', async ({ place, ids }) => {
      const run = runsOf(place).find(({ id }) => id === ids.run)
      if (!run) throw noSuch('scenario run', ids.run ?? '')
      return { ...run }
    }),
  ]
}

/** A sandbox is emptied with all its connected accounts, at once. */
async function empty({ store }: Door, { place, open }: OwnCall<unknown>, run: Run): Promise<object> {
  try {
    if (place.account !== place.tenant)
      throw invalid('A sandbox is emptied with all its connected accounts. Leave the header Stripe-Account out.')
    await store.snapshots.restore(place.tenant)
    await open()
    Object.assign(run, { done: 1, says: EMPTY.says, status: 'succeeded' })
    return { ...run }
  } catch (thrown) {
    Object.assign(run, { error: (thrown as Error).message, status: 'failed' })
    throw thrown
  }
}

/** Never rejects: what goes wrong is told by the run. */
async function perform({ steps }: Scene, run: Run, api: Api): Promise<void> {
  const kept: Kept = {}
  try {
    for (const step of steps) {
      run.says = step.says
      await step.run(api, kept)
      run.done++
    }
    run.status = 'succeeded'
  } catch (thrown) {
    run.error = (thrown as Error).message
    run.status = 'failed'
  }
}

/** The API as who asked may use it: with their key, from their address, in the version that the scenarios are written in. */
function apiFor(door: Door, log: RequestLog, { request, place, key }: OwnCall<unknown>, now: number): Api {
  const socket = { remoteAddress: request.socket.remoteAddress } as Socket
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/x-www-form-urlencoded',
    'stripe-version': door.house.newest,
    'user-agent': 'Brindle scenario',
    ...(request.headers['brindle-source'] && { 'brindle-source': request.headers['brindle-source'] }),
    ...(place.account !== place.tenant && { 'stripe-account': place.account }),
  }
  const ask = async (method: string, path: string, params: Params = {}) => {
    const form = encodeForm(params)
    const isPost = method === 'POST'
    const asked = { method, url: isPost || form === '' ? path : `${path}?${form}`, headers, socket }
    const began = performance.now()
    const answered = await answerTo(door, asked, () => Buffer.from(isPost ? form : ''))
    log.note(entryOf(asked, answered, performance.now() - began))
    return { status: answered.status, body: JSON.parse(answered.text) }
  }
  const made = async (method: string, path: string, params?: Params) => {
    const { status, body } = await ask(method, path, params)
    if (status !== 200) throw new Error(`${method} ${path}: ${body.error.message}`)
    return body
  }
  return {
    now,
    get: (path, params) => made('GET', path, params),
    post: (path, params) => made('POST', path, params),
    remove: (path) => made('DELETE', path),
    declined: async (path, params) => {
      const { status, body } = await ask('POST', path, params)
      if (status !== 402) throw new Error(`POST ${path} was to be declined: ${body.error?.message ?? status}`)
    },
    advance: async (testClock, to) => {
      const path = `/v1/test_helpers/test_clocks/${testClock}`
      await made('POST', `${path}/advance`, { frozen_time: to })
      const until = performance.now() + CLOCK_MS
      while ((await made('GET', path)).status !== 'ready') {
        if (performance.now() > until) throw new Error(`${testClock} did not arrive within a minute.`)
        await wait(LOOK_MS)
      }
    },
  }
}
