package schema

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// hostile are addresses that must not become links.
var hostile = []string{
	"javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
	"javascript://example.org/%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "file:///etc/passwd",
	"blob:https://example.org/1", "//example.org/x", "/d/pantau", "example.org", "https:", "https:///x", "http:alert(1)", "https://exa\nmple.org", "",
}

func TestOnlyWebAddressesBecomeLinks(t *testing.T) {
	t.Parallel()
	for _, address := range hostile {
		require.Empty(t, WebAddress(address), "%q", address)
	}
	for _, address := range []string{"https://example.org/a?b=c#d", "http://example.org", "HTTPS://Example.org/", "https://[2404::1]:8080/x"} {
		require.Equal(t, address, WebAddress(address))
	}
}

func FuzzWebAddress(f *testing.F) {
	for _, address := range hostile {
		f.Add(address)
	}
	f.Add("https://media.example.id/@dinkes/1?a=b&c=d#e")
	f.Fuzz(func(t *testing.T, address string) {
		if plain(address) {
			require.True(t, parsed(address), "the short way says more than the long one")
		}
		if got := WebAddress(address); got != "" {
			require.Equal(t, address, got)
			scheme, _, _ := strings.Cut(strings.ToLower(got), "://")
			require.Contains(t, []string{"http", "https"}, scheme)
			require.NotContains(t, got, "\n")
		}
	})
}
