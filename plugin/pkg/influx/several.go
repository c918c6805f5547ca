package influx

import (
	"errors"
	"fmt"
	"strings"
)

// Several are questions for the same columns in one request, without grouping: the
// rows of all follow one another in one series.
type Several []Select

var _ Query = Several{}

// Statement writes the statements one after the other.
func (q Several) Statement() (Statement, error) { return oneAfterTheOther(q) }

// Batch is different questions in one request, which costs less than a request each.
// The series of all follow one another in one result: their columns tell them apart.
// A column holds numbers in all of them, or texts.
type Batch []bindable

var _ Query = Batch{}

// bindable is a question that can stand behind others.
type bindable interface {
	// bound binds its values after those that are bound already.
	bound(params map[string]any) (Statement, error)
}

// Statement writes the statements one after the other.
func (q Batch) Statement() (Statement, error) { return oneAfterTheOther(q) }

func oneAfterTheOther[Q bindable](questions []Q) (Statement, error) {
	if len(questions) == 0 {
		return Statement{}, errors.New("several questions need one")
	}
	all := Statement{Params: map[string]any{}, kinds: map[string]kind{}}
	texts := make([]string, len(questions))
	for i, q := range questions {
		st, err := q.bound(all.Params)
		if err != nil {
			return Statement{}, err
		}
		for name, kind := range st.kinds {
			if known, ok := all.kinds[name]; ok && known != kind {
				return Statement{}, fmt.Errorf("column %s holds different things in questions of one request", name)
			}
			all.kinds[name] = kind
		}
		texts[i] = st.Text
	}
	all.Text = strings.Join(texts, "; ")
	return all, nil
}
