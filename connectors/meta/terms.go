package meta

import "github.com/pantau/pantau/connectors/sdk"

// Terms are Meta's Platform Terms: data of the account's own are its owner's to
// keep and to analyse; what was got is deleted when its purpose is over or its
// owner asks.
func Terms() sdk.Terms {
	return sdk.Terms{
		URL: "https://developers.facebook.com/terms", DerivedMetrics: true, CompareOwners: true,
		Note: "Meta's Platform Terms, 3.d: delete what is no longer needed, and what people ask to be deleted; they set no number of days.",
	}
}
