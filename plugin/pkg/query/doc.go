// Package query answers the plugin's query types. One file is one query type:
// its parameters, its descriptor, its run, and an init that registers it. All
// the rest, from decoding to caching to error sources, is done once, in
// Dispatcher.
//
// To add a query type: copy the smallest file, change it, add its texts to
// query.yaml of the catalogue, run go generate here, and add a case folder to
// testdata/cases. Tests fail on whatever is forgotten.
package query

//go:generate go run ./gen
