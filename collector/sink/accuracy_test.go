package sink

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

func TestAccuracyPoint(t *testing.T) {
	t.Parallel()
	m := correct.Measure{N: 240, Accuracy: 0.75, Low: 0.69, High: 0.8, F1: 0.7, BaseAccuracy: 0.6, BaseF1: 0.5}
	none := func() (float64, bool) { return 0, false }
	some := func() (float64, bool) { return -0.25, true }
	require.Equal(t, []string{
		"pantau_accuracy,reader=fast accuracy=0.75,base_accuracy=0.6,base_f1=0.5,f1=0.7,high=0.8,low=0.69,n=240 1793520000\n",
		"pantau_accuracy,reader=fast accuracy=0.75,agreement=-0.25,base_accuracy=0.6,base_f1=0.5,f1=0.7,high=0.8,low=0.69,n=240 1793520000\n",
	}, seconds([]*line.Point{accuracyPoint("fast", m, none, hour(1, 8)), accuracyPoint("fast", m, some, hour(1, 8))}))
}

func TestRecentTexts(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "pantau")
		at := hour(1, 8).UnixNano()
		s.Write(t, "pantau", fmt.Sprintf(`mention,platform=mastodon,account=dinkes,kind=reply text="lama",label="negative" %d
mention,platform=mastodon,account=dinkes,kind=reply text="kedua",label="neutral" %d
mention,platform=bluesky,account=pemkot,kind=mention text="pertama",label="neutral" %d
mention,platform=linkedin,account=dinkes,kind=reply text="tanpa label" %d
mention,platform=mastodon,account=dinkes,kind=reply label="neutral",score=0 %d
`, at-1, at, at+1, at+2, at+3))
		db := Database{URL: s.URL, Org: influxtest.Organization, Bucket: "pantau", Token: sdk.Secret(s.Token)}
		got, err := RecentTexts(t.Context(), db, time.Unix(0, at))
		require.NoError(t, err)
		require.Equal(t, []string{"pertama", "kedua"}, got)
	})
}
