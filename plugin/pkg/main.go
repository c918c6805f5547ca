// Command gpx_pantau_social is the backend of Pantau's Grafana data source.
// Grafana starts it; so do `pantau query` and the tests.
package main

import (
	"os"
	_ "time/tzdata" // days are the office's, also where the system has no time zones

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	pantau "github.com/pantau/pantau/plugin/pkg/datasource"
)

func main() {
	seal()
	room()
	if err := datasource.Manage(pantau.ID, pantau.New, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("the plugin ended", "error", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}
