package meta

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

func TestErrorsGetTheirKind(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   sdk.ErrorKind
	}{
		"app limit":            {403, `{"error":{"message":"(#4) Application request limit reached","code":4}}`, sdk.RateLimited},
		"user limit":           {400, `{"error":{"message":"(#17) User request limit reached","code":17}}`, sdk.RateLimited},
		"page limit":           {400, `{"error":{"message":"(#32)","code":32}}`, sdk.RateLimited},
		"custom limit":         {400, `{"error":{"message":"(#613)","code":613}}`, sdk.RateLimited},
		"Pages use case":       {400, `{"error":{"message":"too many calls","code":80001}}`, sdk.RateLimited},
		"Instagram use case":   {400, `{"error":{"message":"too many calls","code":80002}}`, sdk.RateLimited},
		"blocked for a time":   {400, `{"error":{"message":"(#368)","code":368}}`, sdk.RateLimited},
		"hashtags":             {400, `{"error":{"message":"(#18)","code":18}}`, sdk.RateLimited},
		"429":                  {429, `{"error":{"message":"slow down","code":1}}`, sdk.RateLimited},
		"token":                {400, `{"error":{"message":"expired","code":190,"error_subcode":463}}`, sdk.Auth},
		"session":              {400, `{"error":{"message":"session","code":102}}`, sdk.Auth},
		"permission":           {403, `{"error":{"message":"(#10) Application does not have permission for this action","code":10}}`, sdk.Auth},
		"permission 200":       {403, `{"error":{"message":"(#200) Requires instagram_basic","code":200}}`, sdk.Auth},
		"few viewers":          {400, `{"error":{"message":"(#10) Not enough viewers for the media to show insights","code":10}}`, sdk.Permanent},
		"unknown":              {500, `{"error":{"message":"An unknown error occurred","code":1}}`, sdk.Transient},
		"service":              {503, `{"error":{"message":"Service temporarily unavailable","code":2}}`, sdk.Transient},
		"said to pass":         {400, `{"error":{"message":"Try later","code":100,"is_transient":true}}`, sdk.Transient},
		"parameter":            {400, `{"error":{"message":"(#100) Tried accessing nonexisting field (x)","code":100}}`, sdk.Permanent},
		"no such object":       {400, `{"error":{"message":"Unsupported get request. Object with ID '1' does not exist, cannot be loaded due to missing permissions, or does not support this operation","code":100,"error_subcode":33}}`, sdk.Permanent},
		"no form of Meta's":    {403, `{"error":"forbidden"}`, sdk.Auth},
		"nothing":              {500, ``, sdk.Transient},
		"a page of a proxy":    {502, `<html></html>`, sdk.Transient},
		"refused without code": {401, `{"error":{"message":"no","code":0}}`, sdk.Auth},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := serve(t, says(c.status, c.body)).Get(t.Context(), "/me", nil, &struct{}{})
			require.Error(t, err)
			require.Equal(t, c.want, sdk.KindOf(err), "%v", err)
			require.Equal(t, c.status, sdk.Status(err))
		})
	}
}

func TestNoObjectIsThrottlingWhereTheLimitIsUsedUp(t *testing.T) {
	t.Parallel()
	body := `{"error":{"message":"Unsupported get request.","code":100,"error_subcode":33}}`
	err := serve(t, says(400, body, "X-App-Usage", `{"call_count":100,"total_time":1,"total_cputime":1}`)).Get(t.Context(), "/1", nil, &struct{}{})
	require.Equal(t, sdk.RateLimited, sdk.KindOf(err))
	require.False(t, NotFound(err))
	err = serve(t, says(400, body)).Get(t.Context(), "/1", nil, &struct{}{})
	require.True(t, NotFound(err))
}

func TestThrottlingSaysUntilWhen(t *testing.T) {
	t.Parallel()
	body := `{"error":{"message":"too many calls","code":80002}}`
	header := `{"178":[{"type":"instagram","call_count":100,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":17}]}`
	err := serve(t, says(400, body, "X-Business-Use-Case-Usage", header)).Get(t.Context(), "/1", nil, &struct{}{})
	require.WithinDuration(t, time.Now().Add(17*time.Minute+10*time.Second), sdk.RetryAt(err), 15*time.Second)
	err = serve(t, says(400, body)).Get(t.Context(), "/1", nil, &struct{}{})
	require.Zero(t, sdk.RetryAt(err), "the collector's own backoff decides")
	err = serve(t, says(400, `{"error":{"message":"(#18)","code":18}}`)).Get(t.Context(), "/1", nil, &struct{}{})
	require.Equal(t, BudgetHashtags, sdk.Exhausted(err))
}

func TestTheTokenIsTakenOutOfWhatIsSaid(t *testing.T) {
	t.Parallel()
	err := serve(t, says(400, `{"error":{"message":"Malformed access token EAA-never-show-me","error_user_msg":"EAA-never-show-me","code":190}}`)).
		Get(t.Context(), "/me", nil, &struct{}{})
	require.ErrorContains(t, err, "Malformed access token")
	require.NotContains(t, err.Error(), "EAA-never-show-me")
	require.NotContains(t, err.Error(), string(token))
}

func TestRefusedTellsMetricsThatAreGoneFromThoseOfOthers(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]sdk.Refusal{
		"(#100) The value must be a valid insights metric":                                                                  sdk.RefusalUnknown,
		"(#100) metric[0] must be one of the following values: reach, views":                                                sdk.RefusalUnknown,
		"(#100) The Media Insights API does not support the views metric for this media product type.":                      sdk.RefusalNotHere,
		"(#100) The metric shares is not supported for this media type":                                                     sdk.RefusalNotHere,
		"(#100) Starting from version v22.0 and above, the impressions metric is no longer supported for the queried media": sdk.RefusalUnknown,
		"(#100) There cannot be more than 30 days (2592000 s) between since and until":                                      sdk.RefusalNone,
	} {
		require.Equal(t, want, Refused(&Error{Code: 100, Message: message}), message)
	}
	require.Equal(t, sdk.RefusalNotHere, Refused(&Error{Code: 100, Subcode: 2207086, Message: "Invalid parameter"}))
	require.Equal(t, sdk.RefusalNone, Refused(&Error{Code: 10, Message: "valid insights metric"}))
}
