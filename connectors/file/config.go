package file

import (
	"errors"
	"fmt"
	"path/filepath"
)

// How dates of digits are written.
const (
	orderAuto = "auto" // found out from the file
	orderDMY  = "dmy"
	orderMDY  = "mdy"
)

// config is one account's settings.
type config struct {
	Account   string   `yaml:"account" jsonschema:"required,description=The account that the files are of"`
	Paths     []string `yaml:"paths" jsonschema:"required,description=Files\\, or patterns such as /srv/ekspor/*.csv"`
	Platform  string   `yaml:"platform,omitempty" jsonschema:"description=The platform that the files are from; their data then stands beside what its API gives"`
	TimeZone  string   `yaml:"time_zone,omitempty" jsonschema:"description=Time zone of the dates in the files,default=Asia/Jakarta"`
	DateOrder string   `yaml:"date_order,omitempty" jsonschema:"enum=auto,enum=dmy,enum=mdy,description=Whether 03/04/2026 is in April (dmy) or in March (mdy),default=auto"`
}

// Validate says what is wrong with the settings.
func (c *config) Validate() error {
	switch {
	case c.Account == "":
		return errors.New("account: write the account that the files are of")
	case len(c.Paths) == 0:
		return errors.New("paths: write the files to read, or patterns such as /srv/ekspor/*.csv")
	case c.DateOrder != orderAuto && c.DateOrder != orderDMY && c.DateOrder != orderMDY:
		return fmt.Errorf("date_order: %q is unknown; write auto, dmy or mdy", c.DateOrder)
	}
	for _, p := range c.Paths {
		if _, err := filepath.Match(p, ""); err != nil {
			return fmt.Errorf("paths: %q is no pattern; a [ needs its ]", p)
		}
	}
	return nil
}
