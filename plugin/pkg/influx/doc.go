// Package influx is the only place in the plugin that writes a query. Queries
// are InfluxQL, because one text runs on InfluxDB 1.8 (which Pantau embeds) and
// on 2.x, and because InfluxQL cuts days where the office does.
//
// Two rules keep outside values out of the statement: names come from
// collector/schema and are checked against it, and every value is a bind
// parameter. So a hostile account name can only find nothing.
package influx
