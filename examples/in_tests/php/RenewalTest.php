<?php
// A subscription and its renewal, with PHPUnit and the official client: phpunit RenewalTest.php, where npm i brindle was run.

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Stripe\StripeClient;

final class RenewalTest extends TestCase
{
    /** @var resource */
    private static $server;
    private static string $url;

    private string $key;
    private StripeClient $stripe;

    public static function setUpBeforeClass(): void
    {
        $command = ['node_modules/.bin/brindle', 'start', '--memory', '--port', '0'];
        self::$server = proc_open($command, [1 => ['pipe', 'w']], $pipes);
        while (!preg_match('/Brindle listens on (\S+)/', (string) fgets($pipes[1]), $found)) {
            self::assertFalse(feof($pipes[1]), 'Brindle did not start.');
        }
        self::$url = $found[1];
    }

    public static function tearDownAfterClass(): void
    {
        proc_terminate(self::$server);
        proc_close(self::$server);
    }

    /** Every test invents a key, and has an empty Stripe of its own. */
    protected function setUp(): void
    {
        $this->key = 'sk_test_' . bin2hex(random_bytes(9));
        $this->stripe = new StripeClient(['api_key' => $this->key, 'api_base' => self::$url]);
        $product = $this->stripe->products->create([
            'name' => 'Team',
            'default_price_data' => ['currency' => 'usd', 'unit_amount' => 2000, 'recurring' => ['interval' => 'month']],
        ]);
        $customer = $this->stripe->customers->create(['source' => 'tok_visa']);
        $this->stripe->subscriptions->create([
            'customer' => $customer->id,
            'items' => [['price' => $product->default_price]],
        ]);
    }

    public function testAMonthLaterItIsPaidAgain(): void
    {
        $this->brindle('clock/advance', ['by' => 32 * 86400]);
        $reasons = array_map(fn ($invoice) => $invoice->billing_reason, $this->stripe->invoices->all()->data);
        self::assertSame(['subscription_cycle', 'subscription_create'], $reasons);
    }

    public function testWhatASnapshotHoldsIsPutBack(): void
    {
        $paid = $this->brindle('snapshots');
        [$customer] = $this->stripe->customers->all()->data;
        $this->stripe->customers->update($customer->id, ['source' => 'tok_chargeCustomerFail']);
        $this->brindle('clock/advance', ['by' => 32 * 86400]);
        self::assertSame('past_due', $this->stripe->subscriptions->all()->data[0]->status);
        $this->brindle("snapshots/{$paid['id']}/restore");
        self::assertSame('active', $this->stripe->subscriptions->all()->data[0]->status);
    }

    /** What Stripe's API does not have: clock, snapshots, faults. */
    private function brindle(string $call, array $params = []): array
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => ["Authorization: Bearer {$this->key}", 'Content-Type: application/x-www-form-urlencoded'],
            'content' => http_build_query($params),
        ]]);
        return json_decode(file_get_contents(self::$url . "/brindle/{$call}", false, $context), true);
    }
}
