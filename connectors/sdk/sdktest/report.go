package sdktest

import "github.com/pantau/pantau/connectors/sdk"

// Findings gives those of a report by what they are about:
//
//	require.Contains(t, sdktest.Findings(report)["audience"].Detail, "fewer than 100")
func Findings(report sdk.CheckReport) map[string]sdk.Finding {
	out := map[string]sdk.Finding{}
	for _, f := range report.Findings {
		out[f.What] = f
	}
	return out
}

// Bad gives the details of what a report finds wrong, by what it is about:
//
//	require.Empty(t, sdktest.Bad(report))
func Bad(report sdk.CheckReport) map[string]string {
	out := map[string]string{}
	for _, f := range report.Findings {
		if !f.OK {
			out[f.What] = f.Detail
		}
	}
	return out
}
