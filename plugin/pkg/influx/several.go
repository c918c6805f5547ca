package influx

import (
	"errors"
	"strings"
)

// Several are questions for the same columns in one request, without grouping: the
// rows of all follow one another in one series.
type Several []Select

var _ Query = Several{}

// Statement writes the statements one after the other.
func (q Several) Statement() (Statement, error) {
	if len(q) == 0 {
		return Statement{}, errors.New("several questions need one")
	}
	all := Statement{Params: map[string]any{}}
	texts := make([]string, len(q))
	for i, s := range q {
		st, err := s.bound(all.Params)
		if err != nil {
			return Statement{}, err
		}
		texts[i], all.kinds = st.Text, st.kinds
	}
	all.Text = strings.Join(texts, "; ")
	return all, nil
}
