// Package asgrafana asks the plugin for what Grafana itself asks it for, frames
// in Arrow. Tests and measurements use it; the program does not.
package asgrafana

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"

	"github.com/pantau/pantau/collector/ask"
)

// Ask gives the frames that answer a question.
func Ask(ctx context.Context, p *ask.Plugin, q ask.Question) (data.Frames, error) {
	raw, err := p.Raw(ctx, q, pluginv2.DataFrameFormat_ARROW)
	if err != nil {
		return nil, err
	}
	return data.UnmarshalArrowFrames(raw)
}
