// A subscription and its renewal, with the official client: go test, where npm i brindle was run.
package renewal

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stripe/stripe-go/v82"
	"github.com/stripe/stripe-go/v82/client"
)

var server string

func TestMain(m *testing.M) {
	brindle := exec.Command("node_modules/.bin/brindle", "start", "--memory", "--port", "0")
	out, err := brindle.StdoutPipe()
	if err == nil {
		err = brindle.Start()
	}
	if err != nil {
		panic(err)
	}
	listens := regexp.MustCompile(`Brindle listens on (\S+)`)
	for lines := bufio.NewScanner(out); server == "" && lines.Scan(); {
		if found := listens.FindStringSubmatch(lines.Text()); found != nil {
			server = found[1]
		}
	}
	code := m.Run()
	brindle.Process.Signal(os.Interrupt)
	brindle.Wait()
	os.Exit(code)
}

// sandbox is an empty Stripe of the test's own, by a key that it invents.
type sandbox struct {
	*client.API
	t   *testing.T
	key string
}

func subscribed(t *testing.T) sandbox {
	name := make([]byte, 9)
	rand.Read(name)
	key := "sk_test_" + hex.EncodeToString(name)
	api := client.New(key, stripe.NewBackendsWithConfig(&stripe.BackendConfig{URL: stripe.String(server)}))
	product, err := api.Products.New(&stripe.ProductParams{
		Name: stripe.String("Team"),
		DefaultPriceData: &stripe.ProductDefaultPriceDataParams{
			Currency:   stripe.String("usd"),
			UnitAmount: stripe.Int64(2000),
			Recurring:  &stripe.ProductDefaultPriceDataRecurringParams{Interval: stripe.String("month")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	customer, err := api.Customers.New(&stripe.CustomerParams{Source: stripe.String("tok_visa")})
	if err != nil {
		t.Fatal(err)
	}
	_, err = api.Subscriptions.New(&stripe.SubscriptionParams{
		Customer: stripe.String(customer.ID),
		Items:    []*stripe.SubscriptionItemsParams{{Price: stripe.String(product.DefaultPrice.ID)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return sandbox{api, t, key}
}

// brindle makes a call that Stripe's API does not have: clock, snapshots, faults. It answers the id of what was made.
func (s sandbox) brindle(call string, params url.Values) string {
	request, _ := http.NewRequest("POST", server+"/brindle/"+call, strings.NewReader(params.Encode()))
	request.Header.Set("Authorization", "Bearer "+s.key)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	var made struct{ ID string }
	if err := json.NewDecoder(response.Body).Decode(&made); err != nil || response.StatusCode != 200 {
		s.t.Fatal(call, response.Status, err)
	}
	return made.ID
}

func (s sandbox) status() string {
	all := s.Subscriptions.List(&stripe.SubscriptionListParams{})
	all.Next()
	return string(all.Subscription().Status)
}

var month = url.Values{"by": {"2764800"}}

func TestAMonthLaterItIsPaidAgain(t *testing.T) {
	s := subscribed(t)
	s.brindle("clock/advance", month)
	var reasons []string
	for all := s.Invoices.List(&stripe.InvoiceListParams{}); all.Next(); {
		reasons = append(reasons, string(all.Invoice().BillingReason))
	}
	if got := strings.Join(reasons, " "); got != "subscription_cycle subscription_create" {
		t.Errorf("the invoices are for %s", got)
	}
}

func TestWhatASnapshotHoldsIsPutBack(t *testing.T) {
	s := subscribed(t)
	paid := s.brindle("snapshots", nil)
	customers := s.Customers.List(&stripe.CustomerListParams{})
	customers.Next()
	failing := &stripe.CustomerParams{Source: stripe.String("tok_chargeCustomerFail")}
	if _, err := s.Customers.Update(customers.Customer().ID, failing); err != nil {
		t.Fatal(err)
	}
	s.brindle("clock/advance", month)
	if status := s.status(); status != "past_due" {
		t.Errorf("it is %s after a charge that failed", status)
	}
	s.brindle("snapshots/"+paid+"/restore", nil)
	if status := s.status(); status != "active" {
		t.Errorf("it is %s after the snapshot was put back", status)
	}
}
