package main

import (
	"context"
	"fmt"
	"strings"
)

// manPage writes pantau(1) in roff, of the same descriptors as --help.
func manPage(ctx context.Context) string {
	var out strings.Builder
	section := func(key string) { fmt.Fprintf(&out, ".SH %s\n", roff(strings.ToUpper(text(key)))) }
	out.WriteString(".\\\" Made of the commands' own texts: go test ./collector -run ManPage -update\n.TH PANTAU 1\n")
	section("man_name")
	fmt.Fprintf(&out, "pantau \\- %s\n", roff(text("man_what")))
	section("man_synopsis")
	fmt.Fprintf(&out, ".B pantau\n.I %s\n", roff(text("man_command")))
	section("man_description")
	fmt.Fprintf(&out, "%s\n", roff(strings.Join(strings.Fields(strings.SplitN(text("help_intro"), "\n\n", 2)[0]), " ")))
	section("man_commands")
	for _, d := range describe(ctx) {
		fmt.Fprintf(&out, ".SS pantau %s %s\n%s\n", d.name, roff(text(d.name+"_usage")), roff(text(d.name+"_summary")))
		for _, f := range d.flags {
			fmt.Fprintf(&out, ".TP\n.B \\-\\-%s\n%s", roff(f.Name), roff(f.Usage))
			if f.DefValue != "" && f.DefValue != "false" {
				fmt.Fprintf(&out, " (%s: %s)", roff(text("man_default")), roff(f.DefValue))
			}
			out.WriteString("\n")
		}
		fmt.Fprintf(&out, ".PP\n%s\n.PP\n.RS\n.EX\n%s\n.EE\n.RE\n", roff(text("example")), roff(text(d.name+"_example")))
	}
	for _, key := range []string{"man_exit", "man_environment", "man_files"} {
		section(key)
		for line := range strings.SplitSeq(text(key+"_list"), "\n") {
			name, what, _ := strings.Cut(line, "  ")
			fmt.Fprintf(&out, ".TP\n.B %s\n%s\n", roff(name), roff(strings.TrimSpace(what)))
		}
	}
	return out.String()
}

// roff keeps a text from being taken for roff's own language.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "\n", "\n.br\n").Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
