// What is measured of a running server, in Prometheus' format at /metrics.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Measures {
  request(operation: string, status: number, milliseconds: number): void
  /** How many requests were answered so far. */
  requests(): number
  delivery(outcome: 'delivered' | 'retried' | 'failed'): void
  job(outcome: 'done' | 'failed'): void
  /** Adds what another room measures, in the same format. */
  join(more: () => Promise<string>): void
  text(): Promise<string>
}

export function measures(): Measures {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const durations = new Histogram({
    name: 'brindle_request_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['operation', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const deliveries = new Counter({
    name: 'brindle_webhook_attempts_total',
    help: 'Webhook attempts by outcome.',
    labelNames: ['outcome'],
    registers,
  })
  const jobs = new Counter({ name: 'brindle_jobs_total', help: 'Jobs by outcome.', labelNames: ['outcome'], registers })
  new Gauge({ name: 'brindle_start_seconds', help: 'When this process started.', registers }).set(
    performance.timeOrigin / 1000,
  )
  let count = 0
  const others: (() => Promise<string>)[] = []
  return {
    request: (operation, status, ms) => {
      count++
      durations.observe({ operation, status: String(status) }, ms / 1000)
    },
    requests: () => count,
    delivery: (outcome) => deliveries.inc({ outcome }),
    job: (outcome) => jobs.inc({ outcome }),
    join: (more) => void others.push(more),
    text: async () => {
      const texts = await Promise.all([register.metrics(), ...others.map((more) => more())])
      return texts.join('')
    },
  }
}
