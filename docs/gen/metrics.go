package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

const metricsIntro = `# Metrics

The collector serves them in Prometheus' text format on ` + "`http.listen`" + ` (` + "`http://127.0.0.1:9321/metrics`" + `), beside ` + "`/healthz`" + `
and ` + "`/readyz`" + `. What to alert on: [operating Pantau](../en/operate.md#metrics-and-alarms).

`

// metric is one family.
type metric struct {
	name, kind, help string
	labels           []string
}

// metricsPage lists what the collector's sources register.
func metricsPage(root string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "collector", "schema", "schema.go"), nil, 0)
	if err != nil {
		return "", err
	}
	names := constants(file)
	var all []metric
	err = filepath.WalkDir(filepath.Join(root, "collector"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		all = append(all, metricsIn(file, names)...)
		return nil
	})
	if err != nil {
		return "", err
	}
	slices.SortFunc(all, func(a, b metric) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	b.WriteString(metricsIntro)
	head(&b, "metric", "kind", "labels", "what it says")
	for _, m := range all {
		row(&b, "`"+m.name+"`", m.kind, strings.Join(m.labels, ", "), m.help)
	}
	return b.String(), nil
}

// reader finds metrics in one file: where they are made, or where a function
// that makes them is called with a name and a help.
type reader struct {
	constants map[string]string   // of collector/schema
	lists     map[string][]string // variables that hold labels
	made      map[string][]string // functions that make metrics, with the labels they give
	found     []metric
}

func metricsIn(file *ast.File, names map[string]string) []metric {
	r := &reader{constants: names, lists: map[string][]string{}, made: map[string][]string{}}
	ast.Inspect(file, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 {
			r.assigned(a)
		}
		return true
	})
	ast.Inspect(file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			r.called(c)
		}
		return true
	})
	return r.found
}

// assigned remembers lists of labels and functions that make metrics.
func (r *reader) assigned(a *ast.AssignStmt) {
	to, ok := a.Lhs[0].(*ast.Ident)
	if !ok {
		return
	}
	if list, ok := a.Rhs[0].(*ast.CompositeLit); ok {
		r.lists[to.Name] = r.texts(list.Elts)
	}
	f, ok := a.Rhs[0].(*ast.FuncLit)
	if !ok {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && strings.HasPrefix(callee(c), "New") && len(c.Args) == 2 {
			if list, ok := c.Args[1].(*ast.CompositeLit); ok {
				r.made[to.Name] = r.texts(list.Elts)
			}
		}
		return true
	})
}

func (r *reader) called(c *ast.CallExpr) {
	if len(c.Args) == 0 {
		return
	}
	f := callee(c)
	if name, ok := literal(c.Args[0]); ok && strings.HasPrefix(name, "pantau_") && len(c.Args) > 1 {
		if help, ok := literal(c.Args[1]); ok {
			kind := strings.ToLower(f)
			if f == "NewDesc" {
				kind = "gauge"
			}
			r.found = append(r.found, metric{name, kind, help, append(r.labels(c.Args[2:]), r.made[f]...)})
		}
		return
	}
	opts, ok := c.Args[0].(*ast.CompositeLit)
	if !ok || !strings.HasPrefix(f, "New") {
		return
	}
	m := metric{kind: strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(f, "New"), "Vec")), labels: r.labels(c.Args[1:])}
	for _, e := range opts.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			text, _ := literal(kv.Value)
			switch fmt.Sprint(kv.Key) {
			case "Name":
				m.name = text
			case "Help":
				m.help = text
			}
		}
	}
	if strings.HasPrefix(m.name, "pantau_") {
		r.found = append(r.found, m)
	}
}

// labels reads label names, from literals or from a variable that holds them.
func (r *reader) labels(args []ast.Expr) []string {
	var out []string
	for _, a := range args {
		switch e := a.(type) {
		case *ast.CompositeLit:
			out = append(out, r.texts(e.Elts)...)
		case *ast.Ident:
			out = append(out, r.lists[e.Name]...)
		default:
			out = append(out, r.texts([]ast.Expr{a})...)
		}
	}
	return out
}

// texts are string literals and constants of collector/schema.
func (r *reader) texts(es []ast.Expr) []string {
	var out []string
	for _, e := range es {
		if text, ok := literal(e); ok {
			out = append(out, text)
		} else if s, ok := e.(*ast.SelectorExpr); ok && r.constants[s.Sel.Name] != "" {
			out = append(out, r.constants[s.Sel.Name])
		}
	}
	return out
}

func callee(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
