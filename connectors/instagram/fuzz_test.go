package instagram

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// FuzzMedia makes records of any page of media.
func FuzzMedia(f *testing.F) {
	for _, seed := range []string{
		`{"data":[{"id":"1","caption":"x","media_type":"IMAGE","media_product_type":"FEED","timestamp":"2026-03-01T08:00:00+0000","like_count":1}]}`,
		`{"data":[{"id":"1","media_type":"VIDEO","media_product_type":"AD","timestamp":17,"comments_count":9007199254740993}]}`,
		`{"data":[{"id":1}]}`, `{"data":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var page meta.List[mediaJSON]
		if json.Unmarshal(raw, &page) != nil {
			return
		}
		for _, m := range page.Data {
			require.NotEmpty(t, m.record().Type)
			require.NotEmpty(t, tables[m.product()])
		}
	})
}

// FuzzComments makes records of any page of comments.
func FuzzComments(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"1","text":"x","timestamp":"2026-03-01T08:00:00+0000","username":"a","replies":{"data":[{"id":"2","from":{"id":"5"}}]}}]}`))
	f.Add([]byte(`{"data":[{"replies":null},{"from":[]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var page meta.List[commentJSON]
		if json.Unmarshal(raw, &page) != nil {
			return
		}
		for i := range page.Data {
			page.Data[i].Replies.Paging.Next = "" // would be asked for
		}
		r := newRun(&session{connector: &connector{metrics: &sdk.Insights{}}}, sdk.Request{Now: sdktest.Now}, func(...sdk.Record) error { return nil })
		_, err := r.thread(t.Context(), "1", page.Data, sdktest.Now)
		require.NoError(t, err)
	})
}

// FuzzAudience makes records of any breakdown and any hours.
func FuzzAudience(f *testing.F) {
	f.Add([]byte(`{"total_value":{"breakdowns":[{"dimension_keys":["gender"],"results":[{"dimension_values":["F"],"value":3},{"dimension_values":[],"value":-1}]}]}}`))
	f.Add([]byte(`{"values":[{"value":{"0":1,"23":2,"24":3,"x":4},"end_time":"2026-03-10T07:00:00+0000"},{"value":{}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var insight meta.Insight
		if json.Unmarshal(raw, &insight) != nil {
			return
		}
		c, ok := New().(*connector)
		require.True(t, ok)
		require.NoError(t, c.Configure(sdk.Settings("account: dinas")))
		records := meta.Audience("gender", insight.By("gender"), sdktest.Now)
		r := &run{session: &session{connector: c}}
		for _, v := range insight.Values {
			records = append(records, r.hours(v)...)
		}
		for _, record := range records {
			a, ok := record.(sdk.Audience)
			require.True(t, ok)
			require.NotEmpty(t, a.Bucket)
			require.GreaterOrEqual(t, a.Value.Value, 0.0)
		}
	})
}

// FuzzOther makes records of any answer of business discovery.
func FuzzOther(f *testing.F) {
	f.Add([]byte(`{"username":"x","followers_count":1,"media":{"data":[{"id":"1","view_count":2,"timestamp":"2026-03-01T08:00:00+0000"}],"paging":{"cursors":{"after":"A"}}}}`))
	f.Fuzz(func(_ *testing.T, raw []byte) {
		var other otherJSON
		if json.Unmarshal(raw, &other) == nil {
			otherRecords(other, sdktest.Now, true)
		}
	})
}

// FuzzCursor reads any cursor, and its own again.
func FuzzCursor(f *testing.F) {
	f.Add([]byte(`{"v":1,"media":{"read":"2026-03-09T08:00:00Z","left":[{"from":"2026-03-01T08:00:00Z","to":"2026-03-02T08:00:00Z"}]},"talk":{"seen":[{"id":"v","n":3,"at":"2026-03-09T08:00:00Z"}]},"stories":["1"]}`))
	f.Add([]byte(`{"v":99}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		require.Equal(t, cursorVersion, readCursor(raw).Version)
		require.NoError(t, sdktest.Settled(t, raw, func(raw []byte) ([]byte, error) { return readCursor(raw).encode() }))
	})
}
