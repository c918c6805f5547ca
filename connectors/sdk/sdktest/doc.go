// Package sdktest checks that a connector keeps the contract of package sdk. A
// connector's whole conformance test is
//
//	func TestConnector(t *testing.T) {
//		sdktest.Run(t, mastodon.New, sdktest.Options{
//			Settings: "base_url: {{base_url}}\naccount: dinas\ntoken: {{token}}\n",
//			Platform: func(testing.TB) http.Handler {
//				return mastodonsim.Handler(sdktest.World("mastodon"), mastodonsim.Options{})
//			},
//		})
//	}
//
// The test must not call t.Parallel: the suite counts goroutines and replaces
// http.DefaultTransport for a moment.
//
// # What is checked
//
// Everything crosses a real gRPC connection, as it does in production.
//
//	info       Info is complete; its ID is the folder's name; every metric has native names or a reason
//	folder     sample.yaml, README.md with its headings, testdata/cases; README shows sample.yaml as it is
//	configure  sample.yaml is accepted, an unknown key refused by name, no request made
//	cases      each folder under testdata/cases gives its golden records
//	records    emitted records are of declared kinds and leave no canonical metric unexplained
//	repeat     the same page read twice gives the same records
//	check      Check succeeds against a healthy platform and fails with Auth on 401
//	status     429 gives RateLimited with After, 401 Auth, 500 Transient
//	answers    a web page instead of data gives Permanent with a hint, cut-off data Permanent
//	text       invalid UTF-8 is replaced; a 3 MB text is cut with a notice
//	trouble    cut connections give Transient; slow answers, a wrong clock, things listed twice or in
//	           another order change nothing
//	partial    a failure at any request keeps what was read, and the next run loses nothing
//	cancel     a cancelled run ends soon
//	secret     the token appears in no error, notice, finding or record, even if the platform echoes it
//	leak       no goroutine is left
//
// # The platform
//
// Options.Platform makes a small healthy platform: usually the connector's
// simulator over World. At least one text in it must contain Marker; the suite
// replaces it in the answers to see what the connector makes of hostile text.
//
// # Tests of your own
//
// What no other connector has is tested in its folder: Serve gives a platform
// that notes what it is asked and that can be broken, Gathered what several runs
// gave together, Stored what the collector keeps from one process to the next,
// Findings and Bad what Check found. WorldOf has as many posts as are wanted, and
// the clock of a world is moved with its StopAt and Forward.
//
// # Cases
//
// A case is a folder testdata/cases/<case> with
//
//	config.yaml    settings; {{base_url}}, {{token}} and {{dir}}, the case's folder, are filled in
//	request.yaml   optional: now, since, reread, runs (each gets the last one's cursor)
//	http/          what the platform answers, as a tree of the URL's path
//	http.2/        optional: looked at first in the second run, and so on
//	expected.lp    golden: what was collected
//	expected.err   golden: the kind and text of the error, for a case that fails
//
// In http/ the answer to /api/v1/accounts/1?limit=40 is api/v1/accounts/1.json;
// the ending may be any (.json, .xml, .html) and sets the Content-Type. A query
// is matched by an ending after the last @: statuses@max_id=5.json answers only
// requests with max_id=5, and the file with the most matching parameters wins.
// Beside it, statuses@max_id=5.status holds another status than 200, and
// statuses@max_id=5.headers holds header lines; {{base_url}} is filled in there
// and in bodies. The path / is index. What has no file is answered 404.
//
// A missing golden fails; go test -update writes it. The flag belongs to this
// package: tests that use it too ask Update instead of defining it again.
package sdktest
