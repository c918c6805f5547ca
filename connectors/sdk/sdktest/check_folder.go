package sdktest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// headings are what every connector's README has, as headings of second level.
var headings = []string{
	"Credentials and scopes", "Configuration", "Rate limits", "Records", "Example output", "Not collected", "Terms",
}

// folder checks that the connector's folder is complete.
func (s *suite) folder() error {
	sample, err := os.ReadFile(filepath.Join(s.o.Dir, "sample.yaml"))
	if err != nil {
		return fmt.Errorf("the folder has no sample.yaml: %w", err)
	}
	readme, err := os.ReadFile(filepath.Join(s.o.Dir, "README.md"))
	if err != nil {
		return fmt.Errorf("the folder has no README.md: %w", err)
	}
	errs := []error{checkReadme(string(readme), string(sample))}
	cases, err := caseFolders(s.o.Dir)
	switch {
	case err != nil:
		errs = append(errs, err)
	case len(cases) == 0:
		errs = append(errs, errors.New("testdata/cases holds no case"))
	}
	return errors.Join(errs...)
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// checkReadme checks the headings, and that the first YAML block of
// Configuration is sample.yaml.
func checkReadme(readme, sample string) error {
	var errs []error
	for _, heading := range headings {
		if _, ok := section(readme, heading); !ok {
			errs = append(errs, fmt.Errorf("README.md has no heading %q", "## "+heading))
		}
	}
	configuration, _ := section(readme, "Configuration")
	block := yamlBlock.FindStringSubmatch(configuration)
	switch {
	case block == nil:
		errs = append(errs, errors.New("README.md shows no YAML under Configuration; put sample.yaml there"))
	case strings.TrimSpace(block[1]) != strings.TrimSpace(sample):
		errs = append(errs, errors.New("the YAML under Configuration in README.md is not sample.yaml; copy it there"))
	}
	return errors.Join(errs...)
}

// section gives the text under a heading of second level.
func section(markdown, heading string) (string, bool) {
	_, after, found := strings.Cut("\n"+markdown, "\n## "+heading+"\n")
	body, _, _ := strings.Cut(after, "\n## ")
	return body, found
}
