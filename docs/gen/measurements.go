package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

const measurementsIntro = `# What stands in the database

Names are part of the [versioned contract](../en/versioning.md): one that has been released is never changed, and a field keeps its
type. Every metric is a float (counters are whole numbers, exact up to 2^53), every text a string, every time UTC. A metric that
a platform does not give is no field; its reason stands in ` + "`unavailable`" + `.

`

// measurementsPage lists the constants of collector/schema with their comments,
// a section for each group.
func measurementsPage(root string) (string, error) {
	var b strings.Builder
	b.WriteString(measurementsIntro)
	for _, name := range []string{"schema.go", "metrics.go"} {
		path := filepath.Join(root, "collector", "schema", name)
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return "", err
		}
		names := constants(file)
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
				constantGroup(&b, g, names)
			}
		}
	}
	return b.String(), nil
}

// constants gives the string constants of a file: name → value.
func constants(file *ast.File) map[string]string {
	out := map[string]string{}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			if v, ok := s.(*ast.ValueSpec); ok && len(v.Values) == 1 {
				if text, ok := literal(v.Values[0]); ok {
					out[v.Names[0].Name] = text
				}
			}
		}
	}
	return out
}

// literal is the value of a string literal.
func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}

// constantGroup writes one declaration: a section of its own if it is a group.
func constantGroup(b *strings.Builder, g *ast.GenDecl, names map[string]string) {
	doc := strings.TrimSpace(strings.Join(strings.Fields(g.Doc.Text()), " "))
	if !g.Lparen.IsValid() {
		v, ok := g.Specs[0].(*ast.ValueSpec)
		if !ok {
			return
		}
		name := v.Names[0].Name
		b.WriteString("\n`" + names[name] + "`: " + inWords(strings.TrimLeft(strings.TrimPrefix(doc, name+" is"), ", "), names) + "\n")
		return
	}
	title, rest, _ := strings.Cut(doc, ".")
	if strings.HasPrefix(title, "Fields of") {
		title = measurementsIn(title, names)
	}
	b.WriteString("\n## " + inWords(title, names) + "\n\n")
	if rest = strings.TrimSpace(rest); rest != "" && !strings.HasPrefix(rest, "See the comment") {
		b.WriteString(inWords(rest, names) + "\n\n")
	}
	head(b, "name", "what it is")
	for _, s := range g.Specs {
		v, ok := s.(*ast.ValueSpec)
		if !ok {
			continue
		}
		name := v.Names[0].Name
		said, doc := v.Comment.Text(), strings.Join(strings.Fields(v.Doc.Text()), " ")
		switch own, ok := strings.CutPrefix(doc, name+" is "); {
		case ok:
			said = own
		case strings.HasPrefix(doc, name+" "):
			said = strings.TrimPrefix(doc, name+" ")
		case doc != "": // of all that follow
			row(b, "", "*"+inWords(doc, names)+"*")
		}
		row(b, "`"+names[name]+"`", inWords(said, names))
	}
}

// asides are what the comments leave to functions of the package.
var asides = strings.NewReplacer(
	"made unique by PointTime of the message", "made unique by a hash of the message in its nanoseconds",
	"made unique by PointTime", "made unique by a hash of the id in its nanoseconds",
	"see JoinTopics", "`|a|b|`, sorted", "see JoinAspects", "`|topic=label:score:certainty|`",
	"see Unavailable", "why metrics are missing: `reach=not_offered;saves=permission`",
	"see JoinSources", "`likes=all;reach=organic`", ", as JoinSources stores it", "",
	"Metrics are the canonical names of what platforms count", "Metrics of posts and accounts",
)

// measurementsIn replaces the names of measurements' constants.
func measurementsIn(title string, names map[string]string) string {
	words := strings.Fields(title)
	for i, w := range words {
		bare := strings.Trim(w, ",")
		if value, ok := names[bare]; ok && i > 0 {
			words[i] = strings.Replace(w, bare, "`"+value+"`", 1)
		}
	}
	return strings.Join(words, " ")
}

// inWords replaces constants' names by what stands in the database, and what is
// left to functions by what they do.
func inWords(doc string, names map[string]string) string {
	doc = asides.Replace(doc)
	words := strings.Fields(doc)
	for i, w := range words {
		bare := strings.Trim(w, ".,;:()")
		if value, ok := names[bare]; ok && (strings.HasPrefix(bare, "Field") || strings.HasPrefix(bare, "Tag") ||
			strings.HasPrefix(bare, "Label") || strings.HasPrefix(bare, "Reader") || bare == "AllTopics") {
			words[i] = strings.Replace(w, bare, "`"+value+"`", 1)
		}
	}
	return strings.Join(words, " ")
}
