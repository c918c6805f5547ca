package sdk

import (
	"os"
	"time"
)

// parentCheck is how often a connector looks whether the collector still lives.
const parentCheck = time.Second

// leaveWithParent ends this process when the one that started it is gone, even
// where that was killed and could not say so: the system then gives us another
// parent.
func leaveWithParent() {
	parent := os.Getppid()
	for range time.Tick(parentCheck) {
		if os.Getppid() != parent {
			os.Exit(0)
		}
	}
}
