package meta

import (
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// LatestVersion is the newest version of the Graph API that these connectors
// were written for.
const LatestVersion = "v26.0"

// ends are the days on which versions end
// (developers.facebook.com/docs/graph-api/changelog, read July 2026). After it a
// call is answered by the next version without a word.
var ends = map[string]time.Time{
	"v20.0": day(2026, time.September, 24),
	"v21.0": day(2027, time.January, 21),
	"v22.0": day(2027, time.May, 20),
	"v23.0": day(2027, time.October, 8),
	"v24.0": day(2028, time.February, 18),
	"v25.0": day(2028, time.July, 29),
}

// warnVersion is how long before its end a version is complained about.
const warnVersion = 60 * 24 * time.Hour

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

var versionForm = sdk.Pattern(`^v[1-9][0-9]{0,2}\.[0-9]$`)

// CheckVersion says what is wrong with the setting of a version.
func CheckVersion(version string) error {
	if !versionForm().MatchString(version) {
		return fmt.Errorf("version: %q is no version of the Graph API; write it like %s", version, LatestVersion)
	}
	return nil
}

// VersionNotices warn that a version ends, or has ended.
func VersionNotices(version string, now time.Time) []sdk.Notice {
	end, known := ends[version]
	if !known || end.Sub(now) > warnVersion {
		return nil
	}
	verb := "ends"
	if !now.Before(end) {
		verb = "has ended"
	}
	return []sdk.Notice{{Kind: sdk.NoticeVersionExpiring, Message: fmt.Sprintf(
		"version %s of the Graph API %s on %s, and the next one answers after that; set version: %s", version, verb, end.Format(time.DateOnly), LatestVersion)}}
}
