package config

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// misfits tries each setting by itself, so that the error about one that does not
// fit names it and says what to write.
func misfits(n *yaml.Node, of reflect.Type, above string) (errs []error) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i].Value, n.Content[i+1]
		if field, ok := fieldOf(of, key); ok {
			errs = append(errs, misfit(val, field, above+key)...)
		}
	}
	return errs
}

func fieldOf(of reflect.Type, key string) (reflect.Type, bool) {
	for f := range of.Fields() {
		if f.Tag.Get("yaml") == key {
			return f.Type, true
		}
	}
	return nil, false
}

func misfit(val *yaml.Node, of reflect.Type, name string) (errs []error) {
	switch {
	case of.Kind() == reflect.Struct && val.Kind == yaml.MappingNode:
		errs = misfits(val, of, name+".")
	case of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct && val.Kind == yaml.SequenceNode:
		for _, item := range val.Content {
			if item.Kind != yaml.MappingNode {
				errs = append(errs, fmt.Errorf("line %d: %s: write `- connector: …` and below it the other settings of the account", item.Line, name))
				continue
			}
			errs = append(errs, misfits(item, of.Elem(), "")...)
		}
	}
	if len(errs) > 0 {
		return errs
	}
	err := val.Decode(reflect.New(of).Interface())
	if err == nil {
		return nil
	}
	if form := formOf(of); form != "" {
		return []error{fmt.Errorf("line %d: %s: write %s", val.Line, name, form)}
	}
	line, said := val.Line, plain(err).Error()
	if at := lineOf.FindStringSubmatch(said); at != nil {
		line, _ = strconv.Atoi(at[1]) // digits
		said = said[len(at[0]):]
	}
	return []error{fmt.Errorf("line %d: %s: %s", line, name, strings.TrimPrefix(said, name+": "))}
}

var lineOf = regexp.MustCompile(`^line (\d+): `)

// formOf says how a value of a type is written; "" where the error itself does.
func formOf(of reflect.Type) string {
	switch of.Kind() {
	case reflect.Int, reflect.Int64:
		if of == reflect.TypeFor[Duration]() {
			return ""
		}
		return "a whole number, without quotes or a unit"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a single value"
	case reflect.Struct:
		return "its settings below it, one `name: value` a line"
	case reflect.Slice:
		if of.Elem().Kind() == reflect.Struct {
			return "a list, each of which begins with a dash: `- connector: …`"
		}
		return "a list, such as [one, two]"
	case reflect.Map:
		if of.Elem().Kind() == reflect.Slice {
			return "names with lists, such as `vaccination: [vaccine, vaccinated]`"
		}
	}
	return ""
}
