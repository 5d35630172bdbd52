-- A dataset of the lake, read by DuckDB alone, as the files lie there: run it in the lake's folder.
--   duckdb < read_with_duckdb.sql

-- Every state of every charge that was seen. The schema's fields stand under the tenant's name and the object's. _landed says which
-- object it is, when it was so (in milliseconds), whether it is gone, and in which batch it came.
create or replace view charges_history as
select * from read_parquet('datasets/stripe_charges/history/*/*.parquet', union_by_name = true);

-- The newest state of each, without what is gone.
create or replace view charges as
select _landed, unnest(_brindle.charges_data)
from (
  select * from charges_history
  qualify row_number() over (
    partition by _landed.account, _landed.id
    order by _landed.changed desc, _landed.batch desc, _landed.n desc
  ) = 1
)
where not _landed.deleted;

-- What was sold, by currency and way to pay, in minor units.
select currency, payment_method_details.type as method, count(*) as orders, sum(amount_captured)::bigint as amount
from charges
where status = 'succeeded' and captured
group by all
order by currency, orders desc, method;
