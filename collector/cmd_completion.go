package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// shells that completion knows.
var shells = []string{"bash", "zsh", "fish"}

// completionCommand prints what a shell needs to complete commands and flags.
func completionCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "completion")
	words, err := parse(c, fs, args, 1)
	if err != nil {
		return err
	}
	if len(words) != 1 || !slices.Contains(shells, words[0]) {
		_, _ = fmt.Fprintf(c.err, "pantau completion: %s\n\n", text("completion_form", "shells", strings.Join(shells, ", ")))
		fs.Usage()
		return errUsage
	}
	_, err = fmt.Fprint(c.out, completion(ctx, words[0]))
	return err
}

func completion(ctx context.Context, shell string) string {
	var out strings.Builder
	switch shell {
	case "bash":
		bashCompletion(&out, describe(ctx))
	case "zsh":
		zshCompletion(&out, describe(ctx))
	case "fish":
		fishCompletion(&out, describe(ctx))
	}
	return out.String()
}

func names(commands []described) string {
	all := make([]string, len(commands))
	for i, d := range commands {
		all[i] = d.name
	}
	return strings.Join(all, " ")
}

func (d described) flagNames() string {
	all := make([]string, len(d.flags))
	for i, f := range d.flags {
		all[i] = "--" + f.Name
	}
	return strings.Join(append(all, "--help"), " ")
}

// bashCompletion leaves what it does not know to the shell: file names.
func bashCompletion(out *strings.Builder, commands []described) {
	out.WriteString("# bash completion of pantau: pantau completion bash\n_pantau() {\n" +
		"  local at=${COMP_WORDS[COMP_CWORD]} flags= words=\n  if (( COMP_CWORD == 1 )); then\n")
	fmt.Fprintf(out, "    COMPREPLY=($(compgen -W '%s' -- \"$at\"))\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n", names(commands))
	for _, d := range commands {
		fmt.Fprintf(out, "    %s) flags='%s' words='%s' ;;\n", d.name, d.flagNames(), strings.Join(d.words, " "))
	}
	out.WriteString("  esac\n  if [[ $at == -* ]]; then words=$flags; fi\n" +
		"  COMPREPLY=($(compgen -W \"$words\" -- \"$at\"))\n}\ncomplete -o default -F _pantau pantau\n")
}

func zshCompletion(out *strings.Builder, commands []described) {
	quoted := func(s string) string {
		return strings.NewReplacer("'", `'\''`, ":", `\:`, "[", `\[`, "]", `\]`).Replace(s)
	}
	out.WriteString("#compdef pantau\n# zsh completion of pantau: pantau completion zsh\n_pantau() {\n" +
		"  local -a commands=(\n")
	for _, d := range commands {
		fmt.Fprintf(out, "    '%s:%s'\n", d.name, quoted(text(d.name+"_summary")))
	}
	out.WriteString("  )\n  if (( CURRENT == 2 )); then\n    _describe pantau commands\n    return\n  fi\n" +
		"  local command=${words[2]}\n  shift words\n  (( CURRENT-- ))\n  case $command in\n")
	for _, d := range commands {
		fmt.Fprintf(out, "    %s) _arguments", d.name)
		for _, f := range d.flags {
			value := ""
			if takesValue(f) {
				value = ":" + f.Name + ":_files"
			}
			fmt.Fprintf(out, " \\\n      '--%s[%s]%s'", f.Name, quoted(f.Usage), value)
		}
		if len(d.words) > 0 {
			fmt.Fprintf(out, " \\\n      '1:%s:(%s)'", d.name, strings.Join(d.words, " "))
		}
		out.WriteString(" \\\n      '*:file:_files' ;;\n")
	}
	out.WriteString("  esac\n}\ncompdef _pantau pantau\n")
}

func fishCompletion(out *strings.Builder, commands []described) {
	quoted := func(s string) string { return strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) }
	out.WriteString("# fish completion of pantau: pantau completion fish\n")
	for _, d := range commands {
		fmt.Fprintf(out, "complete -c pantau -n __fish_use_subcommand -f -a %s -d '%s'\n", d.name, quoted(text(d.name+"_summary")))
		seen := "'__fish_seen_subcommand_from " + d.name + "'"
		for _, f := range d.flags {
			value := ""
			if takesValue(f) {
				value = " -r"
			}
			fmt.Fprintf(out, "complete -c pantau -n %s -l %s%s -d '%s'\n", seen, f.Name, value, quoted(f.Usage))
		}
		if len(d.words) > 0 {
			fmt.Fprintf(out, "complete -c pantau -n %s -f -a '%s'\n", seen, strings.Join(d.words, " "))
		}
	}
}
