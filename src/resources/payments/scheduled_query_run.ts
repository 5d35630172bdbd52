// Runs of scheduled Sigma queries. A query is written and scheduled in Stripe's dashboard and is SQL over Stripe's own tables, which
// are not here: nobody can make one, so that there are none. (https://docs.stripe.com/api/sigma/scheduled_queries)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'

export const scheduledQueryRun = object<Stripe.Sigma.ScheduledQueryRun>('scheduled_query_run', {
  prefix: 'sqr',
  noun: 'scheduled query run',
})

export const scheduledQueryRuns = resource(scheduledQueryRun)
  .on<Stripe.Sigma.ScheduledQueryRunRetrieveParams>(
    'GET /v1/sigma/scheduled_query_runs/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.Sigma.ScheduledQueryRunListParams>('GET /v1/sigma/scheduled_query_runs', (tx, params) =>
    list(tx, scheduledQueryRun, params as never, '/v1/sigma/scheduled_query_runs'),
  )
