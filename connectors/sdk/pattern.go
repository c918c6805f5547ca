package sdk

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression that is compiled when it is first asked for:
// all connectors are in one program, which starts once for each of them.
func Pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
