package setup

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyTheDatabaseChanges(t *testing.T) {
	t.Parallel()
	const section = "influxdb:\n  url: http://h:8086\n"
	for name, tc := range map[string]struct{ before, after string }{
		"nothing there": {"", section},
		"no such part":  {"topics: {}   # none", "topics: {}   # none\n\n" + section},
		"in the middle": {
			"# a\ninfluxdb:   # old\n  url: http://old\n  # old too\n\n# of topics\ntopics: {}\n",
			"# a\n" + section + "\n# of topics\ntopics: {}\n",
		},
		"at the end": {"topics: {}\ninfluxdb: {url: http://old}\n# end\n", "topics: {}\n" + section + "# end\n"},
	} {
		p, err := find(tc.before)
		require.NoError(t, err, name)
		require.Equal(t, tc.after, p.with(section), name)
		p, err = find(tc.after)
		require.NoError(t, err, name)
		require.Equal(t, "http://h:8086", p.says.URL, name)
		require.Equal(t, tc.after, p.with(section), "%s: the same again", name)
	}
	_, err := find("{influxdb: {url: http://old}}")
	require.ErrorContains(t, err, "one `name: value` a line")
}

// FuzzFind never loses what stands outside of the part, and finds what it wrote.
func FuzzFind(f *testing.F) {
	f.Add("influxdb: {url: http://old}\ntopics: {a: [b]}\n")
	f.Add("a: |\n  influxdb: x\n\ninfluxdb:\n- b")
	f.Fuzz(func(t *testing.T, content string) {
		p, err := find(content)
		if err != nil {
			return
		}
		const section = "influxdb:\n  url: http://h:8086\n"
		after, err := find(p.with(section))
		if err == nil { // else nothing is written: it would be no configuration
			require.Equal(t, "http://h:8086", after.says.URL)
		}
	})
}
