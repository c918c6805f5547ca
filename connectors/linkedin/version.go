package linkedin

import (
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// versionLayout is how LinkedIn writes versions: year and month.
	versionLayout = "200601"
	// versionsPage says which versions there are.
	versionsPage = "https://learn.microsoft.com/en-us/linkedin/marketing/versioning"
	// warnVersion is how long before its end a version is complained about.
	warnVersion = 60 * 24 * time.Hour
)

// versionEnd is when a version may end: LinkedIn supports each for at least
// twelve months (202508 ended on 17 August 2026).
func (c *config) versionEnd() time.Time {
	from, err := time.Parse(versionLayout, c.Version)
	if err != nil {
		return time.Time{} // Validate has refused it
	}
	return from.AddDate(1, 0, 0)
}

// versionExpiring is what to tell the operator about the version; "" while it is
// young.
func (c *config) versionExpiring(now time.Time) string {
	end := c.versionEnd()
	if end.Sub(now) > warnVersion {
		return ""
	}
	return fmt.Sprintf("LinkedIn may end version %s of its API from %s on, and then nothing is read; set version to a newer one of %s",
		c.Version, end.Format(time.DateOnly), versionsPage)
}

func (c *config) versionNotices(now time.Time) []sdk.Notice {
	message := c.versionExpiring(now)
	if message == "" {
		return nil
	}
	return []sdk.Notice{{Kind: sdk.NoticeVersionExpiring, Message: message}}
}
