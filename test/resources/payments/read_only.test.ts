// What can only be looked at: exchange rates, and runs of queries, of which there are none.
// (https://docs.stripe.com/api/exchange_rates; https://docs.stripe.com/api/sigma/scheduled_queries)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

behaves('GET /v1/exchange_rates/{id}', 'is what one unit is in each other currency', async ({ stripe, call, news }) => {
  const { id, object, rates } = await stripe.exchangeRates.retrieve('eur')
  assert.deepEqual([id, object, rates.eur], ['eur', 'exchange_rate', undefined])
  // By src/rules/exchange_rates.ts a euro is 1.08 dollars, a pound 1.27 and a yen 0.0067, to ten places.
  assert.deepEqual([rates.usd, rates.gbp, rates.jpy], [1.08, 0.8503937008, 161.1940298507])
  refused(await call('GET', '/v1/exchange_rates/xxx'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such exchange rate: 'xxx'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/exchange_rates', 'lists them by their codes', async ({ stripe, news }) => {
  const first = await stripe.exchangeRates.list({ limit: 2 })
  assert.deepEqual(
    [first.data.map(({ id }) => id), first.has_more, first.url],
    [['aud', 'brl'], true, '/v1/exchange_rates'],
  )
  const next = await stripe.exchangeRates.list({ limit: 1, starting_after: 'brl' })
  assert.equal(next.data[0]!.id, 'cad')
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/sigma/scheduled_query_runs', 'are none', async ({ stripe, news }) => {
  const { data, has_more, url } = await stripe.sigma.scheduledQueryRuns.list()
  assert.deepEqual([data, has_more, url], [[], false, '/v1/sigma/scheduled_query_runs'])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/sigma/scheduled_query_runs/{id}', 'is not there', async ({ call, news }) => {
  refused(await call('GET', '/v1/sigma/scheduled_query_runs/sqr_1'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such scheduled query run: 'sqr_1'",
  })
  assert.deepEqual(await news(), [])
})
