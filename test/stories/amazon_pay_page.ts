// The commands and the code of Stripe's page on subscriptions with Amazon Pay, as they are printed there (broken lines
// joined). The story replaces the host, and what stands in double braces or is an example's id.
// (https://docs.stripe.com/billing/subscriptions/amazon-pay)

export const SECRET_KEY = 'sk_test_BQokikJOvBiI2HlWgH4olfQ2'

export const CREATE_CUSTOMER =
  'curl https://api.stripe.com/v1/customers -u "sk_test_BQokikJOvBiI2HlWgH4olfQ2:" ' +
  '--data-urlencode description="My First Test Customer (created for API docs)"'

export const CREATE_SETUP_INTENT =
  'curl https://api.stripe.com/v1/setup_intents -u "sk_test_BQokikJOvBiI2HlWgH4olfQ2:" -d confirm=true ' +
  '--data-urlencode return_url="https://www.stripe.com" -d usage=off_session -d customer=cus_ODQluYFNl44ODI ' +
  '-d "payment_method_data[type]"=amazon_pay -d "payment_method_types[]"=amazon_pay ' +
  '-d "mandate_data[customer_acceptance][type]"=online ' +
  '-d "mandate_data[customer_acceptance][online][ip_address]"="127.0.0.0" ' +
  '-d "mandate_data[customer_acceptance][online][user_agent]"=device'

export const CREATE_SUBSCRIPTION =
  'curl https://api.stripe.com/v1/subscriptions -u "sk_test_BQokikJOvBiI2HlWgH4olfQ2:" -d customer={{CUSTOMER_ID}} ' +
  '-d "items[0][price]"={{PRICE_ID}} -d default_payment_method={{PAYMENT_METHOD_ID}} -d off_session=true'

export const CHECKOUT_HTML = '<head> <title>Checkout</title> <script src="https://js.stripe.com/v3/"></script> </head>'

export const FETCH_SECRET = `
(async () => {
  const response = await fetch('/secret');
  const {client_secret: clientSecret} = await response.json();
  // Render the form using the clientSecret
})();
`

export const CLIENT_JS = `
const stripe = Stripe('pk_test_TYooMQauvdEDq54NiTphI7jx');

// Redirects away from the client
const {error} = await stripe.confirmAmazonPaySetup(
  '{{SETUP_INTENT_CLIENT_SECRET}}',
  {
    return_url: 'https://example.com/setup/complete',
    mandate_data: {
      customer_acceptance: {
        type: 'online',
        online: {
          infer_from_client: true
        }
      }
    },
  }
);

if (error) {
  // Inform the customer that there was an error.
}
`
