// Package sdk is all that the author of a connector needs: the interface to
// implement, the records to emit, the kinds of error, an HTTP client that
// classifies answers, and Serve.
//
// A connector is one folder. It reads one platform for any number of configured
// accounts, in a process of its own; it never sees InfluxDB, the polling loop,
// or another connector's secrets. Its life:
//
//	New → Info → Configure (no network) → Check → Collect, Collect, …
//
// One value made by the factory serves one account. Calls for one account never
// overlap; calls for different accounts do.
package sdk
