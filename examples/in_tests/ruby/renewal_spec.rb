# A subscription and its renewal, with RSpec and the official client: rspec renewal_spec.rb, where npm i brindle was run.
require 'json'
require 'net/http'
require 'securerandom'
require 'stripe'

RSpec.describe 'a subscription' do
  before(:context) do
    @server = IO.popen(['node_modules/.bin/brindle', 'start', '--memory', '--port', '0'])
    Stripe.api_base = @server.each_line.lazy.filter_map { |line| line[/Brindle listens on (\S+)/, 1] }.first
  end

  after(:context) do
    Process.kill('TERM', @server.pid)
    @server.close
  end

  # Every example invents a key, and has an empty Stripe of its own.
  before do
    Stripe.api_key = "sk_test_#{SecureRandom.hex(9)}"
    product = Stripe::Product.create(
      name: 'Team',
      default_price_data: { currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' } }
    )
    customer = Stripe::Customer.create(source: 'tok_visa')
    Stripe::Subscription.create(customer: customer.id, items: [{ price: product.default_price }])
  end

  # What Stripe's API does not have: clock, snapshots, faults.
  def brindle(call, params = {})
    response = Net::HTTP.post(
      URI("#{Stripe.api_base}/brindle/#{call}"),
      URI.encode_www_form(params),
      'Authorization' => "Bearer #{Stripe.api_key}",
      'Content-Type' => 'application/x-www-form-urlencoded'
    )
    JSON.parse(response.body)
  end

  it 'is paid again a month later' do
    brindle('clock/advance', by: 32 * 86_400)
    expect(Stripe::Invoice.list.data.map(&:billing_reason)).to eq %w[subscription_cycle subscription_create]
  end

  it 'is as it was when a snapshot is put back' do
    paid = brindle('snapshots')
    Stripe::Customer.update(Stripe::Customer.list.data.first.id, { source: 'tok_chargeCustomerFail' })
    brindle('clock/advance', by: 32 * 86_400)
    expect(Stripe::Subscription.list.data.first.status).to eq 'past_due'
    brindle("snapshots/#{paid['id']}/restore")
    expect(Stripe::Subscription.list.data.first.status).to eq 'active'
  end
end
