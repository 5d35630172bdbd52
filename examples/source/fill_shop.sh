#!/bin/sh
# A small shop for trying the source: six customers, three months, cards and buy now, pay later. It runs against a Brindle, whose
# clock it moves by two months, and needs curl. The account should be a new one: an invented key opens it.
#
#   URL=http://127.0.0.1:12111 KEY=sk_test_my_shop sh examples/source/fill_shop.sh
set -eu
URL=${URL:-http://127.0.0.1:12111}
KEY=${KEY:-sk_test_my_shop}

post() { # path, then what is sent
  path=$1
  shift
  curl -sS -u "$KEY:" -H 'Stripe-Version: 2026-08-26.dahlia' "$URL$path" "$@"
}
id() { # of the object that was answered
  tr -d '\n' | sed -n 's/^{ *"id": *"\([^"]*\)".*/\1/p'
}
page() { # where the customer is sent
  tr -d '\n' | sed -n 's/.*"redirect_to_url": *{[^}]*"url": *"\([^"]*\)".*/\1/p'
}

# What is added to a cart before checkout: one-time prices.
for add_on in 'Gift wrap:700' 'Polish:1200' 'Case:2500'; do
  product=$(post /v1/products -d "name=${add_on%:*}" | id)
  post /v1/prices -d "product=$product" -d currency=usd -d "unit_amount=${add_on#*:}" >/dev/null
done

for name in Ada Ben Cleo Dan Eve Finn; do
  eval "$name=$(post /v1/customers -d "name=$name" -d "email=$name@example.com" | id)"
done

# name, way to pay, amount in cents, device, items; `paid` is the intent then.
pay() {
  name=$1 way=$2
  eval "customer=\$$1"
  set -- -d "customer=${customer:?}" -d "amount=$3" -d currency=usd -d confirm=true -d return_url=https://shop.example/done \
    -d "metadata[device_type]=$4" -d "metadata[item_count]=$5"
  case $way in
  card) set -- "$@" -d payment_method=pm_card_visa ;;
  declined) set -- "$@" -d payment_method=pm_card_visa_chargeDeclined ;;
  *)
    set -- "$@" -d "payment_method_types[0]=$way" -d "payment_method_data[type]=$way" \
      -d "payment_method_data[billing_details][name]=$name" \
      -d "payment_method_data[billing_details][email]=$name@example.com" \
      -d 'payment_method_data[billing_details][address][country]=US'
    ;;
  esac
  answer=$(post /v1/payment_intents "$@")
  paid=$(echo "$answer" | id)
  agree=$(echo "$answer" | page)
  # The customer is sent to the provider's page, and agrees there.
  test -z "$agree" || curl -sS -o /dev/null -d outcome=succeed "$agree"
}
month_later() {
  post /brindle/clock/advance -d by=2678400 >/dev/null
}

pay Ada card 4000 phone 1
pay Ben card 5000 desktop 2
pay Cleo klarna 12000 phone 3
pay Dan affirm 9000 desktop 3
month_later
pay Ada card 4400 phone 1
pay Cleo klarna 11000 phone 2
pay Dan card 6000 desktop 1
pay Ben declined 5000 desktop 2
pay Eve klarna 8000 phone 2
post /v1/refunds -d "payment_intent=$paid" -d amount=2000 >/dev/null
month_later
pay Ben card 5200 desktop 2
pay Cleo klarna 13000 phone 4
pay Dan affirm 10000 desktop 3
pay Finn card 3000 phone 1
# A day later all of it is settled.
post /brindle/clock/advance -d by=86400 >/dev/null
