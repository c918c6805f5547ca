package xsim

import "strings"

// matcher tells whether a query finds a tweet.
type matcher func(*tweet) bool

// parseQuery reads the part of X's search language that is simulated: words,
// "phrases", #hashtags, @names, from:, conversation_id:, lang: and is:, with -
// before them, OR between them and parentheses around them. AND binds more
// tightly than OR: https://docs.x.com/x-api/posts/search/integrate/build-a-query.
func parseQuery(query string) matcher {
	p := &parser{tokens: tokenize(query)}
	return p.either()
}

type parser struct{ tokens []string }

func (p *parser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *parser) next() string {
	t := p.peek()
	p.tokens = p.tokens[min(1, len(p.tokens)):]
	return t
}

func (p *parser) either() matcher {
	any := []matcher{p.both()}
	for p.peek() == "OR" {
		p.next()
		any = append(any, p.both())
	}
	return func(t *tweet) bool {
		for _, m := range any {
			if m(t) {
				return true
			}
		}
		return false
	}
}

func (p *parser) both() matcher {
	var all []matcher
	for p.peek() != "" && p.peek() != "OR" && p.peek() != ")" {
		all = append(all, p.term())
	}
	return func(t *tweet) bool {
		for _, m := range all {
			if !m(t) {
				return false
			}
		}
		return true
	}
}

func (p *parser) term() matcher {
	token := p.next()
	if token == "(" {
		inner := p.either()
		p.next() // the closing one
		return inner
	}
	if rest, negated := strings.CutPrefix(token, "-"); negated {
		m := operator(rest)
		return func(t *tweet) bool { return !m(t) }
	}
	return operator(token)
}

// operator is one condition. Reposts are never found, since 4 May 2026.
func operator(token string) matcher {
	name, value, _ := strings.Cut(token, ":")
	switch name {
	case "from":
		return func(t *tweet) bool { return strings.EqualFold(t.author(), value) }
	case "conversation_id":
		return func(t *tweet) bool { return t.root().id == value }
	case "lang":
		return func(*tweet) bool { return value == "in" }
	case "is":
		return func(t *tweet) bool { return value == "reply" && t.parent != nil }
	}
	if tag, isTag := strings.CutPrefix(token, "#"); isTag {
		return func(t *tweet) bool {
			for _, own := range t.tags() {
				if strings.EqualFold(own, tag) {
					return true
				}
			}
			return false
		}
	}
	word := strings.ToLower(strings.Trim(token, `"`))
	return func(t *tweet) bool { return strings.Contains(strings.ToLower(t.text()), word) }
}

// tokenize splits a query at spaces and parentheses, but not within quotes.
func tokenize(query string) []string {
	var out []string
	var token strings.Builder
	flush := func() {
		if token.Len() > 0 {
			out = append(out, token.String())
			token.Reset()
		}
	}
	quoted := false
	for _, r := range query {
		switch {
		case r == '"':
			quoted = !quoted
			token.WriteRune(r)
		case quoted:
			token.WriteRune(r)
		case r == ' ':
			flush()
		case r == '(' || r == ')':
			flush()
			out = append(out, string(r))
		default:
			token.WriteRune(r)
		}
	}
	flush()
	return out
}
