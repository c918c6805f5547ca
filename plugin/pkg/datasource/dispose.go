package datasource

// Dispose lets go of idle connections. Grafana calls it after replacing the
// instance; queries that still run end by themselves.
func (d *Datasource) Dispose() {
	if d.client != nil {
		d.client.Close()
	}
}
