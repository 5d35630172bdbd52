#!/bin/sh
# Adobe's tutorial on the Stripe source, call by call, as its page prints it: the bodies have their commas, and only the host, the keys and
# the ids of what was made before are put in. It ends with the Parquet files of the charges.
# (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe)
#
#   STRIPE_ACCESS_TOKEN=sk_test_my_shop sh examples/source/adobe_stripe_source.sh
#
# The page's one other sample is not run: a flow without the header Authorization, which is answered 401.
set -eu
HOST=${HOST:-http://127.0.0.1:12111} # the page has https://platform.adobe.io
ACCESS_TOKEN=${ACCESS_TOKEN:-brindle} # of Experience Platform; the page calls both tokens so
STRIPE_ACCESS_TOKEN=${STRIPE_ACCESS_TOKEN:-sk_test_my_shop} # of the Stripe account
API_KEY=${API_KEY:-example}
ORG_ID=${ORG_ID:-BRINDLE@AdobeOrg}
SANDBOX_NAME=${SANDBOX_NAME:-prod}
TITLE="Charges of the tutorial, $(date +%s)" # of the schema and the dataset: titles are unique

# A text of an answer, by its name. An answer without it is an error, which is shown.
text_of() {
  text=$(printf '%s' "$1" | tr -d '\n' | sed -n 's/.*"'"$2"'" *: *"\([^"]*\)".*/\1/p')
  test -n "$text" || { echo "$1" >&2 && exit 1; }
  echo "$text"
}

echo '1. A base connection'
BASE_CONNECTION=$(curl -sS -X POST \
  "$HOST/data/foundation/flowservice/connections" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
      "name": "Stripe base connection",
      "description": "Authenticated base connection for Stripe",
      "connectionSpec": {
          "id": "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3",
          "version": "1.0"
      },
      "auth": {
          "specName": "OAuth2 Refresh Code",
          "params": {
            "accessToken": "'"$STRIPE_ACCESS_TOKEN"'",
          }
      }
  }')
BASE_CONNECTION_ID=$(text_of "$BASE_CONNECTION" id)
echo "   $BASE_CONNECTION_ID"

echo '2. What is there: the fields of charges'
EXPLORED=$(curl -sS -X GET \
  "$HOST/data/foundation/flowservice/connections/$BASE_CONNECTION_ID/explore?objectType=rest&object=json&fileType=json&preview=false&sourceParams=eyJyZXNvdXJjZVBhdGgiOiJjaGFyZ2VzIn0%3D" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME")
echo "   $(printf '%s' "$EXPLORED" | wc -c | tr -d ' ') bytes of schema, format $(text_of "$EXPLORED" format)"

echo '3. A source connection'
SOURCE_CONNECTION=$(curl -sS -X POST \
  "$HOST/data/foundation/flowservice/sourceConnections" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
      "name": "Stripe Source Connection For Charges Data",
      "description": "Stripe source connection for charges data",
      "baseConnectionId": "'"$BASE_CONNECTION_ID"'",
      "connectionSpec": {
        "id": "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3",
        "version": "1.0"
      },
      "data": {
        "format": "json"
      },
      "params": {
        "resourcePath": "charges"
      },
  }')
SOURCE_CONNECTION_ID=$(text_of "$SOURCE_CONNECTION" id)
echo "   $SOURCE_CONNECTION_ID"

# The page leaves the schema to its reader. Its fields are under the tenant's name, which the registry tells.
echo '4. A target schema'
STATS=$(curl -sS -X GET \
  "$HOST/data/foundation/schemaregistry/stats" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Accept: application/vnd.adobe.xed+json')
TENANT=$(text_of "$STATS" tenantId)
# The fields that the page's mapping set leads to.
text() { for name; do printf '"%s": { "type": "string" }, ' "$name"; done; }
whole() { for name; do printf '"%s": { "type": "integer" }, ' "$name"; done; }
truth() { for name; do printf '"%s": { "type": "boolean" }, ' "$name"; done; }
CHARGES_DATA='{ "type": "object", "properties": {
  '$(text id object status currency customer payment_intent payment_method balance_transaction receipt_url)'
  '$(text calculated_statement_descriptor)$(whole amount amount_captured amount_refunded created)'
  '$(truth captured paid refunded disputed livemode)'
  "outcome": { "type": "object", "properties": {
    '$(text type risk_level network_status seller_message reason)$(whole risk_score)'
  } },
  "payment_method_details": { "type": "object", "properties": {
    '$(text type)'
    "card": { "type": "object", "properties": {
      '$(text last4 brand funding country fingerprint network)$(whole exp_month exp_year amount_authorized)'
      "overcapture": { "type": "object", "properties": { '$(text status)$(whole maximum_amount_capturable)' } },
      "network_token": { "type": "object", "properties": { '$(truth used)' } },
      "incremental_authorization": { "type": "object", "properties": { '$(text status)' } },
      "multicapture": { "type": "object", "properties": { '$(text status)' } },
      "extended_authorization": { "type": "object", "properties": { '$(text status)' } },
    } },
  } },
} }'
FIELD_GROUP=$(curl -sS -X POST \
  "$HOST/data/foundation/schemaregistry/tenant/fieldgroups" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
      "type": "object",
      "title": "'"$TITLE"'",
      "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
      "definitions": {
          "charges": {
              "properties": {
                  "_'"$TENANT"'": {
                      "type": "object",
                      "properties": { "charges_data": '"$CHARGES_DATA"' }
                  }
              }
          }
      },
      "allOf": [{ "$ref": "#/definitions/charges" }]
  }')
FIELD_GROUP_ID=$(text_of "$FIELD_GROUP" '$id')
SCHEMA=$(curl -sS -X POST \
  "$HOST/data/foundation/schemaregistry/tenant/schemas" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
      "type": "object",
      "title": "'"$TITLE"'",
      "allOf": [
          { "$ref": "https://ns.adobe.com/xdm/context/profile" },
          { "$ref": "'"$FIELD_GROUP_ID"'" }
      ]
  }')
SCHEMA_ID=$(text_of "$SCHEMA" '$id')
echo "   $SCHEMA_ID"

echo '5. A target dataset'
DATASET=$(curl -sS -X POST \
  "$HOST/data/foundation/catalog/dataSets?requestDataSource=true" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
      "name": "'"$TITLE"'",
      "schemaRef": {
          "id": "'"$SCHEMA_ID"'",
          "contentType": "application/vnd.adobe.xed-full-notext+json; version=1"
      }
  }')
DATASET_ID=$(printf '%s' "$DATASET" | tr -d '\n' | sed -n 's/.*@\/dataSets\/\([0-9a-f]*\).*/\1/p')
test -n "$DATASET_ID" || { echo "$DATASET" >&2 && exit 1; }
echo "   $DATASET_ID"

echo '6. A target connection'
TARGET_CONNECTION=$(curl -sS -X POST \
  "$HOST/data/foundation/flowservice/targetConnections" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
      "name": "Stripe Target Connection For Charges Data",
      "description": "Stripe target connection for charges data",
      "connectionSpec": {
          "id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c",
          "version": "1.0"
      },
      "data": {
          "format": "parquet_xdm",
          "schema": {
              "id": "'"$SCHEMA_ID"'",
              "version": "application/vnd.adobe.xed-full+json;version=1.3"
          }
      },
      "params": {
          "dataSetId": "'"$DATASET_ID"'"
      }
  }')
TARGET_CONNECTION_ID=$(text_of "$TARGET_CONNECTION" id)
echo "   $TARGET_CONNECTION_ID"

echo '7. A mapping set of 36 rows'
MAPPING=$(curl -sS -X POST \
  "$HOST/data/foundation/conversion/mappingSets" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
      "version": 0,
      "xdmSchema": "'"$SCHEMA_ID"'",
      "xdmVersion": "1.0",
      },
      "mappings":[
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.id",
            "sourceAttribute":"data.id",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.refunded",
            "sourceAttribute":"data.refunded",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.disputed",
            "sourceAttribute":"data.disputed",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.last4",
            "sourceAttribute":"data.payment_method_details.card.last4",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.livemode",
            "sourceAttribute":"data.livemode",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.status",
            "sourceAttribute":"data.status",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.overcapture.maximum_amount_capturable",
            "sourceAttribute":"data.payment_method_details.card.overcapture.maximum_amount_capturable",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.receipt_url",
            "sourceAttribute":"data.receipt_url",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.fingerprint",
            "sourceAttribute":"data.payment_method_details.card.fingerprint",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_intent",
            "sourceAttribute":"data.payment_intent",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.overcapture.status",
            "sourceAttribute":"data.payment_method_details.card.overcapture.status",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.network_token.used",
            "sourceAttribute":"data.payment_method_details.card.network_token.used",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.funding",
            "sourceAttribute":"data.payment_method_details.card.funding",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.amount",
            "sourceAttribute":"data.amount",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.customer",
            "sourceAttribute":"data.customer",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.incremental_authorization.status",
            "sourceAttribute":"data.payment_method_details.card.incremental_authorization.status",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.multicapture.status",
            "sourceAttribute":"data.payment_method_details.card.multicapture.status",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.amount_captured",
            "sourceAttribute":"data.amount_captured",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method",
            "sourceAttribute":"data.payment_method",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.object",
            "sourceAttribute":"data.object",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.captured",
            "sourceAttribute":"data.captured",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.created",
            "sourceAttribute":"data.created",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.paid",
            "sourceAttribute":"data.paid",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.amount_refunded",
            "sourceAttribute":"data.amount_refunded",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.currency",
            "sourceAttribute":"data.currency",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.country",
            "sourceAttribute":"data.payment_method_details.card.country",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.exp_year",
            "sourceAttribute":"data.payment_method_details.card.exp_year",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.amount_authorized",
            "sourceAttribute":"data.payment_method_details.card.amount_authorized",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.network",
            "sourceAttribute":"data.payment_method_details.card.network",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details",
            "sourceAttribute":"data.payment_method_details",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.exp_month",
            "sourceAttribute":"data.payment_method_details.card.exp_month",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.calculated_statement_descriptor",
            "sourceAttribute":"data.calculated_statement_descriptor",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.brand",
            "sourceAttribute":"data.payment_method_details.card.brand",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.balance_transaction",
            "sourceAttribute":"data.balance_transaction",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.payment_method_details.card.extended_authorization.status",
            "sourceAttribute":"data.payment_method_details.card.extended_authorization.status",
            "identity":false,
            "version":0
        },
        {
            "destinationXdmPath":"_'"$TENANT"'.charges_data.outcome",
            "sourceAttribute":"data.outcome",
            "identity":false,
            "version":0
        }
      ]
}')
MAPPING_ID=$(text_of "$MAPPING" id)
echo "   $MAPPING_ID"

echo '8. A flow, every 15 minutes'
FLOW=$(curl -sS -X POST \
  "$HOST/data/foundation/flowservice/flows" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME" \
  -H 'Content-Type: application/json' \
  -d '{
    "name": "Stripe Connector Flow Generic Rest",
    "description": "Stripe Connector Description Flow Generic Rest",
    "flowSpec": {
        "id": "6499120c-0b15-42dc-936e-847ea3c24d72",
        "version": "1.0"
    },
    "sourceConnectionIds": [
        "'"$SOURCE_CONNECTION_ID"'"
    ],
    "targetConnectionIds": [
        "'"$TARGET_CONNECTION_ID"'"
    ],
    "transformations": [
        {
            "name": "Mapping",
            "params": {
                "mappingId": "'"$MAPPING_ID"'",
                "mappingVersion": 0
            }
        }
    ],
    "scheduleParams": {
        "startTime": "1710267858",
        "frequency": "minute",
        "interval": 15
    }
}')
FLOW_ID=$(text_of "$FLOW" id)
echo "   $FLOW_ID"

echo '9. Its first run'
STATUS=
waited=0
while test "$STATUS" != success; do
  test "$STATUS" != failed -a "$waited" -lt 300 || { echo "$RUN" >&2 && exit 1; }
  test "$waited" -eq 0 || sleep 0.2
  waited=$((waited + 1))
  RUN=$(curl -sS -X GET \
  "$HOST/data/foundation/flowservice/runs?property=flowId==$FLOW_ID" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME")
  STATUS=$(printf '%s' "$RUN" | tr -d '\n' | sed -n 's/.*"statusSummary" *: *{ *"status" *: *"\([A-Za-z]*\)".*/\1/p')
done
COUNT=$(printf '%s' "$RUN" | tr -d '\n' | sed -n 's/.*"outputRecordCount" *: *\([0-9]*\).*/\1/p')
BATCH_ID=$(printf '%s' "$RUN" | tr -d '\n' | sed -n 's/.*"type" *: *"Batch" *, *"ids" *: *\[ *"\([0-9A-Z]*\)".*/\1/p')
echo "   $STATUS, $COUNT charges, batch $BATCH_ID"

echo '10. Its files, in the lake'
FILES=$(curl -sS -X GET \
  "$HOST/data/foundation/export/batches/$BATCH_ID/meta?path=input_files" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "x-api-key: $API_KEY" \
  -H "x-gw-ims-org-id: $ORG_ID" \
  -H "x-sandbox-name: $SANDBOX_NAME")
echo "   $(text_of "$FILES" name)"
