// Package meta is what Meta's three platforms have in common: the Graph client
// that the connectors instagram, facebook and threads read through, and how they
// read. It is no connector.
//
//	New, Client.Get, Each           requests, lists to their last page
//	Error, Refused, …               what an error says, in the four kinds of package sdk
//	Client.Budgets, .Busy           the usage headers, in percent
//	Client.Ask, Inquiry, Insight    many metrics in one call, and the shapes of their values
//	Run, Track, EachIn, Talk        parts of a run, how far lists and comments were read
//	Login, CheckPermission          consent, long-lived tokens, their renewal, end and permissions
//	CheckVersion, Terms             when a version of the API ends, what the platform allows
//
// Sources: developers.facebook.com/docs/graph-api/guides/error-handling,
// …/docs/graph-api/results, …/docs/graph-api/overview/rate-limiting and
// …/docs/facebook-login/guides/access-tokens.
package meta
